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
