"""Which chart a question is put to, and in which words.

The benchmark asks a whole database; here one chart is open. A question about a patient of the
record is put to that patient's chart. One that nothing answers names, by the way it was made,
patients whom the database does not have: it is put to a chart of the record, drawn by its id, and
asks about the patient of that chart. A question about a population belongs to no chart.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from chartside.evals.adapters.ehrsql.reading import Question
from chartside.evals.adapters.wording import at_the_chart, named_in

_OTHERS: Final = re.compile(r"\bpercentile\b|\bsame age\b|\bother patients\b", re.IGNORECASE)
_COSTS: Final = re.compile(r"\bcosts?\b|\binsurance\b|\bbill(?:s|ed)?\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<![\d-])(2[01]\d\d)(?![\d])")


@dataclass(frozen=True, slots=True)
class Put:
    """A question, the chart it is put to (`Patient/id`), and the words it is put in."""

    question: Question
    patient: str
    text: str


def numbers_of(patients: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """`Patient/id` by every identifier and id of these Patient resources that only one has."""
    found: Counter[str] = Counter()
    whose: dict[str, str] = {}
    for reference, body in patients.items():
        held = body.get("identifier")
        values = (
            [i.get("value") for i in held if isinstance(i, dict)] if isinstance(held, list) else []
        )
        for value in {reference.partition("/")[2], *(v for v in values if isinstance(v, str))}:
            found[value] += 1
            whose[value] = reference
    return {value: reference for value, reference in whose.items() if found[value] == 1}


def put(
    questions: Sequence[Question], whose: Mapping[str, str], years: Mapping[str, frozenset[int]]
) -> tuple[list[Put], dict[str, int]]:
    """Each question that has a chart, and how many have none, by why.

    Args:
        questions: All of them.
        whose: `Patient/id` by the numbers that questions name patients by.
        years: In which years the record has anything of a patient, by `Patient/id`; a patient of
            whom that is not known has none here.
    """
    charts = sorted(set(whose.values()))
    found: list[Put] = []
    aside: Counter[str] = Counter()
    for question in questions:
        named = named_in(question.text)
        patient = whose.get(min(named, default=""))
        if why := _unfit(question, named, patient):
            aside[why] += 1
            continue
        patient = patient or charts[drawn(question.id) % len(charts)]
        if question.answerable and _elsewhere(question.text, years.get(patient)):
            aside["questions about a year of which the record has nothing"] += 1
            continue
        found.append(Put(question, patient, at_the_chart(question.text)))
    return found, dict(aside)


def _unfit(question: Question, named: Collection[str], patient: str | None) -> str:
    """Why a question belongs to no chart; empty where it belongs to one."""
    if len(named) != 1:
        return f"questions about {'several patients' if named else 'no single patient'}"
    if not question.answerable:
        return ""
    if patient is None:
        return "questions about patients not in the record"
    if _OTHERS.search(question.text):
        return "questions that hold a patient against others"
    costs = _COSTS.search(question.text) or _COSTS.search(question.sql)
    return "questions about costs, which no chart holds" if costs else ""


def years_asked(text: str) -> frozenset[int]:
    """The years that a question names."""
    return frozenset(int(year) for year in _YEAR.findall(text))


def _elsewhere(text: str, years: frozenset[int] | None) -> bool:
    """Whether all years that are named are others: the benchmark moves each patient to 2100."""
    asked = years_asked(text)
    return years is not None and bool(asked) and asked.isdisjoint(years)


def drawn(named: str) -> int:
    """A number for an id that nobody chose, the same each time."""
    return int.from_bytes(sha256(named.encode()).digest()[:8], "big")
