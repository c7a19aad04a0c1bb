"""Questions and their answers out of raw JSON, by what they are about."""

import random
from collections.abc import Callable, Iterator
from typing import Final

from chartside.evals.chart_questions.gather.events import procedures, vaccines, visits
from chartside.evals.chart_questions.gather.medicines import medicines
from chartside.evals.chart_questions.gather.notes import notes
from chartside.evals.chart_questions.gather.person import person_of
from chartside.evals.chart_questions.gather.problems import allergies, family, problems
from chartside.evals.chart_questions.gather.results import results
from chartside.evals.chart_questions.gather.silent import silent
from chartside.evals.chart_questions.question import Asked
from chartside.evals.chart_questions.raw import Person

GATHERERS: Final[tuple[Callable[[Person, random.Random], Iterator[Asked]], ...]] = (
    *(results, medicines, problems, allergies, family),
    *(procedures, vaccines, visits, person_of, notes, silent),
)


def asked_of(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Everything that can be asked of a record, before it has words."""
    for gather in GATHERERS:
        yield from gather(person, rng)


__all__ = ["asked_of"]
