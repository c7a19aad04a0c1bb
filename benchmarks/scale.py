"""Opening a chart costs what the patient has, not what the store holds: 1, 100, 1,000 patients.

The same patient is opened in each store; the others are short copies of the shortest record. There
is no peer: the figure is how much longer it takes among many than alone.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from material import Material, resources
from panel import Panel, write
from timing import Row, best, spent

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

PATIENTS = (1, 100, 1000)
MOST = 1.25
"""Times as long as alone; what is above 1 is deeper trees and colder pages."""
SHORT = 120  # resources of each of the others
ROUNDS = 15


def measure(material: Material, scratch: Path) -> Iterator[Row]:
    """Stores open side by side and opened in turns, so that a busy machine is busy for all."""
    shortest = min(material.files, key=lambda path: len(resources(path)))
    ordinary, others = Panel((material.ordinary,)), Panel((shortest,), most=SHORT)
    one = write(ordinary, scratch / "one.ndjson", patients=1)
    patient = f"Patient/{_patient(ordinary)}"
    stores, sizes = [], []
    for number in PATIENTS:
        rest = write(others, scratch / "rest.ndjson", patients=number - 1) if number > 1 else None
        store = RecordStore(scratch / f"scale-{number}.db")
        ingest([one.path, *([rest.path] if rest else [])], store)
        stores.append(store)
        sizes.append(one.resources + (rest.resources if rest else 0))
    try:
        for store in stores:
            store.open_chart(patient)
        opening = [partial(store.open_chart, patient) for store in stores]
        rounds = [[spent(work) for work in opening] for _ in range(ROUNDS)]
    finally:
        for store in stores:
            store.close()
    took = [best([r[at] for r in rounds]).process for at in range(len(stores))]
    for number, size, seconds in zip(PATIENTS[1:], sizes[1:], took[1:], strict=True):
        yield Row(
            "open one chart, the same among many and alone",
            f"{one.resources:,} of {size:,} resources, {number:,} patients",
            f"{seconds / took[0]:.2f}x  ({seconds * 1000:.1f} ms, alone {took[0] * 1000:.1f} ms)",
            f"<= {MOST:g}x",
            met=seconds <= MOST * took[0],
        )


def _patient(panel: Panel) -> str:
    return next(str(b["id"]) for b in panel.bodies() if b["resourceType"] == "Patient")
