"""Whether the patient smokes, did, or never has: one of the three (LOINC 72166-2)."""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import Profile

_STATES: Final = tuple(
    (state, re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for state, words in (
        (
            "never",
            r"never|at no time|no (?:history|hx) of (?:smok|tobacco)|no smoking history|non-?smoker"
            r"|does not smoke|lifelong non",
        ),
        (
            "former",
            r"former|\bex\b|ex-?\s?smoker|past smoker|quit|stopped|gave up|no longer smok\w+"
            r"|used to smoke"
            r"|previous smoker",
        ),
        (
            "current",
            r"current(?:ly)?\b|smokes\b|actively smok\w+|continu\w+ (?:to )?smok\w+"
            r"|smoking now|active smoker|every day"
            r"|some days?|daily|still smok\w+"
            r"|is a smoker|smoker\b",
        ),
    )
)
_ABOUT: Final = re.compile(r"smok|tobacco|cigarette", re.IGNORECASE)


def judge_smoking(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """The state that the sentence gives against the one that the entry records."""
    text = scope.sentence.bare
    told = " ".join(v.words for v in profile.values)
    if not _ABOUT.search(f"{profile.entry.label} {told}") or not _ABOUT.search(text):
        return []
    own, said = _state(told), _states(text)
    if not own or not said or own in said:
        return []
    reason = f"{profile.where} is {told}; the sentence says {' and '.join(sorted(said))} smoker"
    return [contradicted("smoking", claim.start, Severity.MODERATE, reason)]


def _state(text: str) -> str:
    return next((state for state, words in _STATES if words.search(text)), "")


def _states(text: str) -> set[str]:
    """Every state that a sentence names; "former smoker" does not name the current one."""
    found = {state for state, words in _STATES if words.search(text)}
    return (
        found - {"current"}
        if found & {"never", "former"} and not re.search(r"\bcurrent", text)
        else found
    )
