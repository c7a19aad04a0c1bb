"""2017 to 2021.

Gout, a change of doctor and of laboratory, atrial fibrillation, cataracts, kidney disease moves on.
"""

from chartside.demo.visits import Visit

VISITS = (
    Visit(
        "2017-03-14",
        "Annual review",
        "Sleeping better, mood lifted since the spring. Right knee injected with steroid in "
        "January, good relief.",
        ("No change in treatment.", "Eye screening is due in May."),
    ),
    Visit(
        "2017-06-13",
        "Acute gout",
        "Three days of a hot, red, exquisitely painful left big toe. No fever. First attack.",
        (
            "Prednisone 30 mg daily for five days; watch the sugars.",
            "Stop hydrochlorothiazide, which provokes gout. Start amlodipine 5 mg once daily "
            "instead.",
            "Simvastatin interacts with amlodipine and LDL is above target: change to "
            "atorvastatin 40 mg at night.",
        ),
    ),
    Visit(
        "2017-09-12",
        "Blood pressure and lipid review",
        "No further gout. No muscle pain on atorvastatin.",
        ("Continue atorvastatin 40 mg and amlodipine 5 mg.",),
    ),
    Visit(
        "2017-12-12",
        "Diabetes review",
        "Shingles over the left ribs in October, treated with valacyclovir on day two, no lasting "
        "pain.",
        ("Recombinant zoster vaccine when it can be had.", "No change in medicines."),
    ),
    Visit(
        "2018-03-13",
        "Annual review",
        "Home blood pressure 144-150 systolic. No ankle swelling yet.",
        (
            "Increase amlodipine to 10 mg once daily.",
            "Surveillance colonoscopy is due this year: referred.",
        ),
    ),
    Visit(
        "2018-06-12",
        "Diabetes review; last visit with Dr. Brandt",
        "Called back after her mammogram in May; further views and a biopsy are booked. Anxious, "
        "since her mother had breast cancer at 52.",
        ("Await the biopsy.", "Care passes to Dr. Okafor in July."),
    ),
    Visit(
        "2018-09-11",
        "First visit with Dr. Okafor",
        "Breast biopsy benign (fibroadenoma); the suspicion of cancer was withdrawn. Colonoscopy "
        "in August: one 12 mm tubulovillous adenoma removed.",
        ("Next colonoscopy in three years (2021).", "Breast screening returns to every two years."),
    ),
    Visit(
        "2018-12-11",
        "Diabetes review",
        "Retinal photographs show mild background change in both eyes. Ankles swell by the "
        "evening.",
        ("Eye screening yearly.", "If the swelling goes on, reduce amlodipine."),
    ),
    Visit(
        "2019-03-12",
        "Annual review",
        "Ankle edema on amlodipine 10 mg, no breathlessness.",
        ("Reduce amlodipine to 5 mg once daily.", "First recombinant zoster vaccine today."),
    ),
    Visit(
        "2019-06-11",
        "Diabetes review; new laboratory",
        "Swelling gone. The practice's laboratory is now Northway, which reports in SI units: "
        "HbA1c in mmol/mol, creatinine in \N{MICRO SIGN}mol/L, "
        "glucose and cholesterol in mmol/L. Numbers look "
        "different, the trend is unchanged.",
        ("Second recombinant zoster vaccine today.", "No change in medicines."),
    ),
    Visit(
        "2019-09-10",
        "Low blood sugars",
        "Four lows in a month, one at night with confusion that her husband treated with juice. "
        "HbA1c tight.",
        ("Stop glipizide because of hypoglycemia.", "Start sitagliptin 100 mg once daily."),
    ),
    Visit(
        "2019-12-10",
        "After emergency visit: atrial fibrillation",
        "Palpitations on 22 November; the emergency department found atrial fibrillation, rate "
        "132, which reverted overnight. Cardiology on 26 November started apixaban and metoprolol "
        "and stopped aspirin. No bleeding.",
        (
            "Continue apixaban 5 mg twice daily and metoprolol succinate 50 mg.",
            "No aspirin with apixaban. No NSAIDs.",
        ),
    ),
    Visit(
        "2020-03-10",
        "Annual review",
        "Palpitations rare and short. Glare when driving at night, worse in the right eye.",
        ("Refer for cataract assessment.", "Kidney function lower: repeat in three months."),
    ),
    Visit(
        "2020-06-09",
        "Telephone review during the pandemic",
        "Well, keeps at home. Home blood pressure 134/78. Glucose 6 to 9 fasting.",
        ("No change in medicines.", "Cataract surgery on the right on 24 June goes ahead."),
        telephone=True,
    ),
    Visit(
        "2020-09-08",
        "Diabetes review",
        "Right eye clear after surgery. No palpitations.",
        ("No change in treatment.", "Influenza vaccine in October."),
    ),
    Visit(
        "2020-12-08",
        "Telephone review",
        "Glucose higher through the autumn, less walking. No lows since glipizide was stopped.",
        ("Diet and walking plan.", "Recheck in March."),
        telephone=True,
    ),
    Visit(
        "2021-03-09",
        "Annual review, kidney disease stage 3b",
        "eGFR has been below 45 on repeat tests. No uremic symptoms.",
        (
            "Chronic kidney disease is now stage 3b; refer to nephrology.",
            "Reduce metformin to 500 mg twice daily.",
            "Reduce sitagliptin to 50 mg once daily.",
        ),
    ),
    Visit(
        "2021-06-08",
        "Diabetes review",
        "Left cataract done in April, reads without trouble. Two COVID-19 vaccines in the spring. "
        "Nephrology seen in May.",
        ("Continue losartan at full dose.", "No NSAIDs."),
    ),
    Visit(
        "2021-09-14",
        "Diabetes review",
        "Well. Some weight back on.",
        ("Surveillance colonoscopy is booked for October; hold apixaban two days before.",),
    ),
    Visit(
        "2021-12-14",
        "Diabetes review, colonoscopy result",
        "Colonoscopy in October found no polyps. HbA1c drifting up despite tablets.",
        (
            "Next colonoscopy in five years (October 2026).",
            "If HbA1c is above 70 in spring, basal insulin.",
        ),
    ),
)
