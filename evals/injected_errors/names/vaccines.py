"""Vaccines as clinicians call them, and vaccines a chart may not have."""

import re
from functools import lru_cache
from typing import Final

_KNOWN: Final = (
    (r"influenza", "influenza", ("influenza vaccine", "flu shot", "flu vaccine")),
    (r"covid|sars", "covid", ("COVID-19 vaccine", "COVID vaccine")),
    (r"\btdap\b", "tdap", ("Tdap", "Tdap vaccine")),
    (r"\btd\b", "td", ("Td", "Td booster", "tetanus-diphtheria vaccine")),
    (r"\bdtap\b", "dtap", ("DTaP", "DTaP vaccine")),
    (r"\bmmr\b", "mmr", ("MMR", "MMR vaccine")),
    (r"\bipv\b", "ipv", ("IPV", "inactivated polio vaccine")),
    (r"\bhib\b", "hib", ("Hib vaccine",)),
    (r"hpv", "hpv", ("HPV vaccine",)),
    (r"hep(?:atitis)? a\b", "hepatitis a", ("hepatitis A vaccine", "hep A vaccine")),
    (r"hep(?:atitis)? b\b", "hepatitis b", ("hepatitis B vaccine", "hep B vaccine")),
    (r"pneumococcal conjugate", "pcv", ("pneumococcal conjugate vaccine",)),
    (r"pneumococcal polysacch", "ppsv", ("pneumococcal polysaccharide vaccine", "PPSV23")),
    (r"zoster", "zoster", ("zoster vaccine", "shingles vaccine")),
    (r"mening", "meningococcal", ("meningococcal vaccine",)),
    (r"varicella", "varicella", ("varicella vaccine",)),
    (r"rotavirus", "rotavirus", ("rotavirus vaccine",)),
)

ELSEWHERE: Final = (
    ("rabies", "rabies vaccine"),
    ("yellow fever", "yellow fever vaccine"),
    ("typhoid", "typhoid vaccine"),
    ("varicella", "varicella vaccine"),
    ("hpv", "HPV vaccine"),
    ("meningococcal", "meningococcal vaccine"),
    ("mmr", "MMR vaccine"),
)


@lru_cache(maxsize=1024)
def vaccine_key(label: str) -> str:
    """Which vaccine a label is about, for comparison."""
    plain = label.lower()
    return next((key for words, key, _ in _KNOWN if re.search(words, plain)), plain)


@lru_cache(maxsize=1024)
def vaccine_names(label: str) -> tuple[str, ...]:
    """Ways to name the vaccine."""
    known = next((names for _, key, names in _KNOWN if key == vaccine_key(label)), ())
    own = label if "accin" in label or not known else ""
    return tuple(dict.fromkeys(n for n in (*known, own) if n))
