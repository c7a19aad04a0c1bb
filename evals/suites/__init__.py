"""Suites that Inspect runs over Chartside's assistant and checker; it does not know the sidebar.

    patients            the records that a suite is run on, and the assistant at work on them
    answering           questions put to the assistant
    chart_questions, abstention, summaries, injected_errors
                        a suite each: what is asked, and how it is graded
    measures, grading, cost
                        what a grade holds: counts, what it took, what went wrong beside its source
    running             suites run by Inspect, and its logs read
    report, writing     what a run found, as plain values and as files
    markdown, page, plots
                        a report to read
    comparing, gate     two reports side by side, and a report held to bounds

Tasks, logs and the viewer are Inspect's; cases and graders are those of `chart_questions` and
`injected_errors` beside this room. Only modules that say so import `inspect_ai`.
"""

from typing import Final

SUITES: Final = {
    "chart-questions": "Questions about a chart whose answers are computed from its JSON.",
    "abstention": "Questions that the chart does not answer, and as many that it does.",
    "summaries": "Summaries: key facts covered, sentences unsupported, citations, length, cost.",
    "injected-errors": "True and corrupted sentences put to the checker.",
}
"""Each suite by its name, with its line."""
