"""Results in words: positive or negative, detected or not, present or absent.

The two sides are those of HL7 v2 table 0078 and FHIR's observation-interpretation (POS, NEG, DET,
ND, RR, NR); "non-reactive" and "undetectable" are negative whatever word stands in them.
"""

from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_NEGATIVE: Final = Caseless(
    r"\b(?:(?:not|none|never)\s(?:been\s)?(?:detected|reactive|seen|present|found|isolated|grown)"
    r"|undetect(?:ed|able)|non-?\s?(?:reactive|detected)|negative|neg|absent|none|no growth"
    r"|seronegative|nil)\b",
)
_POSITIVE: Final = Caseless(
    r"\b(?:positive|pos|reactive|detected|detectable|present|seropositive|isolated|grew)\b",
)
_NEITHER: Final = Caseless(r"\b(?:indeterminate|equivocal|inconclusive|borderline|invalid)\b")
"""A test that gives no answer is neither positive nor negative."""
_ABSENT: Final = Caseless(r"\s*(?:absent|none|not present|nil)\s*")
_TESTED: Final = Caseless(
    r"\b(?:test(?:ed|ing)?|check(?:ed)?|measured?|screen(?:ed|ing)?|assess(?:ed|ment)?|done"
    r"|performed|sent|ordered|recorded|no|not|without|denie[sd]|absent|nil|none)\b",
)
_STOP: Final = Caseless(r"[,;.(]|\band\b|\bbut\b|\bwith\b")
_REACH: Final = 60
_AHEAD: Final = Caseless(
    r"(?P<said>\b(?:positive|negative|reactive|non-?\s?reactive|undetectable|detectable))"
    r"(?:\s(?:for|rapid|result|on|a|the|\w+)){0,3}\s*$",
)


def side_of(text: str) -> str:
    """`positive`, `negative`, `neither` of an indeterminate one, or empty where a text says none.

    >>> side_of("Non-reactive"), side_of("Detected"), side_of("not detected")
    ('negative', 'positive', 'negative')
    """
    if _NEITHER.search(text):
        return "neither"
    rest = _NEGATIVE.sub(" ", text)
    negative, positive = rest != text, _POSITIVE.search(rest) is not None
    if negative == positive:
        return ""
    return "negative" if negative else "positive"


def is_side_word(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a word only says positive or negative, and a cited result is in such words."""
    return bool(side_of(term.text)) and any(side_of(_own(p.entry)) for p in cited)


def judge_finding(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A result in words against the side that the sentence gives it."""
    own = _own(profile.entry)
    side = side_of(own)
    if not side:
        return []
    said = _said(claim, scope)
    bare = not said and _ABSENT.fullmatch(own) and not _TESTED.search(scope.sentence.bare)
    if bare and not claim.negated and not claim.readings:
        said = "present"
    if said in {"", side}:
        return []
    reason = f"{profile.where} is {own}; the sentence says {said}"
    return [contradicted("finding", claim.start, Severity.HIGH, reason)]


def _own(entry: Entry) -> str:
    """The words of a result that is no number."""
    value = entry.value
    return value.words if value and value.number is None and not value.absent else ""


def _said(claim: Claim, scope: Scope) -> str:
    """What stands right behind the name, to the end of its phrase, else right before it."""
    text = scope.sentence.bare
    stop = _STOP.search(text, claim.end, claim.end + _REACH)
    behind = text[claim.end : stop.start() if stop else claim.end + _REACH]
    side = side_of(behind)
    if not side and (ahead := _AHEAD.search(text[max(0, claim.start - _REACH) : claim.start])):
        side = side_of(ahead["said"])
    if side == "positive" and claim.negated:
        return "negative"
    return side
