"""What was asked for and aimed at.

Orders, goals, the care plan and team; and what she told us of her life.
"""

from collections.abc import Iterator

from chartside.demo.imaging import CT_CHEST, MAMMOGRAM
from chartside.demo.people import (
    CARDIOLOGIST,
    EYE_DOCTOR,
    NEPHROLOGIST,
    NURSE,
    OKAFOR,
    ORGANIZATIONS,
    PRACTICE,
    display,
)
from chartside.demo.practice import VISITS
from chartside.demo.procedures import COLONOSCOPY
from chartside.demo.shapes import (
    PATIENT,
    Json,
    Term,
    at,
    concept,
    loinc,
    quantity,
    ref,
    refs,
    snomed,
    status,
)

_FORMER = snomed("8517006", "Ex-smoker (finding)", "Former smoker")
_TOBACCO = loinc("72166-2", "Tobacco smoking status", "Tobacco smoking status")
_ALCOHOL = loinc("75626-2", "Total score [AUDIT-C]", "AUDIT-C total score")
_MOOD = loinc(
    "44261-6",
    "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]",
    "PHQ-9 total score",
)
_WORK = loinc("11341-5", "History of Occupation", "Occupation")

ORDERED = (
    (
        "order-colonoscopy-2026",
        COLONOSCOPY,
        "2026-10-06",
        "2026-10",
        OKAFOR,
        "Polyp surveillance, five years after October 2021",
    ),
    (
        "order-ct-chest-2024",
        CT_CHEST,
        "2024-03-12",
        "2024-08",
        OKAFOR,
        "8 mm pulmonary nodule, right upper lobe",
    ),
    (
        "order-nephrology-2026",
        Term("Referral to nephrology"),
        "2026-03-10",
        "2026-05",
        OKAFOR,
        "Falling eGFR, rising albuminuria",
    ),
    (
        "order-potassium-2026-10",
        Term("Repeat potassium and creatinine"),
        "2026-10-06",
        "2026-11-03",
        OKAFOR,
        "Potassium above range on spironolactone and losartan",
    ),
    ("order-mammogram-2026", MAMMOGRAM, "2026-09-08", "2026-11", OKAFOR, "Routine screening"),
    (
        "order-eye-screening-2025",
        Term("Diabetic eye screening"),
        "2025-09-09",
        "2025-11",
        OKAFOR,
        "Diabetic retinopathy",
    ),
    (
        "order-iron-studies-2025",
        Term("Iron studies"),
        "2025-12-09",
        "2026-03",
        OKAFOR,
        "Anemia of kidney disease",
    ),
)
"""Requests still open.

None of them has a result, apart from the potassium, which nobody has answered.
"""

_FILLED = (
    (
        "order-colonoscopy-2013",
        COLONOSCOPY,
        "2013-03-12",
        "2013-08",
        OKAFOR,
        "Colon cancer screening",
    ),
    ("order-colonoscopy-2018", COLONOSCOPY, "2018-03-13", "2018-08", OKAFOR, "Polyp surveillance"),
    ("order-colonoscopy-2021", COLONOSCOPY, "2021-09-14", "2021-10", OKAFOR, "Polyp surveillance"),
    (
        "order-renal-ultrasound-2016",
        Term("Ultrasound of kidneys"),
        "2016-03-08",
        "2016-03",
        OKAFOR,
        "Falling eGFR",
    ),
    (
        "order-cataract-2020",
        Term("Referral to ophthalmology"),
        "2020-03-10",
        "2020-05",
        OKAFOR,
        "Glare, right eye",
    ),
    ("order-echo-2023", Term("Echocardiogram"), "2023-12-12", "2024-01", OKAFOR, "Breathlessness"),
)


def resources() -> Iterator[Json]:
    """Orders, goals, plan, team, social history and questionnaires."""
    for order in _FILLED:
        yield _order(*order) | {"status": "completed"}
    for order in ORDERED:
        yield _order(*order)
    yield from _goals()
    yield _plan()
    yield _team()
    yield from _social()


def _order(key: str, term: Term, day: str, due: str, who: str, why: str) -> Json:
    if day < "2018-07-01":
        who = "Practitioner/dr-brandt"
    made: Json = {
        "resourceType": "ServiceRequest",
        "id": key,
        "status": "active",
        "intent": "order",
        "code": term.concept,
        "subject": ref(PATIENT),
        "encounter": ref(f"Encounter/visit-{day}"),
        "occurrenceDateTime": due,
        "authoredOn": day,
        "requester": ref(who, display(who)),
        "reasonCode": [concept(why)],
    }
    return made


def _goals() -> Iterator[Json]:
    for key, words, term, value, start in (
        (
            "goal-hba1c",
            "HbA1c below 58 mmol/mol",
            loinc("59261-8", "Hemoglobin A1c/Hemoglobin.total in Blood by IFCC protocol", "HbA1c"),
            quantity(58, "mmol/mol", "mmol/mol"),
            "2019-06-11",
        ),
        (
            "goal-systolic",
            "Systolic blood pressure below 130 mmHg",
            loinc("8480-6", "Systolic blood pressure"),
            quantity(130, "mmHg", "mm[Hg]"),
            "2021-05-18",
        ),
    ):
        yield {
            "resourceType": "Goal",
            "id": key,
            "lifecycleStatus": "active",
            "description": {"text": words},
            "subject": ref(PATIENT),
            "startDate": start,
            "target": [{"measure": term.concept, "detailQuantity": value | {"comparator": "<"}}],
        }


def _plan() -> Json:
    return {
        "resourceType": "CarePlan",
        "id": "plan-kidney-heart-diabetes",
        "status": "active",
        "intent": "plan",
        "title": "Diabetes, heart failure and kidney disease",
        "description": (
            "Daily weight; low-potassium diet; no NSAIDs; sick-day rules; blood tests every three "
            "months."
        ),
        "subject": ref(PATIENT),
        "period": {"start": "2024-03-12"},
        "author": ref(OKAFOR, display(OKAFOR)),
        "careTeam": [ref("CareTeam/team")],
        "addresses": refs(
            f"Condition/condition-{k}" for k in ("diabetes", "heart-failure", "ckd-3b")
        ),
        "goal": refs(("Goal/goal-hba1c", "Goal/goal-systolic")),
    }


def _team() -> Json:
    roles = (
        (OKAFOR, "Family doctor"),
        (NURSE, "Practice nurse"),
        (CARDIOLOGIST, "Cardiologist"),
        (NEPHROLOGIST, "Nephrologist"),
        (EYE_DOCTOR, "Ophthalmologist"),
    )
    return {
        "resourceType": "CareTeam",
        "id": "team",
        "status": "active",
        "name": "Care team of Nora Lindqvist",
        "subject": ref(PATIENT),
        "participant": [
            {"role": [concept(role)], "member": ref(who, display(who))} for who, role in roles
        ],
        "managingOrganization": [ref(PRACTICE, ORGANIZATIONS[PRACTICE])],
    }


def _social() -> Iterator[Json]:
    for day in ("2012-03-13", "2016-03-08", "2020-03-10", "2024-03-12"):
        yield _told(f"tobacco-{day}", _TOBACCO, day, "social-history") | {
            "valueCodeableConcept": _FORMER.concept
        }
    for day, score in (("2012-03-13", 3), ("2018-03-13", 2), ("2024-03-12", 1)):
        yield _told(f"alcohol-{day}", _ALCOHOL, day, "survey") | {
            "valueQuantity": quantity(score, "points", "{score}")
        }
    for day, score in (("2016-12-13", 11), ("2017-03-14", 4), ("2024-03-12", 5)):
        yield _told(f"mood-{day}", _MOOD, day, "survey") | {
            "valueQuantity": quantity(score, "points", "{score}")
        }
    for day, work in (
        ("2012-03-13", "Primary school teacher"),
        ("2015-09-08", "Retired primary school teacher"),
    ):
        yield _told(f"occupation-{day}", _WORK, day, "social-history") | {"valueString": work}


def _told(key: str, term: Term, day: str, category: str) -> Json:
    visit = next(v for v in VISITS if v.day == day)
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "category": [status("observation-category", category)],
        "code": term.concept,
        "subject": ref(PATIENT),
        "encounter": ref(visit.reference),
        "effectiveDateTime": at(day, visit.clock, 8),
    }
