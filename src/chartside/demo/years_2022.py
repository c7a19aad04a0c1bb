"""2022 to 2026.

Pneumonia, insulin, heart failure, and potassium and creatinine that climb in the last months.
"""

from chartside.demo.visits import Visit

VISITS = (
    Visit(
        "2022-03-08",
        "Annual review after pneumonia",
        "In hospital 12 to 17 January with pneumonia of the right lower lobe; tolerated "
        "ceftriaxone. A clot on the lung was suspected there and ruled out by scan. Back to "
        "walking the dog.",
        (
            "Chest X-ray in March has cleared.",
            "Pneumococcal conjugate vaccine in September, at 65.",
        ),
    ),
    Visit(
        "2022-06-14",
        "Diabetes: start insulin",
        "Thirst and nights disturbed by passing water. HbA1c well above target.",
        (
            "Start insulin glargine 10 units at bedtime; add 2 units every four days until "
            "fasting is under 7.5.",
        ),
    ),
    Visit(
        "2022-09-13",
        "Diabetes review",
        "On 14 units, fasting 8 to 9. No lows. Injects without trouble.",
        ("Go on titrating.", "Pneumococcal conjugate vaccine (20-valent) today."),
    ),
    Visit(
        "2022-12-13",
        "Diabetes review",
        "Fasting 7 to 8 on 16 units.",
        ("Insulin glargine 18 units at bedtime.", "Mammogram in November was normal."),
    ),
    Visit(
        "2023-03-14",
        "Annual review",
        "Feet numb at the tips at night. Monofilament reduced at both great toes.",
        (
            "Diabetic neuropathy; foot care leaflet, podiatry.",
            "Vitamin B12 low-normal on metformin: watch.",
        ),
    ),
    Visit(
        "2023-06-13",
        "Diabetes review",
        "Sugars better than for years. A fall on the stairs in May without injury.",
        (
            "No change in medicines.",
            "A potassium reported by the laboratory on 6 June was withdrawn as a wrong sample.",
        ),
    ),
    Visit(
        "2023-09-12",
        "Diabetes review, right knee",
        "Right knee bad again; orthopedics on 5 September. A pharmacist stopped an ibuprofen "
        "order last week.",
        ("No NSAIDs: kidney disease and apixaban.", "Topical treatment and acetaminophen."),
    ),
    Visit(
        "2023-12-12",
        "Breathless on hills",
        "More breathless on the hill since autumn, sleeps on two pillows. Weight up two "
        "kilograms. No chest pain.",
        ("Echocardiogram and cardiology review requested.", "Weigh daily."),
    ),
    Visit(
        "2024-03-12",
        "After admission for heart failure",
        "In hospital 10 to 16 February with heart failure, preserved ejection fraction (58%). Six "
        "kilograms of fluid lost. Cardiology added furosemide and rosuvastatin and doubled "
        "metoprolol.",
        (
            "Continue furosemide 40 mg in the morning.",
            "Chest CT in August for the nodule seen in hospital.",
        ),
    ),
    Visit(
        "2024-06-11",
        "Heart failure and kidney review",
        "Weight steady at 86 kg. Empagliflozin since April, no thrush. Climbs the hill with one "
        "stop.",
        ("Continue empagliflozin 10 mg.", "Daily weights."),
    ),
    Visit(
        "2024-09-10",
        "Diabetes review",
        "Well through the summer. No edema.",
        ("No change in medicines.", "Mammogram is due in November."),
    ),
    Visit(
        "2024-12-10",
        "Heart failure review",
        "No admissions since February. Occasional palpitations, under a minute.",
        ("Continue apixaban and metoprolol succinate 100 mg.",),
    ),
    Visit(
        "2025-03-11",
        "Annual review, weight",
        "Weight up again, HbA1c above target, wants to avoid more insulin.",
        (
            "Start semaglutide 0.25 mg weekly for four weeks, then 0.5 mg.",
            "Stop sitagliptin when semaglutide starts.",
        ),
    ),
    Visit(
        "2025-06-10",
        "Diabetes review",
        "Three kilograms down on semaglutide 0.5 mg, some nausea the day after. Fasting under 7.",
        ("Continue semaglutide 0.5 mg weekly.", "Reduce glargine to 16 units if any lows."),
    ),
    Visit(
        "2025-09-09",
        "Diabetes review",
        "No lows. Declines the influenza vaccine this year after a sore arm.",
        ("Vaccine declined, offer again next year.",),
    ),
    Visit(
        "2025-12-09",
        "Diabetes review",
        "Best HbA1c for years. Tired, hemoglobin a little low.",
        ("Iron studies with the next bloods.", "Anemia likely of kidney disease; tell nephrology."),
    ),
    Visit(
        "2026-03-10",
        "Annual review",
        "Steady weight at 82 kg. Hemoglobin 112. Urine albumin rising again.",
        ("Nephrology review brought forward.", "No NSAIDs."),
    ),
    Visit(
        "2026-06-09",
        "Diabetes review, nausea",
        "Nausea most days and vomiting after the last two semaglutide injections. Eats little.",
        (
            "If it goes on, pause semaglutide.",
            "Drink enough; sick-day rules for losartan, furosemide and metformin.",
        ),
    ),
    Visit(
        "2026-09-08",
        "Diabetes and heart failure review",
        "Semaglutide on hold since 14 July, nausea gone. Cardiology added spironolactone 25 mg on "
        "21 July for edema and blood pressure. Less swelling. Potassium at the upper limit.",
        ("Low-potassium diet sheet.", "Repeat potassium and creatinine on 29 September."),
    ),
    Visit(
        "2026-10-06",
        "Kidney function review",
        "Feels well apart from tiredness. Potassium above range and eGFR 29.",
        (
            "Stop metformin: eGFR is below 30.",
            "Repeat potassium and creatinine in four weeks; if potassium is above 5.5, stop "
            "spironolactone.",
            "Surveillance colonoscopy is due this month: referral sent.",
            "Nephrology appointment requested again.",
        ),
    ),
)
