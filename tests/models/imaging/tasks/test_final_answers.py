"""A short answer counts only where it is clear; what is not clear is no answer."""

import json
from pathlib import Path

import pytest

from chartside.models.imaging.tasks.final_answer import choice, few_words, yes_or_no
from chartside.models.imaging.tasks.finding import NO_ANSWER

COURSES = {"A": "improved", "B": "stable", "C": "worsened"}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("A lesion is seen.\n\nFinal Answer: yes", "yes"),
        ("Final Answer: No.", "no"),
        ("**Final Answer: yes**", "yes"),
        ("**Final Answer:** no", "no"),
        ("final answer:\nYES", "yes"),
        ("Final Answer: (no)", "no"),
        ('I end with "Final Answer: yes" or "Final Answer: no".\nFinal Answer: no', "no"),
        ('"Final Answer: yes"', "yes"),
        ("Final Answer: yes\nFinal Answer: yes", "yes"),
        ("Final Answer: yes, a small one", "yes"),
    ],
)
def test_a_clear_answer_is_read(said: str, answer: str) -> None:
    assert yes_or_no(said) == answer


@pytest.mark.parametrize(
    "said",
    [
        "Yes, there is an effusion.",
        "There is no effusion.",
        "Final Answer: not certain",
        "Final Answer: none seen",
        "Final Answer: yes or no",
        "Final Answer: yes/no",
        "Final Answer: yesterday's film is needed",
        "Final Answer: nodule",
        "Final Answer: yes\n\nOn second thoughts, Final Answer: no",
        "Final Answer: yes, no",
        "Final Answer:",
        "Final Answer: the images do not show it, so no",
        "",
    ],
)
def test_what_is_not_clear_is_no_answer(said: str) -> None:
    assert yes_or_no(said) == NO_ANSWER


@pytest.mark.parametrize(
    ("said", "course"),
    [
        ("Final Answer: (A)", "improved"),
        ("Final Answer: B", "stable"),
        ("Final Answer: (C) Worsened", "worsened"),
        ("Final Answer: Worsened.", "worsened"),
        ("Final Answer: (A) Worsened", NO_ANSWER),
        ("Final Answer: improved or stable", NO_ANSWER),
        ("Final Answer: D", NO_ANSWER),
        ("It has improved.", NO_ANSWER),
    ],
)
def test_a_course_is_one_of_three_by_letter_or_name(said: str, course: str) -> None:
    assert choice(said, COURSES) == course


def test_an_open_answer_is_a_few_words() -> None:
    assert few_words("It is oval.\nFinal Answer: **left lung**.") == "left lung"
    assert few_words("It is oval.") == NO_ANSWER
    assert few_words(f"Final Answer: {'very ' * 80}long") == NO_ANSWER


def test_the_answers_that_the_published_ct_notebooks_recorded_are_read(shared_data: Path) -> None:
    held = shared_data / "medgemma-outputs" / "notebook_model_outputs.json"
    recorded = json.loads(held.read_text(encoding="utf-8"))
    for notebook in ("high_dimensional_ct_model_garden", "high_dimensional_ct_hugging_face"):
        assert [yes_or_no(said) for said in recorded[notebook]] == ["yes"]
