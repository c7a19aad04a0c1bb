"""Which results of a test lie past a limit, and how the limit is said."""

from decimal import Decimal
from math import log
from typing import Final

from chartside.agent.asking.answers.courses import Course, Reading
from chartside.agent.asking.question import Bound
from chartside.agent.authors.wording import unit_words
from chartside.fhir.clinical.same import loincs
from chartside.fhir.units import convert, same_unit


def beyond(course: Course, bound: Bound) -> list[Reading]:
    """Results past a limit; where it names no number, past their own range."""
    if bound.number is None:
        flags = {">": {"high"}, "<": {"low"}, "!": {"high", "low", "abnormal"}}[bound.sign]
        return [r for r in course.readings if r.flag in flags]
    limit = _limit(course, bound)
    return [r for r in course.numbers if r.number is not None and _past(r.number, bound, limit)]


def _limit(course: Course, bound: Bound) -> Decimal:
    """The limit in the unit that the numbers are in."""
    number = bound.number or Decimal()
    unit = unit_meant(course, bound)
    if not unit:
        return number
    return _carried(course, number, unit) or number


def unit_meant(course: Course, bound: Bound) -> str:
    """The unit of a limit; empty where nothing can be told.

    Where the question names none it is one in which the record gives this test: of several the one
    in which the limit lies nearest to the results, so that "LDL above 100" is not mmol/L. HbA1c has
    two scales that hardly meet, so a number is of one of them whatever the record uses: the highest
    in percent is about 20, which is 195 mmol/mol (the master equation in `chartside.fhir.units`).
    """
    number = bound.number or Decimal()
    if bound.unit or course.last.shown is None or number <= 0:
        return bound.unit
    held = [*course.units, *(_unit(r) for r in course.numbers)]
    if not _HBA1C.isdisjoint(loincs(course.last.entries[0].code)):
        return "%" if number <= _MOST_PERCENT else "mmol/mol"
    carried = {u: n for u in dict.fromkeys(held) if (n := _carried(course, number, u)) is not None}
    return min(carried, key=lambda u: _distance(course, carried[u]), default="")


_HBA1C: Final = frozenset({"4548-4", "59261-8", "17856-6", "71875-9", "41995-2"})
_MOST_PERCENT: Final = 20


def _carried(course: Course, number: Decimal, unit: str) -> Decimal | None:
    loinc = next(iter(loincs(course.last.entries[0].code)), None)
    return convert(number, unit, _unit(course.last), analyte_loinc=loinc)


def _unit(reading: Reading) -> str:
    return (reading.shown.ucum or reading.shown.unit) if reading.shown else ""


def _distance(course: Course, limit: Decimal) -> float:
    """How many times larger or smaller than the middle result a limit is, as a logarithm."""
    values = sorted(r.number for r in course.numbers if r.number is not None and r.number > 0)
    if not values or limit <= 0:
        return 0.0
    return abs(log(float(limit / values[len(values) // 2])))


def _past(number: Decimal, bound: Bound, limit: Decimal) -> bool:
    return {
        ">": number > limit,
        ">=": number >= limit,
        "<": number < limit,
        "<=": number <= limit,
    }[bound.sign]


def limit_words(course: Course, bound: Bound) -> str:
    """`above 5.5 mmol/L`, or `high` where the limit is the range of the result itself."""
    if bound.number is None:
        return {">": "high", "<": "low", "!": "abnormal"}[bound.sign]
    word = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}[bound.sign]
    meant = unit_meant(course, bound)
    own = same_unit(meant, _unit(course.last)) if meant else True
    unit = bound.unit or (course.last.words.partition(" ")[2] if own else unit_words(meant))
    return f"{word} {bound.number} {unit}".strip()
