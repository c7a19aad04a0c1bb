"""Running the command line as a script does: words in, status and both outputs out."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chartside.cli import main
from chartside.demo import record_json
from chartside.draft import Author, Citation, Draft, RecordStamp, Section, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.file import RecordFile
from chartside.signoff import SignoffStore, create_identity, show, sign, unlock


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which has to be one JSON value and nothing else."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `chartside WORDS` in this process."""

    def command(*words: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        status = ended.value.code
        assert isinstance(status, int)
        return Ran(status, said.out, said.err)

    return command


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo record as a file."""
    path = tmp_path_factory.mktemp("demo") / "demo.json"
    path.write_bytes(record_json())
    return path


CANARY = "Xanthippe-canary"
PASSPHRASE = "Zebrastripes over nine hills"


@dataclass(frozen=True)
class Desk:
    """A sign-off store with a signed and an unsigned draft; the text of both holds a canary."""

    store: SignoffStore
    signed: str
    unsigned: str


def _draft(name: str, kind: str, chart: Chart) -> Draft:
    cited = Citation("Condition/c", chart.entries[-1].version)
    sentence = Statement(f"Has {CANARY} gout.", (cited,), "s1", Verdict.SUPPORTED)
    stamp = RecordStamp(chart.digest, len(chart.entries), chart.as_of.isoformat())
    return Draft(
        id=name,
        kind=kind,
        patient=chart.patient.reference,
        author=Author("extractive"),
        created="2026-03-02T09:00:00Z",
        record=stamp,
        sections=(Section("Problems", (sentence,)),),
    )


@pytest.fixture(scope="session")
def desk_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with drafts, a signer and a decision; unlocking a key takes its time."""
    here = tmp_path_factory.mktemp("desk")
    gout = {
        "resourceType": "Condition",
        "id": "c",
        "code": {"text": f"{CANARY} gout"},
        "subject": {"reference": "Patient/p"},
    }
    person = {"resourceType": "Patient", "id": "p", "name": [{"text": f"Nora {CANARY}"}]}
    record = here / "record.ndjson"
    record.write_text(f"{json.dumps(person)}\n{json.dumps(gout)}\n", encoding="utf-8")
    with RecordFile([record]) as opened:
        chart = opened.open_chart()
    store = SignoffStore(here / "signoff.db")
    for name, kind in (("5169ed01", "summary"), ("d4af7002", "previsit")):
        store.propose(_draft(name, kind, chart), source=str(record))
    create_identity(here / "identities", "asha", "Asha Rao, MD", "physician", PASSPHRASE)
    seen = show(store, "5169ed01", chart).seen
    signer = unlock(here / "identities", "asha", PASSPHRASE)
    sign(store, "5169ed01", signer, meaning="review", chart=chart, seen=seen)
    return here


@pytest.fixture
def desk(home: Path, desk_made_once: Path) -> Desk:
    """That data folder, where commands will find it."""
    shutil.copytree(desk_made_once, home)
    return Desk(SignoffStore(home / "signoff.db"), signed="5169ed01", unsigned="d4af7002")
