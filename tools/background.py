"""Family and social history."""

from dataclasses import dataclass

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import family_history, smoking_status, social_history
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, tool


@dataclass(frozen=True, slots=True)
class BackgroundRow:
    """One statement. `relative` is who has or had it, and empty for the patient."""

    reference: str
    relative: str
    name: str
    value: str
    date: str

    @property
    def references(self) -> tuple[str, ...]:
        """The entry itself."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`family, mother: Malignant neoplasm of breast`."""
        who = f"family, {self.relative}: " if self.relative else ""
        value = f": {self.value}" if self.value else ""
        return f"{who}{self.name}{value} {self.date}".rstrip()


@tool
async def background(chart: Chart) -> Found[BackgroundRow]:
    """Smoking, family history and social circumstances: the newest statement of each.

    What a relative has is never the patient's own.
    """
    smoking = smoking_status(chart)
    social = sorted(social_history(chart), key=_day, reverse=True)
    first = [smoking] if smoking else []
    held = [*first, *family_history(chart), *(e for e in social if e not in first)]
    rows = tuple(_row(e) for e in held)
    return Found(items=rows, query=asked("background"), total=len(rows))


def _day(entry: Entry) -> str:
    when = entry.when or entry.recorded
    return when.day if when else ""


def _row(entry: Entry) -> BackgroundRow:
    family = entry.kind is Kind.FAMILY
    return BackgroundRow(
        reference=entry.reference,
        relative=(entry.relationship or "relative").lower() if family else "",
        name=name_of(entry),
        value=entry.value.words if entry.value else "",
        date="" if family else _day(entry),
    )
