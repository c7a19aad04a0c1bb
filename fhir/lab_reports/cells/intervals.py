"""Two bounds, or one with its sign: a range without the words that say for whom it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chartside.fhir.lab_reports.cells.scanning import Kind, Token


@dataclass(frozen=True, slots=True)
class Bounds:
    """One range; a bound that is not printed is None, and a range in words has only `text`."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_excluded: bool = False
    high_excluded: bool = False
    applies_to: str = ""
    """As printed, without the colon: `women`, `18 - 60 y`; empty for everybody."""
    text: str = ""
    """What is printed where there is no bound: `negative`."""
    unit: str = ""
    """As printed, where the range carries one."""


def interval(tokens: Sequence[Token], place: int) -> tuple[Bounds, int] | None:
    """The range that begins at a token, and where it ends; None where none does."""
    led = tokens[place].kind is Kind.FROM
    first = _bound(tokens, place + led)
    if first is None:
        return None
    joined = first.end < len(tokens) and tokens[first.end].kind in (
        {Kind.JOIN, Kind.AND} if led or first.sign else {Kind.JOIN}
    )
    second = _bound(tokens, first.end + 1) if joined else None
    if joined and second is None:
        return None
    if second is None and first.sign.startswith(">"):  # `>3.5 <5.1`
        closing = _bound(tokens, first.end)
        second = closing if closing and closing.sign.startswith("<") else None
    bounds = _between(first, second) if second else _one_sided(first)
    return (bounds, (second or first).end) if bounds else None


@dataclass(frozen=True, slots=True)
class _Bound:
    value: Decimal
    sign: str
    unit: str
    end: int


def _bound(tokens: Sequence[Token], place: int) -> _Bound | None:
    """A number with the comparator before or behind it, and its unit."""
    kinds = [t.kind for t in tokens[place : place + 4]]
    sign = ""
    if kinds[:1] == [Kind.COMPARE]:
        sign, kinds, place = tokens[place].text, kinds[1:], place + 1
    if kinds[:1] != [Kind.NUMBER]:
        return None
    value, end, unit = tokens[place].value, place + 1, ""
    if kinds[1:2] == [Kind.UNIT]:
        unit, end, kinds = tokens[end].text, end + 1, kinds[1:]
    if kinds[1:2] == [Kind.AFTER] and not sign:
        sign, end = tokens[end].text, end + 1
    return None if value is None else _Bound(value, sign, unit, end)


def _between(first: _Bound, second: _Bound) -> Bounds | None:
    """Two bounds, the lower first; a sign must point inwards."""
    if first.value > second.value or first.sign.startswith("<") or second.sign.startswith(">"):
        return None
    if first.unit and second.unit and first.unit != second.unit:
        return None
    return Bounds(
        first.value, second.value, first.sign == ">", second.sign == "<",
        unit=second.unit or first.unit,
    )  # fmt: skip


def _one_sided(only: _Bound) -> Bounds | None:
    if not only.sign:
        return None
    if only.sign.startswith("<"):
        return Bounds(high=only.value, high_excluded=only.sign == "<", unit=only.unit)
    return Bounds(low=only.value, low_excluded=only.sign == ">", unit=only.unit)
