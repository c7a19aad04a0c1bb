"""Reports with their results coded and checked, and held against the chart that is open."""

from dataclasses import replace
from typing import Protocol

from chartside.fhir.chart import Chart
from chartside.fhir.identity import Match, Verdict, same_person
from chartside.fhir.lab_reports.already import entry_of
from chartside.fhir.lab_reports.checking import checks
from chartside.fhir.lab_reports.coding import candidates as shipped
from chartside.fhir.lab_reports.coding.context import Context, context_of
from chartside.fhir.lab_reports.coding.scoring import Candidate
from chartside.fhir.lab_reports.report import LabReport, Result
from chartside.tools.labs.judged import Judged, JudgedFile, JudgedReport
from chartside.tools.labs.reading import Reading


class Coder(Protocol):
    """What knows codes of results: the tables that are shipped, or a LOINC release."""

    def candidates(self, result: Result, context: Context) -> tuple[Candidate, ...]:
        """What a result may be, the likeliest first."""
        ...


def judge_file(
    name: str, reading: Reading, chart: Chart | None = None, coder: Coder = shipped
) -> JudgedFile:
    """What was read of a file, judged; with a chart, nothing of another patient's report is kept.

    Args:
        name: What the caller calls the file.
        reading: What was read of it.
        chart: The chart that is open.
        coder: What knows codes.
    """
    kept: list[JudgedReport] = []
    refused: list[Match] = []
    others: set[int] = set()
    for report in reading.read.reports:
        match = (
            same_person(report.patient, chart.raw(chart.patient.reference) or {}) if chart else None
        )
        if match is not None and match.verdict is Verdict.DIFFERS:
            refused.append(match)
            others.update(report.pages or (page.number for page in reading.read.pages))
        else:
            kept.append(_judged_report(report, match, chart, coder))
    bare = tuple(replace(page, words=(), rules=()) for page in reading.read.pages)
    read = replace(reading.read, pages=bare, reports=tuple(one.report for one in kept))
    known = replace(reading, read=read)  # without words: of many files they would pile up
    return JudgedFile(name, known, tuple(kept), tuple(refused), frozenset(others))


def _judged_report(
    report: LabReport, match: Match | None, chart: Chart | None, coder: Coder
) -> JudgedReport:
    context = context_of(report)
    held = tuple(
        _judged(one, report, coder.candidates(one, context), chart) for one in report.results
    )
    return JudgedReport(report, held, match)


def _judged(
    result: Result, report: LabReport, ranked: tuple[Candidate, ...], chart: Chart | None
) -> Judged:
    sure = shipped.clear(ranked)
    code = sure.loinc if sure else ""
    found = (check.reason for check in checks(result, code, report.language))
    known = entry_of(chart, result, code, result.collected or report.collected) if chart else None
    return Judged(
        result,
        code=sure,
        suggestions=() if sure else ranked,
        doubts=(*result.doubts, *found),
        known=known.reference if known else "",
    )
