"""Names of tests and signs in common clinical use, by the words of the source's own label.

Written from general clinical usage, as a reader of lab sheets knows it; the label of the source is
always one of the names.
"""

import re
from functools import lru_cache
from typing import Final

from chartside.evals.injected_errors.names.illnesses import uncapitalized

_KNOWN: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    (r"a1c|glycated", "hba1c", ("HbA1c", "hemoglobin A1c", "A1c", "glycated hemoglobin")),
    (
        r"albumin.*creatinine|\bacr\b",
        "acr",
        ("urine albumin/creatinine ratio", "UACR", "urine ACR", "albumin-to-creatinine ratio"),
    ),
    (r"protein.*creatinine", "pcr", ("urine protein/creatinine ratio", "UPCR")),
    (
        r"egfr|glomerular filtration",
        "egfr",
        ("eGFR", "estimated GFR", "estimated glomerular filtration rate"),
    ),
    (r"urea nitrogen|\bbun\b", "bun", ("BUN", "blood urea nitrogen", "urea nitrogen")),
    (r"^urea\b", "urea", ("urea", "serum urea")),
    (r"creatinine.*urine|urine.*creatinine", "urine creatinine", ("urine creatinine",)),
    (r"^creatinine", "creatinine", ("creatinine", "Cr", "serum creatinine")),
    (r"^potassium", "potassium", ("potassium", "K", "serum potassium", "K+")),
    (r"^sodium", "sodium", ("sodium", "Na", "serum sodium")),
    (r"^chloride", "chloride", ("chloride", "Cl", "serum chloride")),
    (r"^carbon dioxide|^bicarbonate", "co2", ("CO2", "carbon dioxide", "total CO2")),
    (r"^calcium", "calcium", ("calcium", "Ca", "serum calcium")),
    (r"glucose.*urine", "urine glucose", ("urine glucose",)),
    (r"^fasting glucose|glucose.*fasting", "fasting glucose", ("fasting glucose",)),
    (r"^glucose", "glucose", ("glucose", "blood glucose", "blood sugar")),
    (r"hdl|high density", "hdl", ("HDL", "HDL cholesterol", "HDL-C")),
    (r"ldl|low density", "ldl", ("LDL", "LDL cholesterol", "LDL-C")),
    (r"total cholesterol|^cholesterol", "cholesterol", ("total cholesterol", "cholesterol")),
    (r"triglyceride", "triglycerides", ("triglycerides", "TG", "triglyceride level")),
    (r"^mchc", "mchc", ("MCHC",)),
    (r"^mch\b", "mch", ("MCH",)),
    (r"^mcv|mean corpuscular volume", "mcv", ("MCV", "mean corpuscular volume")),
    (r"platelet distribution width", "pdw", ("platelet distribution width", "PDW")),
    (r"platelet mean volume", "mpv", ("mean platelet volume", "MPV")),
    (r"^platelets?\b", "platelets", ("platelets", "platelet count", "Plt")),
    (r"distribution width", "rdw", ("RDW", "red cell distribution width")),
    (r"hematocrit", "hematocrit", ("hematocrit", "Hct")),
    (r"^ha?emoglobin", "hemoglobin", ("hemoglobin", "Hgb", "Hb")),
    (r"leukocytes|white blood cell|\bwbc\b", "wbc", ("WBC", "white cell count", "WBC count")),
    (r"erythrocytes|red blood cell|\brbc\b", "rbc", ("RBC", "red cell count", "RBC count")),
    (r"alkaline phosphatase", "alp", ("alkaline phosphatase", "ALP", "alk phos")),
    (r"alanine amino|^alt\b", "alt", ("ALT", "alanine aminotransferase")),
    (r"aspartate amino|^ast\b", "ast", ("AST", "aspartate aminotransferase")),
    (r"^bilirubin", "bilirubin", ("total bilirubin", "bilirubin")),
    (r"^albumin", "albumin", ("albumin", "serum albumin")),
    (r"^globulin", "globulin", ("globulin",)),
    (r"sedimentation rate|^esr\b", "esr", ("ESR", "erythrocyte sedimentation rate", "sed rate")),
    (r"free thyroxine|\bft4\b", "ft4", ("free T4", "FT4", "free thyroxine")),
    (r"gamma.glutamyl", "ggt", ("GGT", "gamma-GT", "gamma-glutamyltransferase")),
    (r"^magnesium", "magnesium", ("magnesium", "Mg", "serum magnesium")),
    (r"^phosphate|^phosphorus", "phosphate", ("phosphate", "serum phosphate")),
    (r"^lithium", "lithium", ("lithium level", "serum lithium")),
    (r"^protein", "protein", ("total protein",)),
    (r"thyrotropin|^tsh", "tsh", ("TSH", "thyroid-stimulating hormone")),
    (r"troponin", "troponin", ("troponin",)),
    (r"natriuretic|bnp", "bnp", ("NT-proBNP",)),
    (r"ferritin", "ferritin", ("ferritin", "serum ferritin")),
    (r"b12|cobalamin", "b12", ("vitamin B12", "B12")),
    (r"25-hydroxyvitamin|vitamin d", "vitamin d", ("25-OH vitamin D", "vitamin D level")),
    (r"uric acid|urate", "urate", ("uric acid", "urate")),
    (r"c.reactive|^crp", "crp", ("CRP", "C-reactive protein")),
    (r"prostate specific|^psa", "psa", ("PSA", "prostate-specific antigen")),
    (r"\binr\b", "inr", ("INR",)),
    (r"ejection fraction", "lvef", ("LVEF", "left ventricular ejection fraction", "EF")),
    (r"fev1/fvc", "fev1/fvc", ("FEV1/FVC", "FEV1/FVC ratio")),
    (r"body mass index \(bmi\) \[percentile", "bmi percentile", ("BMI percentile",)),
    (r"weight-for-length", "weight for length", ("weight-for-length percentile",)),
    (r"body mass index|^bmi", "bmi", ("BMI", "body mass index")),
    (r"body weight|^weight", "weight", ("weight", "body weight", "Wt")),
    (r"body height|^height", "height", ("height", "body height", "Ht")),
    (r"heart rate|^pulse", "heart rate", ("heart rate", "HR", "pulse")),
    (r"respiratory rate", "respiratory rate", ("respiratory rate", "RR")),
    (r"temperature", "temperature", ("temperature", "temp", "body temperature")),
    (r"oxygen saturation|spo2", "spo2", ("SpO2", "oxygen saturation", "O2 sat")),
    (r"pain severity", "pain", ("pain score", "pain severity")),
    (r"phq-?9", "phq9", ("PHQ-9 score", "PHQ-9")),
    (r"audit-?c", "auditc", ("AUDIT-C score", "AUDIT-C")),
    (r"gad-?7", "gad7", ("GAD-7 score", "GAD-7")),
    (r"mmse|mini.mental", "mmse", ("MMSE score", "MMSE")),
)
_OF_URINE: Final = re.compile(r"creatinine|glucose")

KNOWN: Final = tuple((re.compile(words), key, names) for words, key, names in _KNOWN)

VITALS: Final = frozenset(
    {"weight", "height", "bmi", "heart rate", "respiratory rate", "temperature", "spo2", "pain"}
)


@lru_cache(maxsize=4096)
def analyte_key(label: str) -> str:
    """What a label measures, for comparison: `potassium`, else the label in lower case."""
    plain = label.lower()
    if re.search(r"stool|feces|gastrointestinal", plain) or (
        "urine" in plain and not _OF_URINE.search(plain)
    ):
        return plain
    return next((key for words, key, _ in KNOWN if words.search(plain)), plain)


@lru_cache(maxsize=4096)
def analyte_names(label: str) -> tuple[str, ...]:
    """Ways to name the test; the source's label is among them unless nobody would say it."""
    key = analyte_key(label)
    known = next((names for _, k, names in KNOWN if k == key), ())
    bare = " ".join(uncapitalized(w) for w in re.sub(r"\s*\[[^\]]*\]", "", label).split())
    odd = " - " in bare or "score" in bare
    said = known if odd and known else (*known, bare)
    return tuple(dict.fromkeys(said))
