"""A report with its results coded, and compared with the open chart."""

from chartside.fhir.chart import Chart
from chartside.fhir.lab_reports.already import entry_of
from chartside.fhir.lab_reports.coding.candidates import candidates, clear
from chartside.fhir.lab_reports.coding.context import Context, context_of
from chartside.fhir.lab_reports.coding.scoring import Candidate
from chartside.fhir.lab_reports.report import LabReport, Result
from chartside.tools.labs.judged import Judged, JudgedReport, Suggestion


def judge_report(report: LabReport, chart: Chart | None = None) -> JudgedReport:
    """Every result with its code where that is sure, and the chart's own entry of it."""
    context = context_of(report)
    found = tuple(_judged(one, report, context, chart) for one in report.results)
    return JudgedReport(report, found)


def _judged(result: Result, report: LabReport, context: Context, chart: Chart | None) -> Judged:
    ranked = candidates(result, context)
    sure = clear(ranked)
    taken = result.collected or report.collected
    known = entry_of(chart, result, sure.loinc if sure else "", taken) if chart else None
    return Judged(
        result,
        code=_suggestion(sure) if sure else None,
        suggestions=() if sure else tuple(map(_suggestion, ranked)),
        doubts=result.doubts,
        known=known.reference if known else "",
    )


def _suggestion(candidate: Candidate) -> Suggestion:
    return Suggestion(candidate.loinc, candidate.display, candidate.score)
