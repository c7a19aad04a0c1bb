"""What drug a label names, without strength, form and brand."""

import re
from functools import lru_cache
from typing import Final

_LEAD = re.compile(r"^(?:nda\d+\s+|\d+(?:\.\d+)?\s*(?:hr|ml|actuat|mg|day)\s+)+", re.IGNORECASE)
_BRAND = re.compile(r"\s*\[[^\]]*\]|\s*\{[^}]*\}")
_STRENGTH = re.compile(
    r"\s+\d[\d.,]*\s*(?:-\s*\d[\d.,]*\s*)?"
    r"(?:(?:mg|mcg|ug|\u00b5g|g|ml|units?|unt|iu|meq|mmol|hr|actuat)\b|%).*",
    re.IGNORECASE,
)
_FORM: Final = re.compile(
    r"\b(?:oral|tablets?|tabs?|capsules?|caps?|delayed|extended|release|chewable|disintegrating"
    r"|solution|suspension|syrup|injection|injectable|injector|auto-injector|prefilled|syringe|pen"
    r"|vial|inhaler|metered|dose|dry|powder|inhalation|nasal|spray|cream|ointment|gel|patch|system"
    r"|transdermal|topical|ophthalmic|drops|rectal|suppository|vaginal|ring|implant|sublingual"
    r"|er|xr|sr|cr|xl|hour|day|pack|product|pill)\b",
    re.IGNORECASE,
)
_SALTS: Final = frozenset(
    {
        "hydrochloride", "hcl", "sodium", "potassium", "calcium", "magnesium", "besylate",
        "maleate", "mesylate", "phosphate", "sulfate", "sulphate", "bitartrate", "medoxomil",
        "monohydrate", "dihydrate", "trihydrate", "hydrobromide", "fumarate", "acetate",
        "citrate", "tosylate", "cilexetil", "disoproxil", "anhydrous",
    }
)  # fmt: skip

_WAYS: Final = {
    "inhaled": r"inhal\w*|actuat|nebuli\w+|metered dose|puff\w*",
    "nasal": r"nasal|intranasal",
    "eye": r"ophthalmic|eye",
    "injected": r"inject\w*|syringe|vial|subcutaneous|intravenous|intramuscular|iv|im|sc|pen",
    "skin": r"topical|cream|ointment|transdermal|patch|gel|lotion",
    "implant": r"implant|intrauterine|vaginal ring|subdermal",
    "rectal": r"rectal|suppository",
    "oral": r"oral|tablets?|capsules?|by mouth|po|chewable|sublingual",
}
ROUTES: Final = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _WAYS.items()
)


@lru_cache(maxsize=8192)
def drug_name(label: str) -> str:
    """The ingredients that a drug label names, lower case, sorted and joined by " / ".

    >>> drug_name("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]")
    'metoprolol succinate'
    >>> drug_name("Acetaminophen 300 MG / Hydrocodone Bitartrate 5 MG Oral Tablet")
    'acetaminophen / hydrocodone'
    >>> drug_name("Warfarin sodium 5 mg tablet") == drug_name("warfarin")
    True
    """
    plain = _BRAND.sub("", label)
    names = {_ingredient(part) for part in re.split(r"\s+/\s+", plain)}
    return " / ".join(sorted(n for n in names if n)) or plain.strip().lower()


def _ingredient(part: str) -> str:
    bare = _STRENGTH.sub("", _LEAD.sub("", part.strip()))
    words = " ".join(_FORM.sub(" ", bare).split()).strip(" ,;()").lower().split()
    while len(words) > 1 and words[-1] in _SALTS:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=8192)
def route_of(label: str, route: str = "") -> str:
    """How the medicine enters the body, as far as its route or its form says.

    Empty where neither does.
    """
    return next((name for name, said in ROUTES if said.search(route)), "") or next(
        (name for name, said in ROUTES if said.search(label)), ""
    )
