"""Scores, and the last answers to questionnaires."""

import re

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import RESULTS, YEAR
from chartside.agent.authors.sections.key_points import is_cause
from chartside.agent.authors.trends import Finding, judged, stated
from chartside.agent.authors.wording import inner, on, said, shortened
from chartside.draft import Statement
from chartside.fhir.clinical import series
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import UNNAMED, name_of

_TOLD = re.compile(r"\b(?:positive|reactive|detected|abnormal|yes|severe)\b", re.IGNORECASE)
_SIGN = re.compile(
    r"\b(?:pulse|heart rate|temperature|height|weight|blood pressure|respiratory rate"
    r"|saturation)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|non|no)\b", re.IGNORECASE)


def assessments(evidence: Evidence) -> list[Statement]:
    """The newest answer to each question within a year of the last one asked.

    What is abnormal or positive first, then numbers, then words. Signs that a source files here are
    of their day: those of more than two years before the story ended say nothing any more. What has
    no name says nothing either.
    """
    chart = evidence.chart
    found = series(chart.of(Kind.SURVEY, Kind.OBSERVATION))
    held = [s for s in found if evidence.recent([s.latest]) and not is_cause(s.latest)]
    last = max((s.latest.when.high for s in held if s.latest.when), default=None)
    lately = [s for s in held if last and s.latest.when and s.latest.when.high > last - YEAR]
    answers = sorted((judged(chart, s) for s in lately), key=_rank)
    return [
        _stated(evidence, f)
        for f in answers
        if _says_something(f.entry) and not _is_old_sign(evidence, f.entry)
    ]


def _rank(found: Finding) -> tuple[bool, bool]:
    value = found.entry.value
    words = value.words if value else ""
    telling = bool(found.flag) or bool(_TOLD.search(words) and not _NOT.search(words))
    return not telling, value is None or value.number is None


def _says_something(entry: Entry) -> bool:
    named = name_of(entry) != UNNAMED
    return entry.value is not None and bool(entry.value.words) and bool(entry.label) and named


def _is_old_sign(evidence: Evidence, entry: Entry) -> bool:
    return bool(_SIGN.search(entry.label)) and not within(entry.when, RESULTS, evidence.chart)


def _stated(evidence: Evidence, found: Finding) -> Statement:
    entry = found.entry
    if entry.value is None or entry.value.number is None:
        words = shortened(entry.value.words) if entry.value else ""
        return said(f"{name_of(entry)}: {inner(words)}{on(entry.when)}", entry)
    whole = stated(found)
    read = evidence.read.issuperset(c.reference for c in whole.citations)
    return whole if read else stated(found, before=False)
