"""How a measured quantity moves over the years.

A line through what the story needs, and a little seeded noise.
"""

from dataclasses import dataclass
from datetime import date
from random import Random


@dataclass(frozen=True, slots=True)
class Curve:
    """Anchors `(day, value)`, oldest first, with straight lines between and flat ends.

    `noise` is the largest deviation, relative to the value.
    """

    name: str
    anchors: tuple[tuple[str, float], ...]
    noise: float = 0.02

    def on(self, day: str) -> float:
        """The value on a day, unrounded.

        The same in every run, since the noise is seeded by name and day. A day that is an anchor
        gives exactly the anchor's value: the story says so.
        """
        for anchor, value in self.anchors:
            if anchor == day:
                return value
        spread = Random(f"{self.name} {day}").uniform(-self.noise, self.noise)
        return self._line(day) * (1 + spread)

    def _line(self, day: str) -> float:
        before = [a for a in self.anchors if a[0] <= day]
        after = [a for a in self.anchors if a[0] > day]
        if not before or not after:
            return before[-1][1] if before else after[0][1]
        (start, low), (end, high) = before[-1], after[0]
        passed = _ordinal(day) - _ordinal(start)
        return low + (high - low) * passed / (_ordinal(end) - _ordinal(start))


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def rounded(value: float, digits: int) -> float:
    """A number as a laboratory prints it: an integer where it prints no decimals."""
    return round(value, digits) if digits else round(value)
