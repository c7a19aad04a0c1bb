"""What an answer must say, in words for a reader; the same in every process."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from chartside.evals.chart_questions.expected import (
    Count,
    Direction,
    Expected,
    Measured,
    Names,
    OnDay,
    Passage,
    Silent,
    Span,
    Words,
    YesNo,
)


def in_words(expected: Expected) -> str:
    """What is expected, so that a person can hold an answer against it.

    >>> in_words(YesNo(True, days=frozenset({"2024-06-12", "2014-05-04"})))
    'yes, on 2014-05-04 or 2024-06-12'
    >>> in_words(Names(("apixaban",), foreign=("warfarin",)))
    'apixaban; not: warfarin'
    """
    words: str = _WAYS[type(expected)](expected)
    return words


def _either(texts: Iterable[Any]) -> str:
    return " or ".join(sorted(map(str, texts)))


def _on(days: Iterable[str]) -> str:
    told = _either(days)
    return f", on {told}" if told else ""


def _measured(one: Measured) -> str:
    unit = f" {one.units[0]}" if one.units else ""
    return f"{'/'.join(map(str, one.numbers))}{unit}{_on(one.days)}"


def _names(one: Names) -> str:
    told = ", ".join(one.required) or "no name"
    for words, names in (("perhaps", one.allowed), ("not", one.foreign)):
        told += f"; {words}: {', '.join(names)}" if names else ""
    return told


def _yes_no(one: YesNo) -> str:
    return f"{'yes' if one.yes else 'no'}{' or nothing' if one.silence else ''}{_on(one.days)}"


def _span(one: Span) -> str:
    return f"{one.least} days" if one.least == one.most else f"{one.least} to {one.most} days"


def _passage(one: Passage) -> str:
    return f"a passage with {one.word!r} of {_either(one.documents)}"


def _silent(one: Silent) -> str:
    return "nothing, or that it is not recorded" if one.admitted else "nothing"


_WAYS: Final[dict[type, Callable[[Any], str]]] = {
    Measured: _measured,
    OnDay: lambda one: _either(one.days),
    Count: lambda one: str(one.number),
    Names: _names,
    YesNo: _yes_no,
    Direction: lambda one: "up" if one.up else "down",
    Span: _span,
    Words: lambda one: _either(one.texts),
    Passage: _passage,
    Silent: _silent,
}
