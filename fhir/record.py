"""Where a record comes from, behind one protocol."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from chartside.fhir.chart import Chart
from chartside.fhir.found import Found


class RecordSource(Protocol):
    """A record that can be read, searched and opened; the same search gives the same answer on every implementation."""

    async def read(self, reference: str) -> Mapping[str, Any] | None:
        """The resource at `Type/id`, None where there is none."""
        ...

    async def search(self, query: str) -> Found[Mapping[str, Any]]:
        """Resources that match an R4 search such as `Observation?patient=1&code=4548-4`."""
        ...

    def capabilities(self) -> Mapping[str, Any]:
        """A FHIR CapabilityStatement: types, search parameters, versions."""
        ...

    def patients(self) -> tuple[str, ...]:
        """`Patient/id` of every patient, sorted."""
        ...

    def open_chart(self, patient: str | None = None, *, as_of: datetime | None = None) -> Chart:
        """One patient's chart; without `patient`, the only one there is (`NoSuchPatient` otherwise)."""
        ...
