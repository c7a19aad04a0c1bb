"""Running a search: the page of matches, what they bring along, and the searchset Bundle."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from chartside.errors import UsageError
from chartside.fhir.search.addresses import located
from chartside.fhir.search.canonicals import refuse_canonicals
from chartside.fhir.search.conditions import Sql
from chartside.fhir.search.definitions import parameters
from chartside.fhir.search.extract import at, numbers_of
from chartside.fhir.search.including import Hit, Includer
from chartside.fhir.search.query import Query, Sort, parse
from chartside.fhir.search.sql import TABLES, param_in
from chartside.fhir.search.subset import Subset
from chartside.fhir.search.translate import Translator, names_resources
from chartside.fhir.search.values import fold
from chartside.fhir.search.valueset import codes_in
from chartside.fhir.versions.read import as_r4

FEW = 1000
"""Rows of a criterion that leads a search; more are walked as fast as they are asked one by one."""
MOST_VALUES = 30_000
"""Of one search, its chains followed: SQLite takes 32,766 in a statement."""
_decode = msgspec.json.Decoder().decode
_READ = (
    "SELECT r.number, r.type, r.id, r.raw FROM json_each(?) AS n "
    "CROSS JOIN resource AS r ON r.number = n.value ORDER BY n.key"
)
_SORT_COLUMN = {
    "token": ("code", "code"),
    "date": ("low", "high"),
    "string": ("folded", "folded"),
    "reference": ("target", "target"),
    "uri": ("uri", "uri"),
    "quantity": ("low", "high"),
    "number": ("low", "high"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: the matches, what they bring along, and the way to other pages."""

    query: str
    matches: tuple[Hit, ...]
    included: tuple[Hit, ...] = ()
    total: int | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def next(self) -> str | None:
        """Where the next page begins; None on the last."""
        return self.links.get("next")


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
        refuse_canonicals(self.conn, query)
        before, where = self.translated(query)
        if query.only_total:
            return Page(query.text, (), total=self._count(before, where))
        numbers, total = self._numbers(query, before, where)
        matches = self._hits(numbers[: query.count])
        more = len(numbers) > query.count
        if query.total and total is None:
            total = self._total(query, len(numbers), before, where)
        included = Includer(self.conn, self.resolve).along(query, matches)
        links = around(query.text, query.count, query.offset, total, more=more)
        beside = {kind: query.beside(kind) for kind in {hit.type for hit in included}}
        shown = tuple(_cut(beside[hit.type], hit) for hit in included)
        kept = tuple(_cut(query.subset, hit) for hit in matches)
        return Page(query.text, kept, shown, total, links)

    def translated(self, query: Query) -> tuple[Sql, Sql]:
        """What stands before a query, and what a match must meet: a condition on the alias `r`."""
        translator = Translator(
            lambda address: codes_in(self.conn, address), self._few, self._within
        )
        where = translator.matching(query.type, located(query.criteria, self.resolve))
        before = translator.before()
        if len(before.values) + len(where.values) > MOST_VALUES:
            raise UsageError(f"a search compares more than {MOST_VALUES:,} values")
        return before, where

    def _few(self, found: Sql) -> bool:
        """Whether so few rows are found that asking each for something else is the cheaper way."""
        if len(found.values) >= MOST_VALUES:
            return False
        counted = self.conn.execute(
            f"SELECT count(*) FROM ({found.text} LIMIT ?)",  # noqa: S608 - values are bound
            (*found.values, FEW + 1),
        )
        return bool(counted.fetchone()[0] <= FEW)

    def _within(self, kind: str) -> bool:
        """Whether any resource of a type is contained in another."""
        find = "SELECT 1 FROM contained WHERE type = ? LIMIT 1"
        return self.conn.execute(find, (kind,)).fetchone() is not None

    def _total(self, query: Query, here: int, before: Sql, where: Sql) -> int:
        """How many match in all; a first page that is not full has them all."""
        if not query.offset and here <= query.count:
            return here
        return self._count(before, where)

    def _count(self, before: Sql, where: Sql) -> int:
        total: int = self.conn.execute(
            f"{before.text}SELECT count(*) FROM resource AS r WHERE {where.text}",  # noqa: S608 - values are bound
            (*before.values, *where.values),
        ).fetchone()[0]
        return total

    def _numbers(self, query: Query, before: Sql, where: Sql) -> tuple[list[int], int | None]:
        """The numbers of a page and one more, and how many match where that comes with them.

        Numbers only: a sort must not carry whole records. What a criterion names is found once and
        counted there; where a type is walked instead, a page ends the walk early.
        """
        order = _order(query.sort)
        page = f"ORDER BY {order.text} LIMIT ? OFFSET ?"
        values = (*before.values, *where.values, *order.values, query.count + 1, query.offset)
        if query.total and (query.sort or names_resources(where)):
            steps = f"{before.text.rstrip()}, " if before.text else "WITH "
            rows = self.conn.execute(
                f"{steps}found AS (SELECT r.number, r.id FROM resource AS r WHERE {where.text}) "  # noqa: S608 - values are bound
                f"SELECT r.number, (SELECT count(*) FROM found) FROM found AS r {page}",
                values,
            ).fetchall()
            return [row[0] for row in rows], rows[0][1] if rows else None
        found = self.conn.execute(
            f"{before.text}SELECT r.number FROM resource AS r WHERE {where.text} {page}",  # noqa: S608 - values are bound
            values,
        )
        return [row[0] for row in found], None

    def _hits(self, numbers: Sequence[int]) -> tuple[Hit, ...]:
        listed = msgspec.json.encode(numbers).decode()
        return tuple(Hit(*row) for row in self.conn.execute(_READ, (listed,)))


def _cut(subset: Subset | None, hit: Hit) -> Hit:
    return hit if subset is None else hit._replace(raw=subset.of(hit.raw))


def around(text: str, count: int, offset: int, total: int | None, *, more: bool) -> dict[str, str]:
    """The addresses of the pages around one of `count` hits from `offset`, where there are any."""
    first = f"{text}{'&' if '?' in text else '?'}_offset="
    found = {}
    if more or offset:
        found["first"] = f"{first}0"
        if total is not None:
            found["last"] = f"{first}{max(total - 1, 0) // count * count}"
    if offset:
        found["previous"] = f"{first}{max(offset - count, 0)}"
    if more:
        found["next"] = f"{first}{offset + count}"
    return found


def all_pages(page_of: Callable[[str], Page], text: str) -> Page:
    """All pages of a search as one; `page_of` gives one of them."""
    first = page = page_of(text)
    matches, included = list(first.matches), dict.fromkeys(first.included)
    while page.next is not None:
        page = page_of(page.next)
        matches += page.matches
        included.update(dict.fromkeys(page.included))
    there = {hit.number for hit in matches}
    others = tuple(hit for hit in included if hit.number not in there)
    return replace(first, matches=tuple(matches), included=others, links={})


def _order(sorts: Iterable[Sort]) -> Sql:
    """An order by lowest value up, by highest down, none last, then by id; and its bound values."""
    orders: list[str] = []
    values: list[int] = []
    for sort in sorts:
        way = "DESC" if sort.descending else "ASC"
        if sort.parameter.kind == "id":
            orders.append(f"r.id {way}")
            continue
        numbers = numbers_of(sort.parameter)
        low, high = _SORT_COLUMN[sort.parameter.kind]
        value = f"max({high})" if sort.descending else f"min({low})"
        own = (
            f"SELECT {value} FROM {TABLES[sort.parameter.kind]} "  # noqa: S608 - our own names
            f"WHERE resource = r.number AND {param_in(numbers)}"
        )
        orders.append(f"({own}) {way} NULLS LAST")
        values += numbers
    return Sql(", ".join([*orders, "r.id"]), tuple(values))


def bundle(page: Page) -> dict[str, Any]:
    """A page as a searchset Bundle; each resource is its raw JSON (see `one_line`)."""
    links = [{"relation": name, "url": url} for name, url in page.links.items()]
    entries = [
        {"resource": msgspec.Raw(hit.raw), "search": {"mode": mode}}
        for hits, mode in ((page.matches, "match"), (page.included, "include"))
        for hit in hits
    ]
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    if page.total is not None:
        found["total"] = page.total
    found["link"] = [{"relation": "self", "url": page.query}, *links]
    return {**found, **({"entry": entries} if entries else {})}


def one_line(found: Mapping[str, Any]) -> str:
    """A Bundle or OperationOutcome as JSON on one line; numbers keep every digit they came with."""
    return msgspec.json.format(msgspec.json.encode(found), indent=-1).decode()


def code_text(raw: bytes, resource_type: str, name: str, start: str) -> bool:
    """Whether a text or display of a token parameter begins so (the `:text` modifier).

    `start` is folded. Most resources are told by their bytes: where they are ASCII and hold no
    escape, a text that begins so stands in them letter by letter up to the first blank.
    """
    if raw.isascii() and b"\\" not in raw and start.partition(" ")[0].encode() not in raw.lower():
        return False
    resource = as_r4(_decode(raw))
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


def identifier_type(raw: bytes, resource_type: str, name: str, *wanted: str) -> bool:
    """Whether an identifier is of a type: system and code of it, and value (`:of-type`)."""
    system, code, value = wanted
    for item in at(as_r4(_decode(raw)), parameters(resource_type)[name].paths):
        kind = item.get("type") if type(item) is dict and item.get("value") == value else None
        codings = kind.get("coding") if type(kind) is dict else None
        for coding in codings if type(codings) is list else ():
            if (coding.get("system"), coding.get("code")) == (system, code):
                return True
    return False
