"""Abnormal results, those that nobody judged and that act soon, and normal ones that move."""

from decimal import Decimal
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import RESULTS
from chartside.agent.authors.trends import Finding, judged, stated
from chartside.agent.authors.weights import is_harmless, place, weight
from chartside.agent.authors.wording import (
    finished,
    inner,
    listed,
    on,
    range_words,
    said,
    value_words,
)
from chartside.draft import Statement
from chartside.fhir.clinical import in_usual, lab_series
from chartside.fhir.clinical.story import within
from chartside.fhir.clinical.urgent import is_silent
from chartside.fhir.entry import Entry
from chartside.grounding.rules.finding import cite_all
from chartside.tools.lab_trend import FEW_TESTS
from chartside.tools.names import name_of

FULL: Final = 10
"""Abnormal results with a sentence of their own; the others share one."""
SILENT: Final = 6
MOVING: Final = 3
MARKED: Final = Decimal("0.2")
"""A change within the range that is worth a sentence: a fifth, twice what varies by itself."""
LARGE: Final = Decimal("0.5")
"""The same of a test that does not act soon: a lipid that moves within its range says little."""


def results(evidence: Evidence) -> list[Statement]:
    """The last abnormal result of each test in the last two years, the most pressing first.

    Then, with value and date alone, the tests that act soonest and that nobody judged. A chart with
    few tests has each named; of a normal one the range that it lies in.
    """
    chart = evidence.chart
    held = [s for s in lab_series(chart) if evidence.recent([s.latest])]
    few = len(lab_series(chart)) <= FEW_TESTS
    found = [
        judged(chart, s)
        for s in held
        if within(s.latest.when, RESULTS, chart) or (few and not s.latest.when)
    ]
    abnormal = sorted((f for f in found if weight(chart, f)), key=lambda f: -weight(chart, f))
    silent = [f for f in found if not weight(chart, f) and (few or is_silent(chart, f.series))]
    silent.sort(key=lambda f: -place(f.series.key))
    moving = [f for f in found if f not in [*abnormal, *silent] and _moved_much(f)]
    return [
        *(_readable(evidence, f) for f in abnormal[:FULL]),
        *(_normal(evidence, f) or _readable(evidence, f) for f in silent[:SILENT]),
        *_others(abnormal[FULL:]),
        *(_readable(evidence, f) for f in moving[:MOVING]),
    ]


def _readable(evidence: Evidence, found: Finding) -> Statement:
    """With where it comes from, unless that result was not read."""
    whole = stated(found)
    read = evidence.read.issuperset(c.reference for c in whole.citations)
    return whole if read else stated(found, before=False)


def _normal(evidence: Evidence, found: Finding) -> Statement | None:
    """A result with the range that it lies in: among abnormal ones it must not pass for one."""
    entry = found.entry
    own = range_words(entry.value.range if entry.value else None)
    if not own and not (in_usual(evidence.chart, entry) and not entry.interpretation):
        return None
    where = f"within its {own}" if own else "within the usual adult range"
    return said(f"{name_of(entry)} {_short(entry)}{on(entry.when)}, {where}", entry)


def _moved_much(found: Finding) -> bool:
    moved = found.moved
    if moved is None or not found.goes_on or not moved.first or is_harmless(found):
        return False
    most = MARKED if place(found.series.key) else LARGE
    return abs(moved.last - moved.first) > most * abs(moved.first)


def _others(rest: list[Finding]) -> list[Statement]:
    if not rest:
        return []
    parts = [
        f"{inner(name_of(f.entry))} {_short(f.entry)} ({f.flag}{on(f.entry.when)})" for f in rest
    ]
    text = f"Also outside their ranges: {listed(parts)}"
    return [Statement(finished(text), cite_all(f.entry for f in rest))]


def _short(entry: Entry) -> str:
    return value_words(entry.value) if entry.value else ""
