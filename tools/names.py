"""What a reader calls a test, a medicine or a vaccine whose coded name is made for machines.

Names only get shorter: what is left out is the scale, the specimen where it is blood, the method
and the casing. A urine test stays a urine test.
"""

import re
from functools import lru_cache
from typing import Final

from chartside.fhir.common_names import is_name
from chartside.fhir.entry import Entry, Kind

_TOTAL_SCORE = re.compile(r"^(?:Total )?score(?: total)? \[([^\]]+)\]$", re.IGNORECASE)
_PROPERTY = re.compile(r"\s*\[[^\]]*\]")
_METHOD = re.compile(
    r"\s+by\s+(?:automated|test strip|calculation|high sensitivity|\w+ method).*$"
    r"|\s+auto(?:mated)?\s+\((?:bld|rbc)\)",
    re.IGNORECASE,
)
_PERCENTILE = re.compile(r"\s*\[percentile\]\s*(?:per age and (?:gender|sex))?", re.IGNORECASE)
_BLOOD = re.compile(
    r"\s+(?:in|of)\s+(?:serum|plasma|blood|venous blood|capillary blood)"
    r"(?:(?:,| or| and|,? or)\s*(?:serum|plasma|blood))*\b",
    re.IGNORECASE,
)
_OVER = re.compile(r"/(?:[A-Za-z]+\.total|1\.73 sq M.*|100 (?:leukocytes|cells).*)")
_PART = re.compile(r"^(Cholesterol)\.?\s*(?:in\s+)?(HDL|LDL|VLDL)\b")
_TOTAL = re.compile(r"^(\w+)\.total\b")
_DOTTED = re.compile(r"(?<=[a-z])\.(?=[a-z])")
_SCORE = re.compile(r"\s+-\s+(?:0-10 )?(?:verbal|reported|observed).*$", re.IGNORECASE)
_QUANTITY = re.compile(r"\b(?:High|Low)[ -]Density Lipoprotein\b", re.IGNORECASE)
_STATUS = re.compile(r"\s+NHIS$")


@lru_cache(maxsize=4096)
def result_name(label: str) -> str:
    """A laboratory test or vital sign.

    >>> result_name("Hemoglobin A1c/Hemoglobin.total in Blood")
    'Hemoglobin A1c'
    >>> result_name("Albumin [Mass/volume] in Serum or Plasma")
    'Albumin'
    >>> result_name("Protein [Presence] in Urine by Test strip")
    'Protein in urine'
    >>> result_name("Bilirubin.total [Mass/volume] in Serum or Plasma")
    'Total bilirubin'
    """
    label = _TOTAL_SCORE.sub(r"\1 total score", label)
    name = _PROPERTY.sub("", _PERCENTILE.sub(" percentile", label))
    name = _SCORE.sub("", _STATUS.sub("", _METHOD.sub("", name)))
    name = _OVER.sub("", _BLOOD.sub("", name))
    name = _PART.sub(r"\2 \1", name)
    name = _DOTTED.sub(" ", _TOTAL.sub(r"total \1", name))
    name = _QUANTITY.sub(lambda m: "HDL" if m[0][0] in "Hh" else "LDL", name)
    return sentence_case(" ".join(name.split()) or label)


_SHOUTED = re.compile(r"(?=.*[A-Z]{5})(?:\S+\s|[A-Z]{6})")
_SIGNS: Final = frozenset({"PULSE"})
_SHORT: Final = frozenset(
    {"HIV", "TB", "PCP", "DNA", "RNA", "CD4", "ECG", "EKG", "BMI", "CT", "MRI"}
)
EPONYMS: Final = frozenset(
    {
        "Addison", "Alzheimer", "Angelman", "Asperger", "Barre", "Barrett", "Behcet", "Bell",
        "Brugada", "Burkitt", "Chagas", "Charcot", "Clostridioides", "Crohn", "Cushing", "Danlos",
        "Doppler", "Down", "Duchenne", "Dupuytren", "Ehlers", "Epstein", "Escherichia", "Ewing",
        "Gaucher", "Gilbert", "Graves", "Guillain", "Hansen", "Hashimoto", "Helicobacter",
        "Hirschsprung", "Hodgkin", "Holter", "Huntington", "Kaposi", "Kawasaki", "Klinefelter",
        "Lewy", "Lyme", "Mallory", "Marfan", "Meniere", "Merkel", "Paget", "Parkinson", "Peyronie",
        "Prader", "Raynaud", "Rett", "Sjogren", "Staphylococcus", "Streptococcus", "Takayasu",
        "Tourette", "Turner", "Waldenstrom", "Wegener", "Weiss", "White", "Willebrand", "Willi",
        "Wilms", "Wilson", "Wolff", "Zika",
    }
)  # fmt: skip
"""People, places and species in the names of diseases and examinations."""
MONTHS: Final = frozenset(
    {
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    }
)  # fmt: skip
_TITLED = re.compile(r"^(?!Ab$|Ag$)[A-Z][a-z]+$")


def sentence_case(name: str) -> str:
    """Title Case becomes Sentence case; abbreviations, eponyms and words with digits keep theirs.

    >>> sentence_case("HIV RAPID TEST, QUALITATIVE"), sentence_case("Left Ventricular Ejection")
    ('HIV rapid test, qualitative', 'Left ventricular ejection')
    """
    if name.isupper() and (_SHOUTED.match(name) or name in _SIGNS):
        name = " ".join(w if w in _SHORT else w.lower() for w in name.split())
    kept = EPONYMS | MONTHS
    words = [w.lower() if _TITLED.match(w) and w not in kept else w for w in name.split()]
    return capital(" ".join(words))


def capital(text: str) -> str:
    """The first letter as a capital, the rest as it is; pH, eGFR and mRNA start small.

    >>> capital("varicella"), capital("pH of urine")
    ('Varicella', 'pH of urine')
    """
    return text if _SMALL.match(text) else text[:1].upper() + text[1:]


_SMALL = re.compile(r"^[a-z]{1,2}[A-Z]")


_CODED = re.compile(r"\b(?:MG|ML|MCG|UNT|ACTUAT|HR|MEQ|NDA\d+)\b|\b[a-z]+[A-Z]{3,}|\[")
_APPLICATION = re.compile(r"\bNDA\d+\s+")
_BRAND = re.compile(r"\s*\[([^\]]+)\]")
_UNITS: Final = (
    (re.compile(r"\bUNT\b"), "units"),
    (re.compile(r"\bMG\b"), "mg"),
    (re.compile(r"\bMCG\b"), "mcg"),
    (re.compile(r"\bML\b"), "mL"),
    (re.compile(r"\bMEQ\b"), "mEq"),
    (re.compile(r"\bACTUAT\b"), "puff"),
    (re.compile(r"\b(\d+) HR\b"), r"\1-hour"),
    (re.compile(r"\bHR\b"), "hour"),
)
_TALL = re.compile(r"\b(?:[a-z]+[A-Z]{3,}[a-z]*|[A-Z]{4,}[a-z]+)\b")
_RELEASE = re.compile(r"\b(extended|delayed) release\b")


@lru_cache(maxsize=4096)
def medicine_name(label: str) -> str:
    """A medicine, with its strength and form.

    >>> medicine_name("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet")
    '24-hour metformin hydrochloride 500 mg extended-release oral tablet'
    >>> medicine_name("Acetaminophen 325 MG / oxyCODONE Hydrochloride 5 MG Oral Tablet [Percocet]")
    'Acetaminophen 325 mg / oxycodone hydrochloride 5 mg oral tablet (Percocet)'
    >>> medicine_name("Losartan 100 mg tablet")
    'Losartan 100 mg tablet'
    """
    if not _CODED.search(label):
        return capital(label)
    brand = _BRAND.search(label)
    name = _APPLICATION.sub("", _BRAND.sub("", label))
    name = _TALL.sub(lambda m: m[0].lower(), name)
    for pattern, word in _UNITS:
        name = pattern.sub(word, name)
    words = [w.lower() if _TITLED.match(w.strip(",")) or "-" in w else w for w in name.split()]
    name = capital(_RELEASE.sub(r"\1-release", " ".join(words)))
    return f"{name} ({brand[1]})" if brand else name


_DETAIL = re.compile(
    r"^(?:live|injectable|unspecified formulation|preservative[ -]free|oral|intranasal|mrna"
    r"|spike protein|lnp|seasonal|adsorbed|bivalent booster|original strain|non-us vaccine"
    r"|intradermal|intramuscular|subcutaneous|adult|pediatric|nos|\d.*(?:dose|ml)|high dose.*"
    r"|quadrivalent|trivalent|split.*|attenuated|recombinant|adjuvanted|not b)$",
    re.IGNORECASE,
)
_FREE = re.compile(r"\s*\(?preservative free\)?", re.IGNORECASE)


@lru_cache(maxsize=1024)
def vaccine_name(label: str) -> str:
    """A vaccine without its presentation.

    >>> vaccine_name("Influenza, seasonal, injectable, preservative free")
    'Influenza vaccine'
    >>> vaccine_name("Td (adult) preservative free")
    'Td (adult) vaccine'
    >>> vaccine_name("Hep A, adult")
    'Hep A vaccine'
    """
    first, *details = re.split(r",\s*", _FREE.sub("", label))
    kept = [first, *(d for d in details if d.strip() and not _DETAIL.match(d.strip()))]
    name = capital(", ".join(kept).strip())
    return name if re.search(r"vaccine|toxoid|globulin", name, re.IGNORECASE) else f"{name} vaccine"


def name_of(entry: Entry) -> str:
    """What a reader calls the entry; its kind where it has no name at all."""
    if entry.kind in {Kind.MEDICATION, Kind.ADMINISTRATION, Kind.DISPENSE}:
        return medicine_name(entry.label) or "Medicine"
    if entry.kind is Kind.IMMUNIZATION:
        return vaccine_name(entry.label) or "Vaccine"
    if entry.kind in {Kind.LAB, Kind.VITAL, Kind.OBSERVATION, Kind.SURVEY, Kind.SOCIAL}:
        return result_name(entry.label) if is_named(entry) else UNNAMED
    if entry.kind in _SPOKEN:
        return spoken(entry.label) or capital(entry.kind.value)
    return capital(entry.label) or capital(entry.kind.value)


def is_named(entry: Entry) -> bool:
    """Whether a result has a name, and not its code or the word "code" in the place of one."""
    return is_name(entry.label) and entry.label not in {c.code for c in entry.code.codings}


UNNAMED: Final = "Result without a name"
_SPOKEN: Final = frozenset(
    {Kind.PROBLEM, Kind.PROCEDURE, Kind.ENCOUNTER, Kind.IMAGING, Kind.REPORT, Kind.ORDER}
)
_TAG = re.compile(
    r"\s*\((?:disorder|finding|situation|procedure|event|observable entity|regime/therapy"
    r"|morphologic abnormality|qualifier value)\)$"
)
"""SNOMED CT's semantic tag at the end of a fully specified name."""


def spoken(name: str) -> str:
    """The name of a disease or an act as a reader says it: no semantic tag, no Title Case.

    >>> spoken("Atrial Fibrillation"), spoken("Pulmonary emphysema (disorder)")
    ('Atrial fibrillation', 'Pulmonary emphysema')
    """
    return sentence_case(_TAG.sub("", name))
