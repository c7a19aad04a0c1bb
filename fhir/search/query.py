"""A search as it was asked, read strictly: what is not understood is refused, never ignored.

Covered: every parameter of r4.toml with its modifiers and prefixes, chains, `_has`, `_id`,
`_lastUpdated`, `_tag`, `_security`, `_profile`, `_source`, `_sort`, `_count`, `_include` and
`_revinclude` (`:iterate`), `_total`, `_summary`, `_elements`. Not covered, and refused: `:above`
and `:below` of codes (they need a terminology), `_filter`, `_list`, `_text`, `_content`, `_query`,
`_contained`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, quote_plus

from chartside.errors import UsageError
from chartside.fhir.r4 import ALL_TYPES, RESOURCE_TYPES
from chartside.fhir.search.criteria import Criterion, criterion, named, shown, split
from chartside.fhir.search.definitions import Parameter, parameters
from chartside.fhir.search.subset import Subset, elements, summary

DEFAULT_COUNT = 1000
LARGEST_COUNT = 10_000
MOST_CRITERIA = 100
"""Of one search: SQLite limits how deep an expression goes, and each makes it one deeper."""


class Sort(NamedTuple):
    """A parameter to sort by."""

    parameter: Parameter
    descending: bool


class Include(NamedTuple):
    """A reference to follow from a resource, or to it; `target` empty for any type.

    `iterate` where it is followed from what was included, too.
    """

    parameter: Parameter
    target: str
    iterate: bool = False


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
    subset: Subset | None = None
    summary: str = ""
    others: dict[str, Subset] = field(default_factory=dict)

    def beside(self, kind: str) -> Subset | None:
        """What to keep of an included resource: the summary of its own type, or all of it.

        `_elements` is about matches; it reaches an included resource where it names its type.
        """
        if self.summary and kind in RESOURCE_TYPES:
            return summary(kind, self.summary)
        return self.others.get(kind)


def parse(text: str) -> Query:
    """Read `Type?name=value&…`.

    Raises:
        UsageError: Anything in it is unknown, malformed or not supported; the message names it.
    """
    resource_type, _, rest = text.strip().partition("?")
    if resource_type not in ALL_TYPES:
        begins = resource_type if re.fullmatch(r"[A-Za-z]{1,40}", resource_type) else "the search"
        raise UsageError(f"{begins} does not begin with a resource type of FHIR: Type?name=value&…")
    pairs = named_values(rest)
    written = as_written([pair for pair in pairs if pair[0] != "_offset"])
    query = Query(resource_type, f"{resource_type}?{written}" if written else resource_type)
    once: set[str] = set()
    for name, value in pairs:
        if name in _ONCE and name in once:
            raise UsageError(f"{name} may be given once")
        once.add(name)
        _read(query, name, value)
    if query.subset and query.subset.text_only and (query.include or query.revinclude):
        raise UsageError("_summary=text cannot be asked together with _include or _revinclude")
    return query


def named_values(text: str) -> list[tuple[str, str]]:
    """The names and values of a search, in their order."""
    if not text:
        return []
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise UsageError("the search is malformed: write name=value&name=value") from None
    for name, value in pairs:
        if not value.strip():
            raise UsageError(f"{shown(name)} has no value")
        if "\x00" in value:
            raise UsageError(f"{shown(name)} holds a character that FHIR does not allow")
    return pairs


def as_written(pairs: list[tuple[str, str]]) -> str:
    """Names and values as an address holds them."""
    return "&".join(f"{quote_plus(n, safe=':')}={quote_plus(v, safe=':/|,$')}" for n, v in pairs)


def _read(query: Query, name: str, value: str) -> None:
    plain, colon, _ = name.partition(":")
    if plain in _RESULT and colon and name not in _RESULT:
        raise UsageError(f"{shown(name)}: this version takes no modifier there")
    if name in _RESULT:
        _RESULT[name](query, value)
    elif len(query.criteria) == MOST_CRITERIA:
        raise UsageError(f"a search has more than {MOST_CRITERIA} criteria")
    else:
        query.criteria.append(criterion(query.type, name, value))


def _sort(query: Query, value: str) -> None:
    for item in value.split(","):
        parameter = named(query.type, item.removeprefix("-"))
        if parameter.kind == "composite":
            raise UsageError(f"{parameter.name}: a composite parameter has no order")
        query.sort.append(Sort(parameter, item.startswith("-")))


def _count(query: Query, value: str) -> None:
    query.count = min(whole("_count", value), LARGEST_COUNT)
    query.only_total = query.only_total or query.count == 0


def _offset(query: Query, value: str) -> None:
    query.offset = whole("_offset", value)


def whole(name: str, value: str) -> int:
    """A whole number, not negative."""
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise UsageError(f"{name} is a whole number")
    return int(value)


def _include(query: Query, value: str) -> None:
    parts = [query.type, "*"] if value == "*" else value.split(":")
    if parts[0] != query.type:
        raise UsageError(f"_include begins with the type searched for: {query.type}:parameter")
    query.include += _included("_include", parts)


def _include_on(query: Query, value: str) -> None:
    query.include += _included("_include:iterate", value.split(":"), iterate=True)


def _revinclude(query: Query, value: str) -> None:
    found = _included("_revinclude", value.split(":"))
    if not any(query.type in (i.parameter.targets or RESOURCE_TYPES) for i in found):
        raise UsageError(f"_revinclude: the reference does not lead to {query.type}")
    query.revinclude += found


def _revinclude_on(query: Query, value: str) -> None:
    query.revinclude += _included("_revinclude:iterate", value.split(":"), iterate=True)


def _included(name: str, parts: list[str], *, iterate: bool = False) -> list[Include]:
    if len(parts) not in {2, 3} or parts[0] not in RESOURCE_TYPES:
        raise UsageError(f"{name} is Type:parameter or Type:parameter:TargetType")
    target = parts[2] if len(parts) == 3 else ""  # noqa: PLR2004 - the third part
    if target and target not in RESOURCE_TYPES:
        raise UsageError(f"{name}: the target is not a resource type of R4")
    if parts[1] == "*":
        every = parameters(parts[0]).values()
        return [Include(p, target, iterate) for p in every if p.kind == "reference"]
    parameter = named(parts[0], parts[1])
    if parameter.kind != "reference":
        raise UsageError(f"{name}: {parameter.name} is not a reference parameter")
    if target and parameter.targets and target not in parameter.targets:
        raise UsageError(f"{name}: {parameter.name} does not lead to {target}")
    return [Include(parameter, target, iterate)]


def _total(query: Query, value: str) -> None:
    if value not in {"none", "estimate", "accurate"}:
        raise UsageError("_total is none, estimate or accurate")
    query.total = value != "none"


def _summary(query: Query, value: str) -> None:
    query.only_total = query.only_total or value == "count"
    subset = summary(query.type, value)
    if subset is not None:
        _not_both(query)
        query.subset, query.summary = subset, value


def _elements(query: Query, value: str) -> None:
    """`code,subject` of the matches, `Patient.name` of what is of that type."""
    _not_both(query)
    typed: dict[str, list[str]] = {}
    own = []
    for name in split(value, ","):
        kind, dot, element = name.partition(".")
        if dot and kind in RESOURCE_TYPES:
            typed.setdefault(kind, []).append(element)
        else:
            own.append(name)
    query.others = {kind: elements(kind, names) for kind, names in typed.items()}
    own += typed.get(query.type, [])
    query.subset = elements(query.type, own) if own else None


def _not_both(query: Query) -> None:
    if query.subset is not None or query.others:
        raise UsageError("_summary and _elements cannot be asked together")


def _format(_query: Query, value: str) -> None:
    if value not in {"json", "application/json", "application/fhir+json"}:
        raise UsageError("_format is json: nothing else is written")


_RESULT: dict[str, Callable[[Query, str], None]] = {
    "_sort": _sort,
    "_count": _count,
    "_offset": _offset,
    "_include": _include,
    "_include:iterate": _include_on,
    "_revinclude": _revinclude,
    "_revinclude:iterate": _revinclude_on,
    "_total": _total,
    "_summary": _summary,
    "_elements": _elements,
    "_format": _format,
}
RESULT = frozenset(name.partition(":")[0] for name in _RESULT)
"""Parameters that say how a search answers, not what it finds."""
_ONCE = frozenset(name for name in _RESULT if "include" not in name)
