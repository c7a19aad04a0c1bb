"""Results and signs of a span of time, each beside the one before it."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.sections.changes import changed
from chartside.agent.authors.trends import Finding, judged, stated
from chartside.agent.authors.weights import is_harmless, place, weight
from chartside.agent.authors.wording import finished, inner, listed, on, value_words
from chartside.draft import Statement
from chartside.fhir.clinical import Series, in_usual, is_abnormal, lab_series, vital_series
from chartside.fhir.clinical.ranges import outside_usual
from chartside.fhir.entry import Entry
from chartside.grounding.rules.finding import cite_all
from chartside.tools.names import name_of

FULL: Final = 10
"""Abnormal results with a sentence of their own; the others share one."""
_TWO: Final = 2


def changed_results(evidence: Evidence) -> list[Statement]:
    """Abnormal results, the most pressing first; then what came back to normal; then the rest.

    The rest are values within their ranges, together in one sentence.
    """
    chart = evidence.chart
    found = [judged(chart, s) for s in _fresh(evidence, "result", lab_series(chart))]
    grave = sorted((f for f in found if weight(chart, f)), key=lambda f: -weight(chart, f))
    others = [f for f in found if f not in grave]
    back = [f for f in others if _was_abnormal(evidence, f)]
    normal = sorted((f for f in others if f not in back), key=lambda f: -place(f.series.key))
    within = [f for f in normal if _in_range(evidence, f) or is_harmless(f)]
    unjudged = [f for f in normal if f not in within]
    return [
        *(_readable(evidence, f) for f in grave[:FULL]),
        *(_readable(evidence, f) for f in back),
        *_together("Also outside their ranges", grave[FULL:]),
        *_together("Within their ranges", [f for f in within if not f.flag]),
        *_together("Also measured", unjudged[:FULL]),
    ]


def changed_vitals(evidence: Evidence) -> list[Statement]:
    """The last of each sign of that time, with the one before it where it moves."""
    chart = evidence.chart
    found = [judged(chart, s) for s in _fresh(evidence, "vital", vital_series(chart))]
    return [_readable(evidence, f) if f.moving else stated(f, before=False) for f in found]


def _fresh(evidence: Evidence, part: str, held: tuple[Series, ...]) -> list[Series]:
    """The series up to their newest result of that time."""
    newest = {e.reference for _, e in changed(evidence, part)}
    found = []
    for series in held:
        places = [n for n, e in enumerate(series.entries) if e.reference in newest]
        if places:
            kept = series.entries[: places[-1] + 1]
            found.append(Series(series.key, series.label, kept))
    return found


def _readable(evidence: Evidence, found: Finding) -> Statement:
    whole = stated(found)
    read = evidence.read.issuperset(c.reference for c in whole.citations)
    return whole if read else stated(found, before=False)


def _was_abnormal(evidence: Evidence, found: Finding) -> bool:
    held = found.series.entries
    if len(held) < _TWO:
        return False
    return bool(is_abnormal(held[-2]) or outside_usual(evidence.chart, held[-2]))


def _in_range(evidence: Evidence, found: Finding) -> bool:
    value = found.entry.value
    own = value is not None and value.range is not None and value.number is not None
    return own or bool(in_usual(evidence.chart, found.entry))


def _together(opening: str, held: list[Finding]) -> list[Statement]:
    """One sentence with value and day of each; a value in words is left to the record."""
    told = [f.entry for f in held if f.entry.value and f.entry.value.number is not None]
    if not told:
        return []
    parts = [f"{inner(name_of(e))} {_short(e)}{on(e.when)}" for e in told]
    return [Statement(finished(f"{opening}: {listed(parts)}"), cite_all(told))]


def _short(entry: Entry) -> str:
    return value_words(entry.value) if entry.value else ""
