"""The criterion: no combination of what the agent legitimately holds can produce an approval.

What its process holds: the environment, the whole data folder to read and to write (the store, its
anchor, checkpoints, documents, the identities with their sealed keys), the record, and every
function of this package. What it does not hold: a passphrase, and the site's list of signers, which
lies where its account cannot write. The drafts are as ready as they can be: only a person is
missing.

An attack runs in a process of its own, over a copy of all that. Whatever it says of itself, a judge
then asks what counts: does the draft leave, does it say `signed` in a chain that verifies, does a
filed document verify with a key on the list?
"""

import base64
import json
import multiprocessing
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import (
    Author,
    Citation,
    Draft,
    RecordStamp,
    Section,
    Statement,
    Status,
    Verdict,
)
from chartside.errors import ChartsideError
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record
from chartside.settings import Settings
from chartside.signoff import (
    SignoffStore,
    create_identity,
    decline,
    file_document,
    jose,
    open_signed,
    retract,
    show,
    sign,
    unlock,
    verify,
)
from chartside.signoff.identity import UnlockedIdentity

FORK = multiprocessing.get_context("fork")
PASSPHRASE = "Zebrastripes over nine hills"
READY, SIGNED, DECLINED, RETRACTED = "ready", "signed", "declined", "retracted"
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
MOVES = {
    "os.remove": slice(0, 1),
    "os.rmdir": slice(0, 1),
    "os.mkdir": slice(0, 1),
    "os.truncate": slice(0, 1),
    "os.chmod": slice(0, 1),
    "os.chown": slice(0, 1),
    "os.rename": slice(0, 2),
    "os.link": slice(0, 2),
    "os.symlink": slice(1, 2),  # where it stands; what it points to is followed when it is opened
}
"""What changes the tree of files, and which of its arguments say where."""
QUIET = frozenset({"/dev/null", "/dev/tty"})
"""Devices that may be written to, and not moved."""
STARTS = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.kill", "socket.bind"}


def record_bundle() -> dict[str, Any]:
    problem = {
        "resourceType": "Condition",
        "id": "asthma",
        "subject": {"reference": "Patient/1"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"text": "Asthma"},
    }
    patient = {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960"}
    entries = [{"resource": patient}, {"resource": problem}]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def ready(chart: Chart, name: str) -> Draft:
    """A draft that lacks nothing but a person: every sentence is supported."""
    cited = Citation("Condition/asthma", chart.entries[-1].version)
    sentence = Statement("Has asthma.", (cited,), "s1", Verdict.SUPPORTED)
    return Draft(
        name,
        "answer",
        chart.patient.reference,
        Author("extractive"),
        "2026-03-02T09:00:00Z",
        RecordStamp(chart.digest, len(chart.entries), chart.as_of.isoformat()),
        (Section("Key points", (sentence,)),),
    )


@dataclass(frozen=True)
class Scene:
    """A data folder and the record, which are the agent's, and what the site keeps from it."""

    folder: Path

    @property
    def agents(self) -> Path:
        return self.folder / "agent"

    @property
    def home(self) -> Path:
        return self.agents / "home"

    @property
    def record(self) -> Path:
        return self.agents / "record.json"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def signers(self) -> Path:
        return self.site / "signers.json"

    @property
    def here(self) -> Settings:
        return Settings(self.home)

    @property
    def store(self) -> SignoffStore:
        return SignoffStore(self.home / "signoff.db")

    @property
    def chart(self) -> Chart:
        return open_record(str(self.record)).open_chart()

    def files(self) -> list[Path]:
        """Every file that the agent can read or write."""
        return sorted(p for p in self.agents.rglob("*") if p.is_file())

    def copied(self, folder: Path) -> "Scene":
        shutil.copytree(self.folder, folder)
        return Scene(folder)

    def put_back(self, whole: "Scene") -> None:
        """Everything of the agent's as it was before an attack."""
        for path in self.agents.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.copytree(whole.agents, self.agents, dirs_exist_ok=True)

    def fingerprint(self) -> list[tuple[str, int, int]]:
        stats = ((p, p.lstat()) for p in sorted(self.agents.rglob("*")))
        return [(str(p), s.st_mtime_ns, s.st_size) for p, s in stats]

    def approvals(self) -> list[str]:
        """What an attack achieved, of what it must not: nothing, when all is well."""
        return [*self._leaves(), *self._says_signed(), *self._filed()]

    def _leaves(self) -> list[str]:
        try:
            names = {held.draft.id for held in self.store.drafts()} - {SIGNED}
        except ChartsideError:  # no store, or none that can be read: nothing comes out of it
            return []
        found = []
        for name in sorted(names):
            try:
                open_signed(self.store, name)
            except ChartsideError:
                continue
            found.append(f"{name} leaves")
        return found

    def _says_signed(self) -> list[str]:
        """A store that says so is no approval where the chain shows that it lies."""
        try:
            store = self.store
            after = {h.draft.id for h in store.drafts(status=[Status.SIGNED])} - {SIGNED}
            head = (self.site / "head").read_text(encoding="ascii")
            sound = verify(store, witnesses=[head]).ok
        except ChartsideError:  # no store, or none that can be read: nothing comes out of it
            return []
        return [f"{name} is signed in a chain that verifies" for name in after if sound]

    def _filed(self) -> list[str]:
        people = json.loads(self.signers.read_text(encoding="utf-8"))["identities"]
        keys = [one["public_key"] for one in people]
        known = (self.site / "payload").read_bytes()
        return [
            f"{path.name} verifies"
            for path in self.home.rglob("*.signed.json")
            if path.is_file() and path.read_bytes() != known and _verifies(path, keys)
        ]


def _verifies(path: Path, keys: list[str]) -> bool:
    """Whether any signature that lies beside a filed payload verifies with a key on the list."""
    payload, found = path.read_bytes(), set()
    for beside in path.parent.iterdir():
        if beside.is_file():
            found |= set(re.findall(r"[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+", _words(beside)))
    return any(jose.verifies(payload, jws, key) for jws in found for key in keys)


def _words(path: Path) -> str:
    """The text of a file, and of every base64 in it: FHIR has signatures that way."""
    text = path.read_text("utf-8", "replace")
    return text + "".join(map(_plain, re.findall(r"[A-Za-z0-9+/]{80,}=*", text)))


def _plain(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("ascii", "replace")
    except ValueError:
        return ""


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A ready draft, one signed, one declined, one retracted; made with the signer's passphrase."""
    scene = Scene(tmp_path_factory.mktemp("criterion") / "scene")
    scene.home.mkdir(parents=True)
    scene.site.mkdir()
    scene.record.write_text(json.dumps(record_bundle()), encoding="utf-8")
    person = create_identity(scene.here.identities, "grey", "Dr. Grey", "physician", PASSPHRASE)
    listed = {n: getattr(person, n) for n in ("who", "name", "role", "public_key")}
    scene.signers.write_text(json.dumps({"identities": [listed]}), encoding="utf-8")
    signer, store, chart = (
        unlock(scene.here.identities, "grey", PASSPHRASE),
        scene.store,
        scene.chart,
    )
    for name in (SIGNED, DECLINED, RETRACTED, READY):
        store.propose(ready(chart, name), source=str(scene.record))
        seen = show(store, name, chart).seen
        if name == SIGNED:
            done = sign(store, name, signer, meaning="review", chart=chart, seen=seen)
            file_document(done, scene.here.documents)
            (scene.site / "payload").write_bytes(done.payload)
        elif name == DECLINED:
            decline(store, name, signer, reason="not needed")
        elif name == RETRACTED:
            sign(store, name, signer, meaning="review", chart=chart, seen=seen)
            retract(store, name, signer, reason="wrong patient")
    (scene.site / "head").write_text(verify(store).head, encoding="ascii")
    return scene


@pytest.fixture
def scene(made_once: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A scene of the test's own; this process is the judge, and reads the site's list."""
    copy = made_once.copied(tmp_path / "scene")
    monkeypatch.setenv("CHARTSIDE_HOME", str(copy.home))
    monkeypatch.setenv("CHARTSIDE_SIGNERS", str(copy.signers))
    return copy


@pytest.fixture
def grey(scene: Scene) -> UnlockedIdentity:
    """The person, with the passphrase."""
    return unlock(scene.here.identities, "grey", PASSPHRASE)


def confined(folder: Path) -> None:
    """From now on this process changes nothing outside a folder, and starts nothing.

    So that a function which is called with whatever fits cannot hurt the machine it is tested on.
    """
    inside = str(folder.resolve())

    def outside(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False  # an open file, or nothing
        return not os.path.realpath(os.fsdecode(path)).startswith(inside)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STARTS:
            raise PermissionError(event)
        if event == "open" and (arguments[2] or 0) & WRITES:
            changed: tuple[object, ...] = () if arguments[0] in QUIET else arguments[:1]
        else:
            changed = arguments[MOVES[event]] if event in MOVES else ()
        if any(map(outside, changed)):
            raise PermissionError(event)

    sys.addaudithook(watch)


Attack = Callable[[Scene], Any]


@pytest.fixture
def agent(scene: Scene) -> Callable[[Attack], Any]:
    """Run an attack as the agent: in a process of its own, confined to what is the agent's.

    What the attack gives, or how it failed.
    """

    def run(attack: Attack) -> Any:
        ours, theirs = FORK.Pipe(duplex=False)

        def work() -> None:
            confined(scene.agents)
            os.chdir(scene.agents)
            try:
                theirs.send(attack(scene))
            except Exception as failed:  # noqa: BLE001 - an attack that fails is what is hoped for
                theirs.send(f"{type(failed).__name__}: {failed}")

        process = FORK.Process(target=work)
        process.start()
        theirs.close()
        try:
            return ours.recv()
        except EOFError:
            return "died"
        finally:
            process.join()

    return run
