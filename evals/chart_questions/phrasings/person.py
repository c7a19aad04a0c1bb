"""Asking about the person, and about what notes say."""

from collections.abc import Mapping
from typing import Final

from chartside.evals.chart_questions.phrasings.ways import Ways

PERSON: Final[Mapping[str, Ways]] = {
    "age": Ways(
        ("How old is {they}?", "What is {their} age?"),
        ("What age is the patient now?", "{They} is how old?"),
    ),
    "born": Ways(
        ("When was {they} born?", "What is {their} date of birth?"),
        ("On which day was {they} born?", "DOB?"),
    ),
    "age on a day": Ways(
        ("How old was {they} on {day}?", "What was {their} age on {day}?"),
        ("At the time of {day}, how old was {they}?", "{Their} age as of {day}?"),
    ),
    "note": Ways(
        (
            "What do the notes say about {name}?",
            "Is {name} mentioned in the notes?",
            "Find the note that mentions {name}.",
        ),
        (
            "Where in the letters does {name} come up?",
            "Quote what was written about {name}.",
        ),
    ),
}
