"""A page of a server's answer, read entry by entry: one that is damaged spoils no other.

The bytes of each resource are kept as they came.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import msgspec

from chartside.errors import FHIRServerError
from chartside.fhir.found import SetAside
from chartside.fhir.r4 import ALL_TYPES, ID
from chartside.fhir.salvage import cut
from chartside.fhir.server.telling import issues

_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Held(NamedTuple):
    """A resource of a page. `mode` is `match`, `include` or, where the server gave none, empty."""

    type: str
    id: str
    mode: str
    full_url: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held. `links` are its addresses by relation, as the server wrote them."""

    held: tuple[Held, ...]
    links: Mapping[str, str]
    total: int | None
    set_aside: tuple[SetAside, ...]


class _Link(msgspec.Struct):
    relation: str | None = None
    url: str | None = None


class _Bundle(msgspec.Struct):
    resourceType: str  # noqa: N815 - FHIR's own name
    total: msgspec.Raw = msgspec.Raw()
    link: list[msgspec.Raw] = []
    entry: list[msgspec.Raw] = []


class _Search(msgspec.Struct):
    mode: str | None = None


class _Entry(msgspec.Struct):
    fullUrl: str | None = None  # noqa: N815 - FHIR's own name
    resource: msgspec.Raw = msgspec.Raw()
    search: _Search | None = None


class _Head(msgspec.Struct):
    resourceType: str  # noqa: N815 - FHIR's own name
    id: str = ""


_bundle: Final = msgspec.json.Decoder(_Bundle)
_link: Final = msgspec.json.Decoder(_Link)
_entry: Final = msgspec.json.Decoder(_Entry)
_head: Final = msgspec.json.Decoder(_Head)
_number: Final = msgspec.json.Decoder(int)
_values: Final = msgspec.json.Decoder()


def read_page(data: bytes, source: str) -> Page:
    """A Bundle of a search or of an operation.

    Args:
        data: The body.
        source: What to call it where an entry is set aside.

    Raises:
        FHIRServerError: `not-fhir`.
    """
    bundle, entries = _opened(data)
    held: list[Held] = []
    aside: list[SetAside] = []
    for position, raw in enumerate(entries, start=1):
        one = _read(raw)
        if isinstance(one, Held):
            held.append(one)
        else:
            aside.append(SetAside(source, position, one))
    return Page(tuple(held), dict(_links(bundle.link)), _total(bundle.total), tuple(aside))


def _opened(data: bytes) -> tuple[_Bundle, list[bytes]]:
    """The Bundle and its entries, also where one of them is no JSON."""
    whole = cut(data) if (bundle := _decoded(data)) is None else None
    if whole is not None:
        bundle = _decoded(whole[0])
    if bundle is None or bundle.resourceType != "Bundle":
        raise FHIRServerError("not-fhir")
    return bundle, whole[1] if whole else [bytes(entry) for entry in bundle.entry]


def _decoded(data: bytes) -> _Bundle | None:
    try:
        return _bundle.decode(data)
    except _UNREADABLE:
        return None


def _read(raw: bytes) -> Held | str:
    """The resource of an entry, or why there is none."""
    try:
        entry = _entry.decode(raw)
        body = bytes(entry.resource)
        if not body:
            return "the entry holds no resource"
        head = _head.decode(body)
    except _UNREADABLE:
        return "has a value that FHIR does not allow there"
    mode = (entry.search.mode if entry.search else None) or ""
    if head.resourceType == "OperationOutcome" or mode == "outcome":
        return _said(body)
    if head.resourceType not in ALL_TYPES:
        return "its resourceType is not one of FHIR"
    if not ID.fullmatch(head.id):
        return "it has no id that is one of FHIR"
    return Held(head.resourceType, head.id, mode, entry.fullUrl or "", body)


def _said(body: bytes) -> str:
    try:
        codes = issues(_values.decode(body))
    except _UNREADABLE:
        codes = ()
    return f"the server says: {', '.join(codes) or 'nothing in codes'}"


def _links(raws: list[msgspec.Raw]) -> Iterator[tuple[str, str]]:
    for raw in raws:
        try:
            link = _link.decode(raw)
        except _UNREADABLE:
            continue
        if link.relation and link.url:
            yield link.relation, link.url


def _total(raw: msgspec.Raw) -> int | None:
    try:
        total = _number.decode(raw)
    except _UNREADABLE:
        return None
    return total if total >= 0 else None
