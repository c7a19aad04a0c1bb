"""What a laboratory report is known by: its rows, and not the words around them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chartside.fhir.lab_reports.likeness import is_laboratory_report
from chartside.fhir.lab_reports.report import (
    Flag,
    LabReport,
    Limits,
    Person,
    Printed,
    Result,
    State,
)
from chartside.fhir.when import parse_when

BOX = (0.0, 0.0, 1.0, 1.0)
DAY = parse_when("2026-03-02")


def row(name: str, value: str = "", ucum: str = "", limits: str = "", **more: Any) -> Result:
    held = (Limits(Printed(limits, 1, BOX)),) if limits else ()
    result = Result(Printed(name, 1, BOX), Printed(value, 1, BOX), BOX, limits=held, **more)
    if value.replace(".", "").isdigit():
        return replace(result, value=Decimal(value), unit=ucum, ucum=ucum)
    return replace(result, text=value)


def report(*rows: Result, **more: Any) -> tuple[LabReport, ...]:
    return (LabReport(Person(), rows, **more),)


SPECIMEN = {"collected": DAY, "number": "815"}
REPORTS = {
    "one analyte that is known": report(row("Potassium", "5.9", "mmol/L")),
    "an analyte known in another language": report(row("Kalium", "5.9", "mmol/L")),
    "a percentage that is known": report(row("HbA1c", "7.2", "%")),
    "filtration, by its unit": report(row("Estimated CrCl", "45", "mL/min/{1.73_m2}")),
    "unknown analytes with limits in a volume": report(
        row("Zonulin X", "12", "ng/mL", "< 30"), row("Quux antibody", "3", "U/mL", "< 5")
    ),
    "an unknown analyte of a specimen": report(row("Zonulin X", "12", "ng/mL"), **SPECIMEN),
    "findings in words of a specimen": report(
        row("Culture", "Candida albicans"), row("Microscopy", "Hyphae 2+"), **SPECIMEN
    ),
    "results that are awaited": report(row("Zonulin X", "", state=State.PENDING), **SPECIMEN),
}
OTHERS = {
    "nothing": (),
    "no rows": report(),
    "medicines with their doses": report(
        row("Metformin", "500", "mg"), row("Bisoprolol", "2.5", "mg"), row("Insulin", "22", "U")
    ),
    "medicines under a day of collection": report(
        row("Metformin", "500", "mg"), row("Bisoprolol", "2.5", "mg"), **SPECIMEN
    ),
    "an ultrasound with normal values": report(
        row("LVEF", "55", "%", "> 52"), row("LVEDD", "58", "mm", "39 - 53", flag=Flag.HIGH)
    ),
    "a scan of bones": report(row("T score", "1.2"), row("BMD", "0.9", "g/cm2", "> 1.0")),
    "a form with words": report(row("Name", "Quackenbush"), row("Ward", "4B")),
    "a price list": report(row("Widget", "3.20"), row("Gadget", "4.10")),
    "vital signs": report(row("Pulse", "88", "/min", "60 - 100"), row("Temperature", "37", "Cel")),
    "a food label": report(row("Energy", "1520", "kJ"), row("Fat", "12.1", "g")),
    "words without a specimen": report(row("Culture", "Candida"), number="815"),
}


@pytest.mark.parametrize("name", REPORTS)
def test_rows_that_only_a_laboratory_writes_make_a_report(name: str) -> None:
    assert is_laboratory_report(REPORTS[name])


@pytest.mark.parametrize("name", OTHERS)
def test_rows_of_something_else_make_none_whatever_they_are_called(name: str) -> None:
    assert not is_laboratory_report(OTHERS[name])
    titled = tuple(replace(one, title="Laboratory report") for one in OTHERS[name])
    assert not is_laboratory_report(titled)
