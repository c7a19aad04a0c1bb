"""A laboratory test or a sign over time, as a small drawing that is made here.

A drawing has its numbers in one unit; what has no place in it is counted, and the table below the
drawing gives every result in the words of the source.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from chartside.fhir.entry import shown_number
from chartside.sidebar.evidence import Course, Point

WIDTH: Final = 320
HEIGHT: Final = 132
LEFT, RIGHT, TOP, BOTTOM = 8, 52, 14, 22
_MOST: Final = 60
"""Points of one line, the newest: more are a smear."""
_LISTED: Final = 12
"""Rows of the table, the newest first."""
_LINES: Final = 2
_ROOM: Final = Decimal("0.08")
_APART: Final = 44
"""Pixels between two labels."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A result in the drawing, in its pixels."""

    x: float
    y: float
    words: str
    flag: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Results that belong together: a test, or one of two pressures. The newest is the last."""

    name: str
    dots: tuple[Dot, ...]

    @property
    def path(self) -> str:
        """The points of a polyline (SVG 2, 9.6)."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @property
    def labelled(self) -> tuple[Dot, ...]:
        """The dots whose values are written beside them: the newest, and the last one cited."""
        last = self.dots[-1]
        cited = [d for d in self.dots[:-1] if d.cited and last.x - d.x > _APART]
        return (*cited[-1:], last)


@dataclass(frozen=True, slots=True)
class Row:
    """A day in the table: one result, or both pressures."""

    when: str
    words: str
    flag: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A test to be drawn. `band` is the reference range: its top and height in pixels."""

    name: str
    unit: str
    direction: str
    count: int
    left_out: int
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    band: tuple[float, float] | None
    range: str
    first: str
    last: str


def drawing(courses: Sequence[Course], cited: Collection[str] = ()) -> Drawing | None:
    """The drawing of a test; None where there is nothing to draw.

    Args:
        courses: Of the test, or of each of its parts.
        cited: References of the results that a sentence rests on; they are marked.
    """
    shown = courses[:_LINES]
    if not shown:
        return None
    lead, points = shown[0], [one.points[-_MOST:] for one in shown]
    scale = _Scale([p for held in points for p in held], lead if len(shown) == 1 else None)
    whole = max((one.points for one in shown), key=len)
    return Drawing(
        name=lead.label,
        unit=lead.unit,
        direction=lead.direction,
        count=len(whole) + lead.left_out,
        left_out=lead.left_out,
        lines=tuple(
            Line(one.part, tuple(_dot(p, scale, cited) for p in held))
            for one, held in zip(shown, points, strict=True)
        ),
        rows=tuple(_rows(shown, cited)),
        band=scale.band(),
        range=range_of(lead) if len(shown) == 1 else "",
        first=points[0][0].when,
        last=points[0][-1].when,
    )


def _rows(shown: Sequence[Course], cited: Collection[str]) -> list[Row]:
    held: dict[str, list[Point]] = {}
    for course in shown:
        for point in course.points:
            held.setdefault(point.reference, []).append(point)
    rows = [
        Row(
            points[0].when,
            " / ".join(p.words for p in points),
            next((p.flag for p in points if p.flag), ""),
            reference in cited,
        )
        for reference, points in held.items()
    ]
    return rows[::-1][:_LISTED]


def _dot(point: Point, scale: "_Scale", cited: Collection[str]) -> Dot:
    words = shown_number(point.number)
    return Dot(scale.x(point), scale.y(point.number), words, point.flag, point.reference in cited)


def range_of(course: Course) -> str:
    """The reference range with signs, which read alike in every language."""
    low, high = (shown_number(n) if n is not None else "" for n in (course.low, course.high))
    if low and high:
        return f"{low}\N{EN DASH}{high}"
    least, most = "\N{GREATER-THAN OR EQUAL TO}", "\N{LESS-THAN OR EQUAL TO}"
    return f"{least} {low}" if low else f"{most} {high}" if high else ""


class _Scale:
    """From moments and numbers to pixels; `ranged` is the course whose range is drawn."""

    def __init__(self, points: Sequence[Point], ranged: Course | None) -> None:
        days = [_day(point) for point in points]
        self._from, self._to = min(days), max(days)
        bounds = (ranged.low, ranged.high) if ranged else (None, None)
        near = [p.number for p in points] + [b for b in bounds if b is not None]
        room = (max(near) - min(near)) * _ROOM or Decimal(1)
        self._low, self._high = min(near) - room, max(near) + room
        self._bounds = bounds

    def x(self, point: Point) -> float:
        share = (_day(point) - self._from) / max(1, self._to - self._from)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    def y(self, number: Decimal) -> float:
        share = float((self._high - number) / (self._high - self._low))
        return round(TOP + (HEIGHT - TOP - BOTTOM) * share, 1)

    def band(self) -> tuple[float, float] | None:
        low, high = self._bounds
        if low is None and high is None:
            return None
        top = self.y(high) if high is not None else float(TOP)
        foot = self.y(low) if low is not None else float(HEIGHT - BOTTOM)
        return (top, round(foot - top, 1)) if foot > top else None


def _day(point: Point) -> int:
    return datetime.fromisoformat(point.at).toordinal()
