"""Abnormal results, and normal ones that move."""

from decimal import Decimal
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import RESULTS, within
from chartside.agent.authors.trends import Finding, judged, stated
from chartside.agent.authors.weights import is_harmless, weight
from chartside.agent.authors.wording import cited, finished, inner, listed, on, value_words
from chartside.draft import Statement
from chartside.fhir.clinical import lab_series
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of

FULL: Final = 10
"""Abnormal results with a sentence of their own; the others share one."""
MOVING: Final = 3
MARKED: Final = Decimal("0.2")
"""A change within the range that is worth a sentence: a fifth, twice what varies by itself."""


def results(evidence: Evidence) -> list[Statement]:
    """The last abnormal result of each test in the last two years, the most pressing first."""
    chart = evidence.chart
    found = [
        judged(chart, s)
        for s in lab_series(chart)
        if evidence.recent([s.latest]) and within(s.latest.when, RESULTS, chart)
    ]
    abnormal = sorted(
        (f for f in found if f.flag and not is_harmless(f)), key=lambda f: -weight(chart, f)
    )
    moving = [f for f in found if not f.flag and _moved_much(f)]
    return [
        *(_readable(evidence, f) for f in abnormal[:FULL]),
        *_others(abnormal[FULL:]),
        *(_readable(evidence, f) for f in moving[:MOVING]),
    ]


def _readable(evidence: Evidence, found: Finding) -> Statement:
    """With where it comes from, unless that result was not read."""
    whole = stated(found)
    read = evidence.read.issuperset(c.reference for c in whole.citations)
    return whole if read else stated(found, before=False)


def _moved_much(found: Finding) -> bool:
    moved = found.moved
    if moved is None or not found.moving or not moved.first:
        return False
    return abs(moved.last - moved.first) > MARKED * abs(moved.first)


def _others(rest: list[Finding]) -> list[Statement]:
    if not rest:
        return []
    parts = [
        f"{inner(name_of(f.entry))} {_short(f.entry)} ({f.flag}{on(f.entry.when)})" for f in rest
    ]
    text = f"Also outside their ranges: {listed(parts)}"
    return [Statement(finished(text), tuple(cited(f.entry) for f in rest))]


def _short(entry: Entry) -> str:
    return value_words(entry.value) if entry.value else ""
