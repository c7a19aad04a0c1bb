"""Putting batches of resources into the store: identity, versions, compartment, index rows.

The bytes of a resource are kept as received, and its identity, links and index stand beside them.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from chartside.fhir.compartment import CONTAINED, NOBODY, SEVERAL
from chartside.fhir.dangling import written
from chartside.fhir.found import SetAside
from chartside.fhir.indexing import write_conditionals, write_rows
from chartside.fhir.received import Batch, Received, values
from chartside.fhir.references import FullUrls, address, local, normal
from chartside.fhir.search.contained import collect
from chartside.fhir.search.definitions import subject_expected, subject_paths
from chartside.fhir.search.emit import Rows, Target
from chartside.fhir.search.extract import references
from chartside.fhir.search.values import span
from chartside.fhir.servers import Addresses, admit, bases, one_of

_CHUNK = 2**16
"""Numbers by which the memory of what a run met grows."""


class _Known(NamedTuple):
    """The current version of a resource that the store holds already."""

    number: int
    hash: bytes
    version: str
    updated: int | None
    patient: str


@dataclass(slots=True)
class Writer:
    """Writes batches through an open transaction, and counts what it wrote.

    `only` limits the index to one parameter, for a store that is searched later or never; what the
    index would have told of references is then collected in `pointed`. `brought` has the Patient
    resources of each source, `elsewhere` the subjects that are not `Patient/id`.
    """

    conn: sqlite3.Connection
    only: str = ""
    by_type: Counter[str] = field(default_factory=Counter)
    patients: set[str] = field(default_factory=set)
    brought: dict[int, set[str]] = field(default_factory=dict)
    pointed: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    other_versions: int = 0
    _told: dict[int, tuple[set[str], set[str]]] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)
    _seen: bytearray = field(default_factory=bytearray)
    _next: int = 0

    def write(self, batch: Batch) -> list[SetAside]:
        """Store a batch's resources; gives what had to be set aside, here or while reading."""
        source = self._source(batch)
        highest = self.conn.execute("SELECT max(number) FROM resource").fetchone()[0]
        self._next = max(self._next, (highest or 0) + 1)
        items, refused = admit(self.conn, batch, self._refused)
        aside = [*batch.set_aside, *refused]
        addresses = Addresses(
            self.conn, batch.links, self._bases(source, batch, items), self._refused
        )
        target = Target(Rows(), 0, addresses)
        for received in items:
            if received.type == "Patient":
                self.brought.setdefault(source, set()).add(f"Patient/{received.id}")
            wrong = self._keep(received, source, target, addresses)
            if wrong is not None:
                aside.append(wrong)
        if len(aside) < len(batch.items) + len(batch.set_aside):
            self.conn.execute("UPDATE source SET taken = 1 WHERE number = ?", (source,))
        write_rows(self.conn, target.rows)
        write_conditionals(self.conn, self.pointed)
        self._link(batch.links)
        self.conn.executemany(
            "INSERT INTO set_aside VALUES (?, ?, ?, ?)",
            ((source, a.line, a.reason, a.reference) for a in aside),
        )
        return aside

    def _source(self, batch: Batch) -> int:
        self.conn.execute("INSERT OR IGNORE INTO source (name) VALUES (?)", (batch.source,))
        find = "SELECT number FROM source WHERE name = ?"
        number: int = self.conn.execute(find, (batch.source,)).fetchone()[0]
        if batch.first:  # read again from its start: what was set aside then is told anew
            self.conn.execute("DELETE FROM set_aside WHERE source = ?", (number,))
        return number

    def _bases(self, source: int, batch: Batch, items: list[Received]) -> set[str]:
        """The servers that a source, as far as it was read, speaks of as its own."""
        told, named = ((), ()) if batch.first else self._told.get(source, ((), ()))
        now = bases(items)
        self._told[source] = now[0].union(told), now[1].union(named)
        return one_of(*self._told[source])

    def _keep(
        self, received: Received, source: int, target: Target, addresses: Addresses
    ) -> SetAside | None:
        digest = sha256(received.raw).digest()
        known = self._known(received)
        if known is not None and known.hash == digest:
            self._count(received, known.number, known.patient)
            return None
        resource = values(received)
        foreign = (
            resource if isinstance(resource, SetAside) else addresses.foreign(received, resource)
        )
        if isinstance(resource, SetAside) or foreign is not None:
            return foreign
        version, updated = _version(resource, digest)
        if known is not None and not self._replaces(known, received, digest, (version, updated)):
            self.other_versions += 1
            self._remember(received, source, digest, version)
            self._count(received, known.number, known.patient)
            return None
        target.resource = self._replace(known, received)
        patient = owner(received.type, received.id, resource, target.links)
        self.conn.execute(
            "INSERT INTO resource VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(target.resource, received.type, received.id, version, digest, patient),
                *(updated, source, received.line, received.raw),
            ),
        )
        if "?" in patient:
            write_conditionals(self.conn, (patient,))
        if self.only:
            self.pointed.update(normal(text, target.links) for text in written(received.raw))
        collect(received.type, resource, target, only=self.only)
        self._count(received, target.resource, patient)
        return None

    def _known(self, received: Received) -> _Known | None:
        found = self.conn.execute(
            "SELECT number, hash, version, updated, patient FROM resource "
            "WHERE type = ? AND id = ?",
            (received.type, received.id),
        ).fetchone()
        return _Known(*found) if found else None

    def _replaces(
        self, known: _Known, received: Received, digest: bytes, stamp: tuple[str, int | None]
    ) -> bool:
        """Whether what came is to be current: not met before, and newer as far as either says."""
        before = self.conn.execute(
            "SELECT 1 FROM history WHERE type = ? AND id = ? AND hash = ?",
            (received.type, received.id, digest),
        ).fetchone()
        return before is None and _newer(stamp, (known.version, known.updated))

    def _remember(self, received: Received, source: int, digest: bytes, version: str) -> None:
        self.conn.execute(
            "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?, ?, ?, ?)",
            (received.type, received.id, digest, version, source, received.line, received.raw),
        )

    def _replace(self, known: _Known | None, received: Received) -> int:
        """Move the current version to the history; gives the number of the new one."""
        if known is not None:
            self.other_versions += 1
            self.conn.execute(
                "INSERT OR IGNORE INTO history SELECT type, id, hash, version, source, line, raw "
                "FROM resource WHERE number = ?",
                (known.number,),
            )
            self.conn.execute("DELETE FROM resource WHERE number = ?", (known.number,))
            if self._met(known.number):  # two versions in one run are one resource
                self.by_type[received.type] -= 1
        number, self._next = self._next, self._next + 1
        return number

    def _count(self, received: Received, number: int, patient: str) -> None:
        if not self._met(number):
            self._seen[number] = 1
            self.by_type[received.type] += 1
        if patient.startswith("Patient/"):
            self.patients.add(patient)
        elif patient == CONTAINED or patient.startswith("http"):
            self.elsewhere.add(patient)

    def _met(self, number: int) -> bool:
        """Whether the run came by this resource already: a byte for each, however long the run."""
        if number >= len(self._seen):
            self._seen.extend(bytes(number + _CHUNK - len(self._seen)))
        return bool(self._seen[number])

    def _link(self, links: Mapping[str, str]) -> None:
        self.conn.executemany(
            "INSERT INTO link VALUES (?, ?) ON CONFLICT DO UPDATE SET target = "
            "CASE target WHEN excluded.target THEN target ELSE '' END",
            ((url, target) for url, target in links.items() if local(url) != target),
        )


def owner(resource_type: str, identity: str, resource: Mapping[str, Any], links: FullUrls) -> str:
    """The patient whose compartment a resource is in, as the `resource` table has it."""
    if resource_type == "Patient":
        return f"Patient/{identity}"
    said = references(resource, subject_paths(resource_type))
    named = {normal(text, links) for text in said}
    found = {target for target in named if _may_be_patient(target)}
    if _contained_patient(named, resource):
        found.add(CONTAINED)
    if not named and subject_expected(resource_type):
        return NOBODY
    return SEVERAL if len(found) > 1 else next(iter(found), "")


def _contained_patient(named: set[str], resource: Mapping[str, Any]) -> bool:
    """Whether a subject is a Patient inside the resource itself."""
    inside = resource.get("contained")
    return any(
        isinstance(one, dict)
        and one.get("resourceType") == "Patient"
        and f"#{one.get('id')}" in named
        for one in (inside if isinstance(inside, list) else ())
    )


def _may_be_patient(target: str) -> bool:
    """A patient, or a reference that may turn out to be one."""
    absolute = address(target)
    if absolute is not None:
        return absolute.reference.startswith("Patient/")
    return target.startswith(("Patient/", "Patient?")) or (
        local(target) is None and target[:1] != "#"
    )


def _version(resource: Mapping[str, Any], digest: bytes) -> tuple[str, int | None]:
    meta = resource.get("meta")
    meta = meta if type(meta) is dict else {}
    version, updated = meta.get("versionId"), meta.get("lastUpdated")
    when = span(updated) if type(updated) is str else None
    label = version if type(version) is str and version else f"sha256:{digest.hex()[:16]}"
    return label, when.low if when else None


def _newer(came: tuple[str, int | None], known: tuple[str, int | None]) -> bool:
    """By `meta.lastUpdated`, else by a numeric version, else what comes later is newer."""
    if came[1] is not None and known[1] is not None and came[1] != known[1]:
        return came[1] > known[1]
    if came[0].isdecimal() and known[0].isdecimal():
        return int(came[0]) >= int(known[0])
    return True
