"""What in a chart is unfinished or cannot be taken at face value."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Series, lab_series, measured, uncertain_medications
from chartside.fhir.documents import Document
from chartside.fhir.entry import Entry, Kind, shown_unit
from chartside.fhir.found import Found
from chartside.fhir.units import same_unit
from chartside.tools.names import name_of
from chartside.tools.tool import asked, tool

Gap = Literal["preliminary", "no result", "unit change", "unread document", "uncertain medicine"]


@dataclass(frozen=True, slots=True)
class GapRow:
    """One gap. `detail` says what is known of it: the value so far, the reason, the two units."""

    gap: Gap
    references: tuple[str, ...]
    name: str
    date: str
    detail: str

    @property
    def line(self) -> str:
        """`no result: Ferritin 2026-03-03: no result (Sample insufficient)`."""
        return f"{self.gap}: {self.name} {self.date}: {self.detail}".rstrip(": ")


@tool
async def gaps(chart: Chart) -> Found[GapRow]:
    """What is unfinished or doubtful in the open chart.

    Preliminary results that no final one followed, tests without a result and without a later one,
    tests whose unit changed with the laboratory, documents whose text could not be read, medicines
    of which the record does not say whether they are taken.
    """
    held = lab_series(chart)
    rows = (
        *_preliminary(held),
        *_resultless(chart, held),
        *_units(held),
        *_unread(chart),
        *_uncertain(chart),
    )
    return Found(items=rows, query=asked("gaps"), set_aside=chart.set_aside, total=len(rows))


def _preliminary(held: tuple[Series, ...]) -> Iterator[GapRow]:
    for entry in (e for s in held for e in s.entries):
        if entry.status in {"preliminary", "registered", "partial"}:
            value = entry.value.words if entry.value else ""
            yield GapRow("preliminary", (entry.reference,), name_of(entry), _day(entry), value)


def _resultless(chart: Chart, held: tuple[Series, ...]) -> Iterator[GapRow]:
    last = {s.key: _day(s.latest) for s in held}
    for entry in chart.of(Kind.LAB):
        value = entry.value
        empty = entry.status != "entered-in-error" and value is not None and _says_none(value.text)
        if empty and last.get(measured(entry), "") <= _day(entry):
            detail = value.text if value else ""
            yield GapRow("no result", (entry.reference,), name_of(entry), _day(entry), detail)


def _says_none(text: str) -> bool:
    """How a projected entry says that its value is absent (`dataAbsentReason`)."""
    return text.startswith("no result")


def _units(held: tuple[Series, ...]) -> Iterator[GapRow]:
    """The last change of unit of each test; a spelling that means the same is no change."""
    for found in held:
        numbers = [e for e in found.entries if e.value and e.value.number is not None]
        changes = [(a, b) for a, b in pairwise(numbers) if not same_unit(_unit(a), _unit(b))]
        if changes:
            old, new = changes[-1]
            units = f"{shown_unit(_unit(old))} to {shown_unit(_unit(new))}"
            yield GapRow(
                "unit change", (old.reference, new.reference), name_of(new), _day(new), units
            )


def _unit(entry: Entry) -> str:
    return (entry.value.ucum or entry.value.unit) if entry.value else ""


def _unread(chart: Chart) -> Iterator[GapRow]:
    for document in chart.documents():
        if document.reason and not document.own:
            yield GapRow(
                "unread document",
                (document.reference,),
                document.label,
                _dated(document),
                document.reason,
            )


def _uncertain(chart: Chart) -> Iterator[GapRow]:
    for entry in uncertain_medications(chart):
        known = f"status {entry.status}" if entry.kind is Kind.MEDICATION else "only dispensed"
        yield GapRow("uncertain medicine", (entry.reference,), name_of(entry), _day(entry), known)


def _dated(document: Document) -> str:
    return document.when.day if document.when else ""


def _day(entry: Entry) -> str:
    return entry.when.day if entry.when else ""
