"""Problems that are over and still matter."""

import re
from datetime import timedelta
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import YEAR, newest_first, within
from chartside.agent.authors.wording import said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import past_problems as over
from chartside.fhir.entry import Entry
from chartside.fhir.when import When
from chartside.tools.names import name_of

_PASSING = re.compile(
    r"\b(?:sinusitis|bronchitis|pharyngitis|tonsillitis|laryngitis|rhinitis|otitis|conjunctivitis"
    r"|common cold|upper respiratory|sore throat|influenza|gastroenteritis|diarrhea|diarrhoea|cough"
    r"|fever|nausea|vomiting|headache|sprain|strain|contusion|bruise|laceration|abrasion|bite"
    r"|first degree burn|cystitis|urinary tract infection|impacted (?:cerumen|molars?)|whiplash"
    r"|acute pain|chill|fatigue|sputum|wheezing|loss of taste|muscle pain|joint pain|dyspnea"
    r"|viral infection|viral disease|acne|insect|wound|gingivitis|dental caries|toothache)",
    re.IGNORECASE,
)
"""Illnesses that pass and leave nothing behind, and symptoms of them."""

_SHORT: Final = timedelta(days=120)


def past_problems(evidence: Evidence) -> list[Statement]:
    """Past problems, the newest first, without passing illnesses of more than a year ago."""
    held = [e for e in evidence.only(over(evidence.chart)) if _matters(e, evidence.chart)]
    held = [e for e in held if evidence.since is None or _ends_after(e, evidence.since)]
    return [said(f"{name_of(e)}, {_span(e)}", e) for e in newest_first(tuple(held))]


def _matters(entry: Entry, chart: Chart) -> bool:
    if not _PASSING.search(entry.label):
        return True
    if within(entry.end or entry.when, YEAR, chart):
        return True
    begun, ended = entry.when, entry.end
    return begun is not None and ended is not None and ended.low - begun.low > _SHORT


def _ends_after(entry: Entry, since: When) -> bool:
    end = entry.end or entry.when
    return end is not None and end.high > since.low


def _span(entry: Entry) -> str:
    word = entry.status if entry.status in {"resolved", "inactive", "remission"} else "resolved"
    word = "in remission" if word == "remission" else word
    begun = entry.when.words if entry.when else ""
    ended = entry.end.words if entry.end else ""
    if ended and begun and ended != begun:
        return f"{word} {ended} (onset {begun})"
    if ended:
        return f"{word} {ended}"
    return f"{word}, onset {begun}" if begun else word
