"""Resources cut out of JSON, bytes untouched, and what must be set aside."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from chartside.errors import NotFHIR
from chartside.fhir.found import SetAside
from chartside.fhir.r4 import ALL_TYPES, ID
from chartside.fhir.references import id_from
from chartside.fhir.salvage import closed, cut
from chartside.fhir.versions.read import as_r4

CUT_OFF = "is cut off"
_DEEPEST = 4
"""Bundles within Bundles that are opened."""
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Received(NamedTuple):
    """A resource as it came: `raw` is its own bytes, `line` its line or position, from 1."""

    source: str
    line: int
    type: str
    id: str
    full_url: str | None
    raw: bytes


class Problem(NamedTuple):
    """What is wrong, and where: an element and a reason, never a value of the resource."""

    element: str
    reason: str


class Invalid(NamedTuple):
    """A resource that is kept although it is not valid FHIR: where it stood, what is wrong."""

    source: str
    line: int
    reference: str
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Batch:
    """Resources that are stored together or not at all: a Bundle, or a run of lines.

    `links` maps the full URLs of a Bundle to `Type/id`. `first` and `last` mark the ends of a
    source; `read` counts the bytes of the file read so far.
    """

    source: str
    items: list[Received] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    first: bool = True
    last: bool = True
    read: int = 0


class _Head(msgspec.Struct, gc=False):
    resourceType: str | None = None  # noqa: N815 - FHIR's own name
    id: str | None = None


class _Entry(msgspec.Struct, gc=False):
    fullUrl: str | None = None  # noqa: N815 - FHIR's own name
    resource: msgspec.Raw = msgspec.Raw()


class _Bundle(msgspec.Struct):
    entry: list[_Entry] = []


class _LooseBundle(msgspec.Struct):
    entry: list[msgspec.Raw] = []


_head = msgspec.json.Decoder(_Head)
_entry = msgspec.json.Decoder(_Entry)
_bundle = msgspec.json.Decoder(_Bundle)
_loose_bundle = msgspec.json.Decoder(_LooseBundle)
_syntax = msgspec.json.Decoder(msgspec.Raw)
_values = msgspec.json.Decoder()


def document(name: str, data: bytes) -> Batch:
    """The batch of one JSON document; `NotFHIR` where it is no resource or is cut off."""
    batch = Batch(name)
    try:
        head = _head.decode(data)
        if head.resourceType == "Bundle":
            _unbundle(batch, data, None)
        elif head.resourceType is None:
            raise NotFHIR(f"{name} is JSON, but has no resourceType")
        else:
            _take(batch, 1, None, data.strip(), head)
    except _UNREADABLE as wrong:
        if not _salvaged(batch, data, None):
            raise NotFHIR(f"{name} {_reason(wrong, data)}") from None
    return batch


def _salvaged(batch: Batch, data: bytes, line: int | None) -> bool:
    """Add the entries of what is no JSON as a whole; False where it is no Bundle that ends."""
    found = cut(data)
    try:
        if found is None or _head.decode(found[0]).resourceType != "Bundle":
            return False
    except _UNREADABLE:
        return False
    _add_entries(batch, found[1], line)
    return True


def _unbundle(batch: Batch, data: bytes, line: int | None, depth: int = 0) -> None:
    """Add a Bundle's entries; `line` is the Bundle's own in NDJSON, else entries are numbered."""
    try:
        entries: Sequence[_Entry | msgspec.Raw] = _bundle.decode(data).entry
    except msgspec.ValidationError:  # an entry is not as it should be: find out which
        entries = _loose_bundle.decode(data).entry
    _add_entries(batch, entries, line, depth)


def _add_entries(
    batch: Batch,
    entries: Sequence[_Entry | msgspec.Raw | bytes],
    line: int | None,
    depth: int = 0,
) -> None:
    for position, entry in enumerate(entries, start=1):
        place = line or position
        try:
            entry = entry if isinstance(entry, _Entry) else _entry.decode(entry)  # noqa: PLW2901 - the same, read
            raw = bytes(entry.resource)
            if not raw:
                batch.set_aside.append(SetAside(batch.source, place, "the entry holds no resource"))
                continue
            head = _head.decode(raw)
            if head.resourceType == "Bundle" and depth < _DEEPEST:  # the answer of a batch
                _unbundle(batch, raw, place, depth + 1)
            else:
                _take(batch, place, entry.fullUrl, raw, head)
        except _UNREADABLE as wrong:
            batch.set_aside.append(SetAside(batch.source, place, _reason(wrong)))


def _take(batch: Batch, line: int, full_url: str | None, raw: bytes, head: _Head) -> None:
    identity = head.id or id_from(full_url)
    wrong = _wrong(head, identity)
    if wrong or identity is None or head.resourceType is None:
        batch.set_aside.append(SetAside(batch.source, line, wrong))
        return
    batch.items.append(Received(batch.source, line, head.resourceType, identity, full_url, raw))
    if full_url:
        batch.links[full_url] = f"{head.resourceType}/{identity}"


def _wrong(head: _Head, identity: str | None) -> str:
    if head.resourceType is None:
        return "it has no resourceType"
    if head.resourceType not in ALL_TYPES:
        return "its resourceType is not one of FHIR"
    if identity is None:
        return "it has no id, and no full URL that gives one"
    return "" if ID.fullmatch(identity) else "its id is not a FHIR id"


def _reason(wrong: Exception, data: bytes = b"") -> str:
    """Why bytes could not be read, without any of them; `data` where they may be cut off."""
    if isinstance(wrong, RecursionError):
        return "is nested too deeply"
    if isinstance(wrong, UnicodeDecodeError):
        return "is not UTF-8"
    if isinstance(wrong, msgspec.ValidationError):
        return "has a value that FHIR does not allow there (or a number out of range)"
    return CUT_OFF if "truncated" in str(wrong) and not closed(data) else "is not valid JSON"


def add_line(batch: Batch, number: int, line: bytes) -> None:
    """Add what stands on one NDJSON line: a resource, or a Bundle with all its entries."""
    try:
        head = _head.decode(line)
        if head.resourceType == "Bundle":
            _unbundle(batch, line, number)
        else:
            _take(batch, number, None, line, head)
    except _UNREADABLE as wrong:
        if not _salvaged(batch, line, number):
            batch.set_aside.append(SetAside(batch.source, number, _reason(wrong, line)))


def complete(line: bytes) -> bool:
    """Whether a line is a JSON object by itself."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        _syntax.decode(line)
    except _UNREADABLE:
        return False
    return True


def values(received: Received) -> Mapping[str, Any] | SetAside:
    """The resource decoded in the shape of R4, numbers as floats; set aside where unreadable.

    It is for indexes only.

    A resource that says something twice (`"status": "final", "status": "entered-in-error"`) is
    read differently by every reader, so it is read by none.
    """
    reference = f"{received.type}/{received.id}"
    try:
        found: Mapping[str, Any] = _values.decode(received.raw)
        twice = _says_twice(received.raw, found)
    except _UNREADABLE as wrong:
        return SetAside(received.source, received.line, _reason(wrong), reference)
    if twice:
        return SetAside(received.source, received.line, _TWICE, reference)
    return as_r4(found)


_TWICE = "has a field twice in the same place"


def _says_twice(raw: bytes, found: Mapping[str, Any]) -> bool:
    """Whether an object in it has a name twice.

    Written again, a resource is as long as it came, unless a name came twice or is spelled in
    another way; only then is it worth the slow look.
    """
    if msgspec.json.encode(found) == msgspec.json.format(raw, indent=-1):
        return False
    repeated = False

    def names(pairs: list[tuple[str, Any]]) -> None:
        nonlocal repeated
        repeated = repeated or len({name for name, _ in pairs}) < len(pairs)

    json.loads(raw, object_pairs_hook=names, parse_int=str, parse_float=str)
    return repeated
