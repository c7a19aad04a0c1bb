"""A search as it was asked, read strictly: what is not understood is refused, never ignored.

Covered: the parameters of parameters.toml, their modifiers and prefixes, `_id`, `_sort`, `_count`,
`_include`, `_revinclude`, `_total`, `_summary=count`. Not covered, and refused: chaining, `_has`,
`:in`, `:above`, `:iterate`, `_filter`, `_elements`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, quote_plus

from chartside.errors import UsageError
from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.fhir.search.definitions import Parameter, parameters

DEFAULT_COUNT = 1000
LARGEST_COUNT = 10_000
MOST_ALTERNATIVES = 500
"""Of one parameter; ids and references may be more."""
MODIFIERS = {
    "token": frozenset({"missing", "not", "text"}),
    "string": frozenset({"missing", "exact", "contains"}),
    "reference": frozenset({"missing"}),
    "uri": frozenset({"missing", "below"}),
    "date": frozenset({"missing"}),
    "quantity": frozenset({"missing"}),
    "number": frozenset({"missing"}),
    "composite": frozenset(),
    "id": frozenset(),
}
"""Modifiers by kind of parameter; a reference also takes a resource type."""


class Criterion(NamedTuple):
    """One parameter and its alternatives, of which one must hold; escapes are still in them."""

    parameter: Parameter
    modifier: str
    values: tuple[str, ...]


class Sort(NamedTuple):
    """A parameter to sort by."""

    parameter: Parameter
    descending: bool


class Include(NamedTuple):
    """A reference to follow from the matches, or to the matches; `target` empty for any type."""

    parameter: Parameter
    target: str


@dataclass(slots=True)
class Query:
    """A search, understood. `text` is the search as it was asked, without paging."""

    type: str
    text: str
    criteria: list[Criterion] = field(default_factory=list)
    sort: list[Sort] = field(default_factory=list)
    include: list[Include] = field(default_factory=list)
    revinclude: list[Include] = field(default_factory=list)
    count: int = DEFAULT_COUNT
    offset: int = 0
    total: bool = True
    only_total: bool = False


def parse(text: str) -> Query:
    """Read `Type?name=value&…`.

    Raises:
        UsageError: Anything in it is unknown, malformed or not supported; the message names it.
    """
    resource_type, _, rest = text.strip().partition("?")
    if resource_type not in RESOURCE_TYPES:
        shown = resource_type if re.fullmatch(r"[A-Za-z]{1,40}", resource_type) else "the search"
        raise UsageError(f"{shown} does not begin with a resource type of R4: Type?name=value&…")
    pairs = _pairs(rest)
    kept = [(name, value) for name, value in pairs if name != "_offset"]
    shown = "&".join(f"{quote_plus(n, safe=':')}={quote_plus(v, safe=':/|,$')}" for n, v in kept)
    query = Query(resource_type, f"{resource_type}?{shown}" if shown else resource_type)
    once: set[str] = set()
    for name, value in pairs:
        if name in _ONCE and name in once:
            raise UsageError(f"{name} may be given once")
        once.add(name)
        _read(query, name, value)
    return query


def _pairs(text: str) -> list[tuple[str, str]]:
    if not text:
        return []
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise UsageError("the search is malformed: write name=value&name=value") from None
    for name, value in pairs:
        if not value.strip():
            raise UsageError(f"{_shown(name)} has no value")
        if "\x00" in value:
            raise UsageError(f"{_shown(name)} holds a character that FHIR does not allow")
    return pairs


def _shown(name: str) -> str:
    """A parameter's name for a message, unless it is no name at all (it may then be anything)."""
    return name if re.fullmatch(r"[A-Za-z_][\w:.\-]{0,60}", name) else "a parameter"


def _read(query: Query, name: str, value: str) -> None:
    read = _RESULT.get(name.partition(":")[0])
    if read is None:
        query.criteria.append(_criterion(query.type, name, value))
    elif ":" in name:
        raise UsageError(f"{_shown(name)}: this version takes no modifier there")
    else:
        read(query, value)


def _criterion(resource_type: str, name: str, value: str) -> Criterion:
    if name.startswith("_has:") or "." in name:
        raise UsageError(f"{_shown(name)}: chained search is not supported in this version")
    plain, colon, modifier = name.partition(":")
    parameter = named(resource_type, plain)
    if colon and not _allowed(parameter, modifier):
        raise UsageError(f"{plain}: the modifier is not supported for a {parameter.kind} parameter")
    values = split(value, ",")
    if any(not v for v in values):
        raise UsageError(f"{plain} has an empty alternative")
    if len(values) > MOST_ALTERNATIVES and parameter.kind not in {"id", "reference"}:
        raise UsageError(f"{plain} has more than {MOST_ALTERNATIVES} alternatives")
    return Criterion(parameter, modifier, tuple(values))


def _allowed(parameter: Parameter, modifier: str) -> bool:
    if modifier in MODIFIERS[parameter.kind]:
        return True
    return parameter.kind == "reference" and modifier in RESOURCE_TYPES


def named(resource_type: str, name: str) -> Parameter:
    """A parameter of a type; `UsageError` where the type has none of that name."""
    if name == "_id":
        return Parameter(resource_type, "_id", "id")
    found = parameters(resource_type).get(name)
    if found is None:
        raise UsageError(f"{resource_type} has no search parameter {_shown(name)} in this version")
    return found


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


def _sort(query: Query, value: str) -> None:
    for item in value.split(","):
        parameter = named(query.type, item.removeprefix("-"))
        if parameter.kind == "composite":
            raise UsageError(f"{parameter.name}: a composite parameter has no order")
        query.sort.append(Sort(parameter, item.startswith("-")))


def _count(query: Query, value: str) -> None:
    query.count = min(_whole("_count", value), LARGEST_COUNT)
    query.only_total = query.only_total or query.count == 0


def _offset(query: Query, value: str) -> None:
    query.offset = _whole("_offset", value)


def _whole(name: str, value: str) -> int:
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise UsageError(f"{name} is a whole number")
    return int(value)


def _include(query: Query, value: str) -> None:
    parts = value.split(":")
    if parts[0] != query.type:
        raise UsageError(f"_include begins with the type searched for: {query.type}:parameter")
    query.include += _included("_include", parts)


def _revinclude(query: Query, value: str) -> None:
    query.revinclude += _included("_revinclude", value.split(":"))


def _included(name: str, parts: Sequence[str]) -> list[Include]:
    if len(parts) not in {2, 3} or parts[0] not in RESOURCE_TYPES:
        raise UsageError(f"{name} is Type:parameter or Type:parameter:TargetType")
    target = parts[2] if len(parts) == 3 else ""  # noqa: PLR2004 - the third part
    if target and target not in RESOURCE_TYPES:
        raise UsageError(f"{name}: the target is not a resource type of R4")
    if parts[1] == "*":
        every = parameters(parts[0]).values()
        return [Include(p, target) for p in every if p.kind == "reference"]
    parameter = named(parts[0], parts[1])
    if parameter.kind != "reference":
        raise UsageError(f"{name}: {parameter.name} is not a reference parameter")
    return [Include(parameter, target)]


def _total(query: Query, value: str) -> None:
    if value not in {"none", "estimate", "accurate"}:
        raise UsageError("_total is none, estimate or accurate")
    query.total = value != "none"


def _summary(query: Query, value: str) -> None:
    if value not in {"count", "false"}:
        raise UsageError("_summary is count or false in this version")
    query.only_total = query.only_total or value == "count"


def _format(_query: Query, value: str) -> None:
    if value not in {"json", "application/json", "application/fhir+json"}:
        raise UsageError("_format is json: nothing else is written")


_RESULT = {
    "_sort": _sort,
    "_count": _count,
    "_offset": _offset,
    "_include": _include,
    "_revinclude": _revinclude,
    "_total": _total,
    "_summary": _summary,
    "_format": _format,
}
_ONCE = _RESULT.keys() - {"_include", "_revinclude"}
