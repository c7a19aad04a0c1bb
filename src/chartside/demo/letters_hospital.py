"""Outpatient letters: heart, kidneys, joints, breast, bowel."""

from chartside.demo.contacts import Contact
from chartside.demo.notes import EMERGENCY, PROCEDURE
from chartside.demo.people import (
    CARDIOLOGIST,
    GASTROENTEROLOGIST,
    HOSPITALIST,
    NEPHROLOGIST,
    ORTHOPAEDIST,
    SURGEON,
)

_HEART = (
    Contact(
        "ed-2019-11-22",
        "21:35",
        555,
        HOSPITALIST,
        "Emergency department visit",
        "Palpitations since 19:00, no chest pain or breathlessness. Pulse 132 irregular, BP "
        "148/88. ECG: atrial fibrillation, no ischemia. Troponin normal. Rate slowed on "
        "metoprolol; sinus rhythm by 05:00. CHA2DS2-VASc 3 (female sex, hypertension, diabetes).",
        ("Home. Cardiology within a week to decide on anticoagulation.",),
        term=EMERGENCY,
        code="EMER",
        reason="Palpitations",
    ),
    Contact(
        "cardiology-2019-11-26",
        "14:00",
        40,
        CARDIOLOGIST,
        "Cardiology consultation",
        "First episode of paroxysmal atrial fibrillation. CHA2DS2-VASc 3 (female sex, "
        "hypertension, diabetes). Echocardiogram: ejection fraction 60%, left atrium mildly "
        "enlarged. No bleeding history.",
        ("Apixaban 5 mg twice daily.", "Metoprolol succinate 50 mg once daily.", "Stop aspirin."),
        reason="Paroxysmal atrial fibrillation",
    ),
    Contact(
        "cardiology-2021-05-25",
        "09:30",
        25,
        CARDIOLOGIST,
        "Cardiology follow-up",
        "Two short episodes in a year. No bleeding. Apixaban dose checked: age under 80, weight "
        "over 60 kg, creatinine 125 \N{MICRO SIGN}mol/L: full dose.",
        ("Continue apixaban 5 mg twice daily and metoprolol succinate 50 mg.",),
        reason="Atrial fibrillation",
    ),
    Contact(
        "cardiology-2022-05-24",
        "09:30",
        25,
        CARDIOLOGIST,
        "Cardiology follow-up",
        "No palpitations since the pneumonia in January. No bleeding.",
        ("No change. See in a year.",),
        reason="Atrial fibrillation",
    ),
    Contact(
        "cardiology-2024-04-09",
        "10:15",
        30,
        CARDIOLOGIST,
        "Cardiology follow-up",
        "Eight weeks after admission with heart failure and preserved ejection fraction. Weight "
        "86 kg, no edema. eGFR 37.",
        ("Start empagliflozin 10 mg once daily.", "Continue furosemide 40 mg."),
        reason="Heart failure",
    ),
    Contact(
        "cardiology-2025-04-08",
        "10:15",
        25,
        CARDIOLOGIST,
        "Cardiology follow-up",
        "Stable, climbs two flights. No admissions. Sinus rhythm today.",
        ("No change. See in a year.",),
        reason="Heart failure",
    ),
    Contact(
        "cardiology-2026-07-21",
        "11:00",
        30,
        CARDIOLOGIST,
        "Cardiology follow-up",
        "Ankle edema by evening, BP 142/74. Potassium 4.8 "
        "and creatinine 150 \N{MICRO SIGN}mol/L in June. "
        "Weight 80.5 kg.",
        (
            "Start spironolactone 25 mg once daily.",
            "Potassium and creatinine at one week and at four weeks with the family doctor.",
        ),
        reason="Heart failure",
    ),
)

_KIDNEYS = tuple(
    Contact(
        key,
        "13:30",
        30,
        NEPHROLOGIST,
        "Nephrology consultation",
        story,
        plan,
        reason="Chronic kidney disease",
    )
    for key, story, plan in (
        (
            "nephrology-2021-05-18",
            "Chronic kidney disease stage 3b, albuminuria A2 to A3, diabetic and hypertensive. "
            "Creatinine 125 \N{MICRO SIGN}mol/L in March. Urine sediment bland.",
            ("Losartan at full dose.", "Blood pressure under 130/80.", "See in a year."),
        ),
        (
            "nephrology-2022-05-17",
            "Creatinine 125 \N{MICRO SIGN}mol/L in March, "
            "unchanged over a year. The laboratory has changed "
            "its eGFR equation: the rise from 39 to 42 is the equation, not the kidney.",
            ("No change. See in a year.",),
        ),
        (
            "nephrology-2023-05-16",
            "Creatinine 128 \N{MICRO SIGN}mol/L in March. Albuminuria 28 mg/mmol.",
            ("Consider an SGLT2 inhibitor.", "See in a year."),
        ),
        (
            "nephrology-2024-05-21",
            "Creatinine 135 \N{MICRO SIGN}mol/L in March after heart failure; "
            "on empagliflozin since April, an "
            "early dip in eGFR is expected.",
            ("Continue empagliflozin.", "See in a year."),
        ),
        (
            "nephrology-2025-05-20",
            "Creatinine 142 \N{MICRO SIGN}mol/L in March, eGFR 35. "
            "Albuminuria 31 mg/mmol. Hemoglobin 116 g/L.",
            ("Iron studies if hemoglobin falls below 110.", "See in a year (May 2026)."),
        ),
    )
)

_OTHERS = (
    Contact(
        "endoscopy-2013-08-20",
        "08:30",
        60,
        GASTROENTEROLOGIST,
        "Colonoscopy",
        "To the cecum, preparation good. Two sessile polyps, 4 mm (ascending) and 8 mm (sigmoid), "
        "removed by cold snare. Histology: tubular adenomas, low-grade dysplasia.",
        ("Surveillance colonoscopy in five years.",),
        term=PROCEDURE,
        written="2013-08-27",
        reason="Colon cancer screening",
    ),
    Contact(
        "orthopedics-2017-01-17",
        "15:00",
        20,
        ORTHOPAEDIST,
        "Orthopedic consultation",
        "Right knee medial osteoarthritis. Triamcinolone 40 mg injected into the joint without "
        "complication.",
        ("Exercises. Injection may be repeated.",),
        reason="Right knee osteoarthritis",
    ),
    Contact(
        "breast-2018-06-20",
        "10:00",
        45,
        SURGEON,
        "Breast clinic",
        "Recalled from screening: 9 mm well-defined mass, left breast, upper outer quadrant, no "
        "nodes. Family history: breast cancer at 52 (mother). Ultrasound-guided core biopsy. "
        "Histology 27 June: fibroadenoma, no malignancy.",
        ("Suspected breast cancer is ruled out. Back to screening every two years.",),
        term=PROCEDURE,
        written="2018-06-28",
        reason="Abnormal mammogram",
    ),
    Contact(
        "endoscopy-2018-08-21",
        "08:30",
        60,
        GASTROENTEROLOGIST,
        "Colonoscopy",
        "To the cecum. One 12 mm pedunculated polyp, descending colon, removed by hot snare. "
        "Histology: tubulovillous adenoma, low-grade dysplasia, margins clear.",
        ("Surveillance colonoscopy in three years.",),
        term=PROCEDURE,
        written="2018-08-28",
        reason="Polyp surveillance",
    ),
    Contact(
        "endoscopy-2021-10-19",
        "09:15",
        50,
        GASTROENTEROLOGIST,
        "Colonoscopy",
        "Apixaban held for two days. To the cecum, preparation good. No polyps. Diverticula of "
        "the sigmoid.",
        ("Surveillance colonoscopy in five years (October 2026).",),
        term=PROCEDURE,
        reason="Polyp surveillance",
    ),
)

CONTACTS = (*_HEART, *_KIDNEYS, *_OTHERS)
