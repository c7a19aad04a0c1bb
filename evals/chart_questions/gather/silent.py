"""Questions that the record does not answer. A word of any note rules a question out, too."""

import json
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from chartside.evals.chart_questions.expected import Silent, YesNo
from chartside.evals.chart_questions.gather.notes import texts
from chartside.evals.chart_questions.gather.series import series_of
from chartside.evals.chart_questions.names import (
    NOT_DIAGNOSED,
    NOT_DONE,
    NOT_MEASURED,
    NOT_TAKEN,
    TESTS,
)
from chartside.evals.chart_questions.question import Asked, Named
from chartside.evals.chart_questions.raw import Person, at, codes, day

_BEYOND: Final = (
    "What will the creatinine be next year?",
    "Which medicine should be stopped first?",
    "What is the patient's favourite food?",
    "How much do the patient's medicines cost?",
    "What is the patient's shoe size?",
    "Would surgery be a good idea?",
    "What did the patient's neighbour die of?",
    "How many siblings did the patient's grandfather have?",
    "Will the patient be readmitted within a month?",
    "What is the password of the patient portal?",
)


def silent(person: Person, rng: random.Random) -> Iterator[Asked]:
    """What is not in this record, in the words for what might be."""
    words = _everything(person)
    yield from _missing(words, rng)
    yield from _never(words, rng)
    yield from _at_no_time(person, rng)
    known = {c for b in person.of("Observation") for c in codes(b.get("code"))}
    for test in TESTS:
        said = any(n.lower() in words for n in (*test.name.known, *test.name.kept))
        if not test.codes & known and not said:
            yield Asked("no such test", Silent(), test.name)
    for text in rng.sample(_BEYOND, 3):
        yield Asked("beyond the record", Silent(), Named((text,)))


def _everything(person: Person) -> str:
    """All text of the record, notes decoded, in lower case."""
    told = json.dumps(person.resources, default=lambda d: str(d) if isinstance(d, Decimal) else "")
    notes = [t for b in person.of("DocumentReference", "DiagnosticReport") for t in texts(b)]
    return "\n".join([told, *notes]).lower()


def _missing(words: str, rng: random.Random) -> Iterator[Asked]:
    for kind, names in (
        ("no such highest", NOT_MEASURED),
        ("no such medicine", NOT_TAKEN),
        ("no such order", NOT_TAKEN),
        ("no such problem", NOT_DIAGNOSED),
        ("no such procedure", NOT_DONE),
    ):
        left = [n for n in names if n.lower() not in words]
        for name in rng.sample(left, min(2, len(left))):
            yield Asked(kind, Silent(), Named((name,)))


def _never(words: str, rng: random.Random) -> Iterator[Asked]:
    """Asked whether, "no" is as good as nothing."""
    for kind, names in (
        ("ever taken", NOT_TAKEN),
        ("still taken", NOT_TAKEN),
        ("ever had", NOT_DIAGNOSED),
        ("ever done", NOT_DONE),
        ("allergic to", NOT_TAKEN),
    ):
        left = [n for n in names if n.lower() not in words]
        for name in rng.sample(left, min(1, len(left))):
            yield Asked(kind, YesNo(yes=False, silence=True), Named((name,)))


def _at_no_time(person: Person, rng: random.Random) -> Iterator[Asked]:
    """A year and a day on which a test was not done, a day without a visit."""
    for series in rng.sample(held := series_of(person), min(3, len(held))):
        years = {r.time[:4] for r in series.readings}
        first, last = min(years), max(years)
        free = [str(y) for y in range(int(first) - 3, int(last) + 2) if str(y) not in years]
        free = [y for y in free if y < "2026"]
        if free:
            year = rng.choice(free)
            yield Asked("no result that year", Silent(), series.name, {}, {"year": year})
            moment = f"{rng.choice(free)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            yield Asked("no result that day", Silent(), series.name, {"day": moment})
    days = {day(at(b, "period", "start")) for b in person.of("Encounter")}
    moment = f"{rng.randint(1995, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if days and moment not in days:
        yield Asked("no such visit", Silent(), days={"day": moment})
