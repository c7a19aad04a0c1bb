"""2012 to 2016.

A new patient; diabetes and blood pressure brought under control; the kidneys begin to matter.
"""

from chartside.demo.visits import Visit

VISITS = (
    Visit(
        "2012-03-13",
        "New patient visit",
        "Moved to Millbrook in January; records from her last practice are partial. Hypertension "
        "since 1998. Type 2 diabetes found at a health check in May 2009, diet alone so far. "
        "Raised cholesterol. Appendix removed in 1974. Stopped smoking in 2009 after about 20 "
        "pack-years. Teaches at the primary school. Penicillin gave her widespread hives as a "
        "young woman (about 1979) and a sulfa antibiotic a rash in 1991.",
        (
            "Start metformin 500 mg twice daily with meals.",
            "Start lisinopril 10 mg once daily; continue hydrochlorothiazide 25 mg once daily.",
            "Start simvastatin 20 mg at night; continue aspirin 81 mg once daily.",
            "Fasting bloods and urine albumin next week. Pneumococcal vaccine today.",
        ),
    ),
    Visit(
        "2012-06-12",
        "Diabetes review",
        "Tolerates metformin, mild loose stools in the first fortnight, now settled. Home glucose "
        "130-170 mg/dL fasting.",
        (
            "Increase metformin to 1000 mg twice daily.",
            "Refer to the dietitian.",
            "Eye screening requested.",
        ),
    ),
    Visit(
        "2012-09-11",
        "Diabetes and blood pressure review",
        "Feels well. Walks 30 minutes most days. Home blood pressure averages 146/86.",
        ("Increase lisinopril to 20 mg once daily.", "Repeat electrolytes in three months."),
    ),
    Visit(
        "2012-12-11",
        "Diabetes review",
        "No hypoglycemia. A dry tickle in the throat at night for some weeks, puts it down to a "
        "cold.",
        ("No change in treatment.", "Annual foot check done: pulses and sensation normal."),
    ),
    Visit(
        "2013-03-12",
        "Annual review",
        "Still has a dry cough, worse at night, now four months. Chest clear, no weight loss, "
        "ex-smoker.",
        (
            "Chest X-ray.",
            "If clear, the cough is likely from lisinopril.",
            "Colon cancer screening: refer for colonoscopy.",
        ),
    ),
    Visit(
        "2013-06-11",
        "Cough, blood pressure review",
        "Chest X-ray was clear. Lisinopril was stopped by telephone on 14 May because of the "
        "cough and losartan 50 mg started; the cough went within three weeks.",
        ("Continue losartan 50 mg once daily.", "Record lisinopril as an intolerance (cough)."),
    ),
    Visit(
        "2013-09-10",
        "Diabetes review, colonoscopy result",
        "Colonoscopy in August: two small polyps removed, both tubular adenomas without "
        "high-grade dysplasia. Her brother had bowel cancer at 58.",
        (
            "Surveillance colonoscopy in five years (2018).",
            "Tetanus booster today.",
            "No change in medicines.",
        ),
    ),
    Visit(
        "2013-12-10",
        "Diabetes review",
        "Busy term, less walking, two kilograms heavier. Knees ache on stairs, right more than "
        "left.",
        ("Weight and activity plan agreed.", "Exercises for the knees."),
    ),
    Visit(
        "2014-03-11",
        "Annual review",
        "Home blood pressure 140-150 systolic. First urine albumin above the normal range.",
        ("Increase losartan to 100 mg once daily.", "Repeat urine albumin in six months."),
    ),
    Visit(
        "2014-06-10",
        "Right knee pain",
        "Right knee pain on stairs and after standing in class, stiff for ten minutes in the "
        "morning. Crepitus, small effusion, stable. X-ray shows medial compartment osteoarthritis.",
        ("Naproxen 500 mg twice daily with food.", "Physiotherapy for quadriceps strength."),
    ),
    Visit(
        "2014-09-09",
        "Diabetes review",
        "Knee much better on naproxen. Fasting glucose creeping up over the summer.",
        (
            "Start glipizide 5 mg once daily before breakfast; taught about low sugars.",
            "Keep metformin.",
        ),
    ),
    Visit(
        "2014-12-09",
        "Diabetes review",
        "One shaky spell before lunch, put right with juice. Otherwise well.",
        ("Eat on time with glipizide.", "Influenza vaccine was given in October."),
    ),
    Visit(
        "2015-03-10",
        "Annual review",
        "A urinary infection in February was treated with five days of nitrofurantoin and has "
        "cleared.",
        ("No change in treatment.", "Vitamin D level with the next bloods if tired."),
    ),
    Visit(
        "2015-06-09",
        "Diabetes review",
        "Well. Takes naproxen on school days only. No indigestion.",
        ("Discussed the kidney and stomach risks of naproxen.", "Try the lowest dose."),
    ),
    Visit(
        "2015-09-08",
        "Diabetes review",
        "Retired in June, more time to walk. No hypoglycemia this quarter.",
        ("No change in treatment.",),
    ),
    Visit(
        "2015-12-08",
        "Diabetes review",
        "A fortnight of cough in November, viral, settled without antibiotics. Back on naproxen "
        "daily in the cold.",
        ("Repeat kidney function in March; stop naproxen if it has fallen further.",),
    ),
    Visit(
        "2016-03-08",
        "Annual review, kidney function",
        "Kidney function has fallen again, eGFR now in the fifties, with rising urine albumin. No "
        "urinary symptoms.",
        (
            "Repeat creatinine within the month to confirm.",
            "Renal ultrasound.",
            "Hold naproxen meanwhile.",
        ),
    ),
    Visit(
        "2016-04-12",
        "Chronic kidney disease confirmed",
        "Repeat creatinine unchanged; ultrasound shows normal-sized kidneys without obstruction. "
        "Chronic kidney disease stage 3a with albuminuria, diabetic and hypertensive.",
        (
            "Stop naproxen for good because of kidney disease. No NSAIDs, including those sold "
            "over the counter.",
            "Acetaminophen 1000 mg up to three times daily as needed for the knee.",
            "Cholecalciferol for a low vitamin D.",
        ),
    ),
    Visit(
        "2016-06-14",
        "Kidney and diabetes review",
        "Off naproxen, knee manageable with acetaminophen and a brace. Creatinine a little better.",
        ("Continue losartan.", "Refer to orthopedics for an injection."),
    ),
    Visit(
        "2016-09-13",
        "Diabetes review",
        "Well. Vitamin D replaced.",
        ("Stop cholecalciferol at the end of the course in March.", "Foot check normal."),
    ),
    Visit(
        "2016-12-13",
        "Diabetes review",
        "Caring for her mother-in-law, sleeps poorly. Mood low in the evenings, no thoughts of "
        "self-harm.",
        ("PHQ-9 today, repeat in three months.", "No change in medicines."),
    ),
)
