"""What invented patients are made of. Names only where a code was not certain."""

from typing import Final, NamedTuple


class Test(NamedTuple):
    """A laboratory test: LOINC, name, unit, usual range, where values lie, decimals."""

    loinc: str
    name: str
    unit: str
    low: float
    high: float
    least: float
    most: float
    places: int


TESTS: Final = (
    Test("4548-4", "Hemoglobin A1c", "%", 4.0, 5.6, 5.0, 9.8, 1),
    Test("2160-0", "Creatinine", "mg/dL", 0.6, 1.2, 0.6, 2.4, 2),
    Test("2823-3", "Potassium", "mmol/L", 3.5, 5.1, 3.1, 5.9, 1),
    Test("2951-2", "Sodium", "mmol/L", 135, 145, 128, 147, 0),
    Test("33914-3", "eGFR", "mL/min/{1.73_m2}", 60, 120, 22, 110, 0),
    Test("718-7", "Hemoglobin", "g/dL", 12, 16, 8.4, 16.4, 1),
    Test("13457-7", "LDL cholesterol", "mg/dL", 0, 130, 48, 190, 0),
    Test("3016-3", "TSH", "m[IU]/L", 0.4, 4.0, 0.2, 8.8, 2),
    Test("1988-5", "C-reactive protein", "mg/L", 0, 5, 1, 140, 0),
    Test("2276-4", "Ferritin", "ug/L", 15, 200, 6, 320, 0),
    Test("6598-7", "Troponin T", "ug/L", 0, 0.014, 0.003, 0.2, 3),
    Test("777-3", "Platelets", "10*9/L", 150, 400, 90, 460, 0),
)

PROBLEMS: Final = (
    ("Essential hypertension", ""),
    ("Type 2 diabetes mellitus", ""),
    ("Osteoarthritis of left knee", "Left knee"),
    ("Osteoarthritis of right hip", "Right hip"),
    ("Carpal tunnel syndrome of right wrist", "Right wrist"),
    ("Cataract of left eye", "Left eye"),
    ("Retinal detachment of right eye", "Right eye"),
    ("Chronic kidney disease stage 3a", ""),
    ("Gastroesophageal reflux disease", ""),
    ("Iron deficiency anemia", ""),
    ("Migraine without aura", ""),
    ("Hearing loss of left ear", "Left ear"),
    ("Fracture of right distal radius", "Right wrist"),
    ("Depressive disorder", ""),
)

MEDICINES: Final = (
    ("Ramipril 5 mg capsule", 5, "mg", 1, "Oral"),
    ("Metformin 850 mg tablet", 850, "mg", 2, "Oral"),
    ("Apixaban 5 mg tablet", 5, "mg", 2, "Oral"),
    ("Levothyroxine 75 mcg tablet", 75, "mcg", 1, "Oral"),
    ("Enoxaparin 40 mg prefilled syringe", 40, "mg", 1, "Subcutaneous"),
    ("Pantoprazole 40 mg tablet", 40, "mg", 1, "Oral"),
    ("Gabapentin 300 mg capsule", 300, "mg", 3, "Oral"),
    ("Sertraline 50 mg tablet", 50, "mg", 1, "Oral"),
    ("Cefuroxime 1500 mg injection", 1500, "mg", 3, "Intravenous"),
    ("Methotrexate 15 mg prefilled syringe", 15, "mg", 0, "Subcutaneous"),
    ("Diclofenac 50 mg tablet", 50, "mg", 3, "Oral"),
    ("Bisoprolol 2.5 mg tablet", 2.5, "mg", 1, "Oral"),
)
"""Label, dose, unit, times a day (0: once a week), route."""

ALLERGIES: Final = (
    ("Penicillin", "medication"),
    ("Ibuprofen", "medication"),
    ("Iodinated contrast", "medication"),
    ("Shellfish", "food"),
    ("Latex", "environment"),
    ("Trimethoprim", "medication"),
)
REACTIONS: Final = ("Hives", "Angioedema", "Rash", "Vomiting", "Wheezing", "Itching")
SEVERITIES: Final = ("mild", "moderate", "severe")

RELATIVES: Final = ("Mother", "Father", "Brother", "Sister")
INHERITED: Final = (
    "Myocardial infarction",
    "Malignant neoplasm of breast",
    "Colon cancer",
    "Stroke",
    "Rheumatoid arthritis",
    "Glaucoma",
)

PROCEDURES: Final = (
    ("Total replacement of left knee joint", "Left knee"),
    ("Carpal tunnel release of right wrist", "Right wrist"),
    ("Cataract extraction of left eye", "Left eye"),
    ("Laparoscopic cholecystectomy", ""),
    ("Colonoscopy", ""),
    ("Gastroscopy", ""),
    ("Excision of lipoma of right shoulder", "Right shoulder"),
)
VISITS: Final = (
    ("Office visit", "AMB"),
    ("Emergency department visit", "EMER"),
    ("Telephone consultation", "VR"),
    ("Hospital admission", "IMP"),
)
REASONS: Final = ("Cough", "Back pain", "Palpitations", "Fever", "Headache", "Medication review")
VACCINES: Final = ("Influenza vaccine", "Tdap vaccine", "Hepatitis B vaccine", "COVID-19 vaccine")
IMAGES: Final = (
    ("X-ray of left knee", "Left knee", "Moderate osteoarthritis of the left knee."),
    ("X-ray of right wrist", "Right wrist", "Fracture of the right distal radius, 3 mm offset."),
    ("Ultrasound of left breast", "Left breast", "Simple cyst of 9 mm in the left breast."),
    ("CT of abdomen", "Abdomen", "Cyst of 14 mm in the right kidney."),
    ("Chest X-ray", "Chest", "Consolidation in the left lower lobe."),
)
SMOKING: Final = ("Never smoker", "Former smoker", "Current every day smoker")
