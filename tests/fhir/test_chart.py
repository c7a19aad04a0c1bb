"""Opening a chart: whose resources enter, what is left out, and that it is said."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chartside.errors import NoSuchPatient
from chartside.fhir.chart import Chart, Demographics, Row, build_chart
from chartside.fhir.entry import Kind
from chartside.fhir.when import parse_when

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ME: dict[str, Any] = {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17"}
MINE = {"subject": {"reference": "Patient/1"}}


def opened(*resources: dict[str, Any], patient: dict[str, Any] = ME) -> Chart:
    rows = [
        Row(r["resourceType"], r["id"], "1", json.dumps(r).encode()) for r in (patient, *resources)
    ]
    return build_chart("Patient/1", rows, lambda _: None, lambda ref: ref, (), NOW)


def test_a_resource_of_another_subject_never_enters_the_chart_and_is_counted() -> None:
    theirs = {"resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/2"}}
    chart = opened(theirs)
    assert chart.get("Condition/x") is None
    assert [s.reference for s in chart.set_aside] == ["Condition/x"]


def test_the_bill_of_another_patient_is_refused_too() -> None:
    theirs = {"resourceType": "Claim", "id": "x", "patient": {"reference": "Patient/2"}}
    assert [e.kind for e in opened(theirs).entries] == [Kind.PATIENT]


def test_a_resource_whose_subject_leads_nowhere_is_refused() -> None:
    lost = {"resourceType": "Condition", "id": "x", "subject": {"display": "someone"}}
    assert opened(lost).get("Condition/x") is None


def test_another_patient_resource_is_refused() -> None:
    assert opened({"resourceType": "Patient", "id": "2"}).get("Patient/2") is None


def test_a_detail_of_a_wrong_shape_is_left_out_and_said_while_the_rest_stays() -> None:
    odd = {
        "resourceType": "Observation", "id": "o", "status": "final", **MINE,
        "code": {"text": "Potassium"}, "valueQuantity": {"value": 4.1, "unit": "mmol/L"},
        "referenceRange": "3.5-5.0",
    }  # fmt: skip
    chart = opened(odd)
    entry = chart.get("Observation/o")
    assert entry is not None
    assert entry.value is not None
    assert entry.value.words == "4.1 mmol/L"
    assert "referenceRange" in chart.set_aside[0].reason


@pytest.mark.parametrize("field", ["status", "code"])
def test_a_field_of_a_wrong_shape_that_carries_the_meaning_sets_the_resource_aside(
    field: str,
) -> None:
    odd = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "K"},
        **MINE,
        field: 7,
    }
    chart = opened(odd)
    assert chart.get("Observation/o") is None
    assert len(chart.set_aside) == 1


def test_what_is_set_aside_is_told_without_chart_data() -> None:
    odd = {"resourceType": "Condition", "id": "c", **MINE, "code": {"text": ["Canaryosis"]}}
    assert "Canary" not in repr(opened(odd).set_aside)


def test_a_resource_with_an_unknown_modifier_is_kept_but_supports_nothing() -> None:
    odd = {
        "resourceType": "Condition",
        "id": "c",
        **MINE,
        "code": {"text": "Gout"},
        "modifierExtension": [{"url": "u"}],
    }
    chart = opened(odd)
    entry = chart.get("Condition/c")
    assert entry is not None
    assert not entry.live
    assert chart.set_aside


def test_a_record_without_the_patient_has_no_chart() -> None:
    with pytest.raises(NoSuchPatient):
        build_chart("Patient/1", [], lambda _: None, lambda r: r, (), NOW)


def test_entries_stand_oldest_first_and_undated_ones_first_of_all() -> None:
    def seen(name: str, **when: str) -> dict[str, Any]:
        return {"resourceType": "Condition", "id": name, **MINE, "code": {"text": name}, **when}

    chart = opened(seen("b", onsetDateTime="2019"), seen("a", onsetDateTime="2018-03"), seen("c"))
    assert [e.label for e in chart.of(Kind.PROBLEM)] == ["c", "a", "b"]


def test_an_entry_is_found_by_versioned_and_absolute_references() -> None:
    chart = opened({"resourceType": "Condition", "id": "c", **MINE, "code": {"text": "Gout"}})
    assert chart.get("https://ehr.example/fhir/Condition/c/_history/3") is chart.get("Condition/c")


def test_the_raw_resource_keeps_its_decimals() -> None:
    raw = (
        b'{"resourceType":"Observation","id":"o","subject":{"reference":"Patient/1"},'
        b'"valueQuantity":{"value":1.50}}'
    )
    rows = [Row("Patient", "1", "1", json.dumps(ME).encode()), Row("Observation", "o", "1", raw)]
    chart = build_chart("Patient/1", rows, lambda _: None, lambda r: r, (), NOW)
    body = chart.raw("Observation/o")
    assert body is not None
    assert str(body["valueQuantity"]["value"]) == "1.50"


def test_the_digest_changes_when_one_version_does() -> None:
    rows = [Row("Patient", "1", v, json.dumps(ME).encode()) for v in "12"]
    one, two = (build_chart("Patient/1", [r], lambda _: None, lambda r: r, (), NOW) for r in rows)
    assert one.digest != two.digest


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("1960-05-17", date(2020, 5, 16), 59),
        ("1960-05-17", date(2020, 5, 17), 60),
        ("2004-02-29", date(2023, 2, 28), 18),
        ("1960-05", date(2020, 5, 17), None),
        ("2021-01-01", date(2020, 5, 17), None),
    ],
)
def test_age_counts_completed_years_and_is_unknown_without_a_day(
    born: str, on: date, age: int | None
) -> None:
    assert Demographics("Patient/1", birth=parse_when(born)).age(on) == age


def test_the_official_name_is_taken_before_a_maiden_name() -> None:
    names = [
        {"use": "maiden", "family": "Old"},
        {"use": "official", "family": "New", "given": ["Ann"]},
    ]
    assert opened(patient={**ME, "name": names}).patient.name == "Ann New"


def test_a_list_of_subjects_is_hers_only_where_each_of_them_is_she(make: Any) -> None:
    hers, theirs = {"reference": "Patient/1"}, {"reference": "Patient/2"}
    chart = make.chart(
        make.resource("Account", "mine", subject=[hers]),
        make.resource("Account", "shared", subject=[hers, theirs]),
    )
    assert chart.get("Account/mine") is not None
    assert [(a.reference, a.reason) for a in chart.set_aside] == [
        ("Account/shared", "its subject is not this patient")
    ]
