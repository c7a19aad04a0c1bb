"""A FHIR server as the source of a record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from chartside.errors import NoSuchPatient
from chartside.fhir.chart import Chart
from chartside.fhir.equating import Equating
from chartside.fhir.mirror.mirror import Progress, RecordMirror
from chartside.fhir.network.apart import apart
from chartside.fhir.server.client import FHIRClient
from chartside.fhir.server.reading import below
from chartside.fhir.store import RecordStore

T = TypeVar("T")


class FHIRServer(FHIRClient):
    """A `RecordSource` over one FHIR server.

    A search gives what a store with the same resources would give, or is refused. A chart is pulled
    whole before it is opened, into a store that is gone afterwards; `RecordMirror` keeps one.

    `equating` is what is asked about the codes of a chart that is opened; `progress` is told the
    steps of a pull.
    """

    equating: Equating | None = None
    progress: Progress | None = None

    def capabilities(self) -> Mapping[str, Any]:
        """The server's CapabilityStatement; empty where it gives none."""
        return apart(self.statement)

    def resolve(self, reference: str) -> str | None:
        """`Type/id` that a reference means on this server; None for any other's."""
        return below(self.base, reference)

    def patients(self) -> tuple[str, ...]:
        """`Patient/id` of every patient that the server lists to us, sorted.

        Raises:
            FHIRServerError: It lists none to us, or too many.
        """
        got = apart(lambda: self.gather("Patient"))
        if got.next is not None:
            raise NoSuchPatient("the server has too many patients to list: name one with --patient")
        return tuple(sorted(f"Patient/{one.id}" for one in got.matches))

    def open_chart(self, patient: str | None = None, *, as_of: datetime | None = None) -> Chart:
        """One patient's chart, as the server has it now.

        Args:
            patient: `Patient/id` or the id; None for the only patient that the server lists.
            as_of: The "now" of the chart, with an offset; None for this moment.

        Raises:
            NoSuchPatient: There is no such patient, or none was named and there is not just one.
            FHIRServerError: No usable answer.
        """
        named = patient or self._only()
        with RecordStore(None, indexed=False) as store:
            mirror = RecordMirror(self, store)
            apart(lambda: mirror.pull(named, progress=self.progress))
            store.equating = self.equating
            return store.open_chart(named, as_of=as_of)

    def _only(self) -> str:
        known = self.patients()
        if len(known) != 1:
            raise NoSuchPatient(f"the server has {len(known)} patients: name one with --patient")
        return known[0]
