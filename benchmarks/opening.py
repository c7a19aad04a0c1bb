"""Opening the largest chart, against `Bundle.model_validate` of the same record."""

from pathlib import Path

from material import Material, bundle, resources
from peer import open_bundle, without_refused
from timing import Row, in_turns, ratio

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

TARGET = 8


def measure(material: Material, scratch: Path) -> list[Row]:
    """Both start from what they keep: we from the store, the peer from a parsed Bundle."""
    parsed = without_refused(bundle(material.largest))
    with RecordStore(scratch / "opening.db") as store:
        ingest([material.largest], store)
        ours, peer = in_turns(store.open_chart, lambda: open_bundle(parsed))
    on = f"{len(resources(material.largest)):,} resources"
    return [ratio("open the largest chart / Bundle.model_validate", on, ours, peer, TARGET)]
