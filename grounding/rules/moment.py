"""When a record's story ends, and what is recent in it."""

from datetime import datetime, timedelta
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.fhir.when import When

HALF_YEAR: Final = timedelta(days=183)
YEAR: Final = timedelta(days=366)

_STORY: Final = (
    Kind.ENCOUNTER, Kind.LAB, Kind.VITAL, Kind.PROBLEM, Kind.MEDICATION, Kind.PROCEDURE,
    Kind.IMAGING, Kind.IMMUNIZATION, Kind.DOCUMENT,
)  # fmt: skip


def story_end(chart: Chart) -> datetime:
    """The last thing that happened before the chart's "now".

    A record that nobody added to for years is recent up to that day.
    """
    moments = (e.when.low for e in chart.of(*_STORY) if e.live and e.when)
    return max((m for m in moments if m <= chart.as_of), default=chart.as_of)


def since(chart: Chart, span: timedelta) -> datetime:
    """The moment from which a thing is recent: `span` before the end of the story."""
    return story_end(chart) - span


def is_recent(when: When | None, start: datetime, chart: Chart) -> bool:
    """Whether a time lies after `start` and not after the chart's "now"."""
    return when is not None and start <= when.high and when.low <= chart.as_of
