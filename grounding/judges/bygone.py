"""A course of medicine that a sentence tells of as over, without a word for its end.

"Bronchitis, treated with amoxicillin", "she got a week of valacyclovir", "furosemide brought her
weight down": a simple past or a participle tells of then, and says nothing of today (Quirk et al.,
A Comprehensive Grammar of the English Language, 1985, 4.14-4.16). "Is treated with", "takes" and a
bare name on a list do.
"""

from typing import Final

from chartside.grounding.claims import Claim
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless

_FREE: Final = r"(?:[^.;:]|\.(?=\d)){0,45}?"
_DONE: Final = (
    r"treat|tx'?|manag|cover|cur|control|resolv|clear|settl|reliev|reduc|brought (?:down|under"
    r" control)|lower|correct|revers|rate-controll|load|bridg|rescu|sedat|discharg"
)
_GIVEN: Final = Caseless(
    r"(?:"
    rf"(?<!\bbeing )(?<!\bis )(?<!\bare )(?<!\bnow )(?<!\bstill )(?<!\bcurrently )"
    rf"\b(?:{_DONE})(?:ed|'?d|t)?\s(?:\w+ly\s)?(?:with|w/|by|using|on)"
    rf"|\b(?:she|he|they|who|patient|pt|and|was|were|had|has|been|you)\s(?:\w+ly\s|then\s|also\s)?"
    r"(?:got|received|took|underwent|needed|required|given|had|finished|completed|tried|used)"
    r")\s" + _FREE + r"$",
)
"""What stands before the name of what was given then."""
_DID: Final = Caseless(
    r"\s*(?:\([^()]*\)\s*|(?:[\d.]+\s?\w+\s?)?(?:iv\s|infusion\s)?)?(?:had\s)?"
    r"(?:brought|cleared|relieved|helped|settled|treated|controlled|cured|lowered|reduced|raised"
    r"|worked|failed|caused|gave|led|resolved|corrected|reversed|improved|stopped the|made)\b",
)
"""What it did, behind the name."""
_TODAY: Final = Caseless(
    r"\b(?:now|currently|today|at present|still|presently|these days|continues?|ongoing)\b",
)


def is_told_of_then(claim: Claim, scope: Scope) -> bool:
    """Whether a sentence tells of a course that was given, and not of what is taken."""
    return was_given(claim.start, claim.end, scope)


def was_given(start: int, end: int, scope: Scope) -> bool:
    """Whether a medicine that is named at a place was given then."""
    text = scope.sentence.bare
    part = scope.sentence.segment(start)
    begun = scope.sentence.breaks[part - 1] if part else 0
    if _TODAY.search(text, begun, end + _NEAR):
        return False
    return _GIVEN.search(text[begun:start]) is not None or _DID.match(text, end) is not None


_NEAR: Final = 40
"""Characters behind a name in which "now" and "still" speak of it."""
