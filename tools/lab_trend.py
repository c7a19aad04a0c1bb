"""Results of a test over time."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    Series,
    in_unit_of,
    is_abnormal,
    lab_series,
    outside_usual,
    plain,
    trend,
    vital_series,
)
from chartside.fhir.clinical.deterioration import worst_before
from chartside.fhir.clinical.urgent import is_silent
from chartside.fhir.entry import Entry, shown_number, shown_unit
from chartside.fhir.found import Found
from chartside.fhir.when import When
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, page, tool, within

SHOWN = 5
"""Results shown of a series besides its first: those that a trend is judged by."""
MOST = 200
"""Tests in one answer unless fewer are asked for: more than any record in use has."""
FEW_TESTS = 3
"""Tests of a chart that are so few that each is worth naming."""
_YEAR = Decimal("365.25")
_SHORTEST = Decimal("0.25")
"""Years: what moves within an illness is not a change in a year."""


@dataclass(frozen=True, slots=True)
class Point:
    """One result: its entry, date, value in words, and high, low or abnormal."""

    reference: str
    date: str
    value: str
    flag: str


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One test.

    `low`, `high` and `slope` (change in a year, by least squares) are in `unit`, the unit of the
    last result, over all results that can be carried into it; `count` is of all results. `points`
    are the first and the last ones. Without numbers the figures are None.
    """

    name: str
    count: int
    unit: str
    low: Decimal | None
    high: Decimal | None
    slope: Decimal | None
    direction: str
    points: tuple[Point, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """The results shown."""
        return tuple(p.reference for p in self.points)

    @property
    def line(self) -> str:
        """`Potassium (73): 4.4 mmol/L 2012-03-13; 5.9 mmol/L 2026-11-03 high; rising`."""
        points = "; ".join(f"{p.value} {p.date} {p.flag}".strip() for p in self.points)
        span = (
            f"; {shown_number(self.low)} to {shown_number(self.high)} {self.unit}".rstrip()
            if self.low is not None and self.high is not None and self.count > len(self.points)
            else ""
        )
        direction = f"; {self.direction}" if self.direction else ""
        return f"{self.name} ({self.count}): {points}{span}{direction}"


@tool
async def lab_trend(  # noqa: PLR0913 - each is a filter that a question may name
    chart: Chart,
    test: str = "",
    of: Literal["lab", "vital"] = "lab",
    since: str = "",
    only: Literal["all", "abnormal", "notable"] = "all",
    *,
    until: str = "",
    limit: int = MOST,
    cursor: str = "",
) -> Found[TrendRow]:
    """Results of laboratory tests or vital signs: first, last, lowest, highest, count, slope.

    One row for each test; results in different units are carried into the unit of the last one. A
    preliminary result that was corrected is not counted.

    Args:
        test: A LOINC code (2160-0), or words of the test's name (creatinine); empty for every test.
        of: lab for laboratory results, vital for vital signs.
        since: First day to include (2019, 2019-03 or 2019-03-02); empty for no bound.
        only: abnormal for tests whose last result is outside its range; notable for those, the
            ones that rise or fall or became much worse, and the ones that act soon or have a
            telling answer and that nobody judged; all for every test. Of a chart with few tests
            notable is every one.
        until: Last day to include, written the same way; empty for no bound.
        limit: Tests in one answer, from 1 to 200.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    first, last = day("since", since), day("until", until)
    rows = []
    held = lab_series(chart) if of == "lab" else vital_series(chart)
    few = only == "notable" and len(held) <= FEW_TESTS
    for found in held:
        kept = _cut(found, first, last)
        if kept and _asked_for(kept, test) and (few or _belongs(chart, kept, only)):
            rows.append(_row(chart, kept))
    query = asked("lab_trend", test=test, of=of, since=since, until=until, only=only)
    return page(rows, query, limit, cursor)


def _cut(found: Series, since: When | None, until: When | None) -> Series | None:
    kept = tuple(e for e in found.entries if within(e.when, since, until))
    return Series(found.key, found.label, kept) if kept else None


def _asked_for(found: Series, test: str) -> bool:
    if not test or any(c.code == test for e in found.entries for c in e.code.codings):
        return True
    wanted = set(plain(test).split())
    return bool(wanted) and wanted <= set(plain(f"{found.key} {found.label}").split())


def _belongs(chart: Chart, found: Series, only: str) -> bool:
    if only == "all" or _flag(chart, found.latest):
        return True
    if only == "abnormal":
        return False
    moved = trend(found)
    turning = moved is not None and moved.direction in {"rising", "falling"}
    worse = worst_before(found, "") is not None
    return turning or worse or is_silent(chart, found)


def _flag(chart: Chart, entry: Entry) -> str:
    usual = outside_usual(chart, entry)
    return is_abnormal(entry) or (usual and f"{usual} by the usual adult range")


def _row(chart: Chart, found: Series) -> TrendRow:
    shown = [found.entries[0], *found.entries[1:][-SHOWN:]]
    goal = found.latest.value
    numbers = [
        (e, n)
        for e in found.entries
        if e.value and not e.value.comparator and (n := in_unit_of(e, goal)) is not None
    ]
    values = [n for _, n in numbers]
    moved = trend(found)
    return TrendRow(
        name=name_of(found.latest),
        count=len(found.entries),
        unit=shown_unit(goal.unit or goal.ucum) if goal else "",
        low=min(values, default=None),
        high=max(values, default=None),
        slope=_slope(numbers),
        direction=moved.direction if moved else "",
        points=tuple(
            Point(e.reference, e.when.day if e.when else "", _words(e), _flag(chart, e))
            for e in shown
        ),
    )


def _words(entry: Entry) -> str:
    if entry.value:
        return entry.value.words
    parts = [f"{c.code.label} {c.value.words}" for c in entry.components if c.value]
    return ", ".join(parts)


def _slope(numbers: list[tuple[Entry, Decimal]]) -> Decimal | None:
    """Change in a year by least squares; None with fewer than three results, or within a season."""
    dated = [(Decimal(e.when.date.toordinal()) / _YEAR, n) for e, n in numbers if e.when]
    if len(dated) < 3:  # noqa: PLR2004 - two points are a difference, not a trend
        return None
    if dated[-1][0] - dated[0][0] < _SHORTEST:
        return None
    middle = sum((t for t, _ in dated), Decimal()) / len(dated)
    spread = sum(((t - middle) ** 2 for t, _ in dated), Decimal())
    return sum(((t - middle) * n for t, n in dated), Decimal()) / spread
