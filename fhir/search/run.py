"""Running a search: the page of matches, what they include, and the searchset Bundle."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import msgspec

from chartside.fhir.search.definitions import parameters
from chartside.fhir.search.extract import at, numbers_of, references
from chartside.fhir.search.query import Include, Query, Sort, parse
from chartside.fhir.search.sql import TABLES, Sql, criterion_sql, param_in
from chartside.fhir.search.values import fold

_decode = msgspec.json.Decoder().decode
_SORT_COLUMN = {
    "token": ("code", "code"),
    "date": ("low", "high"),
    "string": ("folded", "folded"),
    "reference": ("target", "target"),
    "uri": ("uri", "uri"),
    "quantity": ("low", "high"),
    "number": ("low", "high"),
}


_POINTING = (
    "SELECT r.number, r.type, r.id, r.raw FROM reference AS f "
    "JOIN resource AS r ON r.number = f.resource WHERE f.{params} AND f.target IN ("
    "SELECT value FROM json_each(?) UNION SELECT text FROM conditional "
    "WHERE target IN (SELECT value FROM json_each(?)))"
)


class Hit(NamedTuple):
    """A resource that a search found, its JSON as received."""

    number: int
    type: str
    id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: the matches, what they include, and where the next page begins."""

    query: str
    matches: tuple[Hit, ...]
    included: tuple[Hit, ...]
    total: int | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Searcher:
    """Searches one store; `resolve` gives the `Type/id` that a reference means."""

    conn: sqlite3.Connection
    resolve: Callable[[str], str | None]

    def page(self, text: str) -> Page:
        """The page that a search asks for.

        Raises:
            UsageError: The search is not understood in full.
        """
        query = parse(text)
        where = _where(query)
        total = self._count(where) if query.total or query.only_total else None
        if query.only_total:
            return Page(query.text, (), (), total, None)
        found = self._matches(query, where)
        matches, more = found[: query.count], len(found) > query.count
        following = (
            f"{query.text}{'&' if '?' in query.text else '?'}_offset={query.offset + query.count}"
        )
        included = self._included(query, matches)
        return Page(query.text, matches, included, total, following if more else None)

    def every(self, text: str) -> Page:
        """All pages of a search as one."""
        first = page = self.page(text)
        matches, included = list(first.matches), dict.fromkeys(first.included)
        while page.next is not None:
            page = self.page(page.next)
            matches += page.matches
            included.update(dict.fromkeys(page.included))
        there = {hit.number for hit in matches}
        others = tuple(hit for hit in included if hit.number not in there)
        return replace(first, matches=tuple(matches), included=others, next=None)

    def _count(self, where: Sql) -> int:
        total: int = self.conn.execute(
            f"SELECT count(*) FROM resource AS r WHERE {where.text}",  # noqa: S608 - values are bound
            where.values,
        ).fetchone()[0]
        return total

    def _matches(self, query: Query, where: Sql) -> tuple[Hit, ...]:
        joins, orders, values = _order(query.sort)
        rows = self.conn.execute(
            f"SELECT r.number, r.type, r.id, r.raw FROM resource AS r {joins} "  # noqa: S608 - values are bound
            f"WHERE {where.text} ORDER BY {orders} LIMIT ? OFFSET ?",
            (*values, *where.values, query.count + 1, query.offset),
        )
        return tuple(Hit(*row) for row in rows)

    def _included(self, query: Query, matches: tuple[Hit, ...]) -> tuple[Hit, ...]:
        found: dict[int, Hit] = {}
        for include in query.include:
            found.update(self._outward(include, matches))
        for include in query.revinclude:
            found.update(self._inward(include, matches))
        for hit in matches:
            found.pop(hit.number, None)
        return tuple(sorted(found.values(), key=lambda hit: (hit.type, hit.id)))

    def _outward(self, include: Include, matches: Iterable[Hit]) -> dict[int, Hit]:
        """What the matches point at."""
        wanted: dict[str, None] = {}
        for hit in matches:
            for text in references(_decode(hit.raw), include.parameter.paths):
                wanted[self.resolve(text) or ""] = None
        kinds = {k for k in (include.target, include.parameter.target) if k}
        found = {}
        for reference in wanted:
            kind, _, identity = reference.partition("/")
            if identity and kinds <= {kind}:
                rows = self.conn.execute(
                    "SELECT number, type, id, raw FROM resource WHERE type = ? AND id = ?",
                    (kind, identity),
                )
                found.update({row[0]: Hit(*row) for row in rows})
        return found

    def _inward(self, include: Include, matches: Iterable[Hit]) -> dict[int, Hit]:
        """What points at the matches."""
        numbers = numbers_of(include.parameter)
        targets = [f"{hit.type}/{hit.id}" for hit in matches]
        kinds = {k for k in (include.target, include.parameter.target) if k}
        listed = msgspec.json.encode(
            [t for t in targets if kinds <= {t.partition("/")[0]}]
        ).decode()
        rows = self.conn.execute(
            _POINTING.format(params=param_in(numbers)), (*numbers, listed, listed)
        )
        return {row[0]: Hit(*row) for row in rows}


def _where(query: Query) -> Sql:
    parts = [Sql("r.type = ?", (query.type,)), *(criterion_sql(c) for c in query.criteria)]
    text = " AND ".join(part.text for part in parts)
    return Sql(text, tuple(v for part in parts for v in part.values))


def _order(sorts: Iterable[Sort]) -> tuple[str, str, tuple[int, ...]]:
    """Joins, order and bound values: by lowest value up, by highest down, none last, then by id."""
    joins: list[str] = []
    orders: list[str] = []
    values: list[int] = []
    for position, sort in enumerate(sorts):
        if sort.parameter.kind == "id":
            orders.append("r.id DESC" if sort.descending else "r.id")
            continue
        numbers = numbers_of(sort.parameter)
        low, high = _SORT_COLUMN[sort.parameter.kind]
        value = f"max({high})" if sort.descending else f"min({low})"
        joins.append(
            f"LEFT JOIN (SELECT resource, {value} AS value "  # noqa: S608 - our own names
            f"FROM {TABLES[sort.parameter.kind]} "
            f"WHERE {param_in(numbers)} GROUP BY resource) AS s{position} "
            f"ON s{position}.resource = r.number"
        )
        orders.append(f"s{position}.value {'DESC' if sort.descending else 'ASC'} NULLS LAST")
        values += numbers
    return " ".join(joins), ", ".join([*orders, "r.id"]), tuple(values)


def bundle(page: Page) -> dict[str, Any]:
    """A page as a searchset Bundle; each resource is its raw JSON (see `one_line`)."""
    links = [{"relation": "self", "url": page.query}]
    if page.next is not None:
        links.append({"relation": "next", "url": page.next})
    entries = [
        {
            "resource": msgspec.Raw(hit.raw),
            "search": {"mode": mode},
        }
        for hits, mode in ((page.matches, "match"), (page.included, "include"))
        for hit in hits
    ]
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    if page.total is not None:
        found["total"] = page.total
    return {**found, "link": links, **({"entry": entries} if entries else {})}


def one_line(found: Mapping[str, Any]) -> str:
    """A Bundle or OperationOutcome as JSON on one line; numbers keep every digit they came with."""
    return msgspec.json.format(msgspec.json.encode(found), indent=-1).decode()


def code_text(raw: bytes, resource_type: str, name: str, start: str) -> bool:
    """Whether a text or display of a token parameter begins so (the `:text` modifier)."""
    resource = _decode(raw)
    items = at(resource, parameters(resource_type)[name].paths)
    return any(fold(text).startswith(start) for item in items for text in _texts(item))


def _texts(item: Any) -> list[str]:
    if type(item) is not dict:
        return []
    codings = item.get("coding")
    kind = item.get("type")
    found = [
        item.get("text"),
        item.get("display"),
        kind.get("text") if type(kind) is dict else None,
    ]
    if type(codings) is list:
        found += [c.get("display") for c in codings if type(c) is dict]
    return [text for text in found if type(text) is str]
