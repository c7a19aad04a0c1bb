"""A patient's record with so many resources, the patient's own among them as they were received."""

import json
from pathlib import Path

from chartside.errors import UsageError
from chartside.evals.chart_questions.raw import Person, people
from chartside.evals.padding.resources import padding
from chartside.evals.running.bundles import Held, held_of, write_bundle
from chartside.fhir.record import open_record
from chartside.fhir.store import RecordStore


def longer(person: Person, sizes: tuple[int, ...], seed: str, folder: Path) -> dict[int, Person]:
    """The record padded to each size that it does not have already, as the JSON then has it.

    What is of no patient (practitioners, places) comes along and is not counted.

    Raises:
        UsageError: The record does not come out of files.
        StoreError: The folder cannot be written to.
    """
    own = len(person.resources)
    wanted = sorted({size for size in sizes if size > own})
    if not wanted:
        return {}
    record = open_record(person.path)
    if not isinstance(record, RecordStore):
        raise UsageError("a record is padded out of files")
    with record as store:
        held = held_of(store, person.reference)
    more = [
        Held(f"{body['resourceType']}/{body['id']}", "", json.dumps(body).encode())
        for body in padding(person, wanted[-1] - own, seed)
    ]
    return {
        size: _written([*held, *more[: size - own]], folder / f"{size}.json") for size in wanted
    }


def _written(held: list[Held], path: Path) -> Person:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_bundle(held, path)
    (person,) = people(path)
    return person
