"""Which ingredients a medicine, an allergy or a sentence names."""

from functools import lru_cache
from typing import Final

from chartside.fhir.clinical import drug_name, plain
from chartside.fhir.clinical.drug_table import COMBINED, SAME
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import CLASSES

_NAMES: Final = (
    {m: frozenset({m}) for c in CLASSES for m in c.members}
    | {name: frozenset({name}) for name in SAME.values()}
    | {
        plain(other): frozenset({name, *([COMBINED[other]] if other in COMBINED else [])})
        for other, name in SAME.items()
    }
)
_LONGEST: Final = 3
"""Words of the longest name."""

_CLASS_WORDS: Final = {
    "penicillin": ("penicillins",),
    "penicillins": ("penicillins",),
    "pcn": ("penicillins",),
    "beta lactam": ("penicillins", "cephalosporins", "carbapenems"),
    "beta lactams": ("penicillins", "cephalosporins", "carbapenems"),
    "cephalosporin": ("cephalosporins",),
    "carbapenem": ("carbapenems",),
    "sulfa": ("sulfonamide antimicrobials",),
    "sulpha": ("sulfonamide antimicrobials",),
    "sulfonamide": ("sulfonamide antimicrobials",),
    "sulphonamide": ("sulfonamide antimicrobials",),
    "macrolide": ("macrolides",),
    "quinolone": ("fluoroquinolones",),
    "fluoroquinolone": ("fluoroquinolones",),
    "tetracycline": ("tetracyclines",),
    "aminoglycoside": ("aminoglycosides",),
    "nsaid": ("NSAIDs",),
    "non steroidal": ("NSAIDs",),
    "nonsteroidal": ("NSAIDs",),
    "salicylate": ("NSAIDs",),
    "opioid": ("opioids",),
    "opiate": ("opioids",),
    "narcotic": ("opioids",),
    "ace inhibitor": ("ACE inhibitors",),
    "angiotensin converting enzyme": ("ACE inhibitors",),
    "angiotensin receptor": ("angiotensin receptor blockers",),
    "angiotensin ii receptor": ("angiotensin receptor blockers",),
    "statin": ("statins",),
    "hmg coa reductase": ("statins",),
    "beta blocker": ("beta blockers",),
    "thiazide": ("thiazide diuretics",),
    "benzodiazepine": ("benzodiazepines",),
    "proton pump inhibitor": ("proton pump inhibitors",),
    "bisphosphonate": ("bisphosphonates",),
    "sulfonylurea": ("sulfonylureas",),
    "gadolinium": ("gadolinium contrast media",),
    "contrast": ("iodinated contrast media",),
    "radiocontrast": ("iodinated contrast media",),
}


@lru_cache(maxsize=8192)
def named(text: str) -> frozenset[str]:
    """The known ingredients that a text names, by any spelling or brand in the tables.

    >>> sorted(named("Augmentin 875 mg, then Lantus at night"))
    ['amoxicillin', 'clavulanate', 'insulin glargine']
    """
    words = plain(text).split()
    found: set[str] = set()
    at = 0
    while at < len(words):
        size = next(
            (n for n in range(_LONGEST, 0, -1) if " ".join(words[at : at + n]) in _NAMES), 0
        )
        if size:
            found |= _NAMES[" ".join(words[at : at + size])]
        at += size or 1
    return frozenset(found)


@lru_cache(maxsize=4096)
def _of(labels: tuple[str, ...], label: str) -> frozenset[str]:
    known = frozenset(name for text in labels for name in named(text))
    parts = drug_name(label).split(" / ")
    return known | {p for p in parts if p and not named(p)}


def ingredients(entry: Entry) -> frozenset[str]:
    """The ingredients of a medicine; one that no table knows is called as its label calls it."""
    return _of(entry.code.labels, entry.label)


@lru_cache(maxsize=1024)
def named_classes(text: str) -> tuple[str, ...]:
    """Keys of the classes that a text names as such: `sulfa`, `NSAIDs`, `contrast dye`.

    >>> named_classes("Allergy to sulfonamides")
    ('sulfonamide antimicrobials',)
    """
    words = plain(text).split()
    singular = [w.removesuffix("s") if w.endswith("s") else w for w in words]
    said = f" {' '.join(words)} "
    said_singular = f" {' '.join(singular)} "
    found = {
        key: None
        for word, keys in _CLASS_WORDS.items()
        if f" {word} " in said or f" {word} " in said_singular
        for key in keys
    }
    if "gadolinium contrast media" in found:
        found.pop("iodinated contrast media", None)
    return tuple(found)


def spellings(ingredient: str) -> tuple[str, ...]:
    """The ingredient's name and every other name the tables have for it, longest first."""
    others = (other for other, name in SAME.items() if name == ingredient)
    return tuple(sorted({ingredient, *others}, key=lambda n: (-len(n), n)))
