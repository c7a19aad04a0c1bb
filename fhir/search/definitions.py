"""The search parameters of R4, from r4.toml (compiled from HL7's definitions) and common.toml.

Each file is cut into its types, and a type is read when it is first asked for: a record holds a
dozen of the 147.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

from chartside.fhir.r4 import ALL_TYPES, RESOURCE_TYPES

Kind = Literal[
    "id", "token", "date", "string", "reference", "quantity", "number", "uri", "composite"
]

_STEP = re.compile(r"(\w+)(?:\[(\w+)=([\w-]+)\])?(\?)?")
_CONDITION = re.compile(r"\[[^\]]*\]")
_SECTION = re.compile(r"^\[(\w+)(?:\.[^\]\n]+)?\]\n", re.MULTILINE)
_PATIENT_ELEMENTS = ("subject", "patient", "beneficiary", "individual", "candidate")
_FILES = ("common.toml", "r4.toml")
EMISSION = 2
"""Raised with any change of the rows that emit.py, extract.py and contained.py make of a resource.

1 had no rows for what is contained in a resource.
"""


class Step(NamedTuple):
    """One element of a path; where `key` is set, only items whose `key` is `value` are followed."""

    name: str
    key: str = ""
    value: str = ""
    exists: bool = False


Path = tuple[Step, ...]


class Root(NamedTuple):
    """Where the parts of a composite are read together: within each item at `path`, or anywhere."""

    path: Path
    parts: tuple["Parameter", ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter of one resource type.

    `indexes` name the indexes it reads, one a path, and `systems` the code system that R4 binds the
    element there to: parameters that share a path share its index. `target` is the only type of
    target that a reference parameter follows, empty for any; `targets` the types it may lead to,
    empty for any. `canonical` where it reads an element that names by canonical address.
    `otherwise` is the token of a resource that has none of the elements. `roots` are those of a
    composite.
    """

    type: str
    name: str
    kind: Kind
    indexes: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    systems: tuple[str, ...] = ()
    target: str = ""
    targets: tuple[str, ...] = ()
    canonical: bool = False
    otherwise: str = ""
    roots: tuple[Root, ...] = ()


Parameters = MappingProxyType[str, Parameter]


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _sections(name: str) -> dict[str, str]:
    """The text of a file for each type that it has sections of."""
    text = _text(name)
    marks = [(match[1], match.start()) for match in _SECTION.finditer(text)]
    ends = [*(start for _, start in marks[1:]), len(text)]
    found: dict[str, str] = {}
    for (kind, start), end in zip(marks, ends, strict=True):
        found[kind] = found.get(kind, "") + text[start:end]
    return found


@cache
def section(name: str, kind: str) -> dict[str, dict[str, str]]:
    """A type's tables in one of the data files."""
    read = tomllib.loads(_sections(name).get(kind, ""))
    return cast("dict[str, dict[str, str]]", read.get(kind, {}))


@cache
def digest() -> str:
    """A hash over the definitions and the way in which rows are made of them.

    A store that was indexed by others, or otherwise, is indexed again.
    """
    text = "".join([*map(_text, _FILES), *sorted(ALL_TYPES), str(EMISSION)])
    return sha256(text.encode()).hexdigest()[:16]


@cache
def parameters(resource_type: str) -> Parameters:
    """Search parameters of a type by name, those of every resource included."""
    found = {}
    for name, kind in (*((f, resource_type) for f in _FILES), ("common.toml", "Resource")):
        for sort, named in section(name, kind).items():
            for code, spec in named.items():
                found[code] = _parameter(resource_type, code, cast("Kind", sort), spec)
    return MappingProxyType(found)


@cache
def defined_types() -> tuple[str, ...]:
    """Types that have parameters of their own, sorted."""
    return tuple(sorted(RESOURCE_TYPES & _sections("r4.toml").keys()))


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
    return (
        resource_type
        in cast("dict[str, str]", section("common.toml", "compartment"))["expected"].split()
    )


@cache
def _systems() -> dict[str, str]:
    return cast("dict[str, str]", section("r4.toml", "systems"))


def _canonical(resource_type: str, way: str) -> bool:
    known = cast("dict[str, str]", section("common.toml", "canonical"))
    return resource_type in known.get(_CONDITION.sub("", way), "").split()


def _parameter(resource_type: str, name: str, kind: Kind, spec: str) -> Parameter:
    if kind == "composite":
        roots = tuple(_root(resource_type, name, root) for root in spec.split(" ; "))
        return Parameter(resource_type, name, kind, roots=roots)
    ways, _, targets = spec.partition(" : ")
    alternatives = [a.strip() for a in ways.split("|")]
    otherwise = next((a[1:] for a in alternatives if a.startswith("=")), "")
    ends = [a.partition("->") for a in alternatives if not a.startswith("=")]
    target = next((end.strip() for _, _, end in ends if end), "")
    written = [way.strip() for way, _, _ in ends]
    return Parameter(
        resource_type,
        name,
        kind,
        indexes=tuple(f"{resource_type}.{kind}:{way}" for way in written),
        paths=tuple(map(path, written)),
        systems=tuple(_systems().get(f"{resource_type}.{way}", "") for way in written),
        target=target,
        targets=(target,) if target else tuple(targets.split()),
        canonical=kind == "reference" and any(_canonical(resource_type, way) for way in written),
        otherwise=otherwise,
    )


def _root(resource_type: str, name: str, spec: str) -> Root:
    """`component: token code $ quantity valueQuantity`; an empty root is the resource itself."""
    at, _, parts = spec.partition(":")
    within = f"{at.strip()}/" if at.strip() else ""
    found = []
    for part in parts.split("$"):
        kind, _, ways = part.strip().partition(" ")
        written = [way.strip() for way in ways.split("|")]
        indexes = tuple(f"{resource_type}.{kind}:{within}{way}" for way in written)
        paths = tuple(map(path, written))
        systems = ("",) * len(paths)
        found.append(Parameter(resource_type, name, cast("Kind", kind), indexes, paths, systems))
    return Root(path(at.strip()) if within else (), tuple(found))


def path(text: str) -> Path:
    """A path as the data files write it."""
    steps = []
    for part in text.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ValueError(text)  # a data file is wrong: a test reads every path
        steps.append(Step(match[1], match[2] or "", match[3] or "", match[4] is not None))
    return tuple(steps)
