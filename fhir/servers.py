"""Whose `Patient/1` it is: the server that an address names, and what a record knows of it.

An id is unique on one server only. The record remembers, for each `Type/id`, the server under whose
address it came first; the same `Type/id` of another server is another resource. Where nothing
told a server, none is known, and `Type/id` is what stands in the record.

What tells a server: the full URL of a Bundle entry that ends in the entry's own `Type/id`; and,
in a source without any full URL (NDJSON, a lone resource), its absolute references, as long
as all of them name one server.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from chartside.fhir.found import SetAside
from chartside.fhir.received import Batch, Received
from chartside.fhir.references import FullUrls, address, local

CONFLICT = (
    "another server's {} is in the record already: load this server's data into a store of its own"
)
REFERS = "it refers to {} of another server than the one in the record"
_ABSOLUTE = re.compile(rb'"reference"\s*:\s*"(https?://[^"\\]*)"')
_CLAIM = "at "
"""What a `Type/id` is written after in the `link` table, where its server is kept."""


def server_of(conn: sqlite3.Connection, reference: str) -> str | None:
    """The server that `Type/id` came from; None where nothing told it."""
    find = "SELECT target FROM link WHERE text = ?"
    row = conn.execute(find, (_CLAIM + reference,)).fetchone()
    return row[0] if row else None


class Addresses:
    """What the references of one batch mean, while it is written.

    `bases` are the servers that this source speaks of as its own. `refused` collects addresses
    whose resources were set aside.
    """

    def __init__(
        self, conn: sqlite3.Connection, links: FullUrls, bases: set[str], refused: set[str]
    ) -> None:
        self._conn = conn
        self._links = links
        self._bases = bases
        self._refused = refused

    def get(self, text: str, /) -> str | None:
        """`Type/id`; the text itself where it is another server's; None where it is relative."""
        known = self._links.get(text)
        if known is not None:
            return known
        found = address(text)
        if found is None:
            return None
        server = server_of(self._conn, found.reference)
        if server is None and found.base in self._bases:
            claim(self._conn, found.reference, found.base)
            server = found.base
        if server == found.base:
            return found.reference
        self._conn.execute("INSERT OR IGNORE INTO link VALUES (?, '')", (text,))
        return text

    def foreign(self, received: Received, resource: Mapping[str, Any]) -> SetAside | None:
        """The entry set aside, where what it refers to is another server's than the record's.

        Else the record remembers whose resources it refers to, seen or not yet.
        """
        base = own_base(received)
        own: set[str] = set()
        for text in _references(resource):
            found = address(text)
            if found is not None:
                reference = found.reference
                wrong = found.base + reference in self._refused
            else:
                reference = local(text) or ""
                wrong = bool(base and reference) and self._elsewhere(reference, base)
            if wrong:
                return _aside(received, REFERS.format(reference))
            if found is None and reference:
                own.add(reference)
        for reference in own if base else ():
            claim(self._conn, reference, base or "")
        return None

    def _elsewhere(self, reference: str, base: str | None) -> bool:
        return server_of(self._conn, reference) not in (None, base)


def claim(conn: sqlite3.Connection, reference: str, base: str) -> None:
    """Remember the server of `Type/id`; the first that is told stays."""
    conn.execute("INSERT OR IGNORE INTO link VALUES (?, ?)", (_CLAIM + reference, base))


def own_base(received: Received) -> str | None:
    """The server of a Bundle entry: of its full URL, where that ends in the entry's `Type/id`."""
    found = address(received.full_url or "")
    if found is None or found.reference != f"{received.type}/{received.id}":
        return None
    return found.base


def admit(
    conn: sqlite3.Connection, batch: Batch, refused: set[str]
) -> tuple[list[Received], list[SetAside]]:
    """The resources of a batch that are not another server's namesake of one that is known.

    The full URLs of those that are leave the links of the batch and join `refused`.
    """
    taken: list[Received] = []
    aside: list[SetAside] = []
    for received in batch.items:
        base, reference = own_base(received), f"{received.type}/{received.id}"
        server = server_of(conn, reference) if base else None
        if base and server not in (None, base):
            batch.links.pop(received.full_url or "", None)
            refused.add(base + reference)
            aside.append(_aside(received, CONFLICT.format(reference)))
            continue
        if base and server is None:
            claim(conn, reference, base)
        taken.append(received)
    return taken, aside


def bases(items: Sequence[Received]) -> tuple[set[str], set[str]]:
    """Servers that full URLs tell, and servers that absolute references without any name."""
    told: set[str] = set()
    named: set[str] = set()
    for received in items:
        if received.full_url is None:
            named.update(_named(received.raw))
        else:
            told.add(own_base(received) or "")
    return told, named


def _named(raw: bytes) -> Iterator[str]:
    plain = raw.replace(b"\\/", b"/")  # as some writers escape it
    for text in _ABSOLUTE.findall(plain):
        found = address(text.decode(errors="replace"))
        if found is not None:
            yield found.base


def _references(value: object) -> Iterator[str]:
    """Every literal reference in a resource."""
    waiting = [value]
    while waiting:
        inside = waiting.pop()
        if isinstance(inside, dict):
            text = inside.get("reference")
            if isinstance(text, str):
                yield text
            waiting += inside.values()
        elif isinstance(inside, list):
            waiting += inside


def _aside(received: Received, reason: str) -> SetAside:
    reference = f"{received.type}/{received.id}"
    return SetAside(received.source, received.line, reason, reference)


def one_of(told: set[str], named: Iterable[str]) -> set[str]:
    """The servers that a source speaks of as its own.

    Those of its full URLs; without any full URL, the one that its absolute references name.
    """
    if told:
        return told - {""}
    only = set(named)
    return only if len(only) == 1 else set()
