"""True sentences about the demo record, as a clinician might write them, with what they rest on."""

O = "Observation/"  # noqa: E741 - four letters that keep the table readable
M = "MedicationRequest/"
C = "Condition/condition-"
E = "Encounter/"

TRUE: tuple[tuple[str, ...], ...] = (
    # results
    ("Serum potassium was 5.9 mmol/L on 3 November 2026.", O + "potassium-2026-11-03"),
    (
        "Her latest potassium, from November 2026, came back high at 5.9 mmol/L.",
        O + "potassium-2026-11-03",
    ),
    (
        "Hyperkalemia: K+ from 4.8 mmol/L on June 2, 2026 to 5.9 mmol/L on November 3, 2026.",
        O + "potassium-2026-06-02",
        O + "potassium-2026-11-03",
    ),
    (
        "K+ has climbed from 4.8 mmol/L on June 2, 2026 to 5.9 mmol/L on November 3, 2026.",
        O + "potassium-2026-06-02",
        O + "potassium-2026-11-03",
    ),
    (
        "Potassium of 5.9 mmol/L (2026-11-03), above the reference range of 3.5 to 5.3.",
        O + "potassium-2026-11-03",
    ),
    (
        "Creatinine has risen to 172 \u00b5mol/L, compared with 150 on 2 June 2026.",
        O + "creatinine-2026-11-03",
        O + "creatinine-2026-06-02",
    ),
    ("Creatinine 1.95 mg/dL on 3 Nov 2026.", O + "creatinine-2026-11-03"),
    ("eGFR has dropped to 27 mL/min/1.73m2.", O + "egfr-2026-11-03"),
    ("Glycated haemoglobin was 60 mmol/mol (7.6%) in September 2026.", O + "hba1c-2026-09-29"),
    ("A1c 7.6% on Sept 29, 2026.", O + "hba1c-2026-09-29"),
    (
        "She is anaemic, with a haemoglobin of 108 g/L on 1 September 2026, which is low.",
        O + "hemoglobin-2026-09-01",
    ),
    ("Hb 10.8 g/dL on 1 September 2026, below the reference range.", O + "hemoglobin-2026-09-01"),
    ("High-sensitivity troponin was below 4 ng/L on 22 November 2019.", O + "troponin-2019-11-22"),
    ("LDL is within range at 1.5 mmol/L.", O + "ldl-2026-09-01"),
    ("TSH was normal (1.86 mIU/L) in March 2026.", O + "tsh-2026-03-03"),
    (
        "A preliminary potassium of 6.8 mmol/L was reported on 11 February 2024.",
        O + "potassium-2024-02-11-preliminary",
    ),
    ("The corrected potassium on 11 February 2024 was 4.6 mmol/L.", O + "potassium-2024-02-11"),
    ("BP was 134/76 at urgent care on 31 October.", O + "bp-2026-10-31", E + "urgent-2026-10-31"),
    ("Blood pressure 134 over 76 mm Hg on 31/10/2026.", O + "bp-2026-10-31"),
    ("Systolic 134 and diastolic 76 mmHg on 31 October 2026.", O + "bp-2026-10-31"),
    ("She weighed 179 lb (81.2 kg) on 31 October 2026.", O + "weight-2026-10-31"),
    ("Temp 98.9 \u00b0F on 31 October 2026.", O + "temperature-2026-10-31"),
    ("Temperature 37.2 \u00b0C on 31 October 2026.", O + "temperature-2026-10-31"),
    (
        "Ferritin of 3 March 2026 gave no result because the sample was insufficient.",
        O + "ferritin-2026-03-03",
    ),
    # medicines
    (
        "She takes apixaban 5 mg twice daily for paroxysmal atrial fibrillation.",
        M + "apixaban-2019-11",
    ),
    ("Anticoagulated with apixaban 5 mg BID since November 2019.", M + "apixaban-2019-11"),
    ("On Eliquis 5 mg PO bid.", M + "apixaban-2019-11"),
    ("Losartan 100 mg once a day, started in March 2014 for hypertension.", M + "losartan-2014-03"),
    (
        "Paracetamol 1 g up to three times daily as needed for knee pain.",
        M + "acetaminophen-2016-04",
    ),
    ("Insulin glargine 18 units subcutaneously at bedtime.", M + "glargine-2022-12"),
    ("Semaglutide 0.5 mg weekly is on hold because of vomiting.", M + "semaglutide-2025-04"),
    (
        "Metformin was stopped on 6 October 2026 because eGFR fell below 30.",
        M + "metformin-2021-03",
    ),
    ("Naproxen was discontinued in April 2016.", M + "naproxen-2014-06"),
    ("She previously took lisinopril 20 mg daily.", M + "lisinopril-2012-09"),
    ("Spironolactone 25 mg daily was added on 21 July 2026.", M + "spironolactone-2026-07"),
    (
        "She is on two statins: atorvastatin 40 mg and rosuvastatin 10 mg.",
        M + "atorvastatin-2017-06",
        M + "rosuvastatin-2024-02",
    ),
    (
        "Amoxicillin 500 mg TID for ten days was prescribed on 31 October 2026.",
        M + "amoxicillin-2026-10",
    ),
    ("Aspirin 81 mg was taken until November 2019.", M + "aspirin-2012-03"),
    ("An ibuprofen prescription of September 2023 was cancelled.", M + "ibuprofen-2023-09"),
    (
        "She buys cholecalciferol 1000 units daily over the counter.",
        "MedicationStatement/statement-cholecalciferol",
    ),
    # problems
    ("Hypertension since 1998.", C + "hypertension"),
    ("HTN, active since 1998.", C + "hypertension"),
    ("T2DM diagnosed in May 2009.", C + "diabetes"),
    ("She has had type 2 diabetes since 2009.", C + "diabetes"),
    ("Known CKD stage 3b.", C + "ckd-3b"),
    ("Paroxysmal AF, onset November 2019.", C + "atrial-fibrillation"),
    ("HFpEF was diagnosed on 10 February 2024.", C + "heart-failure"),
    ("Past history of community-acquired pneumonia in January 2022, resolved.", C + "pneumonia"),
    ("Shingles in October 2017, which resolved the following month.", C + "shingles"),
    ("The right-eye cataract resolved in June 2020.", C + "cataract-right"),
    ("Osteoarthritis of the right knee.", C + "knee-osteoarthritis"),
    ("Suspected anaemia of chronic kidney disease.", C + "anemia"),
    ("Breast cancer was ruled out in 2018.", C + "breast-cancer"),
    ("Pulmonary embolism was excluded.", C + "pulmonary-embolism"),
    (
        "An 8 mm pulmonary nodule in the right upper lobe was found in February 2024.",
        C + "lung-nodule",
    ),
    # allergies
    ("Allergic to penicillin (hives).", "AllergyIntolerance/allergy-penicillin"),
    ("PCN allergy, high criticality: urticaria in 1979.", "AllergyIntolerance/allergy-penicillin"),
    ("Codeine causes nausea (unconfirmed).", "AllergyIntolerance/allergy-codeine"),
    ("Lisinopril caused a dry cough.", "AllergyIntolerance/allergy-lisinopril"),
    ("The egg allergy is inactive.", "AllergyIntolerance/allergy-egg"),
    # procedures, imaging, vaccines, visits
    ("Appendicectomy in 1974.", "Procedure/appendectomy-1974"),
    ("S/p appendectomy.", "Procedure/appendectomy-1974"),
    ("Left cataract surgery on 14 April 2021.", "Procedure/cataract-left-2021"),
    (
        "Core biopsy of the left breast in June 2018 showed a fibroadenoma and no malignancy.",
        "Procedure/breast-biopsy-2018",
    ),
    ("Colonoscopy on 19 October 2021 found no polyps.", "Procedure/colonoscopy-2021"),
    (
        "She has had three colonoscopies.",
        "Procedure/colonoscopy-2013",
        "Procedure/colonoscopy-2018",
        "Procedure/colonoscopy-2021",
    ),
    ("Echo in February 2024: EF 58%.", "Procedure/echocardiogram-2024"),
    (
        "CT of the chest on 12 February 2024 showed an 8 mm solid nodule in the right upper lobe.",
        "DiagnosticReport/report-ct-chest-2024-02",
    ),
    (
        'The chest X-ray of 10 February 2024 reads "Pulmonary edema. CT advised for the shadow."',
        "DiagnosticReport/report-chest-xray-2024-02",
    ),
    (
        "V/Q scan in January 2022: low probability of pulmonary embolism.",
        "DiagnosticReport/report-lung-scan-2022-01",
    ),
    ("Flu shot given on 15 October 2024.", "Immunization/influenza-2024"),
    ("She declined influenza vaccination in September 2025.", "Immunization/influenza-2025"),
    (
        "Three doses of COVID-19 vaccine, the last in November 2021.",
        "Immunization/covid-19-dose-1",
        "Immunization/covid-19-dose-2",
        "Immunization/covid-19-dose-3",
    ),
    (
        "Shingrix in March and June 2019.",
        "Immunization/zoster-2019-03",
        "Immunization/zoster-2019-06",
    ),
    (
        "Admitted to Ellery County Hospital from 10 to 16 February 2024 with acute heart failure.",
        E + "admission-2024-02",
    ),
    (
        "At Ellery County Hospital from 10 February 2024 to 16 February 2024, acute heart failure.",
        E + "admission-2024-02",
    ),
    ("Hospitalised in January 2022 for pneumonia.", E + "admission-2022-01"),
    ("Seen at urgent care on 31 October 2026 for sinus pain.", E + "urgent-2026-10-31"),
    ("Phone consultation on 14 July 2026 about vomiting.", E + "phone-2026-07-14"),
    # family, social, person, plans
    ("Her mother had breast cancer.", "FamilyMemberHistory/family-mother"),
    ("Family history of colon cancer in a brother.", "FamilyMemberHistory/family-brother"),
    ("Father had a heart attack.", "FamilyMemberHistory/family-father"),
    ("She is a former smoker according to the entry of 12 March 2024.", O + "tobacco-2024-03-12"),
    ("Urgent care recorded her as a never smoker on 31 October 2026.", O + "tobacco-2026-10-31"),
    ("69-year-old woman with type 2 diabetes.", C + "diabetes"),
    (
        "Repeat CT of the chest, ordered on 12 March 2024, is still outstanding.",
        "ServiceRequest/order-ct-chest-2024",
    ),
    ("Nephrology referral of March 2026 remains open.", "ServiceRequest/order-nephrology-2026"),
    ("The HbA1c goal is below 58 mmol/mol.", "Goal/goal-hba1c"),
    # several at once
    (
        "Potassium is 5.9 mmol/L and eGFR 27 mL/min/1.73 m2, both of 3 November 2026.",
        O + "potassium-2026-11-03",
        O + "egfr-2026-11-03",
    ),
    (
        "She has CKD stage 3b and takes losartan 100 mg and spironolactone 25 mg daily.",
        C + "ckd-3b",
        M + "losartan-2014-03",
        M + "spironolactone-2026-07",
    ),
    (
        "Aspirin was stopped when apixaban was started in November 2019.",
        M + "aspirin-2012-03",
        M + "apixaban-2019-11",
    ),
    ("There is no record of a stroke.", "Patient/nora-lindqvist"),
    # a second round, written after the rules and judged once before any was changed
    (
        "Most recent labs (3 Nov 2026) are notable for K 5.9, Cr 172 and eGFR 27.",
        O + "potassium-2026-11-03",
        O + "creatinine-2026-11-03",
        O + "egfr-2026-11-03",
    ),
    (
        "Blood work earlier this month revealed hyperkalaemia at 5.9 mmol/L.",
        O + "potassium-2026-11-03",
    ),
    ("Nora is a 69 yo female with a longstanding history of hypertension.", C + "hypertension"),
    (
        "Ms Lindqvist's renal function continues to decline, with the eGFR now at 27.",
        O + "egfr-2026-11-03",
    ),
    (
        "Her diabetes is treated with insulin glargine, 18 units every night.",
        M + "glargine-2022-12",
    ),
    ("Dr. Okafor increased the glargine to 18 units in December 2022.", M + "glargine-2022-12"),
    ("She has been off metformin since October 2026.", M + "metformin-2021-03"),
    (
        "Hydrochlorothiazide was withdrawn in June 2017 after an attack of gout.",
        M + "hydrochlorothiazide-2012-03",
    ),
    ("Empagliflozin 10 mg od.", M + "empagliflozin-2024-04"),
    ("Currently prescribed furosemide 40 mg each morning.", M + "furosemide-2024-02"),
    ("Retinopathy affects both eyes and is mild and nonproliferative.", C + "retinopathy"),
    ("The diagnosis of anaemia of CKD remains provisional.", C + "anemia"),
    ("UTI in February 2015, since resolved.", C + "urinary-infection"),
    ("Gout: one attack, in June 2017; inactive.", C + "gout"),
    ("Reacts to co-trimoxazole with a rash.", "AllergyIntolerance/allergy-sulfonamide"),
    ("Sulfa allergy (rash, 1991).", "AllergyIntolerance/allergy-sulfonamide"),
    ("Documented intolerance of codeine.", "AllergyIntolerance/allergy-codeine"),
    (
        "Right knee X-ray in August 2023: severe medial compartment osteoarthritis.",
        "DiagnosticReport/report-knee-xray-2023",
    ),
    (
        "CXR from 10 Feb 2024 demonstrated pulmonary oedema.",
        "DiagnosticReport/report-chest-xray-2024-02",
    ),
    (
        "Renal ultrasound in 2016 showed normal-sized kidneys without obstruction.",
        "DiagnosticReport/report-renal-ultrasound-2016",
    ),
    (
        "Pneumovax in 2012 and a 20-valent conjugate vaccine in September 2022.",
        "Immunization/pneumococcal-2012",
        "Immunization/pneumococcal-2022",
    ),
    ("Discharged on 16 February 2024 after a heart failure admission.", E + "admission-2024-02"),
    ("Brother was diagnosed with bowel cancer.", "FamilyMemberHistory/family-brother"),
    ("PHQ-9 was 5 in March 2024.", O + "mood-2024-03-12"),
    (
        "Colonoscopy is due; it was requested on 6 October 2026 and has not been done yet.",
        "ServiceRequest/order-colonoscopy-2026",
    ),
    (
        "Penicillin allergy is recorded, yet amoxicillin 500 mg was prescribed on 31 October 2026.",
        "AllergyIntolerance/allergy-penicillin",
        M + "amoxicillin-2026-10",
    ),
    (
        "eGFR has gone from 33 in June 2026 to 27 in November 2026.",
        O + "egfr-2026-06-02",
        O + "egfr-2026-11-03",
    ),
    (
        "Between June and November 2026 the potassium rose by 1.1 mmol/L.",
        O + "potassium-2026-06-02",
        O + "potassium-2026-11-03",
    ),
)
