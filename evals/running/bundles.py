"""A patient's resources out of a store as a Bundle, each with its bytes as they were received."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from chartside.errors import NoSuchPatient
from chartside.fhir.compartment import compartment
from chartside.fhir.dangling import written
from chartside.fhir.schema import store_errors
from chartside.fhir.servers import server_of
from chartside.fhir.store import RecordStore

_THERE: Final = "SELECT 1 FROM resource WHERE type = 'Patient' AND id = ?"
_NOBODYS: Final = "SELECT raw FROM resource WHERE type = ? AND id = ? AND patient = ''"
"""What belongs to nobody: a practitioner, a place, a medicine. Another patient's is left out."""


class Held(NamedTuple):
    """A resource, and the address that others of the record call it by; empty where none does."""

    reference: str
    url: str
    raw: bytes


def held_of(store: RecordStore, patient: str) -> list[Held]:
    """A patient's resources, and those of nobody that they lead to, one after the other.

    Raises:
        NoSuchPatient: The store has no such patient.
        StoreError: The store cannot be read.
    """
    reference = f"Patient/{patient.removeprefix('Patient/')}"
    with store_errors(store.name):
        if not store.conn.execute(_THERE, (reference.partition("/")[2],)).fetchone():
            raise NoSuchPatient(f"{reference[:80]} is not a patient of this record")
        rows = compartment(store.conn, reference, store.resolve).rows
        found = {f"{row.type}/{row.id}": bytes(row.raw) for row in rows}
        called: dict[str, str] = {}
        waiting = list(found)
        while waiting:
            for text in written(found[waiting.pop()]):
                target = store.resolve(text)
                if target is None:
                    continue
                if ":" in text:
                    called.setdefault(target, text)
                raw = None if target in found else _nobodys(store, target)
                if raw is not None:
                    found[target] = raw
                    waiting.append(target)
        return [Held(name, called.get(name) or _url(store, name), found[name]) for name in found]


def _nobodys(store: RecordStore, reference: str) -> bytes | None:
    row = store.conn.execute(_NOBODYS, reference.partition("/")[::2]).fetchone()
    return None if row is None else bytes(row[0])


def _url(store: RecordStore, reference: str) -> str:
    base = server_of(store.conn, reference)
    return f"{base}{reference}" if base else ""


def write_bundle(held: Iterable[Held], path: Path) -> None:
    """A Bundle of them, its owner's alone."""
    path.touch(mode=0o600)
    with path.open("wb") as stream:
        stream.writelines(_lines(held))


def _lines(held: Iterable[Held]) -> Iterator[bytes]:
    yield b'{"resourceType":"Bundle","type":"collection","entry":[\n'
    for number, one in enumerate(held):
        url = f'"fullUrl":{json.dumps(one.url)},'.encode() if one.url else b""
        yield b"".join([b",\n" if number else b"", b"{", url, b'"resource":', one.raw, b"}"])
    yield b"\n]}\n"
