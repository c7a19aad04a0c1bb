"""When a symptom comes: at rest is not on exertion, and tells of an unstable heart.

Unstable angina is angina at rest, new, or growing (ESC 2023 guidelines on acute coronary
syndromes, section 2), so a note of one does not bear out the other.
"""

from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import TEXTS

_WHEN: Final = {
    "at rest": Caseless(r"\b(?:at|during)\srest\b|\bwhile resting\b"),
    "on exertion": Caseless(
        r"\b(?:on|with|upon|during|after|by)\s(?:\w+\s)?(?:exertion|effort|exercise|activity"
        r"|walking|climbing)\b|\bexertional\b|\beffort[\s-]related\b",
    ),
}
_DENIED: Final = Caseless(r"\b(?:not|no|none|never|nor|without|denies|absent)(?:\s\w+){0,2}\s$")


def judge_circumstances(scope: Scope) -> list[Fault]:
    """What the sentence says of rest and exertion, against the words of the cited texts."""
    if not scope.cited or not all(p.entry.kind in TEXTS and p.document for p in scope.cited):
        return []
    texts = [p.document for p in scope.cited]
    found = []
    for name, form in _WHEN.items():
        place = _affirmed(form, scope.sentence.bare)
        if place < 0 or any(_affirmed(form, text) >= 0 for text in texts):
            continue
        where = scope.cited[0].where
        others = [
            o for o, f in _WHEN.items() if o != name and any(_affirmed(f, t) >= 0 for t in texts)
        ]
        if others:
            reason = f"{where} says {others[0]}; the sentence says {name}"
            found.append(contradicted("circumstance", place, Severity.HIGH, reason))
        else:
            reason = f"{where} does not say {name}"
            found.append(not_found("circumstance", place, Severity.MODERATE, reason))
    return found


def _affirmed(form: Caseless, text: str) -> int:
    """Where a text says it and does not deny it; -1 where it does not."""
    places = (m.start() for m in form.finditer(text))
    return next((at for at in places if not _DENIED.search(text[max(0, at - 40) : at])), -1)
