"""What Inspect finds by the entry point `inspect_ai`: `inspect eval chartside/chart_questions`."""

from chartside.evals.suites.abstention import abstention
from chartside.evals.suites.chart_questions import chart_questions
from chartside.evals.suites.injected_errors import injected_errors
from chartside.evals.suites.summaries import summaries

__all__ = ["abstention", "chart_questions", "injected_errors", "summaries"]
