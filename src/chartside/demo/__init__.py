"""The bundled demo record of one invented patient; knows no other room.

A deterministic generator writes it. README.md beside this file tells the story and lists the
traps of real charts that were put in on purpose.
"""

from collections.abc import Iterator

from chartside.demo import (
    allergies,
    hospital,
    imaging,
    medicines,
    pathology,
    people,
    plans,
    practice,
    prevention,
    problems,
    procedures,
    trap_documents,
    traps,
    urgent_care,
)
from chartside.demo.bundle import to_bytes, transaction
from chartside.demo.shapes import PATIENT, Json

__all__ = ["PATIENT", "record", "record_json"]

_CHAPTERS = (
    people,
    problems,
    allergies,
    medicines,
    procedures,
    prevention,
    practice,
    hospital,
    imaging,
    pathology,
    plans,
    urgent_care,
    traps,
    trap_documents,
)


def record() -> Json:
    """The whole record as a FHIR R4 transaction Bundle.

    More than 1,500 resources over more than twelve years.
    """
    return transaction(_resources())


def record_json() -> bytes:
    """The Bundle as UTF-8 JSON, the same bytes in every run and on every machine."""
    return to_bytes(record())


def _resources() -> Iterator[Json]:
    for chapter in _CHAPTERS:
        yield from chapter.resources()
