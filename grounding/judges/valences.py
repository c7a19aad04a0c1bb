"""How many serotypes a vaccine is against: PCV13 is no PCV20.

CDC vaccine abbreviations (Epidemiology and Prevention of Vaccine-Preventable Diseases, appendix A).
"""

import re
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_VALENT: Final = re.compile(r"^(?:pcv|ppsv|ppv|hpv|mcv)(\d{1,2})$")
_VALENCES: Final = Caseless(r"\b(\d{1,2})(?=[\s-]valent)|(?:pcv|ppsv|ppv|hpv)[\s-]?(\d{1,2})")


def as_many_valent(term: Term, profile: Profile) -> bool:
    """`PCV13` is no 20-valent vaccine, though both are pneumococcal."""
    said = next((m[1] for w in term.words if (m := _VALENT.match(w))), "")
    names = " ".join(profile.entry.code.labels) or profile.entry.label
    own = {n for pair in _VALENCES.findall(names) for n in pair if n}
    return not said or not own or said in own
