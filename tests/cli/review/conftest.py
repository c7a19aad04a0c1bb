"""A small ward: one record, one draft of it, one signer."""

import base64
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect
import pytest

from chartside.cli.drafting import Asked, drafted
from chartside.settings import Settings
from chartside.signoff import SignoffStore, create_identity

PASSPHRASE = "Zebrastripes over nine hills"


def ward_resources() -> list[dict[str, Any]]:
    """A small record with an alarm: a potassium above its range, a note that says so, a problem."""
    subject = {"reference": "Patient/p"}
    note = "Reviewed today.\nPotassium is rising on spironolactone.\nRepeat within a week."
    return [
        {"resourceType": "Patient", "id": "p", "name": [{"text": "Nora Test"}], "gender": "female"},
        {
            "resourceType": "Condition",
            "id": "hypertension",
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": {"text": "Essential hypertension"},
            "subject": subject,
            "onsetDateTime": "1998",
        },
        {
            "resourceType": "Observation",
            "id": "potassium",
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": {
                "coding": [{"system": "http://loinc.org", "code": "2823-3"}],
                "text": "Potassium",
            },
            "subject": subject,
            "effectiveDateTime": "2026-11-03",
            "interpretation": [{"coding": [{"code": "HH"}]}],
            "valueQuantity": {
                "value": 5.9,
                "unit": "mmol/L",
                "system": "http://unitsofmeasure.org",
                "code": "mmol/L",
            },
            "referenceRange": [
                {
                    "low": {"value": 3.5, "unit": "mmol/L", "code": "mmol/L"},
                    "high": {"value": 5.3, "unit": "mmol/L", "code": "mmol/L"},
                }
            ],
        },
        {
            "resourceType": "DiagnosticReport",
            "id": "ecg",
            "status": "final",
            "category": [{"coding": [{"code": "RAD"}]}],
            "code": {"text": "Chest X-ray"},
            "subject": subject,
            "effectiveDateTime": "2026-11-03",
            "conclusion": "Clear lungs.",
            "presentedForm": [
                {
                    "contentType": "text/plain",
                    "data": base64.b64encode(f"{note}\nClear lungs.\n".encode()).decode(),
                }
            ],
        },
    ]


def write_ndjson(path: Path, resources: list[dict[str, Any]]) -> Path:
    """A record as NDJSON."""
    path.write_text("".join(f"{json.dumps(r)}\n" for r in resources), encoding="utf-8")
    return path


@pytest.fixture
def resources() -> list[dict[str, Any]]:
    """The ward's record, a patient, a problem, a laboratory result and a report."""
    return ward_resources()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[list[dict[str, Any]]], Path]:
    """Write resources as a record."""
    return lambda resources: write_ndjson(tmp_path / "record.ndjson", resources)


@dataclass(frozen=True)
class Ward:
    """A data folder with one open draft, the record it was written from, and a signer `asha`."""

    here: Settings
    record: Path
    draft: str

    @property
    def store(self) -> SignoffStore:
        """The sign-off store."""
        return SignoffStore(self.here.signoff)

    @property
    def status(self) -> str:
        """How the draft stands."""
        return self.store.draft(self.draft).status.value

    def sentence(self, part: str) -> str:
        """Id of the first sentence that says this."""
        return next(s.id for s in self.store.draft(self.draft).statements if part in s.text)


@pytest.fixture(scope="session")
def ward_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a ward, its draft written by the real graph."""
    here = Settings(tmp_path_factory.mktemp("ward"))
    record = write_ndjson(here.home / "record.ndjson", ward_resources())
    drafted(here, Asked(str(record)))
    create_identity(here.identities, "asha", "Asha Rao, MD", "physician", PASSPHRASE)
    return here.home


@pytest.fixture
def ward(home: Path, ward_made_once: Path, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """A ward of the test's own, the passphrase in the variable `WARD`."""
    shutil.copytree(ward_made_once, home)
    store = SignoffStore(home / "signoff.db")
    (held,) = store.drafts()
    store.remember_source(held.draft.id, str(home / "record.ndjson"))
    monkeypatch.setenv("WARD", PASSPHRASE)
    return Ward(Settings(home), home / "record.ndjson", held.draft.id)


class Terminal:
    """A command on a real terminal, with a person who reads and types."""

    def __init__(self, words: tuple[str, ...], home: Path, size: tuple[int, int]) -> None:
        program = Path(sys.executable).with_name("chartside")
        kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS", "LINES"}}  # noqa: TID251 - handed on to a command, not read as settings
        self.child = pexpect.spawn(
            str(program),
            list(words),
            env={**kept, "TERM": "xterm", "CHARTSIDE_HOME": str(home)},
            dimensions=size,
            encoding="utf-8",
            timeout=60,
        )

    def sees(self, *words: str) -> None:
        """Wait for these words, in this order."""
        for said in words:
            self.child.expect_exact(said)

    def types(self, text: str) -> None:
        """A line and Enter."""
        self.child.sendline(text)

    def answers(self, question: str, answer: str) -> None:
        """Wait for a question (its prompt is a line of its own), and answer it."""
        self.sees(question, "> ")
        self.types(answer)

    def interrupts(self) -> None:
        """Ctrl-C."""
        self.child.sendintr()

    def leaves(self) -> None:
        """Ctrl-D."""
        self.child.sendeof()

    def ends(self) -> tuple[int, str]:
        """The exit status, and what was said last."""
        self.child.expect(pexpect.EOF)
        rest: str = self.child.before
        self.child.close()
        return int(self.child.exitstatus), rest


@pytest.fixture
def terminal(home: Path) -> Iterator[Callable[..., Terminal]]:
    """Start a command on a terminal; what is left running at the end is closed."""
    started: list[Terminal] = []

    def start(*words: str, size: tuple[int, int] = (50, 100)) -> Terminal:
        started.append(Terminal(words, home, size))
        return started[-1]

    yield start
    for one in started:
        one.child.close(force=True)
