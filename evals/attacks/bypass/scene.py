"""A record, its draft, signers, a store and a clock of its own for each attempt."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from chartside.agent.assistant import Assistant
from chartside.draft import Action, Draft, Proposal, Statement, Verdict
from chartside.evals.attacks.record import NOW, PATIENT, Body, write_record
from chartside.evals.running.patients import Scratch
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record
from chartside.settings import Settings
from chartside.signoff import (
    Signed,
    Signer,
    SignoffStore,
    UnlockedIdentity,
    create_identity,
    file_document,
    show,
    sign,
    to_markdown,
    unlock,
)

PASSPHRASE: Final = "nine hills and a heron"  # noqa: S105 - of invented signers
PHYSICIAN: Final = "asha"
COLLEAGUE: Final = "bruno"
SIGNERS: Final = {
    PHYSICIAN: "physician",
    COLLEAGUE: "physician",
    "chen": "nurse",
    "dora": "scribe",
    "emil": "resident",
}
"""Short names of the signers with their roles."""

_TERMS: Final = "http://terminology.hl7.org/CodeSystem"
_START: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Hospital:
    """What all scenes share: the record, drafts of it by the extractive author, the signers."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self.folder = self._scratch.folder
        self.path = write_record(self.folder / "record.json", ())
        self.chart = open_record(self.path).open_chart(PATIENT, as_of=NOW)
        self._drafts: dict[str, Draft] = {}
        self._keys: dict[str, UnlockedIdentity] = {}
        for who, role in SIGNERS.items():
            create_identity(self.identities, who, f"{who.title()} Test", role, PASSPHRASE)

    @property
    def identities(self) -> Path:
        """Where the signers' keys lie."""
        return self.folder / "identities"

    async def draft(self, kind: str) -> Draft:
        """A checked draft of this kind."""
        if kind not in self._drafts:
            home = Settings(self.folder / f"drafted-{kind}")
            assistant = Assistant(open_record(self.path), settings=home)
            self._drafts[kind] = await assistant.summarize(self.chart, kind)
        return self._drafts[kind]

    def key(self, who: str) -> UnlockedIdentity:
        """A signer, unlocked when the clocks of the scenes begin."""
        if who not in self._keys:
            self._keys[who] = unlock(self.identities, who, PASSPHRASE, clock=lambda: _START)
        return self._keys[who]


@dataclass
class Scene:
    """Where one attempt is made.

    `raised` is what ended the attempt, None where nothing did; `before` what lay there when it
    began; `may_sign` how many signatures it may leave, as where two people sign at once.
    """

    hospital: Hospital
    folder: Path
    now: datetime = _START
    raised: BaseException | None = None
    before: frozenset[str] | None = None
    may_sign: int = 0

    @cached_property
    def home(self) -> Settings:
        """A data folder of its own."""
        shutil.copytree(self.hospital.identities, self.folder / "identities")
        return Settings(self.folder)

    @cached_property
    def store(self) -> SignoffStore:
        """A sign-off store of its own, whose clock the attempt moves."""
        return self.another_store()

    def another_store(self, **more: Any) -> SignoffStore:
        """The same store, opened by somebody else."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return SignoffStore(self.folder / "signoff.db", clock=lambda: self.now, **more)

    @property
    def chart(self) -> Chart:
        """The patient's chart as it was drafted from."""
        return self.hospital.chart

    def changed_chart(self, *bodies: Body) -> Chart:
        """The patient's chart with more in it."""
        path = write_record(self.folder / "changed.json", bodies)
        return open_record(path).open_chart(PATIENT, as_of=NOW)

    def passes(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)

    def key(self, who: str = PHYSICIAN) -> UnlockedIdentity:
        """A signer whose passphrase was typed when the scene began."""
        return self.hospital.key(who)

    async def draft(self, id_: str = "d1", kind: str = "summary", **change: Any) -> Draft:
        """Lay a draft down, with what of its first sentence is to be otherwise."""
        draft = replace(await self.hospital.draft(kind), id=id_)
        if change:
            draft = with_first(draft, **change)
        self.store.propose(draft, source=str(self.hospital.path))
        return self.store.draft(id_)

    async def proposing(self, kind: str = "summary", whose: str = PATIENT) -> Draft:
        """Lay a draft down that proposes a diagnosis, for a patient."""
        draft = replace(await self.hospital.draft(kind), id="d1")
        active = {"system": f"{_TERMS}/condition-clinical", "code": "active"}
        new = {
            "resourceType": "Condition",
            "clinicalStatus": {"coding": [active]},
            "code": {"text": "Hyperkalaemia"},
            "subject": {"reference": whose},
        }
        one = Proposal("p1", Action.ADD_PROBLEM, first(draft).id, new)
        self.store.propose(replace(draft, proposals=(one,)))
        return self.store.draft("d1")

    def read(self, id_: str = "d1") -> str:
        """Read a draft as its signer does; the hash of what was seen."""
        return show(self.store, id_, self.chart).seen

    def sign(self, id_: str = "d1", by: Signer | None = None, **given: Any) -> Signed:
        """Sign a draft, by default as it is read now."""
        usual: dict[str, Any] = {"meaning": "author", "chart": self.chart}
        seen = given.pop("seen", None)
        seen = self.read(id_) if seen is None else seen
        return sign(self.store, id_, by or self.key(), seen=seen, **{**usual, **given})

    async def signed(self, id_: str = "d1", kind: str = "summary") -> Signed:
        """A document that was signed as it should be."""
        await self.draft(id_, kind)
        return self.sign(id_)

    def out(self, signed: Signed) -> Path:
        """Take a document out, and file it."""
        (self.folder / "out").mkdir(parents=True, exist_ok=True)
        (self.folder / "out" / "document.md").write_text(to_markdown(signed), encoding="utf-8")
        return file_document(signed, self.folder / "documents")

    def left(self) -> frozenset[str]:
        """What is signed, and which files left the house."""
        signed: set[str] = set()
        if (self.folder / "signoff.db").exists():
            with suppress(sqlite3.Error), closing(sqlite3.connect(self.store.path)) as opened:
                asked = "SELECT id FROM decisions WHERE id IN "
                asked += "(SELECT decision_id FROM audit WHERE event = 'signed')"
                signed = {f"decision {row[0]}" for row in opened.execute(asked)}
        files = [p for room in ("out", "documents") for p in (self.folder / room).glob("*")]
        return frozenset(signed | {f"file {path.name}" for path in files})

    @contextmanager
    def trying(self, *, may_sign: int = 0) -> Iterator[None]:
        """What must not work: how it ended is kept, and what lay there before."""
        self.before, self.may_sign = self.left(), may_sign
        try:
            yield
        except Exception as refused:  # noqa: BLE001 - however it was refused, the grader judges
            self.raised = refused

    def command(
        self, *words: str, passphrase: str = PASSPHRASE
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line on this scene's data folder.

        Raises:
            Refused: It ended with another status than 0.
        """
        program = Path(sys.executable).with_name("chartside")
        done = subprocess.run(  # noqa: S603 - our own program
            [program, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={"CHARTSIDE_HOME": str(self.home.home), "PHRASE": passphrase, "LANG": "C.UTF-8"},
        )
        if done.returncode:
            raise Refused(done.returncode)
        return done


class Refused(Exception):
    """A command ended with this status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"exit status {status}")


def with_first(draft: Draft, **change: Any) -> Draft:
    """A draft whose first sentence is otherwise."""
    section, *others = draft.sections
    first = replace(section.statements[0], **change)
    held = replace(section, statements=(first, *section.statements[1:]))
    return replace(draft, sections=(held, *others))


def first(draft: Draft) -> Statement:
    """The first sentence."""
    return draft.statements[0]


FALSE: Final = "Potassium 2.1 mmol/L on 20 December 2025."
"""A sentence that the chart contradicts."""
UNSUPPORTED: Final[dict[str, Any]] = {"verdict": Verdict.NOT_FOUND}
CONTRADICTED: Final[dict[str, Any]] = {"verdict": Verdict.CONTRADICTED}
