"""Points in time as FHIR writes them: a year stays a year, and an offset is kept.

A partial date is a range. `2019-03` is every moment of March 2019, so two values are compared by
their bounds, never by a made-up first of the month. Source: FHIR R4 datatypes (date, dateTime,
instant) and R4 search, section "date".
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_FHIR_TIME = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A FHIR date, dateTime or instant with the precision it was written in.

    `low` is the first moment it may mean and `high` the first moment after it (half open), both in
    UTC; a time without an offset is taken as UTC for ordering only. `text` is exactly what the
    resource held. Ordering is by `low`, then `high`.
    """

    low: datetime
    high: datetime
    text: str

    @property
    def precision(self) -> str:
        """One of `year`, `month`, `day`, `time`."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self.text), "time")

    @property
    def day(self) -> str:
        """The local calendar part as written: `2019`, `2019-03` or `2019-03-02`."""
        return self.text[:10]

    @property
    def words(self) -> str:
        """For a reader: `2019`, `March 2019` or `2 March 2019`."""
        parts = self.day.split("-")
        if len(parts) == 1:
            return parts[0]
        month = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
        return month if len(parts) == 2 else f"{int(parts[2])} {month}"  # noqa: PLR2004 - year, month, day

    @property
    def date(self) -> date:
        """The first calendar day it may mean, in the resource's own offset."""
        year, month, day = (*(int(p) for p in self.day.split("-")), 1, 1)[:3]
        return date(year, month, day)

    def overlaps(self, other: "When") -> bool:
        """Whether both may name one moment: 2019 and 2019-03 may, 2019-03 and 2019-04 not."""
        return self.low < other.high and other.low < self.high


@lru_cache(maxsize=65536)
def parse_when(text: str) -> When | None:
    """The moment that a FHIR date, dateTime or instant names; None where it is not one.

    >>> parse_when("2019-03").words
    'March 2019'
    >>> parse_when("2019").overlaps(parse_when("2019-03-02T08:00:00+01:00"))
    True
    >>> parse_when("03/02/2019") is None
    True
    """
    match = _FHIR_TIME.match(text)
    if match is None:
        return None
    try:
        low, high = _bounds(text, *match.groups())
    except (ValueError, OverflowError):  # month 13, 30 February, year 0
        return None
    return When(low, high, text)


def _bounds(
    text: str, year: str, month: str | None, day: str | None, hour: str | None, *_: str | None
) -> tuple[datetime, datetime]:
    if month is None:
        return datetime(int(year), 1, 1, tzinfo=UTC), datetime(int(year) + 1, 1, 1, tzinfo=UTC)
    if day is None:
        first = datetime(int(year), int(month), 1, tzinfo=UTC)
        return first, (first + timedelta(days=32)).replace(day=1)
    if hour is None:
        start = datetime(int(year), int(month), int(day), tzinfo=UTC)
        return start, start + timedelta(days=1)
    moment = datetime.fromisoformat(text)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment, moment + timedelta(seconds=1)
