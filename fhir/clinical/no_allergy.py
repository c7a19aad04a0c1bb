"""How clinicians write that there is no allergy, in the languages of common records.

English abbreviations (NKA, NKDA); whole sentences in English, German, French, Dutch, Spanish,
Italian, Portuguese, Danish, Norwegian, Swedish and Polish. A name that says more than the denial
names an allergy: to leave one out can kill.
"""

import re
from typing import Final

from chartside.fhir.clinical.same import plain

_SHORT: Final = re.compile(
    r"^n\W?\s?k\W?\s?(?:[dfmel]\W?\s?)?a\b\W*|^n\W?a\W?m\W?c\b\W*|^no known(?=\s*\(?nk)\W*",
    re.IGNORECASE,
)
"""NKA, NKDA, N/K/D/A, N.K.A.; NAMC (sin alergias medicamentosas conocidas)."""
_DENIAL: Final = re.compile(
    r"^(?:(?:the |this )?(?:patient|pt) (?:has |have |is |states |reports )?"
    r"|(?:has|is|states|reports|there (?:is|are)) |allerg(?:y|ies)(?: status)?\W{1,3})?"
    r"(?:no (?:known|history of|reported)|not known to|without|den(?:ies|ied|ying)"
    r"|no(?: drug| food)?(?= allerg))\b",
    re.IGNORECASE,
)
_ALLERGY: Final = re.compile(
    r"\b(?:allerg|hypersens|intoleran)|^allerg(?:y|ies)\W{1,3}no known\W*$", re.IGNORECASE
)
_YET: Final = re.compile(
    r"\b(?:except\w*|apart|aside|other than|besides?|but|unless|however|although|though"
    r"|rash\w*|hives|urticaria\w*|anaphyla\w*|angio\w*|swell\w*|itch\w*|wheez\w*)\b"
    r"|[;.]\s*\w",
    re.IGNORECASE,
)
"""After a denial: there is one all the same, and to leave an allergy out can kill."""
_SAID: Final = re.compile(
    r"^(?:per (?:patient|pt|family|chart)|confirmed|verified|reviewed|on file|known|none)?\W*$",
    re.IGNORECASE,
)

_NOT: Final = (
    r"(?:keine[nr]?|kein|aucune?|pas d|sans|absence d|geen|sin|no|nessun[ao]?|sem|nao|nenhuma"
    r"|ninguna?|ing(?:en|a|et)|brak|niega|nega|nie|(?:no )?(?:refiere|presenta|constan|conoce)"
    r"|no (?:se )?(?:refiere|presenta|constan|conocen?|tiene|hay))"
)
_ALLERGIES: Final = (
    r"(?:\w*allergi\w*|\w*alerg\w*|\w*unvertraglichkeit\w*|\w*intoler\w*|\w*uberempfindlichkeit\w*"
    r"|\w*overgevoelighe\w*|\w*overfolsom\w*)"
)
_OF: Final = (
    r"(?:bekannt\w*|connue?s?|bekend\w*|conocid\w*|not[aeio]|conhecid\w*|kand\w*|kendt\w*|kjent\w*"
    r"|znan\w*|aktuell\w*|medicamenteuses?|medicamentosas?|alimentaires?|alimentari?a?s?|pokarmow\w*"
    r"|farmacolog\w*|a|al|ai|aux?|os|de|gegen|voor|till|mot|medikamente\w*|arzneimittel\w*"
    r"|medicaments?|medicamentos|farmac[io]s?|geneesmiddel\w*|lakemedel|medicin|legemidler|na|leki"
    r"|conocida|hasta|el|momento|a|ce|jour|zum|jetzigen|zeitpunkt|signalees?|registrad\w*|presente)"
)
_ABROAD: Final = (
    re.compile(rf"^(?:{_ALLERGIES} )?{_NOT}(?: {_OF})*(?: {_ALLERGIES})(?: {_OF})*$"),
    re.compile(rf"^{_ALLERGIES}(?: {_OF})* {_NOT}(?: {_OF})*$"),
)


def denies_allergy(name: str) -> bool:
    """Whether a name is a denial from its beginning to its end.

    "Nuts, no known allergy to milk" names an allergy, and so does "no known allergy but latex".

    >>> denies_allergy("N/K/D/A"), denies_allergy("Keine bekannten Allergien")
    (True, True)
    >>> denies_allergy("NKDA, latex"), denies_allergy("Keine Allergie gegen Milch")
    (False, False)
    """
    if begun := _SHORT.match(name):
        rest = name[begun.end() :]
        return bool(_SAID.match(rest)) or denies_allergy(rest)
    if _DENIAL.search(name) and _ALLERGY.search(name) and not _YET.search(name):
        return True
    return any(form.match(plain(name)) for form in _ABROAD)
