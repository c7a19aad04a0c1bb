"""The page for the patient: plain words, measured, and nothing that a clinician must decide."""

from typing import Any

import pytest

from chartside.agent.authors.plainly.reading import grade
from chartside.draft import Verdict
from chartside.errors import NothingToSay
from chartside.prompts.kinds import document_kind

GRADE = document_kind("patient").grade or 0
DEAD = {
    "resourceType": "Patient",
    "id": "1",
    "birthDate": "1940-01-01",
    "gender": "male",
    "deceasedDateTime": "2025-12-24",
}


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat on the mat.", -2, 0),
        ("You take one tablet by mouth each day.", 0, 4),
        (
            "The administration of anticoagulation necessitates individualized consideration of "
            "cardiovascular comorbidities and pharmacological interactions.",
            20,
            40,
        ),
    ],
)
def test_the_grade_follows_the_formula(text: str, least: float, most: float) -> None:
    assert least < grade([text]) < most


def test_the_grade_of_a_counted_text_is_exact() -> None:
    # 10 words in 2 sentences, 12 syllables: 0.39 * 5 + 11.8 * 1.2 - 15.59
    assert round(grade(["You take the blue pill.", "It helps your tired kidney."]), 2) == 0.52


async def test_the_page_stays_below_its_grade(make: Any, wrote: Any) -> None:
    record = make.record(
        make.problem("h", "Essential hypertension", onsetDateTime="1998"),
        make.problem("k", "Chronic kidney disease stage 3", onsetDateTime="2019-04"),
        make.order("o", "Losartan 50 mg tablet", dosageInstruction=[{"text": "1 tablet daily"}]),
        make.allergy("penicillin", "Penicillin"),
        make.lab("k1", 4.1, "2025-06-01"),
        make.lab("k2", 5.9, "2025-12-01"),
        make.visit("v1", "Office visit", "2025-12-01"),
    )
    draft = await wrote(record, "patient")
    assert grade([s.text for s in draft.statements]) <= GRADE
    assert all(s.verdict is Verdict.SUPPORTED for s in draft.statements)
    assert [s.text for s in draft.statements] == [
        "Your potassium was high on 1 December 2025: 5.9 mmol/L.",
        "Essential hypertension (high blood pressure), since 1998.",
        "Chronic kidney disease stage 3 (long-term kidney disease), since April 2019.",
        "You take losartan 50 mg tablet: 1 tablet daily.",
        "You are allergic to penicillin.",
        "You were seen on 1 December 2025.",
    ]


async def test_nobody_writes_to_a_patient_who_died(make: Any, wrote: Any) -> None:
    with pytest.raises(NothingToSay, match="the patient has died"):
        await wrote(make.record(*make.small(), patient=DEAD), "patient")


NAMES = (
    *("amoxicillin 500 mg capsule", "spironolactone 25 mg tablet", "atorvastatin 40 mg tablet"),
    *("rosuvastatin 10 mg tablet", "penicillin", "epinephrine auto-injector"),
)


async def page(make: Any, wrote: Any, *resources: Any) -> list[str]:
    draft = await wrote(make.record(*resources, make.visit("v", "Visit", "2025-12-01")), "patient")
    assert [s.reasons for s in draft.statements if s.verdict is not Verdict.SUPPORTED] == []
    assert grade([s.text for s in draft.statements], NAMES) <= GRADE
    return [s.text for s in draft.statements]


async def test_the_patient_is_told_of_a_medicine_against_an_allergy_and_whom_to_tell(
    make: Any, wrote: Any
) -> None:
    told = await page(
        make,
        wrote,
        make.allergy("a", "Penicillin"),
        make.order("m", "Amoxicillin 500 mg capsule", authoredOn="2025-11-30"),
    )
    assert told[0] == (
        "Amoxicillin 500 mg capsule, ordered 30 November 2025, does not go with your allergy to "
        "penicillin. Tell your doctor or pharmacist."
    )


async def test_the_patient_is_told_which_medicine_to_ask_about_after_a_result(
    make: Any, wrote: Any
) -> None:
    told = await page(
        make,
        wrote,
        make.lab("k", 6.2, "2025-12-01"),
        make.order("m", "Spironolactone 25 mg tablet"),
    )
    assert told[0] == (
        "Your potassium was high on 1 December 2025: 6.2 mmol/L. Ask your doctor or pharmacist "
        "about spironolactone 25 mg tablet."
    )
    assert sum("potassium" in t for t in told) == 1


async def test_the_patient_is_asked_to_ask_about_two_medicines_of_one_kind(
    make: Any, wrote: Any
) -> None:
    told = await page(
        make,
        wrote,
        make.order("a", "Atorvastatin 40 mg tablet"),
        make.order("r", "Rosuvastatin 10 mg tablet", authoredOn="2025-06-01"),
    )
    assert (
        "Atorvastatin 40 mg tablet and rosuvastatin 10 mg tablet are of the same kind. Ask your "
        "doctor or pharmacist if you need both." in told
    )


async def test_the_patient_is_told_when_something_was_due(make: Any, wrote: Any) -> None:
    ordered = make.resource(
        "ServiceRequest",
        "o",
        status="active",
        intent="order",
        code={"text": "Eye screening"},
        authoredOn="2025-03-04",
        occurrenceDateTime="2025-06",
    )
    told = await page(make, wrote, ordered)
    assert "Still to be done: eye screening, ordered 4 March 2025. It was due in June 2025." in told


async def test_no_pressing_result_is_lost_where_the_first_lines_are_full(
    make: Any, wrote: Any
) -> None:
    def lab(name: str, text: str, loinc: str, number: float, unit: str) -> Any:
        code = {"coding": [{"system": "http://loinc.org", "code": loinc}], "text": text}
        return make.lab(
            name,
            number,
            "2025-12-01",
            code=code,
            valueQuantity={"value": number, "unit": unit, "code": unit},
            interpretation=[{"coding": [{"code": "HH"}]}],
        )

    told = await page(
        make,
        wrote,
        make.lab("k", 6.6, "2025-12-01", interpretation=[{"coding": [{"code": "HH"}]}]),
        lab("na", "Sodium", "2951-2", 165, "mmol/L"),
        lab("ca", "Calcium", "17861-6", 14.5, "mg/dL"),
        lab("gl", "Glucose", "2345-7", 600, "mg/dL"),
    )
    for name in ("potassium", "sodium", "calcium", "glucose"):
        assert sum(f"Your {name} was high" in t for t in told) == 1


async def test_an_injector_that_nobody_ordered_again_is_not_hidden_from_the_patient(
    make: Any, wrote: Any
) -> None:
    told = await page(
        make,
        wrote,
        make.allergy("f", "Fish"),
        make.order(
            "e",
            "Epinephrine auto-injector",
            authoredOn="2019-01-02",
            dosageInstruction=[{"asNeededBoolean": True}],
        ),
    )
    assert (
        "Your record still lists epinephrine auto-injector, ordered 2 January 2019. Ask your "
        "doctor or pharmacist if you need it." in told
    )
