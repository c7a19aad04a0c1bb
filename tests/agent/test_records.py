"""The extractive author over whole records, none of them written for it."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.assistant import Assistant
from chartside.agent.evidence import evidence_text
from chartside.demo import PATIENT, record_json
from chartside.draft import Draft, Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, allergies, current_medications
from chartside.fhir.entry import Kind
from chartside.fhir.record import open_record
from chartside.settings import Settings
from chartside.tools.names import name_of

FOLDERS = ("synthea", "synthea-notes", "synthea-variants")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
RECORDS = sorted(p for f in FOLDERS for p in (SHARED / f).rglob("*.json.gz"))
MACHINE = re.compile(
    r"\((?:disorder|finding|situation|procedure|event|regime/therapy)\)|\[[A-Z#][a-z]*/"
    r"|\d (?:MG|ML|UNT|ACTUAT|HR)\b|\d\.\d{4}|mm\[Hg\]|\{|urn:uuid|None\b"
)
"""Semantic tags, LOINC properties, RxNorm units, calculated digits, UCUM, ids."""


NONE = pytest.param(None, marks=pytest.mark.skip(reason="no shared/data beside the checkout"))


@pytest.fixture(
    scope="module",
    params=["demo", *(RECORDS or [NONE])],
    ids=lambda p: str(getattr(p, "name", p))[:20],
)
def record(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    if request.param != "demo":
        return open_record(request.param)
    path = tmp_path_factory.mktemp("demo") / "demo.json"
    path.write_bytes(record_json())
    return open_record(path)


@pytest.fixture(scope="module")
def chart(record: Any) -> Chart:
    patients = record.patients()
    return record.open_chart(PATIENT if PATIENT in patients else patients[0])


@pytest.fixture(scope="module")
def draft(record: Any, chart: Chart, tmp_path_factory: pytest.TempPathFactory) -> Draft:
    home = tmp_path_factory.mktemp("home")
    return asyncio.run(Assistant(record, settings=Settings(home)).summarize(chart))


def test_every_sentence_is_cited_and_supported(draft: Draft) -> None:
    assert [(s.id, s.reasons) for s in draft.statements if s.verdict is not Verdict.SUPPORTED] == []
    assert all(s.citations for s in draft.statements)


def test_nothing_reads_as_if_a_machine_had_written_it(draft: Draft) -> None:
    assert [s.id for s in draft.statements if MACHINE.search(s.text)] == []
    assert all(s.text[-1] in '.?!"\N{RIGHT DOUBLE QUOTATION MARK}' for s in draft.statements)
    assert all("\n" not in s.text and "  " not in s.text for s in draft.statements)


def test_key_points_are_three_at_most_and_no_section_says_a_thing_twice(
    draft: Draft,
) -> None:
    for section in draft.sections:
        assert section.title != "Key points" or len(section.statements) <= 3
        assert len({s.text for s in section.statements}) == len(section.statements)


def test_every_active_problem_medicine_and_allergy_is_named(draft: Draft, chart: Chart) -> None:
    cited = {c.reference for s in draft.statements for c in s.citations}
    held = (*active_problems(chart), *current_medications(chart), *allergies(chart))
    assert [e.reference for e in held if e.reference not in cited] == []


def test_the_evidence_is_a_thirtieth_of_the_record_and_names_what_matters(chart: Chart) -> None:
    text = evidence_text(chart)
    held = (*active_problems(chart), *current_medications(chart), *allergies(chart))
    assert [e.reference for e in held if name_of(e) not in text] == []
    clinical = (e for e in chart.entries if e.kind is not Kind.ADMINISTRATIVE)
    assert len(text) * 30 <= sum(len(chart.sources[e.reference].decode()) for e in clinical)


def test_nothing_that_does_not_stand_is_cited(draft: Draft, chart: Chart) -> None:
    cited = {c.reference for s in draft.statements for c in s.citations}
    void = {e.reference for e in chart.entries if not e.live}
    absent = {
        e.reference for e in chart.of(Kind.LAB) if e.value and e.value.text.startswith("no result")
    }
    assert cited & void <= absent
