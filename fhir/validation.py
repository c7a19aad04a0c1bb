"""Whether a resource is valid FHIR: at the edges, where one is written out, or when it is asked.

Structure and types are fhir.resources' (R4B, R5 or STU3, as the resource is); the codes that R4
requires of an element are checked here, because fhir.resources does not. Not covered: invariants,
profiles, references, and codes within data types (`Identifier.use`).
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any, Final, cast

import msgspec
from pydantic import BaseModel, ValidationError

from chartside.fhir.r4 import ALL_TYPES
from chartside.fhir.received import Invalid, Problem, Received
from chartside.fhir.search.definitions import path, section
from chartside.fhir.search.extract import at
from chartside.fhir.versions.read import version_of

_PACKAGES: Final = {
    "R4": "fhir.resources.R4B",
    "R5": "fhir.resources",
    "STU3": "fhir.resources.STU3",
}
_FILE: Final = "bindings.toml"
_NAME: Final = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)
"""An element's name; anything else that stands for one is not repeated."""
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode
_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode


def invalid(received: Received) -> Invalid | None:
    """What is wrong with a resource as it came; None where nothing is. For `ingest(validator=)`.

    A resource that cannot be read at all is set aside by the ingest itself.
    """
    try:
        found = problems(_decode(received.raw))
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    reference = f"{received.type}/{received.id}"
    return Invalid(received.source, received.line, reference, found) if found else None


def problems(resource: Mapping[str, Any], version: str = "") -> tuple[Problem, ...]:
    """Everything found wrong with a resource; empty where nothing is.

    Args:
        resource: Decoded JSON; decimals may be Decimal, int or float.
        version: R4, R5 or STU3; told from the resource itself where it is not given.
    """
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in ALL_TYPES:
        return (Problem("resourceType", "is none of FHIR"),)
    as_written = version or version_of(resource)
    found = list(_structure(resource, kind, as_written))
    if as_written == "R4":
        found += _codes(resource, kind)
    return tuple(dict.fromkeys(found))


def _structure(resource: Mapping[str, Any], kind: str, version: str) -> Iterator[Problem]:
    model = _model(_PACKAGES[version], kind)
    if model is None:
        yield Problem("resourceType", f"is not one of {version}")
        return
    try:
        model.model_validate_json(_encode(resource))
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False, include_context=False, include_url=False):
            names = [step for step in error["loc"] if isinstance(step, str)]
            place = ".".join(n if _NAME.fullmatch(n) else "a name" for n in names)
            yield Problem(place or kind, error["type"])
    except (RecursionError, ValueError, TypeError, AttributeError):
        yield Problem(kind, "cannot be read")


@cache
def _model(package: str, kind: str) -> type[BaseModel] | None:
    try:
        module = import_module(f"{package}.{kind.lower()}")
    except ImportError:
        return None
    return cast("type[BaseModel]", getattr(module, kind))


def _codes(resource: Mapping[str, Any], kind: str) -> Iterator[Problem]:
    """Codes that are none of those that an element requires."""
    bound = cast("dict[str, str]", section(_FILE, kind))
    for element, name in bound.items():
        allowed = _allowed(name)
        if any(not _fits(value, allowed) for value in at(resource, (path(element),))):
            yield Problem(element, "is not one of the codes that R4 requires")


@cache
def _allowed(name: str) -> frozenset[tuple[str, str]]:
    """The codes of a value set, each with its system."""
    sets = section(_FILE, "sets")
    return frozenset(
        (system, code) for system, codes in sets[name].items() for code in codes.split()
    )


def _fits(value: Any, allowed: frozenset[tuple[str, str]]) -> bool:
    """Whether a code is allowed; of a concept, one of its codings, unless it holds none."""
    if isinstance(value, str):
        return any(code == value for _, code in allowed)
    if not isinstance(value, Mapping):
        return True  # a wrong shape is found by the structure
    codings = value.get("coding", [value] if "code" in value else [])
    held = [c for c in codings if isinstance(c, Mapping)] if isinstance(codings, list) else []
    return not held or any((c.get("system", ""), c.get("code")) in allowed for c in held)
