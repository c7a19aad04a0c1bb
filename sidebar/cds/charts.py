"""A chart from what a call brought: one patient's, in memory, gone with the answer."""

from collections.abc import Iterable
from datetime import datetime

from chartside.fhir.chart import Chart
from chartside.fhir.indexing import resolve_conditionals
from chartside.fhir.received import document
from chartside.fhir.store import RecordStore
from chartside.fhir.writing import Writer


def chart_of(patient: str, parts: Iterable[tuple[str, bytes]], as_of: datetime) -> Chart:
    """The chart of `Patient/id` from resources and Bundles, each under a name.

    What is another patient's is set aside, as in every chart.

    Raises:
        NotFHIR: A part is no FHIR JSON.
        NoSuchPatient: The patient is not among the parts.
    """
    with RecordStore(None, indexed=False) as store:
        with store.writing():
            writer = Writer(store.conn, only="identifier")
            for name, raw in parts:
                writer.write(document(name, raw))
            resolve_conditionals(store.conn)
        return store.open_chart(patient, as_of=as_of)
