"""Searches of the demonstration server: narrowed to what the token permits, page by page.

The address of another page is opaque, and good for whoever was given it.
"""

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
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
Pairs = Sequence[tuple[str, str]]


class _Head(msgspec.Struct):
    resourceType: str  # noqa: N815 - FHIR's own name
    id: str


_head: Final = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that can be asked for: the search of the store, as it was asked, and by whom."""

    query: str
    asked: str
    who: tuple[str, str, str]


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
        kind = path.partition("/")[0]
        more = [] if "$" in path else permit.narrowing(kind, pairs)
        count = [("_count", str(_count(pairs)))]
        others = [pair for pair in pairs if pair[0] != "_count"]
        query = _text(path, [*others, *more, *count])
        return self._answer(permit, _Page(query, _text(path, pairs), _who(permit.grant)))

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
        return self._answer(permit, page)

    def _answer(self, permit: Permit, page: _Page) -> JSON:
        try:
            found = self.records.store.search_bundle(page.query)
        except (UsageError, NoSuchPatient) as wrong:
            raise Refused(400, "invalid", str(wrong)) from None
        links = {one["relation"]: one["url"] for one in found.get("link", [])}
        entries = [
            entry for entry in map(self._entry, found.get("entry", [])) if _seen(permit, entry)
        ]
        kept_all = len(entries) == len(found.get("entry", []))
        made: JSON = {"resourceType": "Bundle", "type": "searchset"}
        if "total" in found and kept_all:
            made["total"] = found["total"]
        made["link"] = [{"relation": "self", "url": f"{self.base}/{page.asked}"}]
        made["link"] += [
            {"relation": name, "url": f"{self.base}?{_PAGE}={self._keep(page, links[name])}"}
            for name in ("next", "previous")
            if name in links
        ]
        return {**made, **({"entry": entries} if entries else {})}

    def _entry(self, entry: JSON) -> JSON:
        head = _head.decode(entry["resource"])
        return {"fullUrl": f"{self.base}/{head.resourceType}/{head.id}", **entry}

    def _keep(self, page: _Page, query: str) -> str:
        token = secrets.token_urlsafe(16)
        self._pages[token] = _Page(query, page.asked, page.who)
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
