"""How clinicians call tests. LOINC codes that are the same test share a row.

The codes were taken from the LOINC rows of public records and from memory of common use; a code
that is missing here is asked about by the label of the record.
"""

from typing import Final, NamedTuple

from chartside.evals.chart_questions.question import Named


class Test(NamedTuple):
    """Codes of one test, and its names."""

    codes: frozenset[str]
    name: Named


def _test(codes: str, known: str, kept: str) -> Test:
    return Test(frozenset(codes.split()), Named(tuple(known.split("|")), tuple(kept.split("|"))))


TESTS: Final = (
    _test("4548-4 17856-6 59261-8 4549-2", "HbA1c|hemoglobin A1c", "A1c|glycated hemoglobin"),
    _test("2160-0 38483-4 14682-9", "creatinine|serum creatinine", "creat|blood creatinine"),
    _test(
        "33914-3 48642-3 48643-1 62238-1 69405-9 98979-8 88294-4",
        "eGFR|estimated GFR",
        "GFR|glomerular filtration rate",
    ),
    _test("2823-3 6298-4", "potassium|serum potassium", "K+|potassium level"),
    _test("2951-2 2947-0", "sodium|serum sodium", "Na|sodium level"),
    _test("2075-0 2069-3", "chloride|serum chloride", "chloride level"),
    _test("2028-9 20565-8", "carbon dioxide|CO2", "total CO2"),
    _test("17861-6 49765-1 2000-8", "calcium|serum calcium", "calcium level"),
    _test(
        "2339-0 2345-7 14749-6 15074-8 1558-6 14771-0",
        "glucose|blood glucose",
        "blood sugar|glucose level",
    ),
    _test("3094-0 6299-2 22664-7 3091-6 14937-7", "urea nitrogen|BUN", "blood urea nitrogen"),
    _test("718-7 59260-0 20509-6 30350-3", "hemoglobin", "Hb|hemoglobin level"),
    _test("4544-3 20570-8", "hematocrit", "Hct"),
    _test("777-3 26515-7", "platelets|platelet count", "thrombocyte count|plt count"),
    _test("6690-2 26464-8", "white cell count|WBC", "leukocytes|white blood cell count"),
    _test("789-8", "red cell count|RBC", "erythrocytes|red blood cell count"),
    _test("787-2", "MCV", "mean corpuscular volume"),
    _test("2093-3 14647-2", "total cholesterol", "cholesterol"),
    _test(
        "13457-7 18262-6 2089-1 22748-8 39469-2 69419-0",
        "LDL cholesterol|LDL",
        "low density lipoprotein",
    ),
    _test("2085-9 14646-4", "HDL cholesterol|HDL", "high density lipoprotein"),
    _test("2571-8 14927-8", "triglycerides", "triglyceride level|TG"),
    _test("1742-6", "ALT|alanine aminotransferase", "SGPT"),
    _test("1920-8", "AST|aspartate aminotransferase", "SGOT"),
    _test("1751-7 61152-5", "albumin|serum albumin", "albumin level"),
    _test("1975-2 14631-6", "total bilirubin", "bilirubin"),
    _test("6768-6", "alkaline phosphatase|ALP", "alk phos"),
    _test("2885-2", "total protein", "serum protein"),
    _test("3016-3", "TSH", "thyroid stimulating hormone|thyrotropin"),
    _test("1988-5", "CRP|C-reactive protein", "C reactive protein level"),
    _test("2276-4", "ferritin", "serum ferritin|ferritin level"),
    _test("6598-7 10839-9 89579-7", "troponin", "cardiac troponin|troponin level"),
    _test("33762-6", "NT-proBNP", "N-terminal proBNP"),
    _test("2857-1", "PSA|prostate specific antigen", "prostate-specific antigen"),
    _test("3084-1 14933-6", "uric acid", "urate"),
    _test(
        "14959-1 9318-7 32294-1 30000-4 13705-9",
        "urine albumin/creatinine ratio",
        "ACR|microalbumin creatinine ratio",
    ),
    _test("29463-7 3141-9", "weight|body weight", "weight reading"),
    _test("8302-2", "height|body height", "stature"),
    _test("39156-5", "BMI|body mass index", "body-mass index"),
    _test("8867-4", "heart rate|pulse", "pulse rate|HR"),
    _test("8310-5 8331-1", "temperature|body temperature", "temp"),
    _test("2708-6 59408-5", "oxygen saturation", "SpO2|O2 sat"),
    _test("9279-1", "respiratory rate", "breathing rate|RR"),
    _test("34714-6 6301-6", "INR", "international normalized ratio"),
    _test("19926-5", "FEV1/FVC", "FEV1/FVC ratio"),
    _test("72514-3 38208-5", "pain score|pain severity score", "pain rating"),
)

NOT_MEASURED: Final = (
    "ammonia",
    "lipase",
    "ceruloplasmin",
    "cortisol",
    "fibrinogen",
    "haptoglobin",
    "prolactin",
    "serum osmolality",
    "lithium",
    "vancomycin",
    "alpha-1 antitrypsin",
    "procalcitonin",
)
"""Tests that few records hold; asked where the record does not name them anywhere."""

NOT_TAKEN: Final = (
    "methimazole",
    "clozapine",
    "tacrolimus",
    "azathioprine",
    "lamotrigine",
    "ticagrelor",
    "adalimumab",
    "colchicine",
    "letrozole",
    "isotretinoin",
)
NOT_DIAGNOSED: Final = (
    "sarcoidosis",
    "multiple sclerosis",
    "celiac disease",
    "psoriasis",
    "Crohn's disease",
    "systemic lupus erythematosus",
    "Parkinson's disease",
    "hemochromatosis",
    "myasthenia gravis",
)
NOT_DONE: Final = (
    "liver biopsy",
    "kidney transplant",
    "coronary artery bypass grafting",
    "thyroidectomy",
    "splenectomy",
    "hip replacement",
    "bone marrow biopsy",
    "lumbar puncture",
)
