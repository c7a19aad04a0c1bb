"""Two numbers of a note exchanged: "14 on arrival, 5 at discharge" told as 14 at discharge.

Each number stands in the note, so that only what stands behind it tells them apart. It is judged
where the note gives another number in the very circumstance that the sentence names.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.numbers import written_alike
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.reading.words import plain_words
from chartside.grounding.sources.profile import TEXTS, Profile, written_quantities

_BEHIND: Final = re.compile(
    r"\s?(?:at|on|in|when|while|during|after|before)\s(?:the\s|her\s|his\s)?"
    r"((?:[A-Za-z]+[ -]?){1,2})",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"\s(resting|walking|standing|sitting|lying|fasting)\b", re.IGNORECASE)
_LOOSE: Final = frozenset(
    {"the", "a", "an", "and", "or", "to", "of", "with", "at", "on", "in", "it"}
)
_SAME: Final = {"resting": "rest", "arrival": "admission"}


def judge_pairs(scope: Scope) -> list[Fault]:
    """Each number with its circumstance, against the pairs that the cited notes give."""
    texts = [p for p in scope.cited if p.entry.kind in TEXTS and p.document]
    if not texts or len(texts) < len(scope.cited):
        return []
    found = []
    for quantity in scope.sentence.quantities:
        when = _when(scope.sentence.bare, quantity)
        if when and (other := _other(quantity, when, texts)):
            reason = f"{texts[0].where} says {other} there; the sentence says {quantity.text}"
            found.append(contradicted("pair", quantity.start, Severity.MODERATE, reason))
    return found


def _other(said: Quantity, when: frozenset[str], texts: list[Profile]) -> str:
    """What the notes give in that circumstance, where it is another number; empty where not."""
    told = [(q, _when(p.document, q)) for p in texts for q in written_quantities(p.document)]
    there = [q for q, w in told if w & when and q.unit == said.unit and q.joined == said.joined]
    same = [w for q, w in told if written_alike(said, q)]
    if not there or not any(same) or any(written_alike(said, q) for q in there):
        return ""
    return there[0].text


def _when(text: str, quantity: Quantity) -> frozenset[str]:
    said = _BEHIND.match(text, quantity.end) or _BARE.match(text, quantity.end)
    words = plain_words(said[1]) if said else ()
    return frozenset(_SAME.get(w, w) for w in words if w not in _LOOSE)
