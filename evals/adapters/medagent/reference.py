"""What a task expects, by its facts: an answer, and orders with their doses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chartside.evals.adapters.medagent.cases import Case, Category
from chartside.evals.adapters.medagent.facts import (
    CODES,
    NOW,
    YEAR_AGO,
    Facts,
    Result,
    last,
    of_a_day,
)

NONE: Final = -1
"""What is answered where nothing was measured."""

MAGNESIUM_LOW: Final = 1.9
POTASSIUM_LOW: Final = 3.5

_FACTORS: Final[Mapping[str, float]] = {"MG": 2.4305, "GLU": 18.016}
"""mg/dL of 1 mmol/L."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Of one task.

    `answer` is the list within `FINISH`; `order` whether something is to be ordered; `dose` grams
    of magnesium (over as many hours) or milliequivalents of potassium, where a medicine is.
    """

    answer: tuple[Any, ...] = ()
    order: bool = False
    dose: float = 0.0


def as_published(case: Case, facts: Facts) -> Expected:
    """By the benchmark's own rules: values as they stand, whatever their unit or status."""
    return _expected(case, facts.birth, facts.results)


def as_meant(case: Case, facts: Facts) -> Expected:
    """The same in mg/dL, without what was entered in error and what comes after now."""
    held = tuple(_converted(case, r) for r in facts.results if not r.wrong and r.when <= NOW)
    return _expected(case, facts.birth, held)


def _converted(case: Case, result: Result) -> Result:
    factor = _FACTORS.get(CODES[case.category])
    if factor is None or result.unit.lower() != "mmol/l":
        return result
    return Result(result.at, result.value * factor, "mg/dL")


def _expected(case: Case, birth: str, results: tuple[Result, ...]) -> Expected:
    day = of_a_day(results)
    match case.category:
        case Category.PRESSURE | Category.REFERRAL:  # always written, and nothing is answered
            return Expected(order=True)
        case Category.IDENTITY:
            return Expected(tuple(case.solution or ()))
        case Category.AGE:
            return Expected((_age(birth),))
        case Category.MEAN_GLUCOSE:
            return Expected((sum(r.value for r in day) / len(day) if day else NONE,))
        case Category.MAGNESIUM | Category.REPLACE_MAGNESIUM:
            return _of_newest(case, last(day))
        case _:
            return _of_newest(case, last(results))


def _of_newest(case: Case, newest: Result | None) -> Expected:
    """What follows from the newest result, or from there being none."""
    value = NONE if newest is None else newest.value
    if case.category is Category.HBA1C:
        old = newest is None or newest.when < YEAR_AGO
        return Expected((NONE,) if newest is None else (value, newest.at), old)
    if newest is None:
        return Expected((NONE,))
    if case.category is Category.REPLACE_MAGNESIUM and value <= MAGNESIUM_LOW:
        return Expected((value,), order=True, dose=_grams(value))
    if case.category is Category.REPLACE_POTASSIUM and value < POTASSIUM_LOW:
        return Expected((value,), order=True, dose=(POTASSIUM_LOW - value) / 0.1 * 10)
    return Expected((value,))


def _age(birth: str) -> int:
    born, today = date.fromisoformat(birth), NOW.date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


_SEVERE, _MODERATE = 1.0, 1.5
"""Magnesium in mg/dL, below which 4 g and 2 g are due."""


def _grams(magnesium: float) -> int:
    return 4 if magnesium < _SEVERE else 2 if magnesium < _MODERATE else 1
