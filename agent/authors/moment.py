"""How long a thing of the story counts as recent, and the newest first."""

from datetime import datetime, timedelta
from typing import Final

from chartside.fhir.entry import Entry

RESULTS: Final = timedelta(days=730)
"""A result older than two years, at the end of the story, says little of the patient's state."""
YEAR: Final = timedelta(days=366)
HALF_YEAR: Final = timedelta(days=183)


def newest_first(entries: tuple[Entry, ...]) -> list[Entry]:
    """Dated entries, the newest first; then the undated."""
    dated = [e for e in entries if e.when]
    dated.sort(key=lambda e: e.when.low if e.when else datetime.min, reverse=True)  # noqa: DTZ901 - never used, all are dated
    return [*dated, *(e for e in entries if not e.when)]
