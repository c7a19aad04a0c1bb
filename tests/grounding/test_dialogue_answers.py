"""What was asked and what was answered: a question says nothing by itself."""

import json
from datetime import UTC, datetime

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Row, build_chart
from chartside.fhir.dictation import dictation_of, with_dictation
from chartside.grounding import check

_PATIENT = {"resourceType": "Patient", "id": "p"}
_ROW = Row("Patient", "p", "p", json.dumps(_PATIENT).encode())
CHART = build_chart(
    "Patient/p", [_ROW], {}.get, lambda ref: ref, (), datetime(2026, 1, 1, tzinfo=UTC)
)
FLAGGED = {Verdict.CONTRADICTED, Verdict.NOT_FOUND}


def _judged(source: str, text: str) -> Verdict | None:
    said = dictation_of(source, CHART.as_of)
    cited = (Citation(said.reference, said.version),)
    return check(Statement(text, cited), with_dictation(CHART, said)).verdict


BORNE_OUT = (
    ("Doctor: Any wheezing? Patient: No.", "He denies wheezing."),
    ("[doctor] any chest pain ?\n[patient] no i have not", "Denies chest pain."),
    ("Doctor: Do you have any fever, chills or night sweats?\nPatient: No, none of those.",
     "No fever, chills or night sweats."),
    ("Doctor: Any wheezing? Patient: Yes, at night.", "Reports wheezing at night."),
    ("Doctor: Have you noticed any headaches?\nPatient: Not really.", "No headaches."),
    ("Chest pain? No\nCough? Yes", "Denies chest pain."),
    ("Chest pain? No\nCough? Yes", "He has a cough."),
    ("Doctor: Are you nauseous at all? Any vomiting?\nPatient: Nope.", "She denies vomiting."),
    ("Doctor: How long have you had the cough?\nPatient: About two weeks.", "He has a cough."),
    ("Doctor: Do you smoke?\nPatient: Um, no, I quit. Doctor: Any rash? Patient: I do not.",
     "No rash."),
)  # fmt: skip
"""Sentences that are right, of the half that the rules were built on."""
NOT_BORNE_OUT = (
    ("Doctor: Any wheezing? Patient: No.", "Reports wheezing."),
    ("Doctor: Any wheezing? Patient: Yes, at night.", "Denies wheezing."),
    ("Doctor: Any chest pain? Doctor: Okay, let me listen.", "Reports chest pain."),
    ("Doctor: Any chest pain? Doctor: Okay, let me listen.", "Denies chest pain."),
    ("Doctor: Any fever or chills? Patient: No chills, but I had a fever.", "Denies fever."),
    ("Chest pain? No\nCough? Yes", "He has chest pain."),
    ("Chest pain? No\nCough? Yes", "Denies cough."),
    ("[doctor] do you have palpitations ?\n[patient] yeah i do", "Denies palpitations."),
    ("Doctor: Do you have seizures?\nPatient: I'm not sure.", "Denies seizures."),
    ("Doctor: Are you taking warfarin?\nPatient: No, not anymore.", "She takes warfarin."),
)
"""Sentences that are wrong, or that nothing bears out, of the same half."""
BORNE_OUT_BACK = (
    ("Dr. Ames: Is there any swelling in your legs?\nMr. Poe: Nah, nothing like that.",
     "No leg swelling."),
    ("Q: Any dizziness? A: None.", "Denies dizziness."),
    ("Doctor: Any blood in the stool? Patient: I haven't seen any.", "No blood in the stool."),
    ("Doctor: Does it hurt when you swallow? Any hoarseness?\nPatient: Just the hoarseness.",
     "She has hoarseness."),
    ("[doctor] have you had any numbness or tingling ?\n[patient] no not at all",
     "No numbness or tingling."),
    ("Doctor: Any seasonal allergies? Patient: Yeah.", "She has seasonal allergies."),
    ("1. Asthma? yes\n2. Seizures? no\n3. Glaucoma? no", "No seizures."),
    ("1. Asthma? yes\n2. Seizures? no\n3. Glaucoma? no", "She has asthma."),
    ("Doctor: Where is the rash? Patient: On my back.", "Rash on the back."),
    ("Guest_family: Has he had vomiting? Patient: No.\nDoctor: And diarrhea?\nPatient: A few "
     "times.", "He has had diarrhea."),
)  # fmt: skip
"""Right sentences of the half that was kept back."""
NOT_BORNE_OUT_BACK = (
    ("Dr. Ames: Is there any swelling in your legs?\nMr. Poe: Nah, nothing like that.",
     "He has swelling."),
    ("Q: Any dizziness? A: None.", "Reports dizziness."),
    ("Doctor: Any blood in the stool? Patient: Sometimes.", "Denies blood in the stool."),
    ("Doctor: Do you have hemorrhoids? Do you have diarrhea?", "Has hemorrhoids."),
    ("[doctor] have you had any numbness or tingling ?\n[patient] no numbness but tingling yes",
     "Denies tingling."),
    ("Doctor: Any seasonal allergies? Patient: Yeah.", "Denies seasonal allergies."),
    ("1. Asthma? yes\n2. Seizures? no\n3. Glaucoma? no", "She has glaucoma."),
    ("1. Asthma? yes\n2. Seizures? no\n3. Glaucoma? no", "Denies asthma."),
    ("Epilepsy? Yes/No\nGout? Yes / No", "Denies gout."),
    ("Doctor: You still smoke cigars, right?\nPatient: Yes, every weekend.", "Denies cigars."),
)  # fmt: skip
"""Wrong sentences of the half that was kept back."""


@pytest.mark.parametrize(("source", "text"), [*BORNE_OUT, *BORNE_OUT_BACK])
def test_what_was_answered_is_borne_out(source: str, text: str) -> None:
    assert _judged(source, text) is Verdict.SUPPORTED


@pytest.mark.parametrize(("source", "text"), [*NOT_BORNE_OUT, *NOT_BORNE_OUT_BACK])
def test_what_was_only_asked_or_answered_otherwise_is_not_borne_out(source: str, text: str) -> None:
    assert _judged(source, text) in FLAGGED
