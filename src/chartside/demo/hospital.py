"""Two admissions: pneumonia in January 2022, heart failure in February 2024."""

from collections.abc import Iterator

from chartside.demo.admission import Day, Given, Signs, day_resources, given, ward_order
from chartside.demo.notes import DISCHARGE, document, plain
from chartside.demo.people import HOSPITAL, HOSPITALIST
from chartside.demo.prescribing import INTRAVENOUS, rx
from chartside.demo.shapes import Json, at, ref
from chartside.demo.visits import encounter

PNEUMONIA = "Encounter/admission-2022-01"
HEART_FAILURE = "Encounter/admission-2024-02"

PNEUMONIA_SUMMARY = """\
DISCHARGE SUMMARY
Ellery County Hospital, admitted 12 January 2022, discharged 17 January 2022

DIAGNOSES
Community-acquired pneumonia, right lower lobe.
Acute on chronic kidney disease, recovered.
Pulmonary embolism was suspected on admission and ruled out by ventilation-perfusion scan.

COURSE
Three days of fever, cough and right-sided pleuritic pain. Chest X-ray: right lower lobe
consolidation. CRP 182 mg/L, white cells 15.8. Allergic to penicillin (hives, 1979): given
ceftriaxone 1 g daily under observation, tolerated without reaction, with doxycycline. Oxygen
for two days. Blood cultures without growth after five days. Creatinine peaked at
148 \N{MICRO SIGN}mol/L and was 127 on discharge. Apixaban continued throughout.

DISCHARGE MEDICINES
Unchanged, with doxycycline 100 mg twice daily until 20 January.

FOLLOW-UP
Chest X-ray in six weeks.

Dr. Erik Lund
"""

HEART_FAILURE_SUMMARY = """\
DISCHARGE SUMMARY
Ellery County Hospital, admitted 10 February 2024, discharged 16 February 2024

DIAGNOSES
Acute heart failure with preserved ejection fraction, first presentation.
Paroxysmal atrial fibrillation.
Chronic kidney disease stage 3b.
Pulmonary nodule, right upper lobe, 8 mm, found by chance.

COURSE
Two weeks of breathlessness, orthopnea and six kilograms of weight. NT-proBNP 6840 ng/L,
troponin flat. Echocardiogram: ejection fraction 58%, dilated left atrium. Furosemide 40 mg into
a vein twice daily for four days; weight 92.8 to 86.4 kg. Creatinine rose to
158 \N{MICRO SIGN}mol/L and settled at 138. A potassium of 11 February was first reported as 6.8
on a hemolyzed sample and corrected to 4.6. CT of the chest for a shadow on the X-ray:
solid nodule of 8 mm.

DISCHARGE MEDICINES
New: furosemide 40 mg in the morning; rosuvastatin 10 mg at night.
Changed: metoprolol succinate 100 mg once daily (was 50 mg).
Unchanged: apixaban 5 mg twice daily, losartan 100 mg, amlodipine 5 mg, metformin 500 mg twice
daily, sitagliptin 50 mg, insulin glargine 18 units at bedtime, acetaminophen as needed.

FOLLOW-UP
Cardiology in eight weeks. CT of the chest in six months (August 2024) for the nodule.

Dr. Erik Lund
"""

_PNEUMONIA_DAYS = (
    Day(
        "2022-01-12",
        Signs(112, 66, 108, 26, 38.9, 90, 89.2),
        (
            ("crp", 182),
            ("leukocytes", 15.8),
            ("creatinine", 148),
            ("potassium", 4.4),
            ("sodium", 133),
            ("lactate", 2.3),
        ),
        "Admitted from the emergency department. Oxygen 2 L/min. Ceftriaxone under observation: "
        "penicillin gave hives in 1979.",
        ("16:00", "22:15"),
        "15:00",
    ),
    Day(
        "2022-01-13",
        Signs(116, 68, 100, 24, 38.4, 92, 89.0),
        (
            ("crp", 160),
            ("leukocytes", 14.1),
            ("creatinine", 141),
            ("potassium", 4.3),
            ("sodium", 134),
        ),
        "Ventilation-perfusion scan: low probability. Pulmonary embolism ruled out. No reaction "
        "to ceftriaxone.",
    ),
    Day(
        "2022-01-14",
        Signs(122, 70, 90, 20, 37.6, 94, 88.9),
        (
            ("crp", 96),
            ("leukocytes", 11.6),
            ("creatinine", 135),
            ("potassium", 4.4),
            ("sodium", 136),
        ),
        "Fever settling. Oxygen stopped this afternoon.",
    ),
    Day(
        "2022-01-15",
        Signs(128, 72, 82, 18, 37.1, 95, 88.8),
        (
            ("crp", 54),
            ("leukocytes", 9.2),
            ("creatinine", 129),
            ("potassium", 4.5),
            ("sodium", 137),
        ),
        "Walks the corridor on room air. Eats.",
    ),
    Day(
        "2022-01-16",
        Signs(130, 74, 78, 16, 36.8, 96, 88.8),
        (
            ("crp", 31),
            ("leukocytes", 8.4),
            ("creatinine", 127),
            ("potassium", 4.5),
            ("sodium", 138),
        ),
        "Ready for home tomorrow with doxycycline.",
    ),
)

_HEART_DAYS = (
    Day(
        "2024-02-10",
        Signs(158, 88, 104, 26, 36.6, 90, 92.8),
        (
            ("nt-probnp", 6840),
            ("troponin", 22),
            ("creatinine", 152),
            ("sodium", 134),
            ("hemoglobin", 117),
        ),
        "Admitted breathless at rest, edema to the knees, crackles to the mid zones. Furosemide "
        "into a vein.",
        ("20:30", "22:45"),
        "20:10",
    ),
    Day(
        "2024-02-11",
        Signs(146, 82, 96, 22, 36.6, 93, 91.6),
        (("troponin", 24), ("creatinine", 156), ("sodium", 135)),
        "Passed 2.4 liters. Potassium first called in as 6.8 (hemolyzed), repeat on the same "
        "blood 4.6.",
    ),
    Day(
        "2024-02-12",
        Signs(138, 78, 88, 20, 36.7, 94, 90.1),
        (("creatinine", 158), ("potassium", 4.3), ("sodium", 136)),
        "CT of the chest: 8 mm nodule, right upper lobe, besides small effusions.",
    ),
    Day(
        "2024-02-13",
        Signs(132, 76, 82, 18, 36.6, 95, 88.7),
        (("creatinine", 154), ("potassium", 4.1), ("sodium", 137)),
        "Sleeps flat. Echocardiogram: ejection fraction 58%.",
    ),
    Day(
        "2024-02-14",
        Signs(128, 74, 76, 16, 36.5, 96, 87.4),
        (("creatinine", 148), ("potassium", 4.2), ("sodium", 138)),
        "Furosemide by mouth from today. Metoprolol raised to 100 mg for fast runs on the monitor.",
    ),
    Day(
        "2024-02-15",
        Signs(126, 72, 70, 16, 36.6, 96, 86.4),
        (("nt-probnp", 2910), ("creatinine", 138), ("potassium", 4.3), ("sodium", 138)),
        "Weight 86.4 kg. Home tomorrow.",
    ),
)

_CEFTRIAXONE = Given(
    rx("Ceftriaxone 1 g injection", "2193", "ceftriaxone"),
    1,
    "g",
    INTRAVENOUS,
    tuple((f"2022-01-{d}", "16:40") for d in (12, 13, 14, 15, 16)),
)
_FUROSEMIDE = Given(
    rx("Furosemide 10 mg/mL injection", "4603", "furosemide"),
    40,
    "mg",
    INTRAVENOUS,
    (
        ("2024-02-10", "20:45"),
        *((f"2024-02-{d}", c) for d in (11, 12, 13) for c in ("08:00", "16:00")),
    ),
)


def resources() -> Iterator[Json]:
    """Both admissions, day by day."""
    yield _stay(
        PNEUMONIA, ("2022-01-12", "14:20"), ("2022-01-17", "11:00"), "Pneumonia", "pneumonia"
    )
    yield ward_order(
        "ceftriaxone-2022-01", _CEFTRIAXONE, PNEUMONIA, "1 g into a vein once daily for five days"
    )
    yield from given(
        "ceftriaxone", _CEFTRIAXONE, PNEUMONIA, "MedicationRequest/ceftriaxone-2022-01"
    )
    for day in _PNEUMONIA_DAYS:
        yield from day_resources(day, PNEUMONIA)
    yield _letter("discharge-2022-01-17", "2022-01-17", "11:00", PNEUMONIA_SUMMARY, PNEUMONIA)
    yield _stay(
        HEART_FAILURE,
        ("2024-02-10", "19:45"),
        ("2024-02-16", "12:00"),
        "Acute heart failure",
        "heart-failure",
    )
    yield ward_order(
        "furosemide-iv-2024-02", _FUROSEMIDE, HEART_FAILURE, "40 mg into a vein twice daily"
    )
    yield from given(
        "furosemide", _FUROSEMIDE, HEART_FAILURE, "MedicationRequest/furosemide-iv-2024-02"
    )
    for day in _HEART_DAYS:
        yield from day_resources(day, HEART_FAILURE)
    yield _letter(
        "discharge-2024-02-16", "2024-02-16", "12:00", HEART_FAILURE_SUMMARY, HEART_FAILURE
    )


def _stay(
    reference: str, began: tuple[str, str], ended: tuple[str, str], reason: str, problem: str
) -> Json:
    made = encounter(
        reference.split("/")[1],
        "Hospital admission",
        HOSPITALIST,
        at(*began),
        at(*ended),
        code="IMP",
        reason=reason,
        organization=HOSPITAL,
    )
    return made | {"diagnosis": [{"condition": ref(f"Condition/condition-{problem}")}]}


def _letter(key: str, day: str, clock: str, text: str, stay: str) -> Json:
    return document(
        key,
        DISCHARGE,
        HOSPITALIST,
        at(day, clock),
        plain("Discharge summary", text),
        encounter=stay,
        custodian=HOSPITAL,
    )
