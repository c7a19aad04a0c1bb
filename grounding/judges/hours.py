"""At what time of the day a medicine is taken: the order's own, where it gives one.

HL7 FHIR R4 Timing.repeat.when, EventTiming (MORN, NOON, EVE, NIGHT, HS); Latin abbreviations of
prescriptions (mane, nocte, qam, qpm, qhs).
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import Profile

_HOURS: Final = (
    (
        "morning",
        r"(?:in the|every|each|per) mornings?|mornings|mane|qam|q\.?a\.?m\.?|o\.m\."
        r"|(?:with|at|before|after) breakfast|on waking",
    ),
    ("noon", r"at (?:noon|midday|lunch(?:time)?)|(?:with|before|after) lunch"),
    (
        "evening",
        r"(?:in the|every|each) evenings?|evenings|qpm|q\.?p\.?m\.?|(?:with|at|before|after)"
        r" (?:dinner|supper)|at teatime",
    ),
    (
        "night",
        r"at (?:bed ?time|night)|(?:every|each|per) night|nightly|nights|before bed|on going to bed"
        r"|nocte|qhs|hs|o\.n\.",
    ),
)
_FORMS: Final = tuple(
    (hour, re.compile(rf"(?<![\w.])(?:{words})(?!\w)", re.IGNORECASE)) for hour, words in _HOURS
)
_ANY: Final = re.compile(
    r"morning|mane|q\.?[ap]|qhs|hs\b|o\.[mn]|breakfast|waking|noon|midday|lunch|evening|dinner"
    r"|supper|teatime|bed|night|nocte",
    re.IGNORECASE,
)
"""A quick look, before the whole patterns."""
_LATE: Final = frozenset({"evening", "night"})
"""One dose late in the day is given as either."""
_BEFORE: Final = 12
_BEHIND: Final = 60


def judge_hours(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A time of day that is not the order's; nothing where the order gives none."""
    dose = profile.entry.dose
    text = scope.sentence.bare
    if dose is None or not dose.text or not _ANY.search(text):
        return []
    own = {hour for hour, form in _FORMS if form.search(dose.text)}
    if not own:
        return []
    own |= _LATE if own & _LATE else set()
    begin = max(0, claim.start - _BEFORE)
    return [
        contradicted(
            "hour",
            said.start(),
            Severity.HIGH,
            f"{profile.where} is taken {dose.text}; the sentence says {said[0]}",
        )
        for hour, form in _FORMS
        for said in form.finditer(text, begin, min(len(text), claim.end + _BEHIND))
        if hour not in own and _is_of_claim(said, claim, scope)
    ]


def _is_of_claim(said: re.Match[str], claim: Claim, scope: Scope) -> bool:
    """Whether no other thing is named between, and no new clause begins."""
    text = scope.sentence.bare
    between = (
        text[claim.end : said.start()]
        if said.start() >= claim.end
        else text[said.end() : claim.start]
    )
    if ";" in between or scope.sentence.segment(said.start()) != scope.sentence.segment(
        claim.start
    ):
        return False
    return not any(
        claim.end <= t.start < said.start() and not t.framed and (t.classes or t.medicines)
        for t in scope.sentence.terms
    )
