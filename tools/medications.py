"""Medicines, reconciled, as of a day."""

from dataclasses import dataclass
from typing import Literal

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import current_medications, drug_name, past_medications
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.fhir.when import When
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, tool

Which = Literal["current", "past"]


@dataclass(frozen=True, slots=True)
class MedicationRow:
    """One medicine.

    `standing` is `current`, `on hold`, the status of one no longer taken, or `uncertain`: it was
    ordered by the day asked about and is over now, and the record does not say when it ended.
    """

    reference: str
    name: str
    dose: str
    since: str
    until: str
    reason: str
    standing: str

    @property
    def references(self) -> tuple[str, ...]:
        """The order or statement."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`Losartan 100 mg tablet, 100 mg once daily, for hypertension, since 2014, current`."""
        parts = [
            self.name,
            self.dose,
            self.reason and f"for {self.reason}",
            self.since and f"since {self.since}",
            self.until and f"until {self.until}",
            self.standing,
        ]
        return ", ".join(p for p in parts if p)


@tool
async def medications(chart: Chart, on: str = "", which: Which = "current") -> Found[MedicationRow]:
    """Medicines that the patient takes, one row for each drug and route, the oldest order first.

    Orders that were stopped, cancelled, completed or entered in error are not taken. An order that
    is on hold is listed and says so.

    Args:
        on: A past day (2019, 2019-03 or 2019-03-02) to ask about instead of now; empty for now.
        which: current for what is taken now, past for what is no longer taken.
    """
    moment = day("on", on)
    if moment is not None:
        entries = [e for e in chart.of(Kind.MEDICATION) if e.live and _taken(e, moment)]
        rows = tuple(_row(e, _standing_on(e, moment)) for e in _newest(entries))
    else:
        found = past_medications(chart) if which == "past" else current_medications(chart)
        rows = tuple(_row(e, _standing(e, which)) for e in found)
    return Found(items=rows, query=asked("medications", on=on, which=which), total=len(rows))


def _row(entry: Entry, standing: str) -> MedicationRow:
    return MedicationRow(
        reference=entry.reference,
        name=name_of(entry),
        dose=entry.dose.text if entry.dose else "",
        since=entry.when.day if entry.when else "",
        until=entry.end.day if entry.end else "",
        reason=", ".join(entry.reasons),
        standing=standing,
    )


def _standing(entry: Entry, which: Which) -> str:
    if which == "past":
        return entry.status or "over"
    return "on hold" if entry.status == "on-hold" else "current"


def _taken(entry: Entry, moment: When) -> bool:
    begun = entry.when is not None and entry.when.low < moment.high
    return begun and (entry.end is None or entry.end.high > moment.low)


def _standing_on(entry: Entry, moment: When) -> str:
    if entry.end is not None and entry.end.high > moment.low:
        return "current"
    return "current" if entry.status in {"active", "recorded"} else "uncertain"


def _newest(entries: list[Entry]) -> list[Entry]:
    """The last order of each drug among these, in the order of the chart."""
    last = {drug_name(e.label): e for e in entries}
    return [e for e in entries if last[drug_name(e.label)] is e]
