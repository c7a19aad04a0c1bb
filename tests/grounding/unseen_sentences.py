"""Sentences by a writer who knew nothing of the checker, and which it got wrong at first sight."""

UNSEEN_TRUE: tuple[tuple[str, ...], ...] = (
    (
        "Her diabetes is suboptimally controlled, with an HbA1c of 60 mmol/mol in September 2026.",
        "Observation/hba1c-2026-09-01",
    ),
    (
        "Albuminuria worsening: urine ACR 37.3 mg/mmol in March and 44.6 in September 2026.",
        "Observation/urine-acr-2026-03-03",
        "Observation/urine-acr-2026-09-01",
    ),
    ("LDL cholesterol is at 1.5 mmol/L on statin therapy.", "Observation/ldl-2026-09-01"),
    ("Thyroid function normal in March 2026 (TSH 1.86 mIU/L).", "Observation/tsh-2026-03-03"),
    (
        "Pulmonary embolism was suspected in January 2022 but ruled out by V/Q scan.",
        "DocumentReference/discharge-2022-01-17",
    ),
    (
        "FH: mother breast ca at 52, father MI at 61.",
        "FamilyMemberHistory/family-mother",
        "FamilyMemberHistory/family-father",
    ),
    (
        "NT-proBNP was 6840 ng/L and the EF was preserved at 58%.",
        "Observation/nt-probnp-2024-02-10",
        "Procedure/echocardiogram-2024",
    ),
    (
        "Completed the three-dose hepatitis B series in 2013.",
        "Immunization/hepatitis-b-2013-03",
        "Immunization/hepatitis-b-2013-06",
        "Immunization/hepatitis-b-2013-12",
    ),
    (
        "CRP fell from 182 on admission to 96 on day three and 31 mg/L on 16 January 2022.",
        "Observation/crp-2022-01-12",
        "Observation/crp-2022-01-14",
        "Observation/crp-2022-01-16",
    ),
    (
        "Pt has lost about 2 kg since March: 82.1 kg then, 80.2 kg on 9 June 2026.",
        "Observation/weight-2026-06-09",
        "Observation/weight-2026-03-10",
    ),
    (
        "Histology 2018: tubulovillous adenoma w/ low-grade dysplasia, completely removed.",
        "DiagnosticReport/pathology-colon-2018",
    ),
    ("She has intraocular lenses in both eyes.", "Device/lens-left", "Device/lens-right"),
    (
        "Urea 17.1, sodium 141, total CO2 20 mmol/L on the November panel.",
        "Observation/urea-2026-11-03",
        "Observation/sodium-2026-11-03",
        "Observation/bicarbonate-2026-11-03",
    ),
    (
        "# Pulmonary nodule: 8 mm, RUL, first seen Feb 2024. Repeat CT ordered but not done.",
        "Condition/condition-lung-nodule",
        "ServiceRequest/order-ct-chest-2024",
    ),
    (
        "66F admitted 10 Feb 2024 with acute heart failure.",
        "Patient/nora-lindqvist",
        "Encounter/admission-2024-02",
    ),
    (
        "HbA1c of 6.8% in March 2019 was followed by 50 mmol/mol in June.",
        "Observation/hba1c-2019-03-05",
        "Observation/hba1c-2019-06-04",
    ),
    ("T2DM, known for some 17 years (dx May 2009).", "Condition/condition-diabetes"),
    (
        "PSH: appendectomy 1974, L breast core bx 2018, R cataract 2020, L cataract 2021.",
        "Procedure/appendectomy-1974",
        "Procedure/cataract-right-2020",
        "Procedure/cataract-left-2021",
        "Procedure/breast-biopsy-2018",
    ),
    (
        "Two tubular adenomas of 4 and 8 mm were removed in August 2013.",
        "Procedure/colonoscopy-2013",
        "DiagnosticReport/pathology-colon-2013",
    ),
    (
        "Last eye screening November 2024: mild NPDR bilaterally, no macular edema, unchanged.",
        "DocumentReference/letter-eye-2024-11-05",
    ),
    (
        "Diabetic eye screening ordered in September 2025 has not been completed.",
        "ServiceRequest/order-eye-screening-2025",
    ),
    ("No flu vaccine in autumn 2025, as she declined it.", "Immunization/influenza-2025"),
    (
        "Furosemide 40 mg was given intravenously at 08:00 on 12 February 2024.",
        "MedicationAdministration/given-furosemide-2024-02-12-0800",
    ),
    (
        "# R knee OA: acetaminophen PRN only; naproxen was stopped for good in 2016.",
        "Condition/condition-knee-osteoarthritis",
        "MedicationRequest/acetaminophen-2016-04",
        "MedicationRequest/naproxen-2014-06",
    ),
    (
        "# HTN: 126/70 in October, which meets her systolic goal of under 130.",
        "Condition/condition-hypertension",
        "Observation/bp-2026-10-06",
        "Goal/goal-systolic",
    ),
    (
        "O: 134/70, 84.9 kg, sats 96%.",
        "Observation/bp-2025-06-10",
        "Observation/weight-2025-06-10",
        "Observation/saturation-2025-06-10",
    ),
    (
        "Lisinopril gave way to losartan 50 mg in May 2013 on account of a dry cough.",
        "MedicationRequest/lisinopril-2012-09",
        "MedicationRequest/losartan-2013-05",
    ),
    (
        "Basal insulin was introduced at 10 units in June 2022 and stood at 18 units by December.",
        "MedicationRequest/glargine-2022-06",
        "MedicationRequest/glargine-2022-12",
    ),
    (
        "Your HbA1c was 60 in late September, a little above your target of under 58.",
        "Observation/hba1c-2026-09-29",
        "Goal/goal-hba1c",
    ),
    (
        "06:30 obs on 13/1/22: T 38.4, sats 92%.",
        "Observation/temperature-2022-01-13-0630",
        "Observation/saturation-2022-01-13-0630",
    ),
    (
        "hs-TnI flat at 22 then 24 ng/L.",
        "Observation/troponin-2024-02-10",
        "Observation/troponin-2024-02-11",
    ),
    (
        'Smoking status conflicts: "never" at urgent care, "former" in the practice record.',
        "Observation/tobacco-2026-10-31",
        "Observation/tobacco-2024-03-12",
    ),
    (
        "ACR rose from 18 to 96 mg/g between 2012 and March 2019.",
        "Observation/urine-acr-2012-03-20",
        "Observation/urine-acr-2019-03-05",
    ),
    (
        "Initial lipids: trigs 214, HDL 45 mg/dL.",
        "Observation/triglycerides-2012-03-20",
        "Observation/hdl-2012-03-20",
    ),
    (
        "There was a fall on the stairs in May 2023, without injury.",
        "DocumentReference/note-2023-06-13",
    ),
)

UNSEEN_FALSE: tuple[tuple[str, ...], ...] = (
    (
        "Currently on amlodipine 10 mg once daily.",
        "MedicationRequest/amlodipine-2019-03",
        "MedicationRequest/amlodipine-2018-03",
    ),
    (
        "Chest CT of 12 February 2024 showed no focal lung lesion.",
        "DiagnosticReport/report-ct-chest-2024-02-preliminary",
        "DiagnosticReport/report-ct-chest-2024-02",
    ),
    (
        "CRP rose from 31 to 182 mg/L over the January 2022 admission.",
        "Observation/crp-2022-01-12",
        "Observation/crp-2022-01-16",
    ),
    (
        "The V/Q scan was reported as high probability for pulmonary embolism.",
        "DiagnosticReport/report-lung-scan-2022-01",
    ),
    (
        "A mammogram ordered in September 2026 has already been carried out.",
        "ServiceRequest/order-mammogram-2026",
    ),
    ("At discharge apixaban was stopped.", "DocumentReference/discharge-2024-02-16"),
    ("Oxygen was needed for five days.", "DocumentReference/discharge-2022-01-17"),
    (
        "CHA2DS2-VASc was calculated as 5 in November 2019.",
        "DocumentReference/letter-cardiology-2019-11-26",
    ),
    (
        "Facial pressure for three weeks before the urgent care visit.",
        "DocumentReference/letter-urgent-2026-10-31",
    ),
    ("Forty pack-year smoking history.", "DocumentReference/note-2012-03-13"),
    (
        "Two polyps were removed at the 2021 colonoscopy.",
        "DocumentReference/letter-endoscopy-2021-10-19",
    ),
    (
        "She has had four colonoscopies.",
        "Procedure/colonoscopy-2013",
        "Procedure/colonoscopy-2018",
        "Procedure/colonoscopy-2021",
    ),
    ("Fourth COVID-19 vaccine dose on 23 November 2021.", "Immunization/covid-19-dose-3"),
    ("Iron studies came back normal in December 2025.", "ServiceRequest/order-iron-studies-2025"),
    ("Foot exam in April 2023 was normal.", "DocumentReference/foot-clinic-2023-04-18-amended"),
    (
        "Semaglutide tablets, 0.5 mg weekly, currently held.",
        "MedicationRequest/semaglutide-2025-04",
    ),
    (
        "Pneumococcal: PPSV23 in March 2012, PCV13 in September 2022.",
        "Immunization/pneumococcal-2012",
        "Immunization/pneumococcal-2022",
    ),
)
