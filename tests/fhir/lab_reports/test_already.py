"""When a chart has a result already: analyte, value and day, and nothing less."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.lab_reports.already import entry_of
from chartside.fhir.lab_reports.report import Printed, Result
from chartside.fhir.when import parse_when

BOX = (0.0, 0.0, 1.0, 1.0)
POTASSIUM = "2823-3"


def chart(**fields: Any) -> Chart:
    """A potassium of 5.9 mmol/L on 2 March 2026, unless told otherwise."""
    entry = {
        "resourceType": "Observation",
        "id": "k",
        "status": "final",
        "subject": {"reference": "Patient/1"},
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {
            "coding": [{"system": "http://loinc.org", "code": POTASSIUM}],
            "text": "Potassium",
        },
        "effectiveDateTime": "2026-03-02T07:10:00Z",
        "valueQuantity": {"value": 5.9, "unit": "mmol/L", "code": "mmol/L"},
        **fields,
    }
    held = {name: value for name, value in entry.items() if value is not None}
    bodies = ({"resourceType": "Patient", "id": "1"}, held)
    rows = [Row(b["resourceType"], b["id"], "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 4, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def read(
    value: str | None = "5.9",
    ucum: str = "mmol/L",
    name: str = "Potassium",
    comparator: str = "",
    text: str = "",
) -> Result:
    number = Decimal(value) if value else None
    printed = Printed(value or text, 1, BOX)
    return Result(
        Printed(name, 1, BOX), printed, BOX, number, comparator, text, unit=ucum, ucum=ucum
    )


def found(held: Chart, result: Result, loinc: str = POTASSIUM, day: str = "2026-03-02") -> bool:
    return entry_of(held, result, loinc, parse_when(day)) is not None


def test_the_same_analyte_value_and_day_are_one_result() -> None:
    assert found(chart(), read())
    assert found(chart(), read("5.90"))
    assert found(chart(), read("5900", "umol/L"))
    assert found(chart(), read(), day="2026-03-02T23:50:00")


def test_where_one_of_the_two_has_no_code_the_name_decides() -> None:
    assert found(chart(), read(name="POTASSIUM"), loinc="")
    assert found(chart(code={"text": "potassium"}), read())
    assert not found(chart(), read(name="Kalium"), loinc="")


@pytest.mark.parametrize(
    ("result", "loinc", "day"),
    [
        (read("6.0"), POTASSIUM, "2026-03-02"),
        (read("5.9", "mg/dL"), POTASSIUM, "2026-03-02"),
        (read("5.9", ""), POTASSIUM, "2026-03-02"),
        (read(comparator=">"), POTASSIUM, "2026-03-02"),
        (read(), "6298-4", "2026-03-02"),
        (read(), POTASSIUM, "2026-03-03"),
        (read(), POTASSIUM, "2026-03"),
        (read(None, text="5.9"), POTASSIUM, "2026-03-02"),
    ],
)
def test_another_value_unit_analyte_or_day_is_another_result(
    result: Result, loinc: str, day: str
) -> None:
    assert not found(chart(), result, loinc, day)


def test_what_was_entered_in_error_is_not_there_and_an_undated_page_matches_nothing() -> None:
    assert not found(chart(status="entered-in-error"), read())
    assert entry_of(chart(), read(), POTASSIUM, None) is None


def test_a_finding_in_words_is_the_same_in_the_same_words() -> None:
    held = chart(valueQuantity=None, valueString="Not  detected", code={"text": "HBsAg"})
    assert found(held, read(None, "", "HBsAg", text="not detected"), "")
    assert not found(held, read(None, "", "HBsAg", text="detected"), "")
