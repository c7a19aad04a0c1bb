"""The record of a draft that needs none any more: ending its run asks no record for anything."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from chartside.errors import SourceError
from chartside.fhir.chart import Chart
from chartside.fhir.found import Found


class NoRecord:
    """A `RecordSource` that holds nothing, and says so to whoever asks."""

    async def read(self, reference: str) -> Mapping[str, Any] | None:
        """Refused."""
        del reference
        _refuse()

    async def search(self, query: str) -> Found[Mapping[str, Any]]:
        """Refused."""
        del query
        _refuse()

    def capabilities(self) -> Mapping[str, Any]:
        """Refused."""
        _refuse()

    def patients(self) -> tuple[str, ...]:
        """Refused."""
        _refuse()

    def open_chart(self, patient: str | None = None, *, as_of: datetime | None = None) -> Chart:
        """Refused."""
        del patient, as_of
        _refuse()


def _refuse() -> NoReturn:
    raise SourceError("no record is open: this only ends what was begun")
