"""When a record's story ends, and what is recent in it."""

from datetime import datetime, timedelta
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.story import story_end
from chartside.fhir.when import When

HALF_YEAR: Final = timedelta(days=183)
YEAR: Final = timedelta(days=366)


def since(chart: Chart, span: timedelta) -> datetime:
    """The moment from which a thing is recent: `span` before the end of the story."""
    return story_end(chart) - span


def is_recent(when: When | None, start: datetime, chart: Chart) -> bool:
    """Whether a time lies after `start` and not after the chart's "now"."""
    return when is not None and start <= when.high and when.low <= chart.as_of
