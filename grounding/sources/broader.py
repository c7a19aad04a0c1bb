"""The wider name by which a narrower one is also called: an osteoarthritis is an arthritis.

A thing may be named by its kind, never by a narrower one than the source holds. Source: SNOMED CT
"is a" relationships of the concepts named; ferrous and ferric salts: WHO ATC B03A.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.reading.lexicon import classes_of, nature

_OF_PROBLEMS: Final[Mapping[str, str]] = {
    "osteoarthritis": "arthritis osteoarthrosis",
    "spondyloarthritis": "arthritis",
    "bronchopneumonia": "pneumonia",
    "gastroenteritis": "enteritis",
    "nasopharyngitis": "pharyngitis",
    "rhinosinusitis": "sinusitis rhinitis",
    "polyneuropathy": "neuropathy",
    "mononeuropathy": "neuropathy",
    "keratoconjunctivitis": "conjunctivitis",
    "pyelonephritis": "nephritis =urinary_tract_infection",
    "cystitis": "=urinary_tract_infection",
    "=lower_urinary_tract_infection": "=urinary_tract_infection",
    "glomerulonephritis": "nephritis",
    "thrombophlebitis": "phlebitis",
    "tracheobronchitis": "bronchitis",
    "adenocarcinoma": "carcinoma cancer malignancy",
    "carcinoma": "cancer malignancy",
    "melanoma": "cancer malignancy",
    "lymphoma": "cancer malignancy",
    "leukemia": "cancer malignancy",
    "sarcoma": "cancer malignancy",
}
_AIRBORNE: Final = frozenset({"pollen", "mite", "dander", "mould", "mold", "dust", "ragweed"})
_OF_AIR: Final = frozenset({"aeroallergen", "inhalant", "environmental", "airborne"})
_IRON: Final = frozenset({"ferrous", "ferric"})
_REPLACED: Final = frozenset(
    {"levothyroxine", "liothyronine", "hydrocortisone", "fludrocortisone", "testosterone"}
    | {"estradiol", "cyanocobalamin", "hydroxocobalamin", "cholecalciferol", "colecalciferol"}
    | {"ergocalciferol", "folic", "potassium", "ferrous", "ferric", "calcium", "magnesium"}
    | {"thiamine", "pancrelipase", "pancreatin"}
)
"""What a body lacks and is given (BNF, chapters 1, 6 and 9)."""
_REPLACING: Final = frozenset({"replacement", "supplement", "supplementation"})
_LUNG: Final = frozenset({"lobe", "upper_lobe", "middle_lobe", "lower_lobe", "pulmonary"})


def broader(words: frozenset[str], kind: Kind) -> frozenset[str]:
    """The wider names of what these words of an entry's name say.

    >>> sorted(broader(frozenset({"osteoarthritis", "knee"}), Kind.PROBLEM))
    ['arthritis', 'osteoarthrosis']
    """
    if kind is Kind.PROBLEM:
        return frozenset(b for w in words if w in _OF_PROBLEMS for b in _OF_PROBLEMS[w].split())
    if kind is Kind.ALLERGY:
        return _OF_AIR if words & _AIRBORNE else frozenset()
    if kind in {Kind.MEDICATION, Kind.ADMINISTRATION, Kind.DISPENSE}:
        iron = frozenset({"iron"}) if words & _IRON else frozenset()
        return iron | _REPLACING if words & _REPLACED else iron
    return frozenset()


def forms(words: frozenset[str], kind: Kind) -> frozenset[str]:
    """How the form of a medicine is clipped: `MR`, which elsewhere is a leaking mitral valve.

    UK dm+d form names and BNF abbreviations; USP nomenclature (XR, ER).
    """
    if kind not in {Kind.MEDICATION, Kind.ADMINISTRATION, Kind.DISPENSE}:
        return frozenset()
    return frozenset(short for word, clipped in _FORMS if word in words for short in clipped)


_SLOW: Final = ("mr", "xr", "er", "sr", "xl", "cr", "la", "retard")
_FORMS: Final = (
    ("release", _SLOW), ("gastro", ("gr", "ec")), ("enteric", ("ec", "gr")), ("tablet", ("tab",)),
    ("capsule", ("cap",)), ("suspension", ("susp",)), ("solution", ("soln",)),
    ("injection", ("inj",)), ("ointment", ("oint",)), ("orodispersible", ("odt",)),
    ("disintegrating", ("odt",)), ("inhaler", ("mdi", "puffer")),
    ("nebulizer", ("neb",)), ("suppository", ("supp",)), ("powder", ("pwd",)),
)  # fmt: skip


@lru_cache(maxsize=1024)
def told_of_kind(words: frozenset[str]) -> frozenset[str]:
    """What a text's drugs, operations and lobes are called by their kind.

    A letter that says "apixaban" tells of an anticoagulant, one that says "phacoemulsification" of
    an operation, and a chest film that names a lobe of the lung.
    """
    found = {c for w in words if nature(w) == "drug" for c in classes_of(w)}
    if any(nature(w) == "operation" for w in words):
        found |= {"=operation"}
    if words & _LUNG and "chest" in words:
        found |= {"=lung"}
    return frozenset(found)
