"""What the suite counts beside what its cases expect: whether a value comes with its day."""

import re

from chartside.evals.authoring import Answer, Case, Grade

DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b")


def grade(case: Case, answer: Answer) -> Grade:
    """An answer of silence has no value, and is not counted."""
    if not case.reference or answer.silent:
        return Grade()
    dated = bool(DAY.search(answer.text))
    return Grade({"dated": dated}, note="" if dated else "the day of the value")
