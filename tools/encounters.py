"""Where the patient was seen."""

from dataclasses import dataclass
from typing import Final, Literal

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import encounters as seen
from chartside.fhir.clinical import plain
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, page, tool, within

INPATIENT: Final = frozenset({"IMP", "ACUTE", "NONAC", "inpatient"})
SHORT_STAY: Final = frozenset({"SS", "OBSENC"})
EMERGENCY: Final = frozenset({"EMER", "emergency"})
"""HL7 v3 ActEncounterCode, and the words of older sources."""

SHOWN: Final = 4


def is_admission(entry: Entry) -> bool:
    """Whether the patient was admitted."""
    return entry.category in INPATIENT


def is_grave(entry: Entry) -> bool:
    """Whether it was an admission, a night under observation or an emergency."""
    return entry.category in INPATIENT | SHORT_STAY | EMERGENCY


@dataclass(frozen=True, slots=True)
class EncounterRow:
    """Encounters of one name and reason: how many, and when the last four were, the newest first.

    `end` is the last day of the newest one where it took longer than a day; `place` where it was.
    """

    name: str
    count: int
    references: tuple[str, ...]
    dates: tuple[str, ...]
    end: str
    reason: str
    place: str

    @property
    def line(self) -> str:
        """`Office visit (12): 2026-10-06, 2026-09-08; for kidney function review`."""
        count = f" ({self.count})" if self.count > 1 else ""
        first, *others = self.dates or ("",)
        dates = ", ".join([f"{first} to {self.end}" if self.end else first, *others])
        reason = f"; for {self.reason}" if self.reason else ""
        return f"{self.name}{count}: {dates}{reason}".rstrip(": ")


@tool
async def encounters(
    chart: Chart,
    which: Literal["all", "grave"] = "all",
    since: str = "",
    limit: int = 25,
    cursor: str = "",
) -> Found[EncounterRow]:
    """Encounters that took place, newest first; those of one name and reason are one row.

    An admission or an emergency has a row of its own.

    Args:
        which: grave for admissions, nights under observation and emergencies, all for every one.
        since: First day to include (2019, 2019-03 or 2019-03-02); empty for no bound.
        limit: Rows in one answer, from 1 to 200.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    first = day("since", since)
    held = [
        e
        for e in reversed(seen(chart))
        if within(e.when, first, None) and (which == "all" or is_grave(e))
    ]
    rows = [_row(group) for group in alike(held)]
    query = asked("encounters", which=which, since=since, limit=limit)
    return page(rows, query, limit, cursor)


def alike(held: list[Entry]) -> list[list[Entry]]:
    """Encounters grouped by class, name and reason, in their order; a grave one is by itself."""
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in held:
        own = entry.reference if is_grave(entry) else ""
        key = (own, entry.category, plain(entry.label), *sorted(plain(r) for r in entry.reasons))
        groups.setdefault(key, []).append(entry)
    return list(groups.values())


def _row(group: list[Entry]) -> EncounterRow:
    last = group[0]
    lasted = last.when and last.end and last.end.day != last.when.day
    return EncounterRow(
        name=name_of(last),
        count=len(group),
        references=tuple(e.reference for e in group[:SHOWN]),
        dates=tuple(e.when.day for e in group[:SHOWN] if e.when),
        end=last.end.day if last.end and lasted else "",
        reason=", ".join(last.reasons),
        place=last.site,
    )
