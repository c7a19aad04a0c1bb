"""Prefixes: how the range that a search names is held against the range that a resource holds.

Source: FHIR R4 search, section 3.1.1.4.5 (prefixes). A stored time is its stretch at the precision
written; a stored number is a point, or what its comparator says (`<5` is everything below 5). `ap`
is 10 % of a number, or of the time between then and now.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from chartside.errors import UsageError
from chartside.fhir.search.values import Measure, Span, measure, micros, span

Condition = tuple[str, tuple[str | int | float, ...]]
_PREFIXED = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)", re.DOTALL)
_APPROXIMATELY = 10
_NUMBER_SYSTEM_CODE = 3
_DATES = {
    "eq": "low >= :low AND high <= :high",
    "ne": "NOT (low >= :low AND high <= :high)",
    "gt": "high > :high",
    "lt": "low < :low",
    "ge": "(high > :high OR low >= :low AND high <= :high)",
    "le": "(low < :low OR low >= :low AND high <= :high)",
    "sa": "low >= :high",
    "eb": "high <= :low",
    "ap": "low < :high AND high > :low",
}
_NUMBERS = {
    "eq": "low >= :low AND high < :high",
    "ne": "NOT (low >= :low AND high < :high)",
    "gt": "high > :value",
    "lt": "low < :value",
    "ge": "high >= :value",
    "le": "low <= :value",
    "sa": "low > :value",
    "eb": "high < :value",
    "ap": "low <= :above AND high >= :below",
}


def date_condition(name: str, text: str) -> Condition:
    """What a row of a date index must be, for a date with a prefix or none.

    A blank in a date is a `+` that the address lost: `T08:00:00 01:00`.
    """
    prefix, rest = _split(text)
    found = span(rest.replace(" ", "+"))
    if found is None:
        raise UsageError(
            f"{name}: write a FHIR date such as ge2019-03-02, or one with time and offset"
        )
    if prefix == "ap":
        slack = abs(micros(datetime.now(UTC)) - found.low) // _APPROXIMATELY
        found = Span(found.low - slack, found.high + slack)
    return _bound(_DATES[prefix], {"low": found.low, "high": found.high})


def number_condition(name: str, text: str) -> Condition:
    """What a row of a number or quantity index must be, for a number with a prefix or none."""
    prefix, rest = _split(text)
    found = measure(rest)
    if found is None:
        raise UsageError(f"{name}: write a number such as 5.4 or gt5.4")
    return _bound(_NUMBERS[prefix], _bounds(found))


def quantity_condition(name: str, parts: Sequence[str]) -> Condition:
    """The same for a quantity: `number`, `number|system|code` or `number||code or unit`."""
    if len(parts) not in {1, _NUMBER_SYSTEM_CODE}:
        raise UsageError(f"{name}: write number, number|system|code or number||unit")
    text, values = number_condition(name, parts[0])
    if len(parts) == 1:
        return text, values
    system, unit = parts[1:]
    if not unit:
        raise UsageError(f"{name}: a unit is missing after |")
    if system:
        return f"{text} AND system = ? AND code = ?", (*values, system, unit)
    return f"{text} AND (code = ? OR unit = ?)", (*values, unit, unit)


def _split(text: str) -> tuple[str, str]:
    match = _PREFIXED.fullmatch(text)
    return (match[1] or "eq", match[2]) if match else ("eq", text)


def _bounds(found: Measure) -> dict[str, float]:
    value, half = found
    near = abs(value) / _APPROXIMATELY
    return {
        "value": float(value),
        "low": float(value - half),
        "high": float(value + half),
        "below": float(value - near),
        "above": float(value + near),
    }


def _bound(template: str, values: dict[str, int] | dict[str, float]) -> Condition:
    """A template with its names made marks, and the values in their order."""
    names = re.findall(r":(\w+)", template)
    return re.sub(r":\w+", "?", template), tuple(values[name] for name in names)
