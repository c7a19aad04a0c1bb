"""Questions whose answer, computed anew from each length of a record, stays what it was."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from chartside.evals.chart_questions.gather import asked_of
from chartside.evals.chart_questions.question import Asked, Question, half_of
from chartside.evals.chart_questions.questions import in_words
from chartside.evals.chart_questions.raw import Person
from chartside.evals.padding.steady import Steady

Key = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Lasting:
    """Questions to be asked at every length, and how many were left out because truth changed."""

    questions: tuple[Question, ...]
    changed: int = 0


def lasting(person: Person, longer: Sequence[Person], seed: str, number: int) -> Lasting:
    """At most so many questions, no kind again before every kind was asked.

    The truth of each is gathered from the padded JSON as it is from the record's own. A question
    that is not there again with the same answer and the same sources is left out, and counted.
    """
    own = _gathered(person, seed)
    others = [_gathered(other, seed) for other in longer]
    held = [key for key, asked in own.items() if all(o.get(key) == asked for o in others)]
    rng = Steady(f"{seed}:{person.reference}:lasting")
    kinds: dict[str, list[Key]] = defaultdict(list)
    for key in rng.sample(held, len(held)):
        kinds[key[0]].append(key)
    turns = [key for turn in range(number) for keys in kinds.values() for key in keys[turn:][:1]]
    half = half_of(person.reference)
    said = tuple(in_words(own[key], person, rng, half) for key in turns[:number])
    return Lasting(said, len(own) - len(held))


def _gathered(person: Person, seed: str) -> dict[Key, Asked]:
    """What can be asked, by what is asked; what has two answers is left out."""
    rng = Steady(f"{seed}:{person.reference}")
    found: dict[Key, Asked] = {}
    doubted: set[Key] = set()
    for asked in asked_of(person, rng):
        days, slots = (tuple(sorted(held.items())) for held in (asked.days, asked.slots))
        key = asked.kind, asked.name.known, days, slots
        if found.setdefault(key, asked) != asked:
            doubted.add(key)
    return {key: asked for key, asked in found.items() if key not in doubted}
