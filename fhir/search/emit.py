"""One value to index rows, by the kind of parameter. An unexpected shape gives no row."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chartside.fhir.references import FullUrls, normal
from chartside.fhir.search.values import EARLIEST, LATEST, Span, fold, span

_WORDS = (
    "text",
    "family",
    "given",
    "prefix",
    "suffix",
    "line",
    "city",
    "district",
    "state",
    "postalCode",
    "country",
)


@dataclass(slots=True)
class Rows:
    """Index rows waiting to be written, one list a table, in the tables' column order."""

    token: list[tuple[int, str, str, int]] = field(default_factory=list)
    date: list[tuple[int, int, int, int]] = field(default_factory=list)
    string: list[tuple[int, str, str, int]] = field(default_factory=list)
    reference: list[tuple[int, str, int]] = field(default_factory=list)
    quantity: list[tuple[int, float, float, str, str, str, int]] = field(default_factory=list)
    uri: list[tuple[int, str, int]] = field(default_factory=list)
    contained: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Target:
    """Where rows go: the number of the resource in hand, and the full URLs known in its Bundle.

    `inside` has the types of the resources contained in it, by id.
    """

    rows: Rows
    resource: int
    links: FullUrls
    inside: Mapping[str, str] = field(default_factory=dict)


Emitter = Callable[[Any, int, str, Target], None]


def _token(value: Any, number: int, system: str, target: Target) -> None:
    add = target.rows.token.append
    kind = type(value)
    if kind is str:
        add((number, value, system, target.resource))
    elif kind is bool:
        add((number, "true" if value else "false", system, target.resource))
    elif kind is dict:
        codings = value.get("coding") if "code" not in value else None
        for coding in codings if type(codings) is list and codings else (value,):
            add((number, *_code(coding), target.resource))


def _code(coding: Any) -> tuple[str, str]:
    """Code and system of a Coding, value and system of an Identifier; empty for only text."""
    if type(coding) is not dict:
        return "", ""
    code, system = coding.get("code") or coding.get("value"), coding.get("system")
    return code if type(code) is str else "", system if type(system) is str else ""


def _date(value: Any, number: int, _system: str, target: Target) -> None:
    if type(value) is str:
        found = span(value)
    elif type(value) is dict:
        found = _timing(value) if "event" in value or "repeat" in value else _period(value)
    else:
        return
    if found is not None:
        target.rows.date.append((number, found[0], found[1], target.resource))


def _period(value: Mapping[str, Any]) -> Span | None:
    start, end = value.get("start"), value.get("end")
    low = span(start) if type(start) is str else None
    high = span(end) if type(end) is str else None
    if low is None and high is None:
        return None
    return Span(low.low if low else EARLIEST, high.high if high else LATEST)


def _timing(value: Mapping[str, Any]) -> Span | None:
    """The outer bounds of a Timing: its events, and the period its repeats are bound to."""
    events, repeat = value.get("event"), value.get("repeat")
    found = [span(e) for e in events if type(e) is str] if type(events) is list else []
    bounds = repeat.get("boundsPeriod") if type(repeat) is dict else None
    spans = [s for s in (*found, _period(bounds) if type(bounds) is dict else None) if s]
    return Span(min(s.low for s in spans), max(s.high for s in spans)) if spans else None


def _string(value: Any, number: int, _system: str, target: Target) -> None:
    if type(value) is str:
        target.rows.string.append((number, fold(value), value, target.resource))
    elif type(value) is dict:  # a HumanName or an Address matches by any of its parts
        for part in _WORDS:
            words = value.get(part)
            for word in words if type(words) is list else (words,):
                if type(word) is str:
                    target.rows.string.append((number, fold(word), word, target.resource))


def _reference(value: Any, number: int, _system: str, target: Target) -> None:
    """What it points at, and beside it the identifier it names, for `:identifier`."""
    add = target.rows.reference.append
    if type(value) is dict:
        if type(identifier := value.get("identifier")) is dict:
            _token(identifier, number, "", target)
        text = value.get("reference", "")
        if type(text) is str:
            add((number, _pointed(text, target), target.resource))
    elif type(value) is str:
        for name in _canonical(value, target):
            add((number, name, target.resource))


def _pointed(text: str, target: Target) -> str:
    """`#Type/id` for what is contained in the resource, else as `normal` has it."""
    if not text.startswith("#"):
        return normal(text, target.links)
    kind = target.inside.get(text[1:])
    return f"#{kind}/{text[1:]}" if kind else text


def _canonical(text: str, target: Target) -> set[str]:
    """A canonical as it is written, without its fragment, and as the address it may also be."""
    return {text, text.partition("#")[0] or text, _pointed(text, target)}


def _uri(value: Any, number: int, _system: str, target: Target) -> None:
    if type(value) is str:
        target.rows.uri.append((number, value, target.resource))


def _quantity(value: Any, number: int, _system: str, target: Target) -> None:
    if type(value) is not dict:
        return
    if "low" in value or "high" in value:
        low, high = value.get("low"), value.get("high")
        bounds: tuple[float, float] | None = (_amount(low, -math.inf), _amount(high, math.inf))
        unit = low if type(low) is dict else high if type(high) is dict else {}
    else:
        bounds, unit = _compared(value), value
    if bounds is not None:
        row = (
            number,
            *bounds,
            _word(unit, "system"),
            _word(unit, "code"),
            _word(unit, "unit"),
            target.resource,
        )
        target.rows.quantity.append(row)


def _amount(quantity: Any, missing: float) -> float:
    value = quantity.get("value") if type(quantity) is dict else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return missing


def _compared(value: Mapping[str, Any]) -> tuple[float, float] | None:
    """The range a quantity stands for: `<5` is everything below 5."""
    number = _amount(value, math.nan)
    if math.isnan(number):
        return None
    below, above = math.nextafter(number, -math.inf), math.nextafter(number, math.inf)
    ranges = {
        "<": (-math.inf, below),
        "<=": (-math.inf, number),
        ">": (above, math.inf),
        ">=": (number, math.inf),
    }
    return ranges.get(_word(value, "comparator"), (number, number))


def _word(value: Mapping[str, Any], name: str) -> str:
    word = value.get(name)
    return word if type(word) is str else ""


def _number(value: Any, number: int, _system: str, target: Target) -> None:
    if type(value) in {int, float}:
        target.rows.quantity.append(
            (number, float(value), float(value), "", "", "", target.resource)
        )


EMITTERS: dict[str, Emitter] = {
    "token": _token,
    "date": _date,
    "string": _string,
    "reference": _reference,
    "uri": _uri,
    "quantity": _quantity,
    "number": _number,
}
