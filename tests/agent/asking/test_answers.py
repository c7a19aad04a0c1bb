"""Answers to structured questions, each computed from a small chart."""

from typing import Any

import pytest

from chartside.draft import Verdict
from chartside.errors import NothingToSay

ANSWERS = [
    ("What was her last potassium?", "Potassium 4.4 mmol/L on 2 November 2025."),
    ("Latest K+?", "Potassium 4.4 mmol/L on 2 November 2025."),
    ("Highest potassium ever recorded", "The highest potassium was 5.9 mmol/L on 1 December 2024"),
    ("What is the lowest potassium?", "The lowest potassium was 4.1 mmol/L on 1 June 2023."),
    ("first potassium on file", "First recorded potassium 4.1 mmol/L on 1 June 2023."),
    ("How many potassium results since 2024?", "Potassium was measured 2 times"),
    ("What was her potassium in 2024?", "Potassium 5.9 mmol/L on 1 December 2024"),
    ("Was her potassium ever above 5.5 mmol/L?", "Yes: potassium 5.9 mmol/L on 1 December 2024"),
    ("Was her potassium ever over 7?", "No: the highest potassium was 5.9 mmol/L"),
    ("Is her potassium above 5?", "No: potassium 4.4 mmol/L on 2 November 2025."),
    (
        "How many potassium values were above 5?",
        "Potassium was above 5 mmol/L once in December 2024, 5.9 mmol/L",
    ),
    ("What is her cholesterol?", "Cholesterol 210 mg/dL on 1 May 2025"),
    ("what was the LDL", "LDL cholesterol 130 mg/dL on 1 May 2025"),
    (
        "How has her weight changed since 2019?",
        "Body weight 72 kg on 1 February 2025, down from 80",
    ),
    ("Has she lost weight since 2019?", "Yes: body weight 72 kg on 1 February 2025, down from 80"),
    ("Has she gained weight compared with 2020?", "No: body weight 72 kg"),
    ("Has she ever had a heart attack?", "Yes: Myocardial infarction, since 2 April 2019."),
    ("When was she diagnosed with T2DM?", "Type 2 diabetes mellitus since May 2010."),
    ("How long has she had diabetes?", "Type 2 diabetes mellitus since May 2010, 15 years."),
    ("How old was she when she had her heart attack?", "on 2 April 2019, at age 58."),
    ("When did the pneumonia resolve?", "Pneumonia: resolved on 20 March 2022."),
    ("Does she still have pneumonia?", "No: Pneumonia, resolved"),
    ("Why was lisinopril stopped?", ': "Dry cough".'),
    ("Is she on lisinopril?", "No: Lisinopril 20 mg tablet: stopped"),
    ("Does she take a statin?", "Yes: Atorvastatin 40 mg tablet"),
    ("What is she on for diabetes?", "Metformin 500 mg tablet for type 2 diabetes mellitus."),
    ("What dose of metformin does she take?", "500 mg by mouth twice daily"),
    ("When was metformin started?", "Metformin 500 mg tablet: started on 1 March 2015."),
    ("Was she taking metformin in June 2014?", None),
    ("Which medicines was she on in May 2018?", "Lisinopril 20 mg tablet"),
    ("Is she allergic to PCN?", "Yes: allergy to penicillin: hives."),
    ("What happens when she takes penicillin?", "Allergy to penicillin: hives."),
    ("Is she allergic to latex?", None),
    ("When was the last colonoscopy?", "Colonoscopy on 3 September 2021."),
    ("How many colonoscopies has she had?", "Colonoscopy: 2 times, the last on 3 September 2021."),
    ("How long ago was her colonoscopy?", "Colonoscopy on 3 September 2021, 4 years ago."),
    ("Did she have a colonoscopy before 2016?", "Yes: Colonoscopy on 1 August 2015."),
    ("When was she last admitted?", "Hospital admission from 1 March 2022 to 6 March 2022"),
    ("How long was her hospital stay?", "Hospital admission from 1 March 2022 to 6 March 2022, 5"),
    ("How many times was she hospitalised since 2023?", None),
    ("When was her last visit?", "Office visit on 7 October 2025."),
    ("How old is she?", "65 years old, born 17 May 1960."),
    ("What do the notes say about snoring?", "sleep study for snoring"),
    ("What is her ferritin?", None),
    ("Has she ever had a stroke?", None),
    ("Is she taking warfarin?", None),
    ("What was her potassium in 2019?", None),
]


@pytest.mark.parametrize(("question", "said"), ANSWERS, ids=[q for q, _ in ANSWERS])
def test_a_question_is_answered_from_the_chart_or_not_at_all(
    ask: Any, question: str, said: str | None
) -> None:
    if said is None:
        with pytest.raises(NothingToSay):
            ask(question)
        return
    draft = ask(question)
    assert said in " ".join(s.text for s in draft.statements)
    assert {s.verdict for s in draft.statements} == {Verdict.SUPPORTED}
    assert all(s.citations for s in draft.statements)


def test_what_was_entered_in_error_is_no_answer(ask: Any) -> None:
    draft = ask("What was the highest potassium?")
    assert [c.reference for s in draft.statements for c in s.citations] == ["Observation/k2"]


def test_an_answer_is_a_draft_of_its_own_kind_that_nobody_has_signed(ask: Any) -> None:
    draft = ask("What was her last potassium?")
    assert (draft.kind, draft.status.value) == ("answer", "draft")
    assert draft.author.name == "extractive"


def test_silence_says_what_was_looked_for_and_its_message_repeats_no_word(ask: Any) -> None:
    with pytest.raises(NothingToSay) as silent:
        ask("What is her ferritin?")
    assert any("ferritin" in line for line in silent.value.looked_for)
    assert "ferritin" not in str(silent.value)


def test_a_date_that_can_be_read_in_two_ways_is_not_guessed(ask: Any) -> None:
    with pytest.raises(NothingToSay, match="read in two ways"):
        ask("What was her potassium on 03/02/2025?")


def test_the_same_question_has_the_same_answer(ask: Any) -> None:
    first, again = (ask("List her medicines").sections for _ in range(2))
    assert first == again


@pytest.mark.parametrize("question", ["How old is she?", "How old was she when she died?"])
def test_of_a_patient_who_has_died_the_age_is_that_of_the_day(
    question: str, ask: Any, make: Any
) -> None:
    patient = {"resourceType": "Patient", "id": "1", "birthDate": "1924-06-16", "gender": "female"}
    record = make.record(
        make.lab("k", 4.0, "1990-01-01"), patient={**patient, "deceasedDateTime": "1997-08-05"}
    )
    statements = ask(question, record.open_chart()).statements
    assert [s.text for s in statements] == [
        "The patient died on 5 August 1997.",
        "Aged 73 on 5 August 1997, born 16 June 1924.",
    ]
    assert {s.verdict for s in statements} == {Verdict.SUPPORTED}
