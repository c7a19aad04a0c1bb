"""What a formula measures by: LOINC codes, names where a source gives no code, and the unit.

Codes and names: LOINC (see `chartside.fhir.analytes` for its notice). Serum, plasma and whole blood
count as one, as laboratories that report "in Blood" for a metabolic panel mean it; urine and other
fluids do not.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity in the unit that formulas take it in.

    `codes` are LOINC codes, the first of them the one that mass and moles are converted by; `names`
    are whole names, in plain words.
    """

    name: str
    unit: str
    codes: tuple[str, ...]
    names: frozenset[str]
    of_blood: bool = True


def _of(name: str, unit: str, codes: str, names: str = "", *, of_blood: bool = True) -> Quantity:
    said = frozenset(n.strip() for n in f"{name}|{names}".lower().split("|") if n.strip())
    return Quantity(name, unit, tuple(codes.split()), said, of_blood)


CREATININE: Final = _of(
    "creatinine", "mg/dL", "2160-0 14682-9 38483-4 59826-8 77140-2",
    "serum creatinine|creatinine serum|creatinine serum plasma",
)  # fmt: skip
BILIRUBIN: Final = _of(
    "bilirubin", "mg/dL", "1975-2 14631-6 42719-5 54363-7 77137-8",
    "total bilirubin|bilirubin total|serum bilirubin",
)  # fmt: skip
ALBUMIN: Final = _of(
    "albumin", "g/dL", "1751-7 61151-7 61152-5 2862-1", "serum albumin|albumin serum"
)
INR: Final = _of(
    "INR", "1", "6301-6 34714-6 38875-1 46418-0 52129-4",
    "international normalized ratio|international normalised ratio|pt inr|prothrombin time inr",
)  # fmt: skip
SODIUM: Final = _of("sodium", "mmol/L", "2951-2 2947-0", "na|serum sodium|sodium serum")
CHLORIDE: Final = _of("chloride", "mmol/L", "2075-0 2069-3", "cl|serum chloride|chloride serum")
BICARBONATE: Final = _of(
    "bicarbonate", "mmol/L", "1963-8 1959-6 2028-9 20565-8",
    "hco3|carbon dioxide|carbon dioxide total|co2|total co2|serum bicarbonate",
)  # fmt: skip
AST: Final = _of(
    "AST", "U/L", "1920-8 30239-8", "aspartate aminotransferase|aspartate transaminase|sgot|asat"
)
ALT: Final = _of(
    "ALT", "U/L", "1742-6 1743-4 1744-2",
    "alanine aminotransferase|alanine transaminase|sgpt|alat",
)  # fmt: skip
ALKALINE_PHOSPHATASE: Final = _of("alkaline phosphatase", "U/L", "6768-6", "alp")
PLATELETS: Final = _of(
    "platelets", "10*9/L", "777-3 26515-7 778-1", "platelet count|plt|thrombocytes"
)
CALCIUM: Final = _of(
    "calcium", "mg/dL", "17861-6 2000-8 49765-1 1996-8", "total calcium|calcium total|serum calcium"
)
UREA: Final = _of(
    "urea", "mmol/L", "3094-0 14937-7 22664-7 6299-2 59570-2 3091-6 20977-5 72903-8",
    "urea nitrogen|blood urea nitrogen|bun",
)  # fmt: skip
TOTAL_CHOLESTEROL: Final = _of(
    "total cholesterol", "mg/dL", "2093-3 14647-2", "cholesterol|cholesterol total"
)
HDL: Final = _of(
    "HDL cholesterol", "mg/dL", "2085-9 14646-4", "hdl|cholesterol hdl|cholesterol in hdl|hdl c"
)
HEIGHT: Final = _of(
    "height", "cm", "8302-2 3137-7 3138-5 8306-3", "body height|stature", of_blood=False
)
WEIGHT: Final = _of("weight", "kg", "29463-7 3141-9 3142-7", "body weight", of_blood=False)
HEART_RATE: Final = _of(
    "heart rate", "/min", "8867-4 76282-3 8893-0 8889-8", "pulse|pulse rate|hr", of_blood=False
)
QT: Final = _of("QT interval", "ms", "8634-8", "qt|qt interval ecg", of_blood=False)
RESPIRATORY_RATE: Final = _of(
    "respiratory rate", "/min", "9279-1", "respirations|breathing rate|rr", of_blood=False
)
COMA_SCALE: Final = _of(
    "Glasgow coma scale", "{score}", "9269-2", "gcs|glasgow coma score|gcs total", of_blood=False
)
EJECTION_FRACTION: Final = _of(
    "ejection fraction", "%", "10230-1 8806-2", "lvef|left ventricular ejection fraction",
    of_blood=False,
)  # fmt: skip
