"""Signed documents to export: one that is plain, one that has everything in it."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import (
    Author,
    Citation,
    Draft,
    Finding,
    RecordStamp,
    Section,
    Severity,
    Statement,
    Verdict,
)
from chartside.fhir.chart import Chart, Demographics
from chartside.fhir.codes import LOINC, Code, Coding
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import parse_when
from chartside.settings import PostgreSQL
from chartside.signoff import (
    Decided,
    Signed,
    SignoffStore,
    UnlockedIdentity,
    create_identity,
    show,
    sign,
    unlock,
)
from chartside.signoff.proposed import NOTHING

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSPHRASE = "Zebrastripes over nine hills"
PATIENT = "Wilhelmina Quackenbush"
NAMES = (
    "Œnone Sørensen",
    "李小龍",
    "김철수",
    "عبد الله",
    "שרה לוי",
    "शर्मा",
    "রহিম",
    "Łukasz Ñandú",
)
"""One name in each script that a ward may meet."""


def chart_for(name: str = PATIENT, reference: str = "Patient/p1") -> Chart:
    """A chart of two results."""
    code = Code((Coding(LOINC, "4548-4", "Hemoglobin A1c"),))
    entries = tuple(
        Entry(f"Observation/{id_}", "1", Kind.LAB, code=code, when=parse_when("2026-02-01"))
        for id_ in ("a1c", "old")
    )
    who = Demographics(reference, name, parse_when("1950-04-03"), "female")
    return Chart(who, entries, NOW)


def said(id_: str, text: str, verdict: Verdict = Verdict.SUPPORTED) -> Statement:
    """A sentence that cites the newest result."""
    fine = verdict is Verdict.SUPPORTED
    return Statement(
        text,
        (Citation("Observation/a1c", "1"),),
        id_,
        verdict,
        Severity.NONE if fine else Severity.MODERATE,
        () if fine else ("the dose is not there",),
    )


def draft_for(chart: Chart, *statements: Statement, **changes: Any) -> Draft:
    """A draft of these sentences, the first as a key point."""
    draft = Draft(
        id="d1",
        kind="summary",
        patient=chart.patient.reference,
        author=Author("extractive"),
        created="2026-03-02T09:00:00Z",
        record=RecordStamp(chart.digest, len(chart.entries), NOW.isoformat()),
        sections=(Section("Key points", statements[:1]), Section("Laboratory", statements[1:])),
        prompts={"summary": "3"},
        omissions=(
            Finding(
                "allergy",
                "Allergy to penicillin is not mentioned",
                citations=(Citation("Observation/old", "1"),),
            ),
        ),
        set_aside=("not asked for: before 2020", "folder/scan.json: not JSON"),
    )
    return replace(draft, **changes)


@dataclass(frozen=True)
class Ward:
    """A store with a signer, and what can be signed there."""

    store: SignoffStore
    signer: UnlockedIdentity

    def signs(self, draft: Draft, chart: Chart, meaning: str = "review") -> Signed:
        """The draft signed, with every sentence vouched for that needs it."""
        self.store.propose(draft)
        return self.signs_held(draft.id, chart, meaning)

    def signs_held(
        self, draft_id: str, chart: Chart, meaning: str = "review", decided: Decided = NOTHING
    ) -> Signed:
        """What lies in the store signed."""
        page = show(self.store, draft_id, chart)
        doubtful = [s.id for s in page.document.draft.statements if s.verdict != "supported"]
        return sign(
            self.store,
            draft_id,
            self.signer,
            meaning=meaning,
            chart=chart,
            seen=page.seen,
            attested=doubtful,
            decided=decided,
        )


@pytest.fixture(scope="session")
def signers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], UnlockedIdentity]:
    """Signers by their printed name, each unlocked once: scrypt is slow on purpose."""
    folder = tmp_path_factory.mktemp("identities")
    held: dict[str, UnlockedIdentity] = {}

    def signer(name: str) -> UnlockedIdentity:
        if name not in held:
            who = f"who{len(held)}"
            create_identity(folder, who, name, "physician", PASSPHRASE)
            held[name] = unlock(folder, who, PASSPHRASE, clock=lambda: NOW)
        return held[name]

    return signer


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | PostgreSQL:
    """Where the store is: a file, or the database that a test asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return tmp_path / "signoff.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server


@pytest.fixture
def ward(place: Path | PostgreSQL, signers: Callable[[str], UnlockedIdentity]) -> Ward:
    store = SignoffStore(place, clock=lambda: NOW)
    return Ward(store, signers("Dr. Meredith Grey"))


@pytest.fixture
def plain(ward: Ward) -> Signed:
    """Two sentences, one of them vouched for."""
    chart = chart_for()
    draft = draft_for(
        chart,
        said("s1", "HbA1c was 7.2 % on 1 February 2026."),
        said("s2", "Takes metformin 500 mg daily.", Verdict.NOT_FOUND),
        author=Author("model", "google/medgemma-27b-it", "abc123"),
    )
    return ward.signs(draft, chart)


class Builders:
    """The builders above under one name."""

    chart = staticmethod(chart_for)
    said = staticmethod(said)
    draft = staticmethod(draft_for)
    names = NAMES
    patient = PATIENT
    now = NOW


@pytest.fixture(scope="session")
def medplum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Medplum's packages for node: their validator, and their server in memory."""
    source = Path(__file__).resolve().parents[3] / "shared" / "peers" / "memfhir"
    if not source.is_dir():
        pytest.skip("no shared/peers/memfhir beside the checkout")
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node is not installed")
    home = tmp_path_factory.mktemp("medplum")
    for name in ("package.json", "server.mjs"):
        shutil.copy(source / name, home)
    shutil.copy(Path(__file__).with_name("validate.mjs"), home)
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund"],
        cwd=home,
        capture_output=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        pytest.skip("npm cannot install Medplum's packages here")
    return home


@pytest.fixture(scope="session")
def a() -> type[Builders]:
    return Builders
