"""Whole records: nothing is lost, notes are read, and the clinical views hold on unseen charts."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    active_problems,
    allergies,
    current_medications,
    lab_series,
    past_medications,
    past_problems,
    trend,
)
from chartside.fhir.entry import Kind
from chartside.fhir.record import open_record

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
BUNDLES = sorted(DATA.glob("synthea*/**/*.json.gz"))
TYPED = {
    "Condition": Kind.PROBLEM,
    "MedicationRequest": Kind.MEDICATION,
    "AllergyIntolerance": Kind.ALLERGY,
    "Procedure": Kind.PROCEDURE,
    "Encounter": Kind.ENCOUNTER,
    "Immunization": Kind.IMMUNIZATION,
}

pytestmark = pytest.mark.skipif(not BUNDLES, reason="the shared records are not on this machine")


@pytest.fixture(scope="module")
def charts() -> list[Chart]:
    return [open_record(path).open_chart() for path in BUNDLES]


def test_every_resource_of_every_record_has_its_entry(charts: list[Chart]) -> None:
    for chart in charts:
        assert not chart.set_aside
        assert {e.reference for e in chart.entries} == chart.sources.keys()


def test_every_entry_says_what_it_is_and_when(charts: list[Chart]) -> None:
    bare = Counter(
        entry.kind
        for chart in charts
        for entry in chart.entries
        if not (entry.label and entry.text)
    )
    undated = Counter(
        e.reference.split("/")[0] for c in charts for e in c.entries if not (e.when or e.recorded)
    )
    assert not bare
    assert undated.keys() <= {"Goal", "Device"}  # these carry no date in the records


def test_no_clinical_resource_of_the_records_is_of_an_other_kind(charts: list[Chart]) -> None:
    assert not [e.reference for c in charts for e in c.entries if e.kind is Kind.OTHER]


def examples() -> list[Path]:
    folder = DATA / "fhir-examples"
    left_out = ("bundle", "patient", "capabilitystatement")  # no resource of one patient
    return [p for p in sorted(folder.rglob("*.json")) if not p.name.lower().startswith(left_out)]


@pytest.mark.skipif(not examples(), reason="the official examples are not on this machine")
def test_an_official_example_of_any_type_has_a_name_or_is_set_aside(make: Any) -> None:
    bodies = []
    for number, path in enumerate(examples()):
        body = json.loads(path.read_bytes())
        for name in ("subject", "patient", "beneficiary"):
            if name in body:
                mine = {"reference": "Patient/1"}
                body[name] = [mine] if isinstance(body[name], list) else mine
        bodies.append({**body, "id": str(number)})
    chart = make.chart(*bodies)
    assert len({b["resourceType"] for b in bodies}) > 60
    assert len(chart.entries) == len(bodies) + 1
    assert [e.reference for e in chart.entries if not (e.label or e.kind is Kind.PATIENT)] == []


def test_resource_types_have_their_kinds(charts: list[Chart]) -> None:
    for chart in charts:
        for entry in chart.entries:
            expected = TYPED.get(entry.reference.split("/")[0])
            assert expected in {None, entry.kind}


def test_every_note_is_read_once(charts: list[Chart]) -> None:
    notes = [d for chart in charts for d in chart.documents()]
    assert notes
    assert all(d.text and not d.reason for d in notes)
    assert all(len(d.references) == 2 for d in notes)  # as DocumentReference and DiagnosticReport


def test_a_problem_or_medicine_is_never_current_and_past_at_once(charts: list[Chart]) -> None:
    for chart in charts:
        problems = {e.label for e in active_problems(chart)} & {
            e.label for e in past_problems(chart)
        }
        drugs = {e.label for e in current_medications(chart)} & {
            e.label for e in past_medications(chart)
        }
        assert not problems
        assert not drugs


def test_every_active_order_problem_and_allergy_is_named_by_a_view(charts: list[Chart]) -> None:
    for chart in charts:
        named = {
            e.label
            for e in (*active_problems(chart), *current_medications(chart), *allergies(chart))
        }
        active = [
            e
            for e in chart.of(Kind.PROBLEM, Kind.MEDICATION, Kind.ALLERGY)
            if e.live and e.status == "active"
        ]
        assert {e.label for e in active} <= named


def test_trends_are_told_only_where_three_numbers_stand(charts: list[Chart]) -> None:
    for chart in charts:
        for series in lab_series(chart):
            found = trend(series)
            assert found is None or len(found.entries) >= 3
