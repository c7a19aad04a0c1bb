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


_QUIT = "Doctor: Did you stop the lisinopril? Patient: No."
_SHARP = "Doctor: Is the pain sharp? Patient: No."
_FOR = "Doctor: Are you taking metformin for your diabetes? Patient: No."
_KIN = "Doctor: Any cancer? Patient: No. My mother had breast cancer."
_MOTHER = "Doctor: Does your mother have diabetes? Patient: {}"
_STROKE = (
    "Doctor: Have you had a stroke? Patient: No. Doctor: A heart attack? Patient: Yes, in 2015."
)
_GOUT = "Doctor: I see you have gout, do you have any joint pain? Patient: No."
_CHILLS = "Doctor: Any fever or chills? Patient: Just chills."
MORE_BORNE_OUT = (
    (_QUIT, "She takes lisinopril."),
    ("Doctor: Can you lift the arm without pain? Patient: No.", "She has pain."),
    (_SHARP, "She has pain."),
    (_FOR, "She has diabetes."),
    (_KIN, "Her mother had breast cancer."),
    (_MOTHER.format("Yes."), "Her mother has diabetes."),
    (_STROKE, "Had a heart attack in 2015."),
    (_GOUT, "He has gout."),
    (_GOUT, "He denies joint pain."),
    (_CHILLS, "Reports chills."),
    ("Doctor: Any allergies? Patient: Penicillin.", "Allergic to penicillin."),
    ("Doctor: You still have fevers, right? Patient: Yes.", "Reports fevers."),
    ("Pneumonia? Start antibiotics.", "Possible pneumonia."),
)
"""What a question takes for granted, and whose the answer is; written when the rules were there."""
MORE_NOT_BORNE_OUT = (
    (_QUIT, "Denies lisinopril."),
    ("Doctor: Did you stop smoking? Patient: No.", "Denies smoking."),
    (_SHARP, "Denies pain."),
    (_FOR, "She takes metformin."),
    (_FOR, "Denies diabetes."),
    (_KIN, "She has cancer."),
    (_MOTHER.format("No."), "Her mother has diabetes."),
    (_MOTHER.format("Yes."), "She has diabetes."),
    (_STROKE, "Had a stroke in 2015."),
    (_CHILLS, "Denies chills."),
    ("Doctor: Any allergies? Patient: No.", "Allergic to penicillin."),
    ("Doctor: So you have been having fevers? Patient: No.", "Reports fevers."),
    ("Doctor: Any nausea? Patient: I think so.", "Denies nausea."),
    ("Do you have chest pain?\nDo you have a cough?\n", "Has chest pain."),
    ("Dr: Do you have chest pain or shortness of breath with exertion? Pt: No.",
     "Reports chest pain or shortness of breath with exertion."),
)  # fmt: skip


@pytest.mark.parametrize(("source", "text"), [*BORNE_OUT, *BORNE_OUT_BACK, *MORE_BORNE_OUT])
def test_what_was_answered_is_borne_out(source: str, text: str) -> None:
    assert _judged(source, text) is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("source", "text"), [*NOT_BORNE_OUT, *NOT_BORNE_OUT_BACK, *MORE_NOT_BORNE_OUT]
)
def test_what_was_only_asked_or_answered_otherwise_is_not_borne_out(source: str, text: str) -> None:
    assert _judged(source, text) in FLAGGED


@pytest.mark.parametrize(
    "text", ["a? " * 33_000, "?" * 100_000, "Any pain? " + "um " * 30_000, "any " * 25_000 + "?"]
)
def test_questions_without_an_end_are_read_in_good_time(text: str) -> None:
    assert _judged(text, "She has gout.") in FLAGGED
