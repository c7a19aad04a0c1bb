"""The record of the demonstration: a store in memory, stamped with versions as a server does it.

Bytes are kept as written and numbers keep their digits. The store itself keeps no version of a
resource that came without one, so each is given `meta.versionId` and `meta.lastUpdated` here.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from chartside.demo import record
from chartside.fhir.indexing import resolve_conditionals
from chartside.fhir.received import Batch, Received
from chartside.fhir.store import RecordStore
from chartside.fhir.writing import Writer
from chartside.sidebar.demo_ehr.clinic import others
from chartside.sidebar.demo_ehr.clock import Clock

JSON = dict[str, Any]
SOURCE: Final = "the demonstration record system"
_FIND: Final = "SELECT version, patient, raw FROM resource WHERE type = ? AND id = ?"
_BEFORE: Final = "SELECT raw FROM history WHERE type = ? AND id = ? AND version = ?"
_OF_KIND: Final = "SELECT raw FROM resource WHERE type = ? ORDER BY number"
_PATIENT: Final = re.compile(r"Patient/[A-Za-z0-9\-.]{1,64}")
_BESIDE: Final = {
    "Provenance": ("target",),
    "AuditEvent": ("entity", "what"),
    "Binary": ("securityContext",),
}
"""Where a resource without a subject of its own says what it is about."""
encode: Final = msgspec.json.Encoder(decimal_format="number").encode
decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode


class Held(NamedTuple):
    """A resource as it stands: its version, whose it is (as the store says it), its bytes."""

    version: str
    patient: str
    raw: bytes

    @property
    def etag(self) -> str:
        """As HTTP says it."""
        return f'W/"{self.version}"'


class NotKept(Exception):
    """A resource that the store would not have; the message is the reason, without chart data."""


class Records:
    """Reading and writing the record of the demonstration; all from one thread."""

    def __init__(self, clock: Clock, bundle: Mapping[str, Any] | None = None) -> None:
        self.store = RecordStore()
        self._clock = clock
        self._number = 0
        self._load(bundle)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _load(self, bundle: Mapping[str, Any] | None) -> None:
        loaded: Mapping[str, Any] = record() if bundle is None else bundle
        entries = [entry for entry in loaded.get("entry", []) if "resource" in entry]
        links = {
            entry["fullUrl"]: f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
            for entry in entries
            if entry.get("fullUrl", "").startswith("urn:")
        }
        resources = [linked(entry["resource"], links) for entry in entries]
        at = self._clock.instant()
        made = [_stamped(one, "1", at) for one in [*resources, *others()]]
        with self.store.writing():
            batch = Batch(SOURCE, [_received(one) for one in made])
            Writer(self.store.conn).write(batch)  # what is not FHIR is set aside, as it should be
            resolve_conditionals(self.store.conn)
        self.store.keep_indexed()

    def held(self, kind: str, id_: str) -> Held | None:
        """The current version of a resource; None where there is none."""
        found = self.store.conn.execute(_FIND, (kind, id_)).fetchone()
        return Held(*found) if found else None

    def version(self, kind: str, id_: str, version: str) -> bytes | None:
        """A version of a resource, the current one or one before it."""
        now = self.held(kind, id_)
        if now is not None and now.version == version:
            return now.raw
        found = self.store.conn.execute(_BEFORE, (kind, id_, version)).fetchone()
        return found[0] if found else None

    def of_kind(self, kind: str) -> list[JSON]:
        """Every resource of a type."""
        return [decode(row[0]) for row in self.store.conn.execute(_OF_KIND, (kind,))]

    def patient_of(self, kind: str, id_: str, *, depth: int = 2) -> str:
        """Whose a resource is, `Patient/id`; empty for nobody's, such as a practitioner.

        A Provenance, an AuditEvent and a Binary are whose the thing is that they are about. What
        belongs to several, or to someone who is not known, is `?`.
        """
        found = self.held(kind, id_)
        if found is None:
            return "?"
        if _PATIENT.fullmatch(found.patient):
            return found.patient
        if found.patient or not depth or kind not in _BESIDE:
            return "?" if found.patient else ""
        owners = {
            self.patient_of(*reference.split("/")[:2], depth=depth - 1)
            for reference in about(decode(found.raw))
        }
        return owners.pop() if len(owners) == 1 else "?" if owners else ""

    def write(self, resource: JSON, version: int) -> Held:
        """Keep a resource in this version, within a transaction of the caller; it has its id.

        Raises:
            NotKept: The store would not have it.
        """
        meta = resource.get("meta")
        if meta is not None and not isinstance(meta, dict):
            raise NotKept("meta is not an object")
        made = _stamped(resource, str(version), self._clock.instant())
        aside = Writer(self.store.conn).write(Batch(SOURCE, [_received(made)]))
        if aside:
            raise NotKept(aside[0].reason)
        held = self.held(made["resourceType"], made["id"])
        if held is None or held.version != str(version):
            raise NotKept("another version of it is newer")
        return held

    def new_id(self, kind: str) -> str:
        """An id that no resource of this type has."""
        while True:
            self._number += 1
            if self.held(kind, f"ehr-{self._number}") is None:
                return f"ehr-{self._number}"


def about(resource: Mapping[str, Any]) -> list[str]:
    """References to what a resource without a subject is about, where they are `Type/id`."""
    found: Iterable[Any] = [resource]
    for name in _BESIDE.get(str(resource.get("resourceType")), ()):
        held = [one.get(name) for one in found if isinstance(one, dict)]
        found = [one for item in held for one in (item if isinstance(item, list) else [item])]
    texts = [one.get("reference") for one in found if isinstance(one, dict)]
    return [text for text in texts if isinstance(text, str) and text.count("/") in {1, 3}]


def linked(value: Any, links: Mapping[str, str]) -> Any:
    """A copy in which each `reference` that is the full URL of an entry leads to where it lies."""
    if isinstance(value, dict):
        return {
            name: links.get(part, part)
            if name == "reference" and isinstance(part, str)
            else linked(part, links)
            for name, part in value.items()
        }
    return [linked(part, links) for part in value] if isinstance(value, list) else value


def _stamped(resource: Mapping[str, Any], version: str, at: str) -> JSON:
    meta = {**resource.get("meta", {}), "versionId": version, "lastUpdated": at}
    head = {name: resource[name] for name in ("resourceType", "id")}
    return {**head, "meta": meta, **{k: v for k, v in resource.items() if k not in {*head, "meta"}}}


def _received(resource: Mapping[str, Any]) -> Received:
    kind, id_ = resource["resourceType"], resource["id"]
    return Received(SOURCE, 1, kind, id_, None, encode(resource))
