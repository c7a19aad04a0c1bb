"""Whether something is over: never yes for what is there still."""

from typing import Any

import pytest

from chartside.errors import NothingToSay


@pytest.fixture
def resources(make: Any, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With a medicine that was given once into a vein and is taken by mouth."""
    once = {"status": "completed", "authoredOn": "2024-02-10"}
    daily = {"authoredOn": "2024-02-16", "dosageInstruction": [{"text": "40 mg by mouth daily"}]}
    return [
        *resources,
        make.order("iv", "Furosemide 10 mg/mL injection", **once),
        make.order("po", "Furosemide 40 mg tablet", **daily),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Has her diabetes resolved?",
        "Is the type 2 diabetes mellitus over?",
        "Has T2DM gone away?",
        "Is her diabetes inactive?",
        "Is diabetes in remission?",
        "Was the diabetes cured?",
        "Is diabetes no longer a problem?",
        "Has metformin been stopped?",
        "Did she stop taking metformin?",
        "Is metformin discontinued?",
        "Is she no longer on metformin?",
        "Is she off metformin?",
    ],
)
def test_what_is_active_or_taken_is_not_said_to_be_over(ask: Any, question: str) -> None:
    said = [s.text for s in ask(question).statements]
    assert all(text.startswith("No: ") for text in said), said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Has the pneumonia resolved?", "Yes: Pneumonia, resolved"),
        ("Did the pneumonia clear up?", "Yes: Pneumonia, resolved"),
        ("Is her pneumonia over?", "Yes: Pneumonia, resolved"),
        ("Did the pneumonia resolve in 2022?", "Yes: Pneumonia, resolved"),
        ("Did the pneumonia resolve in 2024?", "Pneumonia, resolved"),
        ("Has lisinopril been stopped?", "Yes: Lisinopril 20 mg tablet: stopped"),
        ("Was lisinopril stopped in 2022?", "Lisinopril 20 mg tablet: stopped"),
        ("Is she no longer taking lisinopril?", "Yes: Lisinopril 20 mg tablet: stopped"),
    ],
)
def test_what_has_ended_is_said_to_be_over_with_its_end(ask: Any, question: str, said: str) -> None:
    assert " ".join(s.text for s in ask(question).statements).startswith(said)


@pytest.mark.parametrize(
    "question",
    [
        "Which medicine should be stopped first?",
        "Should metformin be stopped?",
        "Is it safe to restart lisinopril?",
        "Can she take penicillin?",
        "Is her diabetes well controlled?",
        "Would she benefit from a higher dose of metformin?",
        "Does she need another colonoscopy?",
        "Does lisinopril interact with metformin?",
        "Will her potassium rise?",
        "What is the best treatment for her diabetes?",
    ],
)
def test_a_question_of_clinical_judgement_is_not_answered(ask: Any, question: str) -> None:
    with pytest.raises(NothingToSay, match="clinical judgement"):
        ask(question)


@pytest.mark.parametrize(
    "question", ["How should metformin be taken?", "I need to know her last potassium."]
)
def test_what_the_record_says_is_no_judgement_though_it_sounds_like_one(
    ask: Any, question: str
) -> None:
    assert ask(question).statements


@pytest.mark.parametrize(
    "question", ["Is the family affected by diabetes?", "Is anyone related to her diabetic?"]
)
def test_the_patients_own_disease_is_not_given_for_a_relatives(ask: Any, question: str) -> None:
    with pytest.raises(NothingToSay):
        ask(question)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How old was she on 1 March 2000?", "Aged 39 on 1 March 2000, born 17 May 1960."),
        ("How old was she on 17 May 2000?", "Aged 40 on 17 May 2000, born 17 May 1960."),
        ("Was her potassium higher on 2023-06-01 or on 2024-12-01?", "Potassium 5.9 mmol/L on 1"),
        ("How long is it between her first and last potassium?", "Potassium from 4.1 mmol/L on 1"),
        ("What was her last serum potassium?", "Potassium 4.4 mmol/L on 2 November 2025."),
        ("By how much did potassium change between the last two results?", "Potassium 4.4 mmol/L"),
        ("How high has her potassium been?", "The highest potassium was 5.9 mmol/L"),
        ("How many metformin orders are there?", "Metformin 500 mg tablet was ordered once"),
    ],
)
def test_what_is_asked_in_other_words_is_answered_the_same(
    ask: Any, question: str, said: str
) -> None:
    assert ask(question).statements[0].text.startswith(said)


@pytest.mark.parametrize(
    "question", ["How old was she on 1 March 1950?", "How old was she on 1 March 2030?"]
)
def test_no_age_is_given_outside_of_the_life_that_the_record_knows(ask: Any, question: str) -> None:
    with pytest.raises(NothingToSay):
        ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "Is she without diabetes?",
        "Does she not have diabetes?",
        "Has she never had diabetes?",
        "Doesn't she take metformin?",
        "Does she have no allergies?",
        "Is her last potassium not normal?",
    ],
)
def test_a_question_turned_round_is_answered_by_neither_yes_nor_no(ask: Any, question: str) -> None:
    said = [s.text for s in ask(question).statements]
    assert not any(text.startswith(("Yes", "No: ")) for text in said), said


@pytest.mark.parametrize(
    "question", ["Which medicines is she not taking?", "What vaccines has she never had?"]
)
def test_what_is_there_is_not_listed_where_what_is_missing_is_asked_for(
    ask: Any, question: str
) -> None:
    with pytest.raises(NothingToSay):
        ask(question)


def test_what_is_taken_by_one_route_is_not_said_to_be_over_for_another(ask: Any) -> None:
    over = [s.text for s in ask("Has furosemide been stopped?").statements]
    still = [s.text for s in ask("Is she on furosemide?").statements]
    assert any(text.startswith("No: ") for text in over)
    assert not any(text.startswith("Yes: ") for text in over)
    assert any(text.startswith("Yes: ") for text in still)
    assert not any(text.startswith("No: ") for text in still)
