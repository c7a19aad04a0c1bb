"""The reader under test, and what it says in the words of this folder."""

from collections.abc import Sequence

from chartside.evals.lab_extraction.told import ToldReport, ToldRow
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.pdf_pages import pdf_pages
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.lab_reports.report import LabReport, Result
from chartside.fhir.text.found import Unread


def read(octets: bytes) -> tuple[ToldReport, ...]:
    """What Chartside reads in a PDF; nothing where it has no text layer."""
    pages = pdf_pages(octets)
    return () if isinstance(pages, Unread) else told(pages)


def told(pages: Sequence[Page]) -> tuple[ToldReport, ...]:
    """What Chartside reads on pages, whoever found the words."""
    return tuple(told_of(one) for one in read_report(pages))


def told_of(report: LabReport) -> ToldReport:
    """A report of Chartside's in the words of this folder, its results in their order."""
    born = report.patient.born
    return ToldReport(
        report.patient.name,
        born.text if born else "",
        tuple(_row(one, report) for one in report.results),
        len(report.set_aside),
    )


def _row(result: Result, report: LabReport) -> ToldRow:
    collected = result.collected or report.collected
    limits = result.limits[0] if result.limits else None
    return ToldRow(
        result.name.text,
        result.value,
        result.comparator,
        result.text,
        result.unit,
        result.ucum,
        limits.low if limits else None,
        limits.high if limits else None,
        result.flag.value if result.flag else "",
        result.state.value,
        collected.text if collected else "",
        result.printed.page,
        result.printed.box,
    )
