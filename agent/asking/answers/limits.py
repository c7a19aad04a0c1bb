"""Which results of a test lie past a limit, and how the limit is said."""

from decimal import Decimal
from math import log

from chartside.agent.asking.answers.courses import Course, Reading
from chartside.agent.asking.question import Bound
from chartside.fhir.clinical.same import loincs
from chartside.fhir.units import convert


def beyond(course: Course, bound: Bound) -> list[Reading]:
    """Results past a limit; where it names no number, past their own range."""
    if bound.number is None:
        flags = {">": {"high"}, "<": {"low"}, "!": {"high", "low", "abnormal"}}[bound.sign]
        return [r for r in course.readings if r.flag in flags]
    limit = _limit(course, bound)
    return [r for r in course.numbers if r.number is not None and _past(r.number, bound, limit)]


def _limit(course: Course, bound: Bound) -> Decimal:
    """The limit in the unit that the numbers are in.

    Where the question names no unit it is one in which the record gives this test: of several the
    one in which the limit lies nearest to the results, so that "LDL above 100" is not mmol/L.
    """
    number = bound.number or Decimal()
    goal = course.last.shown
    if goal is None or number <= 0:
        return number
    units = [bound.unit] if bound.unit else [_unit(r) for r in course.numbers if r.shown]
    entry = course.last.entries[0]
    loinc = next(iter(loincs(entry.code)), None)
    carried = [
        limit
        for unit in dict.fromkeys(units)
        if (limit := convert(number, unit, _unit(course.last), analyte_loinc=loinc)) is not None
    ]
    return min(carried, key=lambda n: _distance(course, n), default=number)


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
    unit = bound.unit or course.last.words.partition(" ")[2]
    return f"{word} {bound.number} {unit}".strip()
