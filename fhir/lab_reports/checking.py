"""Checks of a result by rule, each with a reason for whoever reviews it; nothing is changed.

Sources: LOINC and UCUM for what an analyte is measured in; bounds of what living people have, set
wide of the critical values of Tietz Textbook of Laboratory Medicine (`coding/analytes.toml`); HL7
v3 ObservationInterpretation for what a flag says of a range.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit, read_unit
from chartside.fhir.lab_reports.coding.agreement import comparable
from chartside.fhir.lab_reports.coding.bounds import beyond
from chartside.fhir.lab_reports.coding.names import named
from chartside.fhir.lab_reports.coding.plain import PLAIN, unit_of
from chartside.fhir.lab_reports.coding.table import Analyte, Term, by_loinc
from chartside.fhir.lab_reports.report import Flag, Limits, Result

FAR: Final = 100
"""How many times outside its range a value is when a decimal point may have been misread."""
_ABOVE: Final = frozenset({Flag.HIGH, Flag.CRITICALLY_HIGH})
_BELOW: Final = frozenset({Flag.LOW, Flag.CRITICALLY_LOW})
_COMPARATORS: Final = frozenset({"", "<", "<=", ">", ">="})
_LONGEST_UNIT: Final = 24
"""Characters at the end of a range that may be its unit."""
_TAIL = re.compile(r"[^\W\d_%][^\s()]*(?:\s?/\s?\S+)?$|%$")


@dataclass(frozen=True, slots=True)
class Check:
    """What a rule finds odd of a result: a code for programs, a sentence without chart data."""

    code: str
    reason: str


def checks(result: Result, loinc: str = "", language: str = "") -> tuple[Check, ...]:
    """Everything that is odd of a result; empty where nothing is.

    Args:
        result: As it was read.
        loinc: Its code, where one is sure; else the analyte is known by its name, or not at all.
        language: That of the report.
    """
    found = [*_unit(result, loinc, language), *_value(result, loinc, language)]
    return (*found, *_comparator(result), *_limits(result), *_flag(result))


def _unit(result: Result, loinc: str, language: str) -> Iterator[Check]:
    known = _analyte(result, loinc, language)
    if known is None or result.value is None:
        return
    terms = [t for t in known[0].terms if t.units]
    unit = unit_of(result)
    if unit in PLAIN:
        if terms and not any(set(t.units) & PLAIN or "{ratio}" in t.units for t in terms):
            yield Check("unit-missing", "no unit is printed for a number that needs one")
    elif not any(comparable(unit, u, t.loinc) for t in terms for u in t.units):
        yield Check("unit-implausible", "the unit is none that this analyte is measured in")


def _value(result: Result, loinc: str, language: str) -> Iterator[Check]:
    known = _analyte(result, loinc, language)
    if known is None:
        return
    analyte, term = known
    terms = [term] if term else [t for t in analyte.terms if _of_unit(result, t)]
    where = {beyond(result, one, analyte) for one in terms}
    if len(where) == 1 and (side := where.pop()):
        yield Check("value-implausible", f"the value lies {side} what is measured in living people")


def _of_unit(result: Result, term: Term) -> bool:
    unit = unit_of(result)
    return any(comparable(unit, u, term.loinc) for u in term.units if unit not in PLAIN)


def _analyte(result: Result, loinc: str, language: str) -> tuple[Analyte, Term | None] | None:
    if loinc in by_loinc():
        return by_loinc()[loinc]
    found = [n for n in named(result.name.text, language) if n.exact]
    return (found[0].analyte, None) if len(found) == 1 else None


def _comparator(result: Result) -> Iterator[Check]:
    if result.comparator not in _COMPARATORS:
        yield Check("comparator-unknown", "the sign before the value is no comparator")
    elif result.comparator and result.value is None:
        yield Check("comparator-alone", "a comparator stands before no number")
    elif result.comparator == "<" and result.value is not None and result.value <= 0:
        yield Check("comparator-impossible", "the value is said to be below nothing")


def _limits(result: Result) -> Iterator[Check]:
    for limits in result.limits:
        if limits.low is not None and limits.high is not None and limits.low > limits.high:
            yield Check("range-reversed", "the reference range starts above its end")
        if (unit := _unit_of_range(limits)) and not _one_family(unit_of(result), unit):
            yield Check("range-unit", "the reference range is printed in another kind of unit")
    if _far(result):
        yield Check(
            "range-far",
            "the value is over a hundred times outside its range: a decimal point may be misread",
        )


def _unit_of_range(limits: Limits) -> str:
    tail = _TAIL.search(limits.printed.text.strip()[-_LONGEST_UNIT:])
    text = tail[0] if tail else ""
    return (read_unit(text) or "") if text and looks_like_unit(text) else ""


def _one_family(unit: str, other: str) -> bool:
    return unit in PLAIN or comparable(unit, other, "")


def _far(result: Result) -> bool:
    value = result.value
    judged = [one for one in result.limits if one.low is not None or one.high is not None]
    if value is None or value <= 0 or not judged:
        return False
    return all(_far_from(value, one) for one in judged)


def _far_from(value: Decimal, limits: Limits) -> bool:
    above = limits.high is not None and 0 < limits.high * FAR < value
    return above or (limits.low is not None and limits.low > 0 and value * FAR < limits.low)


def _flag(result: Result) -> Iterator[Check]:
    """A flag beside the range that is for everybody; ranges of several groups are not judged."""
    where = position(result)
    if not where or result.flag is None:
        return
    agrees = {
        "above": result.flag in _ABOVE | {Flag.ABNORMAL, Flag.CRITICAL},
        "below": result.flag in _BELOW | {Flag.ABNORMAL, Flag.CRITICAL},
        "within": result.flag is Flag.NORMAL,
    }
    if not agrees[where]:
        yield Check("flag-against-range", "the printed flag does not agree with the printed range")


def position(result: Result) -> str:
    """`above`, `below` or `within` the printed range; empty where that cannot be told.

    `<5` may be anywhere below 5, and is within a range only where that has no lower bound.
    """
    limits = _of_everybody(result.limits)
    if limits is None or result.value is None:
        return ""
    below, above = _outside(result.value, result.comparator, limits)
    if below or above:
        return "below" if below else "above"
    return "within" if _surely_within(result.comparator, limits) else ""


def _of_everybody(limits: Sequence[Limits]) -> Limits | None:
    """The one range that is printed, where it is for everybody."""
    if len(limits) != 1 or limits[0].applies_to:
        return None
    one = limits[0]
    return one if one.low is not None or one.high is not None else None


def _outside(value: Decimal, comparator: str, limits: Limits) -> tuple[bool, bool]:
    """Whether the value is surely below the range, and whether surely above it."""
    low, high = limits.low, limits.high
    under = low is not None and (value < low or (value == low and limits.low_excluded))
    over = high is not None and (value > high or (value == high and limits.high_excluded))
    at_low = low is not None and value == low and comparator == "<"
    at_high = high is not None and value == high and comparator == ">"
    return (
        (under or at_low) and not comparator.startswith(">"),
        (over or at_high) and not comparator.startswith("<"),
    )


def _surely_within(comparator: str, limits: Limits) -> bool:
    if comparator.startswith("<"):
        return limits.low is None
    return limits.high is None if comparator else True
