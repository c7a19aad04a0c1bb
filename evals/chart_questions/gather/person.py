"""Questions about the person."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from chartside.evals.chart_questions.expected import OnDay, Span
from chartside.evals.chart_questions.question import Asked
from chartside.evals.chart_questions.raw import AS_OF, Person, at, day


def person_of(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Birth and age, now and on a day."""
    born = day(person.body.get("birthDate"))
    if len(born) != 10:  # noqa: PLR2004 - the length of a whole date
        return
    held = frozenset({person.reference})
    yield Asked("born", OnDay(frozenset({born})), sources=held)
    first = date.fromisoformat(born)
    if not at(person.body, "deceasedDateTime") and "deceasedBoolean" not in person.body:
        yield Asked("age", _since(first, AS_OF), sources=held)
        moment = first + timedelta(days=rng.randint(4000, max(4001, (AS_OF - first).days - 30)))
        if moment < AS_OF:
            yield Asked(
                "age on a day", _since(first, moment), days={"day": str(moment)}, sources=held
            )


def _since(first: date, moment: date) -> Span:
    days = Decimal((moment - first).days)
    return Span(days, days)
