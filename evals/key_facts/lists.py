"""Problems, medicines and allergies that are in force for certain: lists to be told whole."""

import random
from typing import Final

from chartside.evals.chart_questions.expected import Names
from chartside.evals.chart_questions.gather.medicines import medicines
from chartside.evals.chart_questions.gather.problems import allergies, problems
from chartside.evals.chart_questions.raw import Person

KEY: Final = ("active problems", "current medicines", "allergies")
"""Lists whose every certain member is a key fact: what a summary must not leave out."""


def key_facts(person: Person) -> tuple[str, ...]:
    """Names of the problems, medicines and allergies that are in force for certain."""
    rng = random.Random(0)  # noqa: S311 - lists are not drawn, the gatherers only ask for one
    found: list[str] = []
    for gather in (medicines, problems, allergies):
        for asked in gather(person, rng):
            if asked.kind in KEY and isinstance(asked.expected, Names):
                found += asked.expected.required
    return tuple(dict.fromkeys(found))
