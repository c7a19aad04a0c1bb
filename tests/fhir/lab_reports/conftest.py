"""Results and reports to set rules against: what a test does not state is left out."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.report import LabReport, Limits, Printed, Result
from chartside.fhir.spelling import spelled
from chartside.fhir.when import parse_when

ROW = (72.0, 310.0, 540.0, 322.0)


class Builders:
    """Builders under one name."""

    @staticmethod
    def printed(text: str, page: int = 1) -> Printed:
        return Printed(text, page, ROW)

    @staticmethod
    def limits(low: str = "", high: str = "", applies_to: str = "", text: str = "") -> Limits:
        printed = Printed(text or f"{low} - {high}", 1, ROW)
        bounds = [Decimal(bound) if bound else None for bound in (low, high)]
        return Limits(printed, *bounds, applies_to=applies_to)

    @staticmethod
    def result(name: str, value: str = "1", unit: str = "", **more: object) -> Result:
        """A number where `value` is one, else words."""
        number = value.replace(".", "", 1).replace("-", "", 1).isdigit()
        held: dict[str, object] = {
            "value": Decimal(value) if number else None,
            "text": "" if number else value,
            "unit": unit,
            "ucum": spelled(unit),
        }
        place = {"name": Printed(name, 1, ROW), "printed": Printed(value, 1, ROW), "row": ROW}
        return Result(**(place | held | more))  # type: ignore[arg-type]  # a builder

    @staticmethod
    def report(*results: Result, **more: object) -> LabReport:
        day = parse_when("2026-02-01")
        held: dict[str, object] = {"patient": Person(), "collected": day, **more}
        return LabReport(results=results, **held)  # type: ignore[arg-type]  # a builder


@pytest.fixture(scope="session")
def a() -> type[Builders]:
    return Builders


@pytest.fixture(scope="session")
def code_of(a: type[Builders]) -> Callable[..., str]:
    """The LOINC code that a result gets; empty where it gets none."""
    from chartside.fhir.lab_reports.coding.candidates import coded
    from chartside.fhir.lab_reports.coding.context import Context

    def found(name: str, unit: str, value: str = "1", language: str = "", **more: object) -> str:
        candidate = coded(a.result(name, value, unit, **more), Context(language))
        return candidate.loinc if candidate else ""

    return found
