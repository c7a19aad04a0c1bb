"""What a task expects, by its facts: an answer, and orders with their doses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chartside.evals.adapters.medagent.cases import Case
from chartside.evals.adapters.medagent.facts import NOW, YEAR_AGO, Facts, Result, last, of_a_day

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
    factor = {4: _FACTORS["MG"], 5: _FACTORS["MG"], 6: _FACTORS["GLU"], 7: _FACTORS["GLU"]}
    if result.unit.lower() != "mmol/l" or case.category not in factor:
        return result
    return Result(result.at, result.value * factor[case.category], "mg/dL")


def _expected(case: Case, birth: str, results: tuple[Result, ...]) -> Expected:
    if case.category in {3, 8}:  # a measurement to record, a referral: nothing is answered
        return Expected(order=True)
    if case.category == 1:
        return Expected(tuple(case.solution or ()))
    if case.category == 2:  # noqa: PLR2004 - categories by their numbers, as the benchmark has them
        return Expected((_age(birth),))
    day = of_a_day(results)
    if case.category == 6:  # noqa: PLR2004
        return Expected((sum(r.value for r in day) / len(day) if day else NONE,))
    return _of_newest(case, last(day if case.category in {4, 5} else results))


def _of_newest(case: Case, newest: Result | None) -> Expected:
    """What follows from the newest result, or from there being none."""
    value = NONE if newest is None else newest.value
    if case.category == 10:  # noqa: PLR2004
        old = newest is None or newest.when < YEAR_AGO
        return Expected((NONE,) if newest is None else (value, newest.at), old)
    if newest is not None and case.category == 5 and value <= MAGNESIUM_LOW:  # noqa: PLR2004
        return Expected((value,), order=True, dose=_grams(value))
    if newest is not None and case.category == 9 and value < POTASSIUM_LOW:  # noqa: PLR2004
        return Expected((value,), order=True, dose=(POTASSIUM_LOW - value) / 0.1 * 10)
    return Expected((value,))


def _age(birth: str) -> int:
    born, today = date.fromisoformat(birth), NOW.date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


_SEVERE, _MODERATE = 1.0, 1.5
"""Magnesium in mg/dL, below which 4 g and 2 g are due."""


def _grams(magnesium: float) -> int:
    return 4 if magnesium < _SEVERE else 2 if magnesium < _MODERATE else 1
