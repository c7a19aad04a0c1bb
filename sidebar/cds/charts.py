"""A chart from what a call brought: one patient's, in memory, gone with the answer."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec

from chartside.fhir.chart import Chart
from chartside.fhir.found import SetAside
from chartside.fhir.indexing import resolve_conditionals
from chartside.fhir.received import document
from chartside.fhir.store import RecordStore
from chartside.fhir.writing import Writer

_NOT_THEIRS: Final = "it is not this patient's, as far as can be told"
_CAME: Final = (
    "SELECT s.name, r.line, r.type || '/' || r.id FROM resource AS r "
    "JOIN source AS s ON s.number = r.source "
    "WHERE r.type IN ('AllergyIntolerance', 'MedicationRequest', 'Observation')"
)
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Head(msgspec.Struct, rename={"kind": "resourceType"}):
    kind: str = ""


class _Entry(msgspec.Struct):
    resource: _Head = msgspec.field(default_factory=_Head)


class _Bundle(msgspec.Struct):
    entry: list[msgspec.Raw] = []


_bundle: Final = msgspec.json.Decoder(_Bundle).decode
_entry: Final = msgspec.json.Decoder(_Entry).decode


def chart_of(patient: str, parts: Iterable[tuple[str, bytes]], as_of: datetime) -> Chart:
    """The chart of `Patient/id` from resources and Bundles, each under a name.

    What came and is not in the chart is in its `set_aside`, whosever it is: a client sent it as
    this patient's. What has no id is there under its type alone (`AllergyIntolerance/`).

    Raises:
        NotFHIR: A part is no FHIR JSON.
        NoSuchPatient: The patient is not among the parts.
    """
    with RecordStore(None, indexed=False) as store:
        with store.writing():
            writer = Writer(store.conn, only="identifier")
            nameless = [
                aside
                for name, raw in parts
                for aside in _typed(writer.write(document(name, raw)), raw)
            ]
            resolve_conditionals(store.conn)
        chart = store.open_chart(patient, as_of=as_of)
        placed = {e.reference for e in chart.entries} | {s.reference for s in chart.set_aside}
        strays = [one for one in _came(store.conn) if one.reference not in placed]
    return replace(chart, set_aside=(*chart.set_aside, *nameless, *strays))


def _typed(aside: Iterable[SetAside], raw: bytes) -> Iterator[SetAside]:
    """Those without a reference, each with the type that its place in the Bundle has."""
    without = [one for one in aside if not one.reference and one.line]
    kinds = _kinds(raw) if without else []
    for one in without:
        if one.line and one.line <= len(kinds):
            yield replace(one, reference=f"{kinds[one.line - 1]}/")


def _kinds(raw: bytes) -> list[str]:
    """The type of each entry of a Bundle, empty where it has none."""
    try:
        return [_kind(entry) for entry in _bundle(raw).entry]
    except _UNREADABLE:
        return []


def _kind(entry: msgspec.Raw) -> str:
    try:
        return _entry(entry).resource.kind
    except _UNREADABLE:
        return ""


def _came(conn: sqlite3.Connection) -> Iterator[SetAside]:
    for source, line, reference in conn.execute(_CAME):
        yield SetAside(source, line, _NOT_THEIRS, reference)
