"""The search parameters of this version, read once from parameters.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

from chartside.fhir.r4 import RESOURCE_TYPES

Kind = Literal[
    "id", "token", "date", "string", "reference", "quantity", "number", "uri", "composite"
]

_STEP = re.compile(r"(\w+)(?:\[(\w+)=(\w+)\])?(\?)?")
_PATIENT_ELEMENTS = ("subject", "patient", "beneficiary", "individual", "candidate")


class Step(NamedTuple):
    """One element of a path; where `key` is set, only items whose `key` is `value` are followed."""

    name: str
    key: str = ""
    value: str = ""
    exists: bool = False


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter of one resource type.

    `indexes` name the indexes it reads, one a path: parameters that share a path share its index.
    `target` is the only type of target that a reference parameter follows, empty for any.
    `otherwise` is the token of a resource that has none of the elements. `parts` are the two
    parameters of a composite.
    """

    type: str
    name: str
    kind: Kind
    indexes: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    target: str = ""
    system: str = ""
    otherwise: str = ""
    parts: tuple[str, ...] = ()


Parameters = MappingProxyType[str, Parameter]


@cache
def _text() -> str:
    return files(__package__).joinpath("parameters.toml").read_text(encoding="utf-8")


@cache
def _data() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_text())


@cache
def digest() -> str:
    """A hash over the definitions: a store that was indexed by others is indexed again."""
    return sha256(_text().encode()).hexdigest()[:16]


@cache
def parameters(resource_type: str) -> Parameters:
    """Search parameters of a type by name, those of every resource included."""
    systems = cast("dict[str, str]", _data()["systems"])
    found = {}
    for section in ("Resource", resource_type):
        for kind, named in _data().get(section, {}).items():
            for name, spec in named.items():
                system = systems.get(f"{resource_type}.{name}", "")
                found[name] = _parameter(resource_type, name, cast("Kind", kind), spec, system)
    return MappingProxyType(found)


@cache
def defined_types() -> tuple[str, ...]:
    """Types that have parameters of their own, sorted."""
    return tuple(sorted(RESOURCE_TYPES & _data().keys()))


@cache
def subject_paths(resource_type: str) -> tuple[Path, ...]:
    """Where a type names the patient it is about: its `patient` parameter, else likely elements."""
    known = parameters(resource_type).get("patient")
    if known is not None:
        return known.paths
    return tuple((Step(name),) for name in _PATIENT_ELEMENTS)


@cache
def subject_expected(resource_type: str) -> bool:
    """Whether a resource of this type that names no patient is remarkable."""
    return resource_type in cast("str", _data()["compartment"]["expected"]).split()


def _parameter(resource_type: str, name: str, kind: Kind, spec: str, system: str) -> Parameter:
    if kind == "composite":
        parts = tuple(part.strip() for part in spec.split("$"))
        return Parameter(resource_type, name, kind, parts=parts)
    alternatives = [a.strip() for a in spec.split("|")]
    otherwise = next((a[1:] for a in alternatives if a.startswith("=")), "")
    ends = [a.partition("->") for a in alternatives if not a.startswith("=")]
    target = next((end.strip() for _, _, end in ends if end), "")
    paths = tuple(_path(way.strip()) for way, _, _ in ends)
    indexes = tuple(f"{resource_type}.{kind}:{way.strip()}" for way, _, _ in ends)
    return Parameter(resource_type, name, kind, indexes, paths, target, system, otherwise)


def _path(text: str) -> Path:
    steps = []
    for part in text.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ValueError(text)  # parameters.toml itself is wrong: a test reads every path
        steps.append(Step(match[1], match[2] or "", match[3] or "", match[4] is not None))
    return tuple(steps)
