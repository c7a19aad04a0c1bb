"""A search on a server, answered as the store would answer it, or refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from chartside.errors import FHIRServerError, UsageError
from chartside.fhir.found import SetAside
from chartside.fhir.network.client import Answer
from chartside.fhir.r4 import ALL_TYPES, RESOURCE_TYPES
from chartside.fhir.search.query import named_values
from chartside.fhir.server.bundles import Held, Page, read_page
from chartside.fhir.server.comparing import applied, fitting, hold, understood
from chartside.fhir.server.connection import Connection
from chartside.fhir.server.offered import offered
from chartside.fhir.server.paging import Place, following, place_of
from chartside.fhir.server.planning import Pair, Plan, plan, text_has_count
from chartside.fhir.server.telling import resource_of

_STRICT: Final = {"Prefer": "handling=strict"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", **_STRICT}
_NO_POST: Final = frozenset(
    {
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.NOT_IMPLEMENTED,
    }
)
_NOT_ASKED_FOR: Final = "it is not of the type asked for"
_OPERATION: Final = re.compile(
    r"Patient/[A-Za-z0-9\-.]{1,64}/\$everything|Observation/\$lastn|DocumentReference/\$docref"
)


@dataclass(slots=True)
class Gathered:
    """What a search brought, over all pages that were read."""

    query: str
    matches: list[Held] = field(default_factory=list)
    included: list[Held] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    total: int | None = None
    next: Place | None = None
    short: bool = False
    """Whether the server counts more than it gave."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a search is read.

    `every` for all matches, whatever number the search names; `pages` at most, None for the limit
    of the server; `lean` where only ids are wanted (`_elements=id`), if the server can do that.
    """

    every: bool = False
    pages: int | None = None
    lean: bool = False


PAGE: Final = Way()
ALL: Final = Way(every=True)


@dataclass(slots=True)
class _Reading:
    """The way through the pages of one search."""

    plan: Plan | None
    query: str
    wanted: int
    """Matches, at most; 0 for all."""
    way: Way
    got: Gathered
    seen: set[str] = field(default_factory=set)
    skip: int = 0
    whole: bool = False
    """Whether it is read from its beginning."""


async def gather(on: Connection, text: str, way: Way = PAGE) -> Gathered:
    """A search, an operation, or the place where one of them was cut off.

    Args:
        on: The server.
        text: `Type?name=value&…`, `Patient/id/$everything`, or a `Found.next`.
        way: How much of it.

    Raises:
        UsageError: The search is not understood in full.
        FHIRServerError: No usable answer, or one that is wider than what was asked.
    """
    place = place_of(text)
    if "$" in place.query.partition("?")[0]:
        return await _operation(on, place, way)
    understood(place.query)
    offers = offered(await on.statement())
    planned = plan(place.query, offers, on.quirks, on.reach.limits.page)
    query = planned.query
    if query.only_total and not planned.kept:
        return Gathered(query.text, total=await _total(on, planned))
    wanted = 0 if way.every or query.only_total else query.count
    reading = _Reading(planned, query.text, wanted, way, Gathered(query.text), skip=place.skip)
    found = await _walk(on, reading, place.url)
    if query.only_total:
        return Gathered(query.text, total=len(found.matches))
    if not query.total:
        found.total = None
    return found


async def _operation(on: Connection, place: Place, way: Way) -> Gathered:
    path, _, rest = place.query.partition("?")
    if not _OPERATION.fullmatch(path):
        raise UsageError("the operation is none of $everything, $lastn and $docref")
    await on.statement()  # tells the quirks
    pairs = named_values(rest)
    if any(name == "_offset" for name, _ in pairs):
        raise UsageError("_offset is the store's own; a server says with `next` how to go on")
    wanted = 0
    if not way.every and text_has_count(place.query):
        wanted = int(dict(pairs)["_count"]) if dict(pairs)["_count"].isdecimal() else 0
    most = on.quirks.everything_count if path.endswith("$everything") else None
    if most and not wanted:
        pairs.append(("_count", str(most)))
    reading = _Reading(None, place.query, wanted, way, Gathered(place.query), skip=place.skip)
    url = place.url or f"{on.base}/{path}{'?' if pairs else ''}{urlencode(pairs)}"
    return await _walk(on, reading, url)


async def _total(on: Connection, planned: Plan) -> int:
    pairs = [*(p for p in planned.sent if p[0] != "_total"), ("_summary", "count")]
    page, _ = await _first(on, planned, pairs)
    if page.total is None or any(one.mode != "include" for one in page.held):
        raise FHIRServerError("ignored")
    return page.total


async def _walk(on: Connection, reading: _Reading, url: str) -> Gathered:
    """Read pages until there are as many matches as were wanted, or no more, or too many pages."""
    got = reading.got
    reading.whole = not url and not reading.skip
    for _ in range(reading.way.pages or on.reach.limits.pages):
        page, asked = await _asked(on, reading, url)
        if reading.whole and not reading.seen:
            got.total = page.total
        reading.seen.add(url)
        if not _took(reading, await _matches(on, reading, page), url):
            return _ended(reading)
        link = page.links.get("next")
        if link is None:
            return _ended(reading)
        url = following(link, asked, on.base)
        if url in reading.seen:
            raise FHIRServerError("loop")
        if len(got.matches) >= (reading.wanted or on.reach.limits.matches):
            break
    got.next = Place(reading.query, url)
    return _ended(reading)


async def _asked(on: Connection, reading: _Reading, url: str) -> tuple[Page, str]:
    if not url and reading.plan is not None:
        lean = [("_elements", "id")] if reading.way.lean and not reading.plan.kept else []
        return await _first(on, reading.plan, [*_paired(on, reading.plan), *lean])
    if not on.ours(url):
        raise FHIRServerError("elsewhere")
    return read_page(_good(await on.get(url)), on.base), url


def _took(reading: _Reading, matches: Sequence[Held], url: str) -> bool:
    """Add the matches of a page; False where that was more than was wanted.

    Servers give more at once than they were asked for; and repeat some, where what they page
    changes meanwhile.
    """
    got, skip = reading.got, reading.skip
    known = {(one.type, one.id) for one in got.matches}
    reading.skip = 0
    for number, one in enumerate(matches):
        if number < skip or (one.type, one.id) in known:
            continue
        if reading.wanted and len(got.matches) == reading.wanted:
            got.next = Place(reading.query, url, number)
            return False
        known.add((one.type, one.id))
        got.matches.append(one)
    return True


def _paired(on: Connection, planned: Plan) -> list[Pair]:
    pairs = [*planned.sent, ("_count", str(planned.count))]
    if on.quirks.ask_total and planned.query.total and not planned.kept:
        pairs += [] if any(n == "_total" for n, _ in pairs) else [("_total", "accurate")]
    return pairs


async def _first(on: Connection, planned: Plan, pairs: Sequence[Pair]) -> tuple[Page, str]:
    """The first page of a search, and the address that its links are relative to."""
    where = f"{on.base}/{planned.query.type}"
    text = urlencode(pairs)
    taken = False
    if on.posts:
        answer = await on.post(f"{where}/_search", text.encode(), _FORM)
        taken = answer.status not in _NO_POST
        if taken:
            page = read_page(_good(answer), on.base)
            if _held(page, planned, on.base):
                return page, f"{where}/_search"
    page = read_page(_good(await on.get(f"{where}?{text}", _STRICT)), on.base)
    on.posts = taken
    hold(page, planned, on.base)
    return page, f"{where}?{text}"


def _held(page: Page, planned: Plan, base: str) -> bool:
    """Whether it is known that the server applied all; some say so after a GET only."""
    try:
        hold(page, planned, base)
    except FHIRServerError:
        if applied(page.links.get("self", "")):
            raise
        return False
    return True


def _good(answer: Answer) -> bytes:
    """The body of a good answer; any other is an error."""
    if answer.status != HTTPStatus.OK or not answer.body.lstrip().startswith(b"{"):
        resource_of(answer)
        raise FHIRServerError("not-fhir", answer.status)
    return answer.body


async def _matches(on: Connection, reading: _Reading, page: Page) -> list[Held]:
    """The matches of a page that meet what the server did not apply; what comes along is added."""
    got, planned = reading.got, reading.plan
    got.set_aside += page.set_aside
    if planned is None:
        kinds = _kinds(reading.query)
        return [one for one in page.held if not kinds or one.type in kinds]
    kind, brings = planned.query.type, planned.query.include + planned.query.revinclude
    matches = [one for one in page.held if one.type == kind and one.mode != "include"]
    for one in page.held:
        if one.mode == "include" or (one.type != kind and not one.mode and brings):
            got.included.append(one)
        elif one.type != kind:
            reference = f"{one.type}/{one.id}"
            got.set_aside.append(SetAside(on.base, None, _NOT_ASKED_FOR, reference))
    if planned.kept and matches:
        fit = fitting(kind, planned.kept, matches, on.base)
        matches = [one for one in matches if one.id in fit]
    return matches


def _kinds(query: str) -> frozenset[str]:
    """The types that an operation was asked to give; none where any will do."""
    asked = dict(named_values(query.partition("?")[2])).get("_type", "")
    kinds = frozenset(asked.split(",")) if asked else frozenset()
    if not kinds <= (RESOURCE_TYPES & ALL_TYPES):
        raise UsageError("_type: one of them is not a resource type of R4")
    return kinds


def _ended(reading: _Reading) -> Gathered:
    """With the total as far as it is known: where all was read, what was read."""
    got, planned = reading.got, reading.plan
    there = {(one.type, one.id) for one in got.matches}
    beside = {(one.type, one.id): one for one in got.included}
    got.included = [one for key, one in beside.items() if key not in there]
    read = len(got.matches) if reading.whole and got.next is None else None
    if (planned is not None and planned.kept) or got.total is None:
        got.total = read
    got.short = read is not None and got.total is not None and got.total > read
    return got
