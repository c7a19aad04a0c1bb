"""Why a medicine was stopped, or an order stands as it does: the recorded reason and no other.

HL7 FHIR R4 MedicationRequest.statusReason. Where a sentence gives a reason and the cited entry has
one, a word of substance of the recorded one must be among the words said.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import MEDICINES, Profile, vocabulary

_GIVES: Final = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|as a result of|on account of|secondary to|after"
    r"|following"
    r"|prompted by|in response to|in view of|in light of|on grounds of|reasons?|rationale|led to"
    r"|caused|why)\b|\b2/2\b|\b(?:for|with|after|following)\b(?!\s(?:\d|the|an?|about|over|under|good"
    r"|now|dr"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|some|several|many)|[A-Z][a-z]{2}))",
    re.IGNORECASE,
)
_STOPPED: Final = re.compile(
    r"stop|d/c|no longer|\bnot\s(?:on|taking|taken)|come off|came off|taken off|discontinu|withdr"
    r"|cease|cessation|halt|\boff\b|cancel|hold|held|paus|suspen|end|abandon"
    r"|given up|terminat|came to",
    re.IGNORECASE,
)
_EMPTY: Final = frozenset(
    {"the", "of", "to", "a", "an", "and", "or", "in", "on", "patient", "by", "raised", "no", "not"}
    | {"with", "for", "was", "is"}
)


def judge_reasons(scope: Scope) -> list[Fault]:
    """A reason for stopping that is not the recorded one."""
    held = [p for p in scope.cited if p.entry.status_reason and p.entry.kind in MEDICINES]
    text = scope.sentence.bare
    if len(held) != 1 or not (said := _reason_in(text)):
        return []
    return [] if _is_said(held[0], scope) else [_other(held[0], said)]


def _reason_in(text: str) -> re.Match[str] | None:
    """Where the words begin that give a reason for an end."""
    stopped = _STOPPED.search(text)
    if stopped is None:
        return None
    return next(
        (
            m
            for m in _GIVES.finditer(text)
            if m[0].lower() not in _WEAK or 0 <= m.start() - stopped.end() <= _NEAR
        ),
        None,
    )


_NEAR: Final = 15
"""Characters from the word that ends a medicine to a "for" that says why."""
_WEAK: Final = frozenset({"for", "with", "after", "following"})


def _is_said(profile: Profile, scope: Scope) -> bool:
    own = vocabulary(profile.entry.status_reason) - _EMPTY
    return not own or any(own & {*t.words, *t.classes} for t in scope.sentence.terms)


def _other(profile: Profile, said: re.Match[str]) -> Fault:
    reason = (
        f"{profile.where} gives {profile.entry.status_reason} as its reason; the sentence gives"
        f" another"
    )
    return contradicted("reason", said.start(), Severity.MODERATE, reason)
