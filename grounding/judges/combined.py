"""Treatments of two parts in one word: chemoradiation is chemotherapy and radiotherapy.

Both parts must be cited; one of them alone bears the word out no more than none (NCI Dictionary of
Cancer Terms, chemoradiation).
"""

from collections.abc import Sequence
from typing import Final

from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_CHEMO: Final = frozenset({"chemotherapy", "chemo", "chemotherapeutic"})
_RADIO: Final = frozenset({"radiotherapy", "radiation", "irradiation", "teletherapy", "radio"})
_PARTS: Final = {
    "chemoradiation": (_CHEMO, _RADIO),
    "chemoradiotherapy": (_CHEMO, _RADIO),
    "radiochemotherapy": (_CHEMO, _RADIO),
    "chemo-radiation": (_CHEMO, _RADIO),
    "chemo-radiotherapy": (_CHEMO, _RADIO),
    "chemort": (_CHEMO, _RADIO),
}


def is_combined(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a term is a treatment of parts, each of which is cited."""
    parts = _PARTS.get(term.text.lower())
    return parts is not None and all(
        any(not part.isdisjoint(p.words) for p in cited if p.entry.live) for part in parts
    )
