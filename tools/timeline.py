"""What happened, in time."""

from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    encounters,
    imaging,
    immunization_doses,
    is_circumstance,
    procedures,
)
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, page, tool, within


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event: what began, was done, ordered or found, and on which day."""

    reference: str
    date: str
    event: str
    name: str

    @property
    def references(self) -> tuple[str, ...]:
        """The entry behind the event."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`2026-10-31 encounter: Urgent care visit`."""
        return f"{self.date} {self.event}: {self.name}"


@tool
async def timeline(
    chart: Chart, since: str = "", until: str = "", limit: int = 50, cursor: str = ""
) -> Found[EventRow]:
    """What happened to the patient, newest first: problems, medicines, procedures, encounters.

    Imaging and immunizations too. Results are in `lab_trend`. An event without a date is not here.

    Args:
        since: First day to include (2019, 2019-03 or 2019-03-02); empty for no bound.
        until: Last day to include, written the same way; empty for no bound.
        limit: Events in one answer, from 1 to 200.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    first, last = day("since", since), day("until", until)
    held = [e for e in _events(chart) if e.when and within(e.when, first, last)]
    held.sort(key=lambda e: (e.when.low if e.when else chart.as_of, e.reference), reverse=True)
    rows = [
        EventRow(e.reference, e.when.day if e.when else "", _EVENT[e.kind], name_of(e))
        for e in held
    ]
    return page(rows, asked("timeline", since=since, until=until, limit=limit), limit, cursor)


def _events(chart: Chart) -> list[Entry]:
    return [
        *(e for e in chart.of(Kind.PROBLEM) if e.live and not is_circumstance(e)),
        *(e for e in chart.of(Kind.MEDICATION) if e.live),
        *procedures(chart),
        *encounters(chart),
        *imaging(chart),
        *(dose for doses in immunization_doses(chart) for dose in doses),
    ]


_EVENT: Final = {
    Kind.PROBLEM: "problem began",
    Kind.MEDICATION: "medicine ordered",
    Kind.PROCEDURE: "procedure",
    Kind.ENCOUNTER: "encounter",
    Kind.IMAGING: "imaging",
    Kind.IMMUNIZATION: "vaccine given",
}
