"""What was read on images and specimens."""

from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import imaging
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, page, tool


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One examination: what, when, and its conclusion in the words of the report."""

    reference: str
    name: str
    date: str
    status: str
    conclusion: str

    @property
    def references(self) -> tuple[str, ...]:
        """The report, or the study where there is none."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`2024-02-12 CT chest without contrast: 8 mm solid nodule, right upper lobe.`."""
        status = "" if self.status in FINISHED else f" ({self.status})"
        return f"{self.date} {self.name}{status}: {self.conclusion}".rstrip(": ")


@tool
async def reports(chart: Chart, cursor: str = "") -> Found[ReportRow]:
    """Imaging, and other reports with a conclusion such as pathology, newest first.

    Laboratory panels are not here: their results are in `lab_trend`.

    Args:
        cursor: `next` of the answer before, to go on; empty to start.
    """
    others = [e for e in chart.of(Kind.REPORT) if e.live and e.value and not e.components]
    held = sorted((*imaging(chart), *others), key=_day, reverse=True)
    rows = [
        ReportRow(
            reference=e.reference,
            name=name_of(e),
            date=_day(e),
            status=e.status,
            conclusion=e.value.words if e.value else "",
        )
        for e in held
    ]
    return page(rows, asked("reports"), PAGE, cursor)


def _day(entry: Entry) -> str:
    return entry.when.day if entry.when else ""


FINISHED: Final = frozenset({"final", "amended", "corrected", "appended", "available", ""})
PAGE: Final = 25
