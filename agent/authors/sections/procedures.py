"""Procedures that changed something, and devices left in place."""

import re
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.wording import because, on, said, shortened
from chartside.draft import Statement
from chartside.fhir.clinical import plain
from chartside.fhir.clinical import procedures as done
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

_ROUTINE = re.compile(
    r"\b(?:documentation|reconciliation|assessment|screening (?:for|using|test)|questionnaire"
    r"|history|education|counsel|referral|notification|discussion|certificat|measurement of"
    r"|exam(?:ination)?\b|interpretation|review of|patient transfer|transfer to"
    r"|admission to|discharge|plan of care|initial patient|evaluation of|face mask"
    r"|oxygen administration"
    r"|x-?rays?|radiograph\w*|respiratory rate|taking of|throat culture|sputum examination"
    r"|auscult\w*|occult blood|urine (?:screening|test)|pregnancy test|dental (?:care|consult)"
    r"|removal of (?:supragingival|subgingival) plaque|oral health|gingiv\w*|fluoride"
    r"|patient encounter|informing|information gathering|monitoring|medication|hospice care"
    r"|antenatal|fundal height|screening|vaccination|immuni[sz]ation|skin test|\w+ test\b|count"
    r"|preparation of smear|blood (?:typing|group)|fetal anatomy|ultrasound scan for fetal"
    r"|measurement|culture|urine protein|rubella|h(?:ae|e)moglobin|h(?:ae|e)matocrit|platelet)",
    re.IGNORECASE,
)
"""Acts of care that a record counts as procedures and that change nothing in the patient."""

EARLIER: Final = 3


def procedures(evidence: Evidence) -> list[Statement]:
    """Each procedure once, the newest first, with its dates and what came of the last."""
    groups: dict[str, list[Entry]] = {}
    held = [e for e in evidence.recent(done(evidence.chart)) if not _ROUTINE.search(e.label)]
    for entry in newest_first(tuple(held)):
        groups.setdefault(plain(f"{entry.label} {entry.site} {_side(entry)}"), []).append(entry)
    devices = evidence.only(e for e in evidence.chart.of(Kind.DEVICE) if e.status in {"active", ""})
    return [_stated(g) for g in groups.values()] + [
        said(f"{name_of(e)}: device in place", e) for e in devices
    ]


_SIDE = re.compile(r"\b(?:left|right|both|bilateral)\b", re.IGNORECASE)


def _side(entry: Entry) -> str:
    """The side that only the reason names: the right eye's cataract is not the left's."""
    found = _SIDE.search(" ".join(entry.reasons))
    return found[0] if found else ""


def _stated(group: list[Entry]) -> Statement:
    last = group[0]
    days = {e.when.day: e for e in reversed(group) if e.when and e.when.day != _day(last)}
    outcome = f": {shortened(last.value.words)}" if last.value and last.value.words else ""
    dates = list(reversed(days.values()))[:EARLIER]
    before = f"; earlier: {', '.join(e.when.words for e in dates if e.when)}" if dates else ""
    text = f"{name_of(last)}{because(last)}{on(last.when)}{outcome}".rstrip(".") + before
    return said(text, last, *dates)


def _day(entry: Entry) -> str:
    return entry.when.day if entry.when else ""
