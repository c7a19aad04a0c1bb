"""What was computed of a record, as an author would write that it is expected."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from chartside.evals.chart_questions.expected import (
    Count,
    Direction,
    Expected,
    Measured,
    Names,
    OnDay,
    Silent,
    Words,
    YesNo,
)


def _one(values: Iterable[Any]) -> Any:
    held = list(values)
    return held[0] if len(held) == 1 else held


def _number(value: Decimal) -> int | float | str:
    """As JSON has it, where that is the same number."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(str(float(value))) == value else str(value)


_WRITTEN: Final[Mapping[type[Expected], Callable[[Any], dict[str, Any]]]] = {
    Measured: lambda e: {
        "number": _one(map(_number, e.numbers)),
        "unit": _one(e.units),
        "on": _one(sorted(e.days)),
    },
    OnDay: lambda e: {"date": _one(sorted(e.days))},
    Count: lambda e: {"count": e.number},
    Names: lambda e: {
        "names": [*e.required],
        "allowed": [*e.allowed],
        "not": [*e.foreign],
    },
    YesNo: lambda e: {"yes": e.yes, "or_silent": e.silence or None, "on": _one(sorted(e.days))},
    Direction: lambda e: {"up": e.up},
    Words: lambda e: {"words": [*e.texts]},
    Silent: lambda e: {"silent": True, "admitted": e.admitted or None},
}


def expect_of(expected: Expected) -> dict[str, Any] | None:
    """As it is written in a case; None for what is not: lengths of time, passages of documents.

    >>> expect_of(Measured((Decimal("4.20"),), ("mmol/L",), frozenset({"2026-03-01"})))
    {'number': 4.2, 'unit': 'mmol/L', 'on': '2026-03-01'}
    """
    written = _WRITTEN.get(type(expected))
    if written is None:
        return None
    return {k: v for k, v in written(expected).items() if v is not None and v != []}
