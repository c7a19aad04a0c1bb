"""Where the patient was seen last, and every recent admission."""

import re
from datetime import timedelta
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import RESULTS, newest_first
from chartside.agent.authors.visits import met
from chartside.agent.authors.wording import said
from chartside.draft import Statement
from chartside.fhir.clinical import encounters as seen
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry
from chartside.tools.encounters import alike, is_admission, is_grave

LAST: Final = 5
EARLIER: Final = 3
LATELY: Final = timedelta(days=1827)
"""A visit of more than five years ago, unless it was a stay, is left to what came of it."""
_SMALL = re.compile(
    r"\b(?:blood test|phlebotomy|vaccin|immuni[sz]ation|administration of|laboratory|specimen"
    r"|death certif)",
    re.IGNORECASE,
)


def encounters(evidence: Evidence) -> list[Statement]:
    """Admissions and emergencies of the last two years, and the last five other encounters.

    The newest first; visits of one name and reason are one sentence. Visits for a blood sample or
    a vaccine are left to those, and a death certificate to the key points.
    """
    dated = (e for e in seen(evidence.chart) if e.when)
    held = newest_first(evidence.recent(dated))
    grave = [e for e in held if is_grave(e) and within(e.when, RESULTS, evidence.chart)]
    told = {e.reference for e in grave}
    others = [e for e in held if e.reference not in told]
    visits = [e for e in others if not _SMALL.search(e.label)] or others
    visits = [e for e in visits if is_admission(e) or within(e.when, LATELY, evidence.chart)]
    chosen = {g[0].reference: g for g in [*alike(grave)[:LAST], *alike(visits)[:LAST]]}
    return [_stated(chosen[e.reference]) for e in held if e.reference in chosen]


def _stated(group: list[Entry]) -> Statement:
    last, *others = group
    days = {e.when.day: e for e in reversed(others) if e.when and e.when.day != _day(last)}
    dates = list(reversed(days.values()))[:EARLIER]
    before = f"; earlier: {', '.join(e.when.words for e in dates if e.when)}" if dates else ""
    return said(met(last) + before, last, *dates)


def _day(entry: Entry) -> str:
    return entry.when.day if entry.when else ""
