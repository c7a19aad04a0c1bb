"""Ingest with every index, against only validating the same resources with fhir.resources R4B."""

from itertools import count
from pathlib import Path

from material import Material, resources
from peer import validates
from timing import Row, in_turns, ratio

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

TARGET = 2


def measure(material: Material, scratch: Path) -> list[Row]:
    """The peer is given parsed resources and writes nothing; we read files and fill a store."""
    parsed = [r for path in material.files for r in resources(path)]
    number = count()

    def ours() -> None:
        with RecordStore(scratch / f"ingest-{next(number)}.db") as store:
            ingest(material.files, store)

    def peer() -> None:
        for resource in parsed:
            validates(resource)

    on = f"{len(parsed):,} resources"
    return [
        ratio("ingest with all indexes / R4B validation only", on, *in_turns(ours, peer), TARGET)
    ]
