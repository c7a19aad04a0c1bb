"""What the patients of the second panel are made of: Dutch, German and French practice in English.

SI units, international nonproprietary names, ICD-10 displays beside a doctor's own words, devices
and relatives beyond parents. Codes only where certain; notes name no disease and no medicine.
"""

from typing import Final

from chartside.evals.injected_errors.panel.tables import Test

TESTS: Final = (
    Test("718-7", "Haemoglobin (B)", "mmol/L", 7.5, 10.0, 5.4, 10.6, 1),
    Test("59261-8", "HbA1c (IFCC)", "mmol/mol", 20, 42, 30, 86, 0),
    Test("14749-6", "Glucose [Moles/volume] in Serum or Plasma", "mmol/L", 4.0, 6.1, 3.4, 14.2, 1),
    Test("14682-9", "Creatinine, serum", "umol/L", 50, 100, 48, 240, 0),
    Test("22664-7", "Urea, serum", "mmol/L", 2.5, 7.5, 2.2, 18.4, 1),
    Test("1742-6", "Alanine aminotransferase (ALAT)", "U/L", 5, 45, 8, 190, 0),
    Test("2324-2", "Gamma-glutamyltransferase", "U/L", 5, 55, 9, 240, 0),
    Test("14631-6", "Bilirubin, total", "umol/L", 3, 17, 4, 62, 0),
    Test("1751-7", "Albumin", "g/L", 35, 50, 26, 49, 0),
    Test("22748-8", "LDL cholesterol", "mmol/L", 1.5, 3.0, 1.1, 5.2, 1),
    Test("2000-8", "Calcium, total", "mmol/L", 2.10, 2.55, 1.92, 2.88, 2),
    Test("2601-3", "Magnesium", "mmol/L", 0.70, 1.00, 0.52, 1.12, 2),
    Test("14879-1", "Phosphate, inorganic", "mmol/L", 0.80, 1.45, 0.52, 1.90, 2),
    Test("14920-3", "Free thyroxine (FT4)", "pmol/L", 11, 22, 7.2, 31.0, 1),
    Test("33762-6", "NT-proBNP", "ng/L", 0, 125, 40, 4200, 0),
    Test("30341-2", "Erythrocyte sedimentation rate", "mm/h", 0, 20, 3, 92, 0),
    Test("6690-2", "Leukocytes", "10*9/L", 4.0, 10.0, 2.4, 17.2, 1),
    Test("14334-7", "Lithium", "mmol/L", 0.6, 0.8, 0.3, 1.3, 2),
)

PROBLEMS: Final = (
    ("Gout, unspecified", "M10.9", "Gout of the left big toe", "Left big toe"),
    ("Calculus of kidney", "N20.0", "Kidney stone, right side", "Right kidney"),
    (
        "Primary open-angle glaucoma",
        "H40.1",
        "Primary open-angle glaucoma of right eye",
        "Right eye",
    ),
    ("Psoriasis vulgaris", "L40.0", "Psoriasis vulgaris", ""),
    ("Polymyalgia rheumatica", "M35.3", "Polymyalgia rheumatica", ""),
    ("Aortic (valve) stenosis", "I35.0", "Aortic valve stenosis", ""),
    ("Hypothyroidism, unspecified", "E03.9", "Hypothyroidism", ""),
    ("Parkinson disease", "G20", "Parkinson's disease", ""),
    ("Epilepsy, unspecified", "G40.9", "Epilepsy", ""),
    ("Zoster without complication", "B02.9", "Herpes zoster", ""),
    ("Benign paroxysmal vertigo", "H81.1", "Benign paroxysmal positional vertigo", ""),
    ("Hyperplasia of prostate", "N40", "Benign prostatic hyperplasia", ""),
    ("", "", "Rotator cuff tear of left shoulder", "Left shoulder"),
    ("", "", "Achilles tendinopathy of right ankle", "Right ankle"),
    ("", "", "Sensorineural hearing loss of left ear", "Left ear"),
)
"""Display and code of ICD-10 where there is one, the doctor's words, site."""

MEDICINES: Final = (
    ("Acenocoumarol 1 mg tablet", 2, "mg", 1, "Oral"),
    ("Perindopril 4 mg film-coated tablet", 4, "mg", 1, "Oral"),
    ("Nebivolol 5 mg tablet", 5, "mg", 1, "Oral"),
    ("Gliclazide 30 mg modified-release tablet", 60, "mg", 1, "Oral"),
    ("Dapagliflozin 10 mg film-coated tablet", 10, "mg", 1, "Oral"),
    ("Semaglutide 0.5 mg solution for injection", 0.5, "mg", 0, "Subcutaneous"),
    ("Insulin glargine 100 units/ml pen", 18, "units", 1, "Subcutaneous"),
    ("Levetiracetam 500 mg film-coated tablet", 500, "mg", 2, "Oral"),
    ("Colchicine 0.5 mg tablet", 0.5, "mg", 2, "Oral"),
    ("Prednisolone 5 mg tablet", 15, "mg", 1, "Oral"),
    ("Nadroparin 0.4 ml prefilled syringe", 3800, "units", 1, "Subcutaneous"),
    ("Flucloxacillin 500 mg capsule", 500, "mg", 4, "Oral"),
    ("Mesalazine 500 mg gastro-resistant tablet", 1000, "mg", 3, "Oral"),
    ("Alfuzosin 10 mg prolonged-release tablet", 10, "mg", 1, "Oral"),
)
"""Label, dose, unit, times a day (0: once a week), route."""
STOPPED: Final = (
    "Dizziness",
    "Ankle swelling",
    "Nausea",
    "Raised liver enzymes",
    "Patient request",
)

ALLERGIES: Final = (
    ("Clarithromycin", "medication"),
    ("Metamizole", "medication"),
    ("Nickel", "environment"),
    ("Hazelnut", "food"),
    ("Wasp venom", "environment"),
    ("Cow's milk protein", "food"),
    ("Chlorhexidine", "medication"),
)
REACTIONS: Final = ("Urticaria", "Facial swelling", "Bronchospasm", "Exanthema", "Diarrhoea")

RELATIVES: Final = (
    *("Maternal grandmother", "Paternal grandfather", "Daughter", "Son", "Maternal aunt"),
    *("Half-brother", "Mother", "Father"),
)
INHERITED: Final = (
    *("Huntington's disease", "Hereditary haemochromatosis", "Ovarian cancer", "Coeliac disease"),
    *("Abdominal aortic aneurysm", "Factor V Leiden", "Type 1 diabetes mellitus", "Melanoma"),
)

PROCEDURES: Final = (
    ("Trabeculectomy of right eye", "Right eye"),
    ("Arthroscopic rotator cuff repair of left shoulder", "Left shoulder"),
    ("Ureteroscopy with stone removal, right side", "Right ureter"),
    ("Open inguinal hernia repair, left", "Left groin"),
    ("Transurethral resection of prostate", ""),
    ("Tympanoplasty of left ear", "Left ear"),
    ("Percutaneous coronary intervention", ""),
    ("Flexible sigmoidoscopy", ""),
    ("Varicose vein surgery of right leg", "Right leg"),
)
DEVICES: Final = (
    *("Dual-chamber pacemaker", "Prosthesis of right hip joint", "Insulin pump"),
    *(
        "Biological aortic valve prosthesis",
        "Hearing aid of left ear",
        "Ventriculoperitoneal shunt",
    ),
    "Intraocular lens of right eye",
)
VISITS: Final = (
    ("General practice consultation", "AMB"),
    ("Home visit", "HH"),
    ("Day hospital stay", "SS"),
    ("Video consultation", "VR"),
    ("Outpatient clinic appointment", "AMB"),
    ("Inpatient admission to internal medicine", "IMP"),
)
REASONS: Final = ("Dyspnoea", "Knee pain", "Haematuria", "Vertigo", "Weight loss", "Wound check")
VACCINES: Final = (
    *("Influenza, quadrivalent, inactivated", "Herpes zoster vaccine, recombinant"),
    *("Tick-borne encephalitis vaccine", "Hepatitis A vaccine, adult"),
    *("Pneumococcal conjugate vaccine, 20-valent", "COVID-19 mRNA vaccine"),
)
IMAGES: Final = (
    ("MRI of lumbar spine", "Disc protrusion at L4/L5 with contact to the left L5 root."),
    ("CT angiography of pulmonary arteries", "No filling defect in the pulmonary arteries."),
    ("Ultrasound of thyroid", "Nodule of 11 mm in the right thyroid lobe."),
    ("X-ray of left hip", "Joint space narrowing of the left hip; no fracture."),
    ("DXA of lumbar spine", "T-score of -2.7 at the lumbar spine."),
    ("Echocardiography", "Mildly dilated left atrium. Normal left ventricular function."),
)
SMOKING: Final = ("Never smoked tobacco", "Ex-smoker", "Current some day smoker")

NOTES: Final = (
    "Walks for 30 minutes on most days without stopping.",
    "No murmur is heard over the left sternal edge.",
    "The abdomen is soft and not tender on palpation.",
    "Reports waking 2 times a night to pass water.",
    "Lives alone on the third floor and has no lift.",
    "Both ankles are slim, without pitting.",
    "The left calf measures 38 cm and the right calf 37 cm.",
    "Sleeps well and has a good appetite.",
    "Prefers to be called in the afternoon.",
    "A daughter helps with shopping on 3 days a week.",
    "Vision in the right eye is sufficient for reading a newspaper.",
    "No weakness of the arms and no drift is seen.",
    "The wound on the right shin is 2 cm long and clean.",
    "Drinks two glasses of wine at weekends.",
    "Was advised to return sooner if breathing becomes harder.",
)
