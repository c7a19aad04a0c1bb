"""What is still to come, what went without trouble, and how a thing fares beside nothing.

"Return in six months", "labs will be repeated", "the next visit is on Monday": whoever reads this
expects a request, an appointment or a plan behind it. A result, a problem or a medicine holds none,
however truly it is named in the sentence. The same goes for trouble that is said not to have been
("no side effects", "without any trouble") and for a comparison that no value bears out ("better
than before"). A promise needs its source (DESIGN.md, promise 2: no source, no assertion).
"""

import re
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, unclear
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import MEDICINES, TEXTS, Profile

_NUMBER: Final = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple of)"
)
_SPAN: Final = rf"{_NUMBER}(?:\s?(?:-|to|or)\s?{_NUMBER})?\s(?:more\s)?(?:day|week|month|year)s?"
_READ: Final = (
    "regarded|read|seen|noted|found|compared|interpreted|understood|taken|between|below|above|within"
    "|under|over"
)
"""`Is to be regarded as high`, `should be below 5.1`: how a value is read."""
_WHEN: Final = (
    rf"(?:(?:in|within|after)\s(?:about\s|another\s)?{_SPAN}|next\s\w+|tomorrow|later|soon"
    r"|on\s\w+day|if\s|when\s|as needed|for\s|with\s|to\s(?:the\s)?(?:clinic|office|practice|us))"
)
_OFTEN: Final = r"(?:daily|weekly|monthly|yearly|regularly|closely|every)\b"
_COMING: Final = (
    Caseless(
        r"(?:^|[.;:!?\u2014]\s+|,?\s(?:please|then|and|to)\s)(?:return|follow[\s-]?up|come back"
        r"|check back|report back|see\s\w+|seek|monitor|re-?check|track|watch|book|schedule"
        rf"|arrange)\b(?:\s\w+){{0,3}}?(?:\s{_WHEN}|\s{_OFTEN}|\s?[.;]?$)",
    ),
    Caseless(
        r"\b(?:will|shall|won't|(?:is|are|am)\s(?:going|about|due|meant|supposed|scheduled|booked"
        r"|planned|planning)\sto)\s(?:\w+ly\s|not\s|be\s)?\w+",
    ),
    Caseless(rf"(?:\bis|\bare|[,;])\sto\sbe\s(?:\w+ly\s|not\s)?(?!(?:{_READ})\b)\w+"),
    Caseless(
        r"\b(?:is|are)\s(?:being\s)?(?:planned|scheduled|booked|arranged)\b"
        r"|\b(?:next|upcoming|follow-?up)\s(?:appointment|visit|review|check-?up)\s(?:is|will|on|in"
        r"|after|next|before|at)\b",
    ),
    Caseless(
        r"\b(?:may|might|could)\s(?:\w+\s)?(?:be\s(?:possible|able|necessary|needed|advisable)|need"
        r"|have)\sto\b|\b(?:should|ought to|needs? to|has to|have to|must)\s"
        rf"(?!lie\b|be\s(?:{_READ})\b)\w+",
    ),
)
_UNTOWARD: Final = Caseless(
    r"\b(?:no(?!\slonger)|without(?:\sany)?|never\s(?:had|has|any|a)|free of|denies(?:\sany)?"
    r"|not\s(?:had|have)\sany)\s(?:\w+\s)?(?:problems?|troubles?|issues?|complications?|side[\s-]effects?|difficult"
    r"(?:y|ies)|adverse\s(?:effects?|events?|reactions?)|incidents?|symptoms?)\b"
    r"|\bno\s(?:further\s|other\s)?(?:action|treatment|follow-?up|change|monitoring|tests?)\s(?:is|was"
    r"|are|were)\s(?:needed|required|necessary|indicated)\b",
)
_COMPARED: Final = Caseless(
    r"\b(?:(?:better|worse|milder|easier|harder|stronger|weaker|more|less)\sthan|(?:the\s)?same\sas)"
    r"\s(?:it\s(?:was|used)|before|ever|usual|previously|last|the\s(?:last|previous)|in\sthe\spast)"
    r"\b",
)
_RECORD_SAYS: Final = Caseless(
    r"\b(?:record|chart|list|file|note|section|summary)s?\b|\bon file\b|\b(?:would|will)\sbe\s"
    r"expected\b|\byou\swill\s(?:see|find|note|recall)\b",
)
"""`The chart will show`: the record is spoken of, and nothing that is to come."""
_BORNE: Final = frozenset({Kind.ORDER, Kind.PLAN, Kind.GOAL})
_SPACES: Final = re.compile(r"\W+")


def judge_to_come(scope: Scope) -> list[Fault]:
    """Plans, absent trouble and comparisons that no cited entry holds."""
    if not scope.cited or any(_may_tell(p) for p in scope.cited):
        return []
    text = scope.sentence.bare
    found = []
    allergy = any(p.entry.kind is Kind.ALLERGY for p in scope.cited)
    if not _RECORD_SAYS.search(text):
        found += _said(_COMING[:-1] if allergy else _COMING, scope, "is still to come")
    if not allergy:
        found += _said((_UNTOWARD,), scope, "denies trouble")
    if not any(p.measures for p in scope.cited):
        found += _said((_COMPARED,), scope, "compares")
    return found


def has_figures(scope: Scope) -> bool:
    """Whether a sentence holds a number, a date or a quote that one of the cited entries may hold.

    A span of time alone ("in two weeks") is one of a result or a person, how often something is
    done one of a medicine or a request, and a note may tell either.
    """
    sentence, kinds = scope.sentence, {p.entry.kind for p in scope.cited}
    of_time = bool(kinds & _SPANS) or any(p.measures for p in scope.cited)
    return bool(
        sentence.dates
        or sentence.quotes
        or any(of_time or not _TIME.fullmatch(q.unit) for q in sentence.quantities)
        or (sentence.frequencies and kinds & (MEDICINES | _SPANS))
    )


_SPANS: Final = _BORNE | TEXTS | {Kind.PATIENT, Kind.ENCOUNTER, Kind.SOCIAL, Kind.SURVEY}
_TIME: Final = Caseless(r"(?:day|week|wk|month|mo|year|yr)s?\.?")


def _may_tell(profile: Profile) -> bool:
    return profile.entry.kind in _BORNE or (profile.entry.kind in TEXTS and bool(profile.document))


def _said(forms: tuple[Caseless, ...], scope: Scope, what: str) -> list[Fault]:
    """A fault for the first of these forms that no cited entry repeats."""
    for form in forms:
        said = form.search(scope.sentence.bare)
        if said is not None and not _stated(said[0], scope):
            words = _SPACES.sub(" ", said[0]).strip()
            return [unclear("to come", said.start(), f'"{words}" {what}; no cited source says so')]
    return []


def _stated(words: str, scope: Scope) -> bool:
    wanted = _SPACES.sub(" ", words).strip().lower()
    return any(wanted in _SPACES.sub(" ", s).lower() for p in scope.cited for s in p.said)
