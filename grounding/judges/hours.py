"""At what time of the day a medicine is taken: the order's own, where it gives one.

HL7 FHIR R4 Timing.repeat.when, EventTiming (MORN, NOON, EVE, NIGHT, HS); Latin abbreviations of
prescriptions (mane, nocte, qam, qpm, qhs).
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.reading.sentence import Term
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
    """A time of day that is not the order's, or that no cited entry gives."""
    dose = profile.entry.dose
    text = scope.sentence.bare
    if dose is None or not _ANY.search(text):
        return []
    held = f"{dose.text}; {dose.at}"
    own = {hour for hour, form in _FORMS if form.search(held)}
    own |= _LATE if own & _LATE else set()
    begin = max(0, claim.start - _BEFORE)
    return [
        taken_otherwise(
            "hour", said, profile, held.strip("; ") if own else "", "gives no time of day"
        )
        for hour, form in _FORMS
        for said in form.finditer(text, begin, min(len(text), claim.end + _BEHIND))
        if hour not in own
        and is_of_claim(said, claim, scope)
        and (own or (_is_of_dose(said, claim, text) and not _told(form, profile, scope)))
    ]


def taken_otherwise(
    kind: str, said: re.Match[str], profile: Profile, held: str, lacking: str
) -> Fault:
    """A medicine is taken as its order says, in `held`, or the order says nothing of it."""
    if held:
        reason = f"{profile.where} is taken {held}; the sentence says {said[0]}"
        return contradicted(kind, said.start(), Severity.HIGH, reason)
    reason = f"{profile.where} {lacking}; the sentence says {said[0]}"
    return not_found(kind, said.start(), Severity.MODERATE, reason)


_DOSE: Final = re.compile(
    r"[\s,(]*(?:(?:[\d.,/]++|mg|mcg|micrograms?|milligrams?|g|ml|units?|iu|tablets?|tabs?|capsules?"
    r"|caps?|puffs?|drops?|one|two|three|once|twice|daily|od|bd|tds|a\sday|per\sday|every\sday|po"
    r"|orally|by\smouth|oral|subcut\w*|sc|s/c|inhaled|to\sbe\staken|taken|takes|xl|mr|sr)"
    r"[\s,()]*)*+",
    re.IGNORECASE,
)
"""What stands between a medicine and when it is taken: how much, how often, how."""


def _is_of_dose(said: re.Match[str], claim: Claim, text: str) -> bool:
    """Whether the time stands right behind the dose, so that it can be of nothing else."""
    return said.start() >= claim.end and _DOSE.fullmatch(text, claim.end, said.start()) is not None


def _told(form: re.Pattern[str], profile: Profile, scope: Scope) -> bool:
    """Whether another cited entry, a note or a second order, says it."""
    others = (p for p in scope.cited if p is not profile)
    return any(form.search(part) for p in others for part in p.said)


def is_of_claim(said: re.Match[str], claim: Claim, scope: Scope) -> bool:
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
        claim.end <= t.start < said.start()
        and not t.framed
        and (t.classes or t.medicines or nature(t.words[0]) == "drug")
        for t in scope.sentence.terms
    )


def is_of_hour(term: Term, scope: Scope) -> bool:
    """Whether a word is part of the time of day at which a cited medicine is taken."""
    if not _ANY.search(term.text) or not any(p.entry.dose for p in scope.cited):
        return False
    return any(
        m.start() <= term.start and term.end <= m.end()
        for _, form in _FORMS
        for m in form.finditer(scope.sentence.bare)
    )
