"""From a resource to its index rows, by a plan compiled once from the definitions.

The plan of a type is keyed by root element, so that a resource costs what it holds and not what it
might hold.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from chartside.fhir.r4 import ALL_TYPES
from chartside.fhir.search.definitions import Parameter, Path, Step, parameters
from chartside.fhir.search.emit import EMITTERS, Emitter, Target

Collect = Callable[[Any, Any], None]
"""Takes a value and where its findings go."""
ITEM_BITS = 16
ITEMS = 2**ITEM_BITS
"""Items of one element that a composite tells apart; the rest is not indexed for it."""
_TYPES = sorted(ALL_TYPES)
_A_TYPE = 1000
"""Numbers that are kept for the indexes of a type."""


class _Otherwise(NamedTuple):
    """The token of a resource that has none of these elements."""

    number: int
    token: str
    elements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to collect from one resource type."""

    by_element: dict[str, tuple[Collect, ...]] = field(default_factory=dict)
    otherwise: tuple[_Otherwise, ...] = ()

    def collect(self, resource: Mapping[str, Any], target: Target) -> None:
        """Add the resource's index rows."""
        by_element = self.by_element
        for element, value in resource.items():
            for collect in by_element.get(element, ()):
                collect(value, target)
        for number, token, elements in self.otherwise:
            if elements.isdisjoint(resource):
                target.rows.token.append((number, token, "", target.resource))


@cache
def _numbers(resource_type: str) -> Mapping[str, int]:
    """The number of each index of a type; it holds for one version of the definitions."""
    known = parameters(resource_type).values()
    parts = (part for p in known for root in p.roots for part in root.parts)
    named = sorted({index for parameter in (*known, *parts) for index in parameter.indexes})
    first = _TYPES.index(resource_type) * _A_TYPE
    return {index: number for number, index in enumerate(named, start=first)}


@cache
def plan(resource_type: str, *, only: str = "") -> Plan:
    """The plan of a type; `only` one parameter's where it is named."""
    wanted = [p for p in parameters(resource_type).values() if not only or p.name == only]
    by_element: dict[str, list[Collect]] = {}
    for name, collect in {**_plain(wanted), **_within(wanted)}.values():
        by_element.setdefault(name, []).append(collect)
    otherwise = tuple(
        _Otherwise(numbers_of(p)[0], p.otherwise, frozenset(path[0].name for path in p.paths))
        for p in wanted
        if p.otherwise
    )
    return Plan({element: tuple(found) for element, found in by_element.items()}, otherwise)


def _plain(wanted: Iterable[Parameter]) -> dict[str, tuple[str, Collect]]:
    """Root element and collector of each index; parameters that share a path share it."""
    alone = [part for p in wanted for root in p.roots if not root.path for part in root.parts]
    found = {}
    for parameter in (*alone, *wanted):
        ways = zip(parameter.indexes, parameter.paths, parameter.systems, strict=True)
        for index, path, system in ways:
            emit, number = EMITTERS[parameter.kind], _numbers(parameter.type)[index]
            found[index] = (path[0].name, _along(path, _end(emit, number, system)))
    return found


def _within(wanted: Iterable[Parameter]) -> dict[str, tuple[str, Collect]]:
    """The same for the parts of composites that must hold within one item of an element."""
    found = {}
    for root in (root for parameter in wanted for root in parameter.roots if root.path):
        for part in root.parts:
            for index, path in zip(part.indexes, part.paths, strict=True):
                end = _end(EMITTERS[part.kind], _numbers(part.type)[index], "")
                found[index] = (root.path[0].name, _each_item(path, _along(path, end)))
    return found


def _each_item(path: Path, collect: Collect) -> Collect:
    """Collect from each item of a list as from a resource of its own, numbered `within`."""
    name = path[0].name

    def visit(value: Any, target: Target) -> None:
        resource = target.resource
        for position, item in enumerate(value if type(value) is list else (value,)):
            if type(item) is dict and name in item and position < ITEMS:
                target.resource = resource * ITEMS + position
                collect(item[name], target)
        target.resource = resource

    return visit


def numbers_of(parameter: Parameter) -> tuple[int, ...]:
    """The numbers of the indexes that a parameter reads."""
    known = _numbers(parameter.type)
    return tuple(known[index] for index in parameter.indexes)


def _end(emit: Emitter, number: int, system: str) -> Collect:
    def end(item: Any, target: Target) -> None:
        emit(item, number, system, target)

    return end


def _along(path: Path, end: Collect) -> Collect:
    """A function of what stands at the path's first step that gives `end` each item at its last."""
    step, rest = path[0], path[1:]
    visit = _exists(end) if step.exists else _into(rest, end) if rest else end
    if step.key:
        visit = _only(step, visit)

    def each(value: Any, target: Any) -> None:
        if type(value) is list:
            for item in value:
                visit(item, target)
        else:
            visit(value, target)

    return each


def _into(rest: Path, end: Collect) -> Collect:
    name, after = rest[0].name, _along(rest, end)

    def visit(item: Any, target: Any) -> None:
        if type(item) is dict and name in item:
            after(item[name], target)

    return visit


def _only(step: Step, then: Collect) -> Collect:
    def visit(item: Any, target: Any) -> None:
        if type(item) is dict and item.get(step.key) == step.value:
            then(item, target)

    return visit


def _exists(end: Collect) -> Collect:
    def visit(_item: Any, target: Any) -> None:
        end("true", target)

    return visit


@cache
def _gatherers(paths: tuple[Path, ...]) -> tuple[tuple[str, Collect], ...]:
    def end(item: Any, found: list[Any]) -> None:
        found.append(item)

    return tuple((path[0].name, _along(path, end)) for path in paths)


def at(resource: Mapping[str, Any], paths: tuple[Path, ...]) -> list[Any]:
    """Every item that the paths lead to, from the resource's root."""
    found: list[Any] = []
    for name, gather in _gatherers(paths):
        if name in resource:
            gather(resource[name], found)
    return found


def references(resource: Mapping[str, Any], paths: tuple[Path, ...]) -> list[str]:
    """References that the paths lead to, as the resource writes them."""
    found = []
    for item in at(resource, paths):
        text = item.get("reference") if type(item) is dict else item
        if type(text) is str:
            found.append(text)
    return found
