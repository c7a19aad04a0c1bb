"""The cases of a trial of length: each question at each length of its patient's record."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chartside.evals.chart_questions.question import Question
from chartside.evals.padding.lasting import lasting
from chartside.evals.padding.longer import longer
from chartside.evals.running.patients import Records, Scratch, people_of

AS_IT_IS = 0
"""The size of a record that is not padded."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question at one length: 0 is the record as it is. `asked` is the same at every length."""

    question: Question
    asked: str
    size: int
    place: Path


@dataclass(frozen=True)
class Trial:
    """Cases by their ids, and how many questions were left out because their truth changed.

    `scratch` holds the padded records as long as somebody holds the trial.
    """

    cases: dict[str, Case]
    changed: int
    scratch: Scratch


@lru_cache(maxsize=2)
def trial_of(
    records: Records, seed: str, sizes: tuple[int, ...], patients: int, number: int
) -> Trial:
    """The first patients of the records, each asked so many questions at each length.

    A record that is as long as a size already is not asked at that size.

    Raises:
        UsageError: The records are none, or are no files.
    """
    cases: dict[str, Case] = {}
    changed = 0
    scratch = Scratch()
    for place, person in enumerate(people_of(records)[:patients]):
        padded = longer(person, sizes, seed, scratch.folder / str(place))
        asked = lasting(person, list(padded.values()), seed, number)
        changed += asked.changed
        lengths = {AS_IT_IS: person, **padded}
        for count, question in enumerate(asked.questions):
            named = f"{person.reference}/{count}"
            for size, one in lengths.items():
                cases[f"{named}/{size}"] = Case(question, named, size, one.path)
    return Trial(cases, changed, scratch)


def sizes_of(given: int | Sequence[int]) -> tuple[int, ...]:
    """Sizes as Inspect's command line gives them: one, or several.

    >>> sizes_of(1000), sizes_of([5000, 1000])
    ((1000,), (1000, 5000))
    """
    held = [given] if isinstance(given, int) else [int(size) for size in given]
    return tuple(sorted({size for size in held if size > 0}))
