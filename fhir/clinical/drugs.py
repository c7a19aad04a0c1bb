"""What drug a label names, without strength, form and brand, and how it enters the body."""

import re
from functools import lru_cache
from typing import Final

from chartside.fhir.clinical.drug_words import (
    BIOSIMILAR,
    CARRIER,
    DAYS,
    FORM,
    FRACTION,
    GRADES,
    IONS,
    LEAD,
    MISSPELT_SALT,
    PREFIXES,
    SALT_FIRST,
    SALT_TELLS,
    SALTS,
    STRENGTH,
)

_BRAND: Final = re.compile(r"\s*\[[^\]]*\]")
_BRACES: Final = re.compile(r"\{(.*)\}", re.DOTALL)
_IN_PACK: Final = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
_INERT: Final = re.compile(r"\b(?:inert|placebo)\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s+[/+&]\s+")
_JOINED: Final = re.compile(r"(?<=[A-Za-z)])/(?=[A-Za-z(])|\s+(?:and|with)\s+", re.IGNORECASE)
_HYPHEN: Final = re.compile(r"^([a-z]{6,}(?:\s[a-z]+)*)-([a-z]{6,}(?:\s[a-z]+)*)$", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
_TRAILING: Final = frozenset({"for", "in", "per", "with", "of", "and", "via", "/", "-"})


@lru_cache(maxsize=8192)
def drug_name(label: str) -> str:
    """The ingredients that a drug label names, lower case, sorted and joined by " / ".

    Read from the patterns of RxNorm's clinical drugs and packs, of INN salts, and of the plain
    orders of clinicians. Salts are left off, except where they are the substance (`ferrous
    sulfate`) or tell two products apart (metoprolol). A label that gives only a brand is called by
    its brand.

    >>> drug_name("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]")
    'metoprolol succinate'
    >>> drug_name("Acetaminophen 300 MG / Hydrocodone Bitartrate 5 MG Oral Tablet")
    'acetaminophen / hydrocodone'
    >>> drug_name("Warfarin sodium 5 mg tablet") == drug_name("warfarin")
    True
    >>> drug_name("insulin, regular, human 100 UNT/ML Injectable Solution [Humulin R]")
    'insulin regular'
    """
    plain = _BRAND.sub("", label)
    names: set[str] = set()
    for product in _products(plain):
        for part in _PARTS.split(product):
            names |= {_ingredient(name) for name in _names(part)}
    return " / ".join(sorted(n for n in names if n)) or plain.strip().lower()


def _products(label: str) -> list[str]:
    """The label, or what a pack holds: `{21 (ethinyl estradiol … ) / 7 (inert …) } Pack`."""
    braces = _BRACES.search(label)
    if braces is None:
        return [label]
    held = [p for p in _IN_PACK.findall(braces[1]) if not _INERT.search(p)]
    return held or [_BRACES.sub("", label)]


def _names(part: str) -> list[str]:
    """The bare names in one part of a label: two in `lisinopril-hydrochlorothiazide 20-5 mg`."""
    bare = STRENGTH.sub("", LEAD.sub("", part.strip()))
    bare = FRACTION.sub("", DAYS.sub("", CARRIER.sub("", bare)))
    bare = " ".join(FORM.sub(" ", _ASIDE.sub("", bare) or bare).split()).strip(" ,;()")
    found = []
    for name in _JOINED.split(bare):
        two = _HYPHEN.match(name)
        found += list(two.groups()) if two and two[1].lower() not in PREFIXES else [name]
    return found


def _ingredient(name: str) -> str:
    words = [w for w in name.lower().replace(",", " ").split() if w.strip("()-;")]
    while words and words[-1] in _TRAILING:
        words.pop()
    bare = [w for w in words if w not in GRADES] or words
    if "insulin" in bare:
        return _insulin(bare)
    while len(bare) > 1 and _is_salt(bare):
        bare.pop()
    if len(bare) > 1 and bare[0] in IONS and bare[1] in SALT_FIRST:
        del bare[0]
    return " ".join(BIOSIMILAR.sub("", w) for w in bare)


def _is_salt(words: list[str]) -> bool:
    last, rest = words[-1], words[:-1]
    if rest[-1] in IONS and len(rest) == 1 and last not in _WATER:
        return False
    return (last in SALTS or bool(MISSPELT_SALT.fullmatch(last))) and (
        rest[-1],
        last,
    ) not in SALT_TELLS


_WATER: Final = frozenset(
    {"anhydrous", "hydrate", "monohydrate", "dihydrate", "trihydrate", "heptahydrate"}
)


def _insulin(words: list[str]) -> str:
    """`insulin` first, whichever of RxNorm's orders the label has; NPH is isophane insulin."""
    rest = ["isophane" if w == "nph" else w for w in words if w != "insulin"]
    return " ".join(["insulin", *(BIOSIMILAR.sub("", w) for w in rest)])


_WAYS: Final = (
    ("nasal", r"nasal(?:ly)?|intranasal"),
    ("ear", r"otic|auricular|ear drops?"),
    ("eye", r"ophthalmic|eyes?|conjunctival|intravitreal"),
    ("oral", r"mucosal|sublingual|buccal|lingual|oromucosal"),
    ("inhaled", r"inhal\w*|nebuli\w+|puff\w*"),
    (
        "injected",
        r"inject\w*|syringe|vial|subcutaneous|intravenous|intramuscular|infusion|iv|im|sc|subq|pen",
    ),
    ("implant", r"implant|intrauterine|vaginal (?:ring|system)|subdermal"),
    ("vaginal", r"vaginal|intravaginal|pessary"),
    ("rectal", r"rectal|suppository|enema"),
    ("skin", r"topical|cream|ointment|transdermal|patch|gel|lotion|cutaneous|shampoo"),
    ("inhaled", r"actuat|metered dose"),
    ("oral", r"oral|tablets?|tabs?|capsules?|by mouth|po|chewable|gum|lozenge|troche"),
)
"""The telling words first: a spray counts its doses in ACTUAT too, and an enema may be a gel."""
ROUTES: Final = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _WAYS
)


@lru_cache(maxsize=8192)
def route_of(label: str, route: str = "") -> str:
    """How the medicine enters the body, as far as its route or its form says.

    Empty where neither does.
    """
    return next((name for name, said in ROUTES if said.search(route)), "") or next(
        (name for name, said in ROUTES if said.search(label)), ""
    )
