"""Whether the patient smokes, did, or never has: one of the three (LOINC 72166-2)."""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_STATES: Final = tuple(
    (state, Caseless(rf"\b(?:{words})"))
    for state, words in (
        (
            "never",
            r"never|at no (?:time|point)|no (?:history|hx) of (?:smok|tobacco)|no smoking history"
            r"|den(?:y|ies|ied|ying)\s(?:ever\s|any\s|having\s|past\s"
            r"|a\shistory\sof\s){0,3}(?:smok|tobacco)"
            r"|no (?:tobacco )?smoking\b|no tobacco\b|no (?:use|record) of tobacco|nor ever"
            r"|(?:has|have|had)(?:n't| not) (?:ever )?smoked|without (?:a )?(?:smoking|tobacco)"
            r"|non-?smoker"
            r"|does not smoke|lifelong non|no \w+ has ever been smoked",
        ),
        (
            "former",
            r"former|\bex\b|ex-?\s?smoker|past smoker|quit|stopped|ga?i?ven? up"
            r"|in the past|not now|not any ?more|given it up|abstinent|years ago"
            r"|belongs? to the past"
            r"|did smoke|had smoked|until\b|prior smok\w+"
            r"|no longer smok\w+"
            r"|used to smoke"
            r"|previous(?:ly)? smok\w+|smoked (?:in the past|before|once)",
        ),
        (
            "current",
            r"current(?:ly)?\b|smokes\b|actively smok\w+|ongoing|(?:you|they|I|we) smoke\b"
            r"|(?<!not )(?:at present|to this day|at the moment|these days|nowadays|presently)"
            r"|admits? to smok\w+|(?:is|are|been) smoking\b|has to smoke|smoking still"
            r"|continu\w+ (?:to )?smok\w+"
            r"|smoking now|goes on|active smoker|every day"
            r"|some days?|daily|still smok\w+"
            r"|is a smoker|smoker\b",
        ),
    )
)
_ABOUT: Final = Caseless(r"smok|tobacco|cigarette|\btob\b|nicotine")
_GOES_ON: Final = Caseless(
    r"\b(?:not|never|n't|yet to|failed to|fails to|unable to|refuses to|cannot|can't)\s"
    r"(?:\w+ly\s|yet\s|been\s|been able to\s|managed to\s|succeeded in\s){0,2}"
    r"(?:quit(?:ting)?|stop(?:ped|ping)?|give up|given up|gave up|giving up|cease)\b"
    r"(?:\ssmoking)?",
)
"""`Has not quit smoking`: an end that is denied is none."""


def judge_smoking(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """The state that the sentence gives against the one that the entry records."""
    text = _part(claim, scope)
    told = " ".join(v.words for v in profile.values)
    if not _ABOUT.search(f"{profile.entry.label} {told}") or not _ABOUT.search(text):
        return []
    own, said = _state(told), _states(text)
    if not own or not said or own in said:
        return []
    reason = f"{profile.where} is {told}; the sentence says {' and '.join(sorted(said))} smoker"
    return [contradicted("smoking", claim.start, Severity.MODERATE, reason)]


def _part(claim: Claim, scope: Scope) -> str:
    """The part of the sentence that the claim stands in; all of it where that says nothing."""
    breaks = scope.sentence.breaks
    part = scope.sentence.segment(claim.start)
    begin = breaks[part - 1] if part else 0
    end = breaks[part] if part < len(breaks) else len(scope.sentence.bare)
    text = scope.sentence.bare[begin:end]
    return text if _ABOUT.search(text) else scope.sentence.bare


def _state(text: str) -> str:
    return next((state for state, words in _STATES if words.search(text)), "")


def _states(text: str) -> set[str]:
    """Every state that a sentence names; "former smoker" does not name the current one."""
    text = _GOES_ON.sub("currently smokes", text)
    found = {state for state, words in _STATES if words.search(text)}
    return (
        found - {"current"}
        if found & {"never", "former"} and not re.search(r"\bcurrent", text)
        else found
    )
