"""Questions in words: a few of each kind about every patient, the same ones for the same seed."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from chartside.evals.chart_questions.expected import Silent
from chartside.evals.chart_questions.gather import asked_of
from chartside.evals.chart_questions.phrasings import WAYS
from chartside.evals.chart_questions.question import HALVES, Asked, Question, half_of
from chartside.evals.chart_questions.raw import Person

EACH: Final = 1
"""Questions of each kind about one patient."""

_KNOWN_TOO: Final = 0.3
"""Share of the held-out half's questions that are said in words known to everybody."""

_PRONOUNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "female": ("she", "her", "her"),
    "male": ("he", "his", "him"),
}


def questions(
    persons: Iterable[Person], seed: str = "0", each: int = EACH, half: str = ""
) -> Iterator[Question]:
    """At most `each` questions of a kind about every patient, of one half or of both."""
    for person in persons:
        mine = half_of(person.reference)
        if half in {"", mine}:
            rng = random.Random(f"{seed}:{person.reference}")  # noqa: S311 - a sample, no secret
            yield from _about(person, rng, each, mine)


def _about(person: Person, rng: random.Random, each: int, half: str) -> Iterator[Question]:
    kinds: dict[tuple[str, bool, bool], list[Asked]] = defaultdict(list)
    for asked in asked_of(person, rng):
        silence = getattr(asked.expected, "silence", False)
        kinds[asked.kind, bool(silence), isinstance(asked.expected, Silent)].append(asked)
    for _, found in sorted(kinds.items(), key=lambda k: k[0]):
        for asked in rng.sample(found, min(each, len(found))):
            yield in_words(asked, person, rng, half)


def in_words(asked: Asked, person: Person, rng: random.Random, half: str) -> Question:
    """The question in words; those kept are only ever used for a patient held out."""
    ways = WAYS[asked.kind]
    kept = half == HALVES[1] and rng.random() >= _KNOWN_TOO
    way = rng.choice(ways.kept if kept else ways.known)
    name = rng.choice(asked.name.kept if kept and asked.name.kept else asked.name.known)
    days = {k: written(v, rng, kept=kept) for k, v in asked.days.items()}
    they, their, them = _pronouns(person)
    text = way.format(
        name=name, they=they, their=their, them=them,
        They=they.capitalize(), Their=their.capitalize(), **days, **asked.slots,
    )  # fmt: skip
    text = text[:1].upper() + text[1:] if text[:1].islower() and " " in text else text
    return Question(text, asked, person.reference, half, name, kept)


def _pronouns(person: Person) -> tuple[str, str, str]:
    whole = ("the patient", "the patient's", "the patient")
    return _PRONOUNS.get(str(person.body.get("gender")), whole)


def written(day: str, rng: random.Random, *, kept: bool) -> str:
    """A day as somebody would write it; with the month as a word, so that it is only one day."""
    on = date.fromisoformat(day)
    month = on.strftime("%B")
    known = (day, f"{on.day} {month} {on.year}", f"{month} {on.day}, {on.year}")
    reserved = (f"{on.day}-{month[:3]}-{on.year}", f"{month[:3]} {on.day} {on.year}")
    return rng.choice(reserved if kept else known)
