"""Drafts, charts, signers and stores that state only what a test is about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

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
from chartside.signoff import SignoffStore, UnlockedIdentity, create_identity, unlock

PASSPHRASE = "Zebrastripes over nine hills"
PATIENT_NAME = "Wilhelmina Quackenbush"
CANARY = "Xanthippe-canary 7.2 %"
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class HandClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


def entry(reference: str, version: str = "1") -> Entry:
    code = Code((Coding(LOINC, "4548-4", "Hemoglobin A1c"),))
    return Entry(reference, version, Kind.LAB, code=code, when=parse_when("2026-02-01"))


class HandChart(Chart):
    """A chart whose digest and look-up a test can follow by eye."""

    digest = property(lambda self: "-".join(f"{e.reference}.{e.version}" for e in self.entries))

    def get(self, reference: str) -> Entry | None:
        return next((e for e in self.entries if e.reference == reference), None)


def chart_of(*entries: Entry, patient: str = "Patient/p1") -> Chart:
    held = entries or (entry("Observation/a1c"), entry("Observation/old"))
    return HandChart(
        Demographics(patient, PATIENT_NAME, parse_when("1950-04-03"), "female"), held, START
    )


def sentence(
    id_: str,
    verdict: Verdict | None = Verdict.SUPPORTED,
    text: str = "",
    reference: str = "Observation/a1c",
) -> Statement:
    reasons = () if verdict is Verdict.SUPPORTED else (f"the value {CANARY} is not there",)
    severity = Severity.NONE if verdict is Verdict.SUPPORTED else Severity.MODERATE
    return Statement(
        text or f"HbA1c was {CANARY} in {id_}.",
        (Citation(reference, "1"),),
        id_,
        verdict,
        severity,
        reasons,
    )


def draft_of(
    *sentences: Statement, chart: Chart | None = None, id_: str = "d1", kind: str = "summary"
) -> Draft:
    held = sentences or (sentence("s1"), sentence("s2", text="Takes metformin 500 mg daily."))
    chart = chart or chart_of()
    return Draft(
        id=id_,
        kind=kind,
        patient=chart.patient.reference,
        author=Author("extractive"),
        created="2026-03-02T09:00:00Z",
        record=RecordStamp(chart.digest, len(chart.entries), START.isoformat()),
        sections=(Section("Key points", held[:1]), Section("Laboratory", held[1:]))
        if held[1:]
        else (Section("Key points", held),),
        prompts={"summary": "3"},
        omissions=(
            Finding(
                "allergy",
                f"Allergy to {CANARY} is not mentioned",
                citations=(Citation("Observation/old", "1"),),
            ),
        ),
    )


def judge_as(name: str) -> Callable[[Draft, Chart], Draft]:
    """A checker that finds the same everywhere."""

    verdict = Verdict(name)

    def check(draft: Draft, chart: Chart) -> Draft:
        assert chart.entries
        sections = tuple(
            replace(
                section,
                statements=tuple(s.judged(verdict, Severity.NONE, ()) for s in section.statements),
            )
            for section in draft.sections
        )
        return replace(draft, sections=sections)

    return check


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


ON_BOTH = {
    "test_anchor",
    "test_copies",
    "test_editing",
    "test_former",
    "test_leaving",
    "test_other_policy",
    "test_rendering",
    "test_proposals",
    "test_signing",
}
"""Files whose every test with a store runs on both databases."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "place" in metafunc.fixturenames and metafunc.module.__name__.split(".")[-1] in ON_BOTH:
        metafunc.parametrize("place", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | PostgreSQL:
    """Where a test's store lies.

    Parametrised (indirectly) with `sqlite` and `postgresql`, a test runs on both databases.
    """
    if getattr(request, "param", "sqlite") == "sqlite":
        return tmp_path / "signoff.db"
    lent: PostgreSQL = request.getfixturevalue("postgresql")
    return lent


@pytest.fixture
def store(place: Path | PostgreSQL, clock: HandClock) -> SignoffStore:
    return SignoffStore(place, clock=clock)


class Attacker:
    """Somebody with the whole database in an editor: no trigger and no key of ours holds them."""

    def __init__(self, place: Path | PostgreSQL) -> None:
        self._server = isinstance(place, PostgreSQL)
        url = place.url if isinstance(place, PostgreSQL) else f"sqlite:///{place}"
        self._engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool
        )

    @contextmanager
    def at_work(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            if self._server:
                connection.exec_driver_sql("SET session_replication_role = replica")
            else:
                asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for (name,) in connection.exec_driver_sql(asked).all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            yield connection

    @contextmanager
    def as_a_user(self) -> Iterator[Connection]:
        """The same database, with its triggers."""
        with self._engine.begin() as connection:
            yield connection

    def does(self, *statements: str, **values: object) -> None:
        with self.at_work() as connection:
            for statement in statements:
                named = {k: v for k, v in values.items() if f":{k}" in statement}
                connection.execute(text(statement), named)


@pytest.fixture
def attacker(place: Path | PostgreSQL) -> Attacker:
    return Attacker(place)


@pytest.fixture(scope="session")
def identities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("identities")
    create_identity(folder, "grey", "Dr. Meredith Grey", "physician", PASSPHRASE)
    create_identity(folder, "bailey", "Dr. Miranda Bailey", "physician", PASSPHRASE)
    create_identity(folder, "jackie", "Jackie Peyton", "nurse", PASSPHRASE)
    return folder


_Unlocks = Callable[[str], UnlockedIdentity]


@pytest.fixture(scope="session")
def _once(identities: Path) -> _Unlocks:
    """Each signer unlocked once a session, at the clock's start: scrypt is slow on purpose."""
    held: dict[str, UnlockedIdentity] = {}

    def opened(who: str) -> UnlockedIdentity:
        if who not in held:
            held[who] = unlock(identities, who, PASSPHRASE, clock=lambda: START)
        return held[who]

    return opened


@pytest.fixture
def physician(_once: _Unlocks) -> UnlockedIdentity:
    return _once("grey")


@pytest.fixture
def colleague(_once: _Unlocks) -> UnlockedIdentity:
    return _once("bailey")


@pytest.fixture
def nurse(_once: _Unlocks) -> UnlockedIdentity:
    return _once("jackie")


class Builders:
    """`a.draft(a.sentence("s1"))`: the builders above under one name."""

    entry = staticmethod(entry)
    chart = staticmethod(chart_of)
    sentence = staticmethod(sentence)
    draft = staticmethod(draft_of)
    judge_as = staticmethod(judge_as)
    canary = CANARY
    patient_name = PATIENT_NAME
    passphrase = PASSPHRASE
    start = START


@pytest.fixture(scope="session")
def a() -> type[Builders]:
    return Builders
