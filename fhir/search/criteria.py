"""What a resource must meet, read strictly: a parameter, a chain, or `_has`.

What is not understood is refused, never ignored: ignoring it would answer a wider question.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from chartside.errors import UsageError
from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.fhir.search.definitions import Parameter, parameters

MOST_ALTERNATIVES = 500
"""Of one parameter; ids and references may be more."""
DEEPEST = 6
"""Links of a chain, or `_has` within `_has`."""
MOST_WAYS = 2000
"""In which one chain is followed, by the types that each of its references may lead to."""
MODIFIERS: Mapping[str, frozenset[str]] = {
    "token": frozenset({"missing", "not", "text", "in", "not-in", "of-type"}),
    "string": frozenset({"missing", "exact", "contains"}),
    "reference": frozenset({"missing", "identifier"}),
    "uri": frozenset({"missing", "below", "above"}),
    "date": frozenset({"missing"}),
    "quantity": frozenset({"missing"}),
    "number": frozenset({"missing"}),
    "composite": frozenset(),
    "id": frozenset({"not"}),
}
"""Modifiers by kind of parameter; a reference also takes a resource type."""


class Plain(NamedTuple):
    """One parameter and its alternatives, of which one must hold; escapes are still in them."""

    parameter: Parameter
    modifier: str
    values: tuple[str, ...]


class Chain(NamedTuple):
    """A reference, and what the resource it leads to must meet, by the type of that resource."""

    parameter: Parameter
    ways: tuple[tuple[str, "Criterion"], ...]


class Has(NamedTuple):
    """A reference of another type, and what the resource that holds it must meet."""

    parameter: Parameter
    criterion: "Criterion"


Criterion = Plain | Chain | Has


def criterion(resource_type: str, name: str, value: str, depth: int = 0) -> Criterion:
    """One `name=value` of a search.

    Raises:
        UsageError: Anything in it is unknown, malformed or not supported; the message names it.
    """
    if max(depth, name.count("."), name.count("_has:")) > DEEPEST:
        raise UsageError(f"a chain of more than {DEEPEST} links is not followed")
    if name.startswith("_has:"):
        return _has(resource_type, name, value, depth)
    link, dot, rest = name.partition(".")
    if dot:
        return _chain(resource_type, link, rest, value, depth)
    return _plain(resource_type, name, value)


def _plain(resource_type: str, name: str, value: str) -> Plain:
    plain, colon, modifier = name.partition(":")
    parameter = named(resource_type, plain)
    if colon and not _allowed(parameter, modifier):
        raise UsageError(f"{plain}: the modifier is not supported for a {parameter.kind} parameter")
    values = split(value, ",")
    if any(not v for v in values):
        raise UsageError(f"{plain} has an empty alternative")
    if len(values) > MOST_ALTERNATIVES and parameter.kind not in {"id", "reference"}:
        raise UsageError(f"{plain} has more than {MOST_ALTERNATIVES} alternatives")
    return Plain(parameter, modifier, tuple(values))


def _allowed(parameter: Parameter, modifier: str) -> bool:
    if modifier in MODIFIERS[parameter.kind]:
        return True
    return parameter.kind == "reference" and _leads_to(parameter, modifier)


def _leads_to(parameter: Parameter, kind: str) -> bool:
    return kind in (parameter.targets or RESOURCE_TYPES)


def _chain(resource_type: str, link: str, rest: str, value: str, depth: int) -> Chain:
    """`patient.name`, `subject:Patient.name`, `result.specimen.type`.

    Without a type, what follows is asked of every type that the reference may lead to and that has
    such a parameter.
    """
    plain, colon, kind = link.partition(":")
    parameter = named(resource_type, plain)
    if parameter.kind != "reference":
        raise UsageError(f"{plain} is not a reference: nothing can be chained to it")
    if colon and not _leads_to(parameter, kind):
        raise UsageError(f"{plain}: the type behind it is not one that the reference leads to")
    kinds = _behind(parameter, kind)
    head = rest.partition(".")[0].partition(":")[0]
    known = [k for k in kinds if head.startswith("_") or head in parameters(k)]
    if not known:
        raise UsageError(f"{plain}: what it leads to has no search parameter {shown(head)}")
    # Where none takes the rest, reading it as one that leads on says why.
    fit = [k for k in known if _ways(k, rest)] or [max(known, key=lambda k: _leads_on(k, head))]
    if sum(_ways(k, rest) for k in fit) > MOST_WAYS:
        raise UsageError(f"{plain}: the chain leads through too many types: name one, {plain}:Type")
    ways = tuple((k, criterion(k, rest, value, depth + 1)) for k in fit)
    return Chain(parameter, ways)


@lru_cache(maxsize=4096)
def _ways(resource_type: str, name: str) -> int:
    """In how many ways, by the types behind its references, a type can be asked for a name.

    0 where it has no such parameter, or one that does not take the modifier or chain that follows.
    """
    if name.startswith("_has:"):
        _, kind, _, rest = [*name.split(":", 3), "", "", ""][:4]
        return max(1, _ways(kind, rest)) if kind in RESOURCE_TYPES else 1
    link, dot, rest = name.partition(".")
    plain, colon, modifier = link.partition(":")
    parameter = _known(resource_type, plain)
    if parameter is None:
        return 0
    if not dot:
        return int(not colon or _allowed(parameter, modifier))
    if parameter.kind != "reference" or (colon and not _leads_to(parameter, modifier)):
        return 0
    return sum(_ways(kind, rest) for kind in _behind(parameter, modifier))


def _leads_on(resource_type: str, name: str) -> bool:
    parameter = _known(resource_type, name)
    return parameter is not None and parameter.kind == "reference"


def _behind(parameter: Parameter, kind: str) -> list[str]:
    """The types that a reference is followed to: the one named, or all that it may lead to."""
    return [kind] if kind else sorted(parameter.targets or RESOURCE_TYPES)


def _has(resource_type: str, name: str, value: str, depth: int) -> Has:
    """`_has:Observation:patient:code=…`: a resource that such another one refers to."""
    parts = name.split(":", 3)
    if len(parts) != 4 or parts[1] not in RESOURCE_TYPES or not parts[3]:  # noqa: PLR2004 - its form
        raise UsageError("_has is _has:Type:reference:parameter=value")
    _, kind, link, rest = parts
    parameter = named(kind, link)
    if parameter.kind != "reference" or not _leads_to(parameter, resource_type):
        raise UsageError(f"_has: {kind}.{link} is no reference to {resource_type}")
    return Has(parameter, criterion(kind, rest, value, depth + 1))


def named(resource_type: str, name: str) -> Parameter:
    """A parameter of a type; `UsageError` where the type has none of that name."""
    found = _known(resource_type, name)
    if found is None:
        raise UsageError(f"{resource_type} has no search parameter {shown(name)} in this version")
    return found


def _known(resource_type: str, name: str) -> Parameter | None:
    if name == "_id":
        return Parameter(resource_type, "_id", "id")
    return parameters(resource_type).get(name)


def shown(name: str) -> str:
    """A parameter's name for a message, unless it is no name at all (it may then be anything)."""
    return name if re.fullmatch(r"[A-Za-z_][\w:.\-]{0,60}", name) else "a parameter"


def split(text: str, separator: str) -> list[str]:
    r"""Split at a separator that no backslash escapes; escapes stay.

    >>> split(r"a\\,b,c", ",")
    ['a\\\\', 'b', 'c']
    """
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == separator:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def unescape(text: str) -> str:
    r"""A value without its escapes (`\,`, `\|`, `\$`, `\\`)."""
    return re.sub(r"\\([,|$\\])", r"\1", text)
