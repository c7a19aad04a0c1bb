"""Searches of the demonstration server: narrowed to what the token permits, page by page.

The address of another page is opaque, and good for whoever was given it.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from chartside.errors import NoSuchPatient, UsageError
from chartside.fhir.search.query import as_written
from chartside.sidebar.demo_ehr.grants import Grant
from chartside.sidebar.demo_ehr.outcomes import Refused, forbidden
from chartside.sidebar.demo_ehr.permits import Permit
from chartside.sidebar.demo_ehr.records import JSON, Records

PAGE: Final = 50
"""Matches on a page where nobody asks for another number."""
LARGEST_PAGE: Final = 200
KEPT_PAGES: Final = 10_000
_PAGE: Final = "_page"
_ONLY_TOTAL: Final = ("_summary", "count")
Pairs = Sequence[tuple[str, str]]


class _Head(msgspec.Struct):
    resourceType: str  # noqa: N815 - FHIR's own name
    id: str


_head: Final = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that can be asked for: the search of the store, as it was asked, and by whom.

    `sift` is how many matches a page has, where the store cannot leave out what is out of reach:
    then everything is found, and what is left is paged here, from `offset`.
    """

    query: str
    asked: str
    who: tuple[str, str, str]
    sift: int | None = None
    offset: int = 0


@dataclass(slots=True)
class Searches:
    """Answers searches below `base`."""

    base: str
    records: Records
    _pages: OrderedDict[str, _Page] = field(default_factory=OrderedDict)

    def first(self, permit: Permit, path: str, pairs: Pairs) -> JSON:
        """The first page of a search of a type, or of `Patient/id/$everything`.

        Raises:
            Refused: It is not permitted, or not understood in full.
        """
        kind, asked, who = path.partition("/")[0], _text(path, pairs), _who(permit.grant)
        more = [] if "$" in path else permit.narrowing(kind, pairs)
        count = _count(pairs)
        others = [pair for pair in pairs if pair[0] != "_count"]
        if "$" not in path and permit.sifts(kind):
            left = [pair for pair in others if pair != _ONLY_TOTAL]
            number = count if left == others else 0
            return self._sifted(permit, _Page(_text(path, [*left, *more]), asked, who, number))
        query = _text(path, [*others, *more, ("_count", str(count))])
        return self._answer(permit, _Page(query, asked, who))

    def other(self, permit: Permit, token: str) -> JSON:
        """A page whose address was given out.

        Raises:
            Refused: It was not, or to somebody else.
        """
        page = self._pages.get(token)
        if page is None:
            raise Refused(410, "not-found", "this page is not kept any more: search again")
        if page.who != _who(permit.grant):
            raise forbidden("this page was given to somebody else")
        return self._answer(permit, page) if page.sift is None else self._sifted(permit, page)

    def _answer(self, permit: Permit, page: _Page) -> JSON:
        found = self._found(page)
        links = {one["relation"]: one["url"] for one in found.get("link", [])}
        others = {
            name: replace(page, query=links[name]) for name in ("next", "previous") if name in links
        }
        entries = self._seen(permit, found)
        kept_all = len(entries) == len(found.get("entry", []))
        return self._bundle(page, entries, found.get("total") if kept_all else None, others)

    def _sifted(self, permit: Permit, page: _Page) -> JSON:
        count, start = page.sift or 0, page.offset
        entries = self._seen(permit, self._found(page, every=True))
        matches = [one for one in entries if one["search"]["mode"] == "match"]
        beside = [one for one in entries if one["search"]["mode"] != "match"] if count else []
        shown = matches[start : start + count]
        more = count and start + count < len(matches)
        others = {"next": replace(page, offset=start + count)} if more else {}
        return self._bundle(page, [*shown, *beside], len(matches), others)

    def _found(self, page: _Page, *, every: bool = False) -> JSON:
        try:
            return self.records.store.search_bundle(page.query, every=every)
        except (UsageError, NoSuchPatient) as wrong:
            raise Refused(400, "invalid", str(wrong)) from None

    def _seen(self, permit: Permit, found: JSON) -> list[JSON]:
        return [e for e in map(self._entry, found.get("entry", [])) if _seen(permit, e)]

    def _bundle(
        self, page: _Page, entries: list[JSON], total: int | None, others: Mapping[str, _Page]
    ) -> JSON:
        made: JSON = {"resourceType": "Bundle", "type": "searchset"}
        if total is not None:
            made["total"] = total
        made["link"] = [{"relation": "self", "url": f"{self.base}/{page.asked}"}]
        made["link"] += [
            {"relation": name, "url": f"{self.base}?{_PAGE}={self._keep(other)}"}
            for name, other in others.items()
        ]
        return {**made, **({"entry": entries} if entries else {})}

    def _entry(self, entry: JSON) -> JSON:
        head = _head.decode(entry["resource"])
        return {"fullUrl": f"{self.base}/{head.resourceType}/{head.id}", **entry}

    def _keep(self, page: _Page) -> str:
        token = secrets.token_urlsafe(16)
        self._pages[token] = page
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return token


def _seen(permit: Permit, entry: JSON) -> bool:
    kind, id_ = entry["fullUrl"].rsplit("/", 2)[1:]
    return permit.sees(kind, id_)


def _who(grant: Grant) -> tuple[str, str, str]:
    return grant.client_id, grant.context.user, grant.patient


def _text(path: str, pairs: Pairs) -> str:
    written = as_written(list(pairs))
    return f"{path}?{written}" if written else path


def _count(pairs: Pairs) -> int:
    asked = [value for name, value in pairs if name == "_count"]
    if not asked:
        return PAGE
    if len(asked) > 1 or not (asked[0].isascii() and asked[0].isdecimal()):
        raise Refused(400, "invalid", "_count is a whole number, given once")
    return min(int(asked[0]), LARGEST_PAGE)


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The names and values of a search, from an address or a form.

    Raises:
        Refused: It is malformed.
    """
    try:
        found: Any = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise Refused(400, "invalid", "the search is malformed: write name=value&…") from None
    return [pair for pair in found if pair[0] != "_format"]
