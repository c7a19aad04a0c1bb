"""Who told it, or came along, is not whom it is about.

"Allergic to aspirin per daughter" is the patient's allergy, and "seen with her mother" tells
nothing of the mother. ConText's experiencer (Harkema et al., J Biomed Inform 2009;42:839-851) is
the subject; these phrases name the historian, the companion, and who answers for a child.
"""

from typing import Final

from chartside.grounding.reading.caseless import Caseless

_WHO: Final = (
    r"(?:mother|father|mom|mum|dad|brother|sister|sibling|son|daughter|child|children|grandmother"
    r"|grandfather|aunt|uncle|cousin|parents?|relatives?|family(?: members?)?|wife|husband|spouse"
    r"|partner|niece|nephew|grandson|granddaughter)"
)
_OWNER: Final = r"(?:(?:his|her|their|the|a|pt'?s?|patient's)\s)?"
_ACTS: Final = (
    r"agree[ds]?|accept(?:s|ed)?|consent(?:s|ed)?|declin(?:es|ed|ing)|refus(?:es|ed|ing)"
    r"|want(?:s|ed)?|wish(?:es|ed)?|willing|happy|keen|attend(?:s|ed)?|accompan\w+|brought|brings"
    r"|calls|rang|phoned|ask(?:s|ed)?|gives|gave|help(?:s|ed|ing)?|supports?|supporting"
    r"|visit(?:s|ed|ing)?|stay(?:s|ed|ing)?|cares|caring|worr(?:y|ies|ied)|contacted|informed"
    r"|told|aware|turned down|opt(?:s|ed)|chose|said"
)
"""What a relative does for the patient."""
_INFORMANT: Final = Caseless(
    rf"\b(?:per|according to|as reported by|as told by|reported by|told by|confirmed by|stated by"
    rf"|(?:history|information|collateral|account|report|story)(?:\s(?:was|is))?"
    rf"(?:\s(?:obtained|taken|given|provided|gathered))?\s(?:from|by|per))\s{_OWNER}{_WHO}\b"
    rf"|\b(?:with|by|to|for|from|like|unlike|near)\s(?:(?:his|her|their|the|both)\s){_WHO}\b"
    rf"(?!\s(?:who|has|had|also)\b)"
    rf"|\b{_OWNER}{_WHO}\s(?:is\s|was\s|will\s|would\s|has\s|had\s)?(?:{_ACTS})\b"
    rf"|\b{_OWNER}{_WHO}\s(?:reports?|reported|states?|stated|says|said|tells us|told us|notes"
    rf"|noted|confirms?|confirmed|believes|describes|described|denies|denied|adds|recalls)"
    rf"(?=\s(?:that\s)?(?:he|she|they|him|her|the patient|patient|pt)\b)",
)


def informants_in(text: str) -> list[tuple[int, int]]:
    """Where a text names who told it."""
    return [m.span() for m in _INFORMANT.finditer(text)]
