"""Small turns of FHIR data that more than one version needs."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Json = dict[str, Any]
Turn = Callable[[Json, Any], Json]
"""Takes the resource and the element's value; gives what to put in its place."""
Rule = tuple[str, Callable[[Any], bool], Turn]
"""An element, whether its value is of another version than R4, and what R4 has instead."""


def items(value: Any) -> list[Any]:
    """A repeating element, also where a version has a single one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def objects(value: Any) -> list[Json]:
    """The same, objects only."""
    return [item for item in items(value) if isinstance(item, dict)]


def renamed(name: str) -> Turn:
    """The value under another name."""
    return lambda _body, value: {name: value}


def listed(name: str) -> Turn:
    """A single value as a list, under its R4 name."""
    return lambda _body, value: {name: items(value)}


def only(name: str) -> Turn:
    """The first of a list, where R4 has a single value."""

    def turn(_body: Json, value: Any) -> Json:
        held = items(value)
        return {name: held[0]} if held else {}

    return turn


def concept(code: Any, system: str = "") -> Any:
    """A plain code as a CodeableConcept; anything else stays as it is."""
    if not isinstance(code, str):
        return code
    return {"coding": [{"system": system, "code": code} if system else {"code": code}]}


def as_concept(name: str, system: str) -> Turn:
    """A plain code as a CodeableConcept, under its R4 name."""
    return lambda _body, value: {name: concept(value, system)}


def split(code: str, reference: str, *, many: bool = True) -> Turn:
    """A CodeableReference of R5 as the two elements that R4 has for it."""

    def turn(_body: Json, value: Any) -> Json:
        held = objects(value)
        codes = [h["concept"] for h in held if "concept" in h]
        led = [h["reference"] for h in held if "reference" in h]
        found = {code: codes if many else codes[:1], reference: led if many else led[:1]}
        return {n: v if many else v[0] for n, v in found.items() if v and n}

    return turn


def nested(value: Any) -> bool:
    """Whether an item holds a Reference or a concept within it, as a CodeableReference does."""
    held = objects(value)
    return any("concept" in item or isinstance(item.get("reference"), dict) for item in held)


def is_list(value: Any) -> bool:
    """Whether an element repeats here."""
    return isinstance(value, list)


def is_code(value: Any) -> bool:
    """Whether an element is a plain code here."""
    return isinstance(value, str)


def is_true(value: Any) -> bool:
    """Whether a flag is set."""
    return value is True


def has(*names: str) -> Callable[[Any], bool]:
    """Whether an element, or one of its items, is an object with one of these names."""
    wanted = frozenset(names)
    return lambda value: any(not wanted.isdisjoint(item) for item in objects(value))


def anything(_value: Any) -> bool:
    """For an element that R4 does not have."""
    return True


def within(name: str, changes: Mapping[str, str]) -> Turn:
    """Names within each item of an element changed."""

    def turn(_body: Json, value: Any) -> Json:
        def one(item: Any) -> Any:
            if not isinstance(item, dict):
                return item
            return {changes.get(key, key): inner for key, inner in item.items()}

        return {name: [one(i) for i in value] if isinstance(value, list) else one(value)}

    return turn


def each(name: str, change: Callable[[Json], Json]) -> Turn:
    """Each item of an element changed."""
    return lambda _body, value: {name: [change(item) for item in objects(value)]}


def fixed(**values: Any) -> Turn:
    """Something else said in place of the element."""
    return lambda _body, _value: dict(values)


def joined(parts: Iterable[Json]) -> Json:
    """Objects put together, later names over earlier ones."""
    found: Json = {}
    for part in parts:
        found.update(part)
    return found
