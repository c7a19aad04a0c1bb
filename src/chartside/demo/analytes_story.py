"""The tests that carry the story: potassium, creatinine, HbA1c, urine albumin, hemoglobin."""

from chartside.demo.scales import MASS, MOLES, Scale, laboratory_test

POTASSIUM = laboratory_test(
    "potassium",
    "Potassium",
    Scale("2823-3", f"Potassium {MOLES}", "mmol/L", "mmol/L", 3.5, 5.1, 1),
    Scale("2823-3", f"Potassium {MOLES}", "mmol/L", "mmol/L", 3.5, 5.3, 1),
    (
        ("2012-03-01", 4.1),
        ("2016-03-01", 4.4),
        ("2020-03-01", 4.6),
        ("2024-01-20", 4.7),
        ("2024-06-04", 4.5),
        ("2026-06-02", 4.8),
        ("2026-07-28", 5.1),  # one week of spironolactone
        ("2026-09-01", 5.3),
        ("2026-09-29", 5.5),
        ("2026-11-03", 5.9),
    ),
)

CREATININE = laboratory_test(
    "creatinine",
    "Creatinine",
    Scale("2160-0", f"Creatinine {MASS}", "mg/dL", "mg/dL", 0.5, 1.1, 2),
    Scale("14682-9", f"Creatinine {MOLES}", "\N{MICRO SIGN}mol/L", "umol/L", 45, 90, 0, 88.4),
    (
        ("2012-03-01", 0.88),
        ("2014-06-01", 0.95),  # naproxen begins
        ("2016-03-01", 1.14),
        ("2016-06-07", 1.09),  # naproxen stopped
        ("2018-06-01", 1.17),
        ("2020-03-03", 1.33),
        ("2021-03-02", 1.41),
        ("2023-03-01", 1.47),
        ("2024-01-20", 1.53),
        ("2024-06-04", 1.56),
        ("2025-06-03", 1.63),
        ("2026-06-02", 1.70),
        ("2026-07-28", 1.76),
        ("2026-09-01", 1.80),
        ("2026-09-29", 1.833),
        ("2026-11-03", 1.946),
    ),
)

HBA1C = laboratory_test(
    "hba1c",
    "HbA1c",
    Scale("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", "%", 4.0, 5.6, 1),
    # IFCC = (NGSP - 2.15) x 10.929: a straight line, not a factor, so `labs.py` converts it
    Scale(
        "59261-8",
        "Hemoglobin A1c/Hemoglobin.total in Blood by IFCC protocol",
        "mmol/mol",
        "mmol/mol",
        20,
        38,
    ),
    (
        ("2012-03-20", 8.4),
        ("2012-09-04", 7.3),
        ("2013-06-01", 7.0),
        ("2014-09-02", 8.1),  # glipizide begins
        ("2015-03-03", 7.1),
        ("2018-06-01", 7.2),
        ("2019-09-03", 6.6),  # low sugars: glipizide stopped
        ("2021-03-02", 7.5),
        ("2022-06-07", 9.1),  # insulin begins
        ("2022-12-06", 8.0),
        ("2023-06-06", 7.4),
        ("2025-03-04", 7.9),  # semaglutide begins
        ("2025-12-02", 6.9),
        ("2026-06-02", 7.0),
        ("2026-09-01", 7.6),  # semaglutide on hold
    ),
    0.012,
)

ACR = laboratory_test(
    "urine-acr",
    "Urine albumin/creatinine ratio",
    Scale("9318-7", "Albumin/Creatinine [Mass Ratio] in Urine", "mg/g", "mg/g", None, 30, 0),
    Scale(
        "32294-1", "Albumin/Creatinine [Ratio] in Urine", "mg/mmol", "mg/mmol", None, 3, 1, 0.113
    ),
    (
        ("2012-03-20", 18),
        ("2014-03-04", 34),
        ("2016-03-01", 58),
        ("2019-03-05", 96),
        ("2021-03-02", 165),
        ("2023-09-05", 290),
        ("2024-09-03", 240),  # empagliflozin
        ("2026-03-03", 330),
        ("2026-09-01", 395),
    ),
    0.08,
)

HEMOGLOBIN = laboratory_test(
    "hemoglobin",
    "Hemoglobin",
    Scale("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", "g/dL", 12.0, 15.5, 1),
    Scale("718-7", "Hemoglobin [Mass/volume] in Blood", "g/L", "g/L", 120, 155, 0, 10),
    (
        ("2012-03-01", 13.6),
        ("2018-03-06", 12.8),
        ("2022-03-01", 12.1),
        ("2025-03-04", 11.6),
        ("2026-09-01", 10.8),
    ),
)
