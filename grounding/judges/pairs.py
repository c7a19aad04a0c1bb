"""Two numbers of a note exchanged: "14 on arrival, 5 at discharge" told as 14 at discharge.

Each number stands in the note, so that only what stands behind it tells them apart. It is judged
where the note gives another number in the very circumstance that the sentence names.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.numbers import written_alike
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.reading.words import plain_words
from chartside.grounding.sources.profile import TEXTS, written_quantities

_BEHIND: Final = Caseless(
    r"\s?(?:at|on|in|when|while|during|after|before)\s(?:the\s|her\s|his\s)?"
    r"((?:[A-Za-z]+[ -]?){1,2})",
)
_BARE: Final = Caseless(r"\s(resting|walking|standing|sitting|lying|fasting)\b")
_LOOSE: Final = frozenset(
    {"the", "a", "an", "and", "or", "to", "of", "with", "at", "on", "in", "it"}
)
_SAME: Final = {"resting": "rest", "arrival": "admission"}


def judge_pairs(scope: Scope) -> list[Fault]:
    """Each number with its circumstance, against the pairs that the cited notes give."""
    texts = [p for p in scope.cited if p.entry.kind in TEXTS and p.document]
    if not texts or len(texts) < len(scope.cited):
        return []
    pairs = [
        (q, when) for q in scope.sentence.quantities if (when := _when(scope.sentence.bare, q))
    ]
    told = [pair for p in texts for pair in _told(p.document)] if pairs else []
    found = []
    for quantity, when in pairs[:_MOST]:
        if other := _other(quantity, when, told):
            reason = f"{texts[0].where} says {other} there; the sentence says {quantity.text}"
            found.append(contradicted("pair", quantity.start, Severity.MODERATE, reason))
    return found


_MOST: Final = 20
"""Numbers of a sentence that are looked at; a text may be hostile."""


@lru_cache(maxsize=512)
def _told(text: str) -> tuple[tuple[Quantity, frozenset[str]], ...]:
    """The numbers of a note, each with its circumstance."""
    return tuple((q, _when(text, q)) for q in written_quantities(text))


def _other(
    said: Quantity, when: frozenset[str], told: Sequence[tuple[Quantity, frozenset[str]]]
) -> str:
    """What the notes give in that circumstance, where it is another number; empty where not."""
    there = [q for q, w in told if w & when and q.unit == said.unit and q.joined == said.joined]
    same = [w for q, w in told if written_alike(said, q)]
    if not there or not any(same) or any(written_alike(said, q) for q in there):
        return ""
    return there[0].text


def _when(text: str, quantity: Quantity) -> frozenset[str]:
    said = _BEHIND.match(text, quantity.end) or _BARE.match(text, quantity.end)
    words = plain_words(said[1]) if said else ()
    return frozenset(_SAME.get(w, w) for w in words if w not in _LOOSE)
