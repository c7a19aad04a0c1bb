"""One patient's resources as the store holds them, and what of theirs could not be placed."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple

from chartside.fhir.chart import Row
from chartside.fhir.found import SetAside
from chartside.fhir.search.including import Hit

NOBODY = "?"
"""The compartment of a clinical resource that names no patient: it is in nobody's chart."""
SEVERAL = "*"
"""The compartment of a resource that names more than one patient: it is in nobody's chart."""
CONTAINED = "#"
"""The compartment of a resource whose patient is contained in it: it is in nobody's chart."""
_WAITING = (("Patient?", "Patient@"), ("urn:", "urn;"), ("http", "httq"))
_REASONS = {
    NOBODY: "it names no patient",
    SEVERAL: "it names more than one patient",
    CONTAINED: "its patient is contained in it, and no patient of the record",
}
_ANOTHER = "its subject is another patient than the one this source is about"
_UNRESOLVED = "it names a patient by a reference that leads nowhere in this record"
_ROWS = "SELECT type, id, version, raw, source FROM resource WHERE patient = ?"
_HITS = "SELECT number, type, id, raw, updated FROM resource WHERE patient = ?"
_STRAYS = (
    "SELECT s.name, r.line, r.type || '/' || r.id, r.patient, r.source "
    "FROM resource AS r JOIN source AS s ON s.number = r.source WHERE r.patient = ? "
    "ORDER BY 1, 2, 3"
)


_NEXT_IN_SOURCE = (
    "SELECT min(patient) FROM resource WHERE source = ? AND patient > ? AND patient < 'Patient0'"
)
_PATIENT = "SELECT source FROM resource WHERE type = 'Patient' AND id = ?"
_OF_PATIENT = (
    "SELECT s.name, r.line, r.type || '/' || r.id FROM resource AS r "
    "JOIN source AS s ON s.number = r.source WHERE r.source = ? AND r.patient = ? ORDER BY r.line"
)


class Compartment(NamedTuple):
    """A patient's resources, and what was set aside that may have been theirs."""

    rows: list[Row]
    set_aside: list[SetAside]


def compartment(
    conn: sqlite3.Connection, patient: str, resolve: Callable[[str], str | None]
) -> Compartment:
    """The resources whose subject is `patient`, whichever way each names them.

    What names nobody, or several, or is unreadable is listed where it came from a source of this
    patient, or from one that gave no resource at all.
    """
    waiting = _waiting(conn)
    found = [
        row for name in _names(patient, waiting, resolve) for row in conn.execute(_ROWS, (name,))
    ]
    sources = {row[4] for row in found}
    lost = [text for text in waiting if resolve(text) is None]
    return Compartment(
        [Row(*row[:4]) for row in found],
        [
            *_unread(conn, sources),
            *_strays(conn, [NOBODY, SEVERAL, CONTAINED, *lost], sources),
            *(aside for source in sorted(sources) for aside in misfiled(conn, source, patient)),
        ],
    )


def hits(
    conn: sqlite3.Connection, patient: str, resolve: Callable[[str], str | None]
) -> list[tuple[Hit, int | None]]:
    """The same resources for a search, each with its last update in microseconds since 1970."""
    return [
        (Hit(*row[:4]), row[4])
        for name in _names(patient, _waiting(conn), resolve)
        for row in conn.execute(_HITS, (name,))
    ]


def _names(patient: str, waiting: Iterable[str], resolve: Callable[[str], str | None]) -> list[str]:
    """The ways in which the resources of a patient name them."""
    return [patient, *(text for text in waiting if resolve(text) == patient)]


def _waiting(conn: sqlite3.Connection) -> list[str]:
    """References to patients that were not resolved where they stood."""
    find = "SELECT DISTINCT patient FROM resource WHERE patient >= ? AND patient < ?"
    return [row[0] for bounds in _WAITING for row in conn.execute(find, bounds)]


def _unread(conn: sqlite3.Connection, sources: set[int]) -> list[SetAside]:
    rows = conn.execute(
        "SELECT s.name, a.line, a.reason, a.reference, s.number, s.taken "
        "FROM set_aside AS a JOIN source AS s ON s.number = a.source ORDER BY s.name, a.line"
    )
    return [SetAside(*row[:4]) for row in rows if row[4] in sources or not row[5]]


def _strays(conn: sqlite3.Connection, names: list[str], sources: set[int]) -> list[SetAside]:
    return [
        SetAside(source, line, _REASONS.get(name, _UNRESOLVED), reference)
        for wanted in names
        for source, line, reference, name, number in conn.execute(_STRAYS, (wanted,))
        if number in sources
    ]


def misfiled(
    conn: sqlite3.Connection, source: int, patient: str, *, of_nobody: bool = True
) -> list[SetAside]:
    """Resources about someone else in a source that is about this patient only.

    About one patient is a source that brought the Patient resource of no other, or, where it did
    not bring this one either, that names nobody else whom the record holds. Without `of_nobody`
    only resources about a patient whom the record holds are given.
    """
    brought = _brought_by(conn, patient) == source
    others: list[str] = []
    name = "Patient/"
    while name := conn.execute(_NEXT_IN_SOURCE, (source, name)).fetchone()[0]:
        if name == patient:
            continue
        by = _brought_by(conn, name)
        if by == source or (by is not None and not brought):
            return []
        if of_nobody or by is not None:
            others.append(name)
    return [
        SetAside(place, line, _ANOTHER, reference)
        for other in others
        for place, line, reference in conn.execute(_OF_PATIENT, (source, other))
    ]


def _brought_by(conn: sqlite3.Connection, patient: str) -> int | None:
    """The source of a Patient resource; None where the record holds none."""
    found = conn.execute(_PATIENT, (patient.removeprefix("Patient/"),)).fetchone()
    return found[0] if found else None


def absent(conn: sqlite3.Connection, patients: Iterable[str], named: int) -> tuple[int, list[str]]:
    """Resources that are about these patients and in no chart, since the record holds no Patient.

    Gives how many there are, and the first few references.
    """
    find = "SELECT type || '/' || id FROM resource WHERE patient = ? ORDER BY 1 LIMIT ?"
    count = "SELECT count(*) FROM resource WHERE patient = ?"
    missing = [patient for patient in patients if _brought_by(conn, patient) is None]
    number = sum(conn.execute(count, (patient,)).fetchone()[0] for patient in missing)
    first = [row[0] for patient in missing for row in conn.execute(find, (patient, named))]
    return number, sorted(first)[:named]
