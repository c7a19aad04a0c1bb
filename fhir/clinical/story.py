"""When a record's story begins and ends, and what is recent in it."""

from datetime import datetime, timedelta
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.fhir.when import When

_STORY: Final = (
    Kind.ENCOUNTER, Kind.LAB, Kind.VITAL, Kind.PROBLEM, Kind.MEDICATION, Kind.PROCEDURE,
    Kind.IMAGING, Kind.IMMUNIZATION, Kind.DOCUMENT,
)  # fmt: skip


def story_begin(chart: Chart) -> datetime:
    """The first thing that happened; a birth is not part of the story."""
    return min(_moments(chart), default=chart.as_of)


def story_end(chart: Chart) -> datetime:
    """The last thing that happened before the chart's "now".

    A record that nobody added to for years is recent up to that day, not up to today.
    """
    return max(_moments(chart), default=chart.as_of)


def within(when: When | None, span: timedelta, chart: Chart) -> bool:
    """Whether a time lies in the last `span` of the story; what is not dated does not."""
    return when is not None and when.high >= story_end(chart) - span


def _moments(chart: Chart) -> list[datetime]:
    return [
        e.when.low for e in chart.of(*_STORY) if e.live and e.when and e.when.low <= chart.as_of
    ]
