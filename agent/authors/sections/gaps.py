"""What is unfinished, unread or contradictory."""

from datetime import timedelta
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.disagreement import disagreement, grave_conflicts
from chartside.agent.authors.moment import RESULTS, newest_first
from chartside.agent.authors.weights import place
from chartside.agent.authors.wording import inner, on, said, unit_words
from chartside.draft import Statement
from chartside.fhir.clinical import encounters, measured
from chartside.fhir.clinical.story import story_end, within
from chartside.fhir.entry import Entry, Kind
from chartside.tools.gaps import GapRow
from chartside.tools.names import name_of, spoken

_POINTS: Final = frozenset({"key_points", "changed_key_points"})
UNITS: Final = 3
UNIT_YEARS: Final = timedelta(days=1827)
"""Who compares with values of more than five years ago reads the trend, which converts them."""


def gaps(evidence: Evidence) -> list[Statement]:
    """Conflicts first, then results that are preliminary or missing, units, unread documents.

    A conflict that the document's key points say is not said again.
    """
    rows = [row for row in evidence.rows if isinstance(row, GapRow)]
    told = () if _POINTS.isdisjoint(evidence.beside) else grave_conflicts(evidence)
    conflicts = [c for c in evidence.conflicts if c not in told]
    return [
        *(disagreement(evidence.chart, c) for c in conflicts),
        *_results(evidence, rows),
        *_units(evidence, [r for r in rows if r.gap == "unit change"]),
        *_unread(evidence, [r for r in rows if r.gap == "unread document"]),
        *_medicines(evidence, [r for r in rows if r.gap == "uncertain medicine"]),
        *_silence(evidence),
    ]


def _silence(evidence: Evidence) -> list[Statement]:
    """That nobody saw a patient who lives for two years, as far as the record knows."""
    chart = evidence.chart
    seen = newest_first(evidence.only(e for e in encounters(chart) if e.when))[:1]
    if chart.patient.dead or story_end(chart) > chart.as_of - RESULTS:
        return []
    return [
        said(f"The last encounter in the record is {inner(name_of(e))}{on(e.when)}", e)
        for e in seen
    ]


def _results(evidence: Evidence, rows: list[GapRow]) -> list[Statement]:
    found = []
    for row, entry in _entries(evidence, rows):
        if not within(entry.when, RESULTS, evidence.chart):
            continue
        if row.gap == "preliminary":
            found.append(
                said(f"{name_of(entry)} of {_day(entry)} is preliminary: {row.detail}", entry)
            )
        elif row.gap == "no result":
            found.append(said(f"{name_of(entry)} of {_day(entry)}: {row.detail}", entry))
    return found


def _units(evidence: Evidence, rows: list[GapRow]) -> list[Statement]:
    """The tests that weigh most; one laboratory often changes twenty on one day."""
    found = []
    rows = [r for r in rows if r.date >= _earliest(evidence)]
    for row in sorted(rows, key=lambda r: -_place(evidence, r))[:UNITS]:
        old, new = (evidence.chart.get(ref) for ref in row.references)
        if old and new:
            before, after = (unit_words(unit) for unit in row.detail.split(" to ", 1))
            text = f"{name_of(new)} was reported in {before} until {_day(old)}"
            found.append(said(f"{text} and in {after} from {_day(new)}", old, new))
    return found


def _earliest(evidence: Evidence) -> str:
    return (story_end(evidence.chart) - UNIT_YEARS).date().isoformat()


def _place(evidence: Evidence, row: GapRow) -> int:
    entry = evidence.chart.get(row.references[-1])
    return place(measured(entry)) if entry else 0


def _unread(evidence: Evidence, rows: list[GapRow]) -> list[Statement]:
    """Why not is the machine's affair (an unknown format, a part not installed): `set_aside`."""
    return [
        said(f"The text of the {inner(spoken(row.name))}{_of(entry)} was not read", entry)
        for row, entry in _entries(evidence, rows)
    ]


def _medicines(evidence: Evidence, rows: list[GapRow]) -> list[Statement]:
    """Medicines of the last years that nobody closed and nobody confirmed."""
    found = []
    for _, entry in _entries(evidence, rows):
        if within(entry.when, RESULTS, evidence.chart):
            done = "dispensed" if entry.kind is Kind.DISPENSE else "recorded"
            begun = f", {done}{on(entry.when)}" if entry.when else ""
            text = f"{name_of(entry)}{begun}: the record does not say whether it is taken"
            found.append(said(text, entry))
    return found


def _of(entry: Entry) -> str:
    return f" of {entry.when.words}" if entry.when else ""


def _day(entry: Entry) -> str:
    return entry.when.words if entry.when else "unknown date"


def _entries(evidence: Evidence, rows: list[GapRow]) -> list[tuple[GapRow, Entry]]:
    found = [(row, evidence.chart.get(row.references[0])) for row in rows]
    return [(row, entry) for row, entry in found if entry is not None]
