"""The day that a calculation is for, and what was known by then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chartside.fhir.chart import Chart
from chartside.fhir.when import When


@dataclass(frozen=True, slots=True)
class At:
    """A day; `first` and `last` differ where only a month or a year was asked for.

    `moment` is the chart's own "now" where no day was asked for, or the hour that was; `asked` is
    the day as asked. Between results and this day whole calendar days are counted, each in its own
    time zone.
    """

    first: date
    last: date
    moment: datetime | None = None
    asked: When | None = None

    def known(self, when: When | None) -> bool:
        """Whether a time had come by then; what has no date had."""
        if when is None:
            return True
        if self.moment is not None:
            return when.low <= self.moment
        return when.date <= self.last

    def dated(self, when: When | None) -> bool:
        """Whether a time is known to the day, and had come by then."""
        return when is not None and when.precision in {"day", "time"} and self.known(when)

    def within(self, when: When | None, days: int) -> bool:
        """Whether a time is known to the day and lies at most so many days before."""
        return (
            when is not None
            and self.dated(when)
            and when.date >= self.last - timedelta(days=min(days, self.last.toordinal() - 1))
        )


def at(chart: Chart, asked: When | None) -> At:
    """The day asked for, or the chart's "now"."""
    if asked is None:
        today = chart.as_of.date()
        return At(today, today, moment=chart.as_of)
    if asked.precision == "time":
        return At(asked.date, asked.date, moment=asked.low, asked=asked)
    ends = (asked.high - timedelta(microseconds=1)).date()
    return At(asked.date, ends, asked=asked)
