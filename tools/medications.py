"""Medicines, reconciled, as of a day."""

from dataclasses import dataclass
from typing import Final, Literal

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import current_medications, medicines, past_medications
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, tool

Which = Literal["current", "past"]
_BACK_THEN: Final = {"current": "current", "on hold": "on hold", "unknown": "uncertain"}
"""States of `chartside.fhir.clinical.medicines` on a past day; what was over then is left out."""


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
        rows = tuple(
            _row(entry, _BACK_THEN[found.state])
            for found in medicines(chart, moment)
            if found.state in _BACK_THEN
            for entry in found.entries
        )
    else:
        held = past_medications(chart) if which == "past" else current_medications(chart)
        rows = tuple(_row(e, _standing(e, which)) for e in held)
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
