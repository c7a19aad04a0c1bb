"""Who told it is not whom it is about: "allergic to aspirin per daughter" is the patient's allergy.

ConText's experiencer (Harkema et al., J Biomed Inform 2009;42:839-851) is the subject; these
phrases name the historian.
"""

import re
from typing import Final

_WHO: Final = (
    r"(?:mother|father|mom|mum|dad|brother|sister|sibling|son|daughter|child|children|grandmother"
    r"|grandfather|aunt|uncle|cousin|parents?|relatives?|family(?: members?)?)"
)
_OWNER: Final = r"(?:(?:his|her|their|the|a|pt'?s?|patient's)\s)?"
_INFORMANT: Final = re.compile(
    rf"\b(?:per|according to|as reported by|as told by|reported by|told by|confirmed by|stated by"
    rf"|(?:history|information|collateral|account|report|story)(?:\s(?:was|is))?"
    rf"(?:\s(?:obtained|taken|given|provided|gathered))?\s(?:from|by|per))\s{_OWNER}{_WHO}\b"
    rf"|\b{_OWNER}{_WHO}\s(?:reports?|reported|states?|stated|says|said|tells us|told us|notes"
    rf"|noted|confirms?|confirmed|believes|describes|described|denies|denied|adds|recalls)"
    rf"(?=\s(?:that\s)?(?:he|she|they|him|her|the patient|patient|pt)\b)",
    re.IGNORECASE,
)


def informants_in(text: str) -> list[tuple[int, int]]:
    """Where a text names who told it."""
    return [m.span() for m in _INFORMANT.finditer(text)]
