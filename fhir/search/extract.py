"""From a resource to its index rows, by a plan compiled once from the definitions.

The plan of a type is keyed by root element, so that a resource costs what it holds and not what it
might hold.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.fhir.search.definitions import Parameter, Path, Step, parameters
from chartside.fhir.search.emit import EMITTERS, Emitter, Rows, Target

_NOTHING: Mapping[str, str] = {}
Collect = Callable[[Any, Target], None]


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
def index_numbers() -> Mapping[str, int]:
    """The number of each index in the store; it holds for one version of the definitions."""
    named = sorted({p.index for t in RESOURCE_TYPES for p in parameters(t).values() if p.index})
    return {index: number for number, index in enumerate(named, start=1)}


@cache
def plan(resource_type: str, *, only: str = "") -> Plan:
    """The plan of a type; `only` one parameter's where it is named."""
    indexed = {
        p.index: p
        for p in parameters(resource_type).values()
        if p.index and (not only or p.name == only)
    }
    by_element: dict[str, list[Collect]] = {}
    for parameter in indexed.values():
        for path in parameter.paths:
            by_element.setdefault(path[0].name, []).append(_collector(parameter, path))
    otherwise = tuple(
        _Otherwise(
            index_numbers()[p.index], p.otherwise, frozenset(path[0].name for path in p.paths)
        )
        for p in indexed.values()
        if p.otherwise
    )
    return Plan({element: tuple(found) for element, found in by_element.items()}, otherwise)


def _collector(parameter: Parameter, path: Path) -> Collect:
    emit = EMITTERS[parameter.kind]
    number, system = index_numbers()[parameter.index], parameter.system
    if len(path) == 1 and not path[0].key and not path[0].exists:
        return _direct(emit, number, system)

    def collect(value: Any, target: Target) -> None:
        for item in _walk(value, path):
            emit(item, number, system, target)

    return collect


def _direct(emit: Emitter, number: int, system: str) -> Collect:
    def collect(value: Any, target: Target) -> None:
        if type(value) is list:
            for item in value:
                emit(item, number, system, target)
        else:
            emit(value, number, system, target)

    return collect


def _walk(value: Any, path: Path) -> Iterator[Any]:
    """Items at the end of `path`, where `value` is what stands at its first step."""
    step, rest = path[0], path[1:]
    for item in value if type(value) is list else (value,):
        if not _fits(item, step):
            continue
        if step.exists:
            yield True
        elif not rest:
            yield item
        elif type(item) is dict and rest[0].name in item:
            yield from _walk(item[rest[0].name], rest)


def _fits(item: Any, step: Step) -> bool:
    return not step.key or (type(item) is dict and item.get(step.key) == step.value)


def at(resource: Mapping[str, Any], paths: tuple[Path, ...]) -> Iterator[Any]:
    """Every item that the paths lead to, from the resource's root."""
    for path in paths:
        if path[0].name in resource:
            yield from _walk(resource[path[0].name], path)


def references(resource: Mapping[str, Any], parameter: Parameter) -> tuple[str, ...]:
    """References that a parameter leads to, as the resource writes them."""
    found = (
        item.get("reference") if type(item) is dict else item
        for item in at(resource, parameter.paths)
    )
    return tuple(reference for reference in found if type(reference) is str)


__all__ = ["Plan", "Rows", "Target", "at", "index_numbers", "plan", "references"]
