"""The name of a weekday that stands beside a date: "Thursday, 5 March 2015", "5/3/2015 (Thu)"."""

import re
from dataclasses import dataclass
from typing import Final

from chartside.grounding.reading.caseless import Caseless

_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AHEAD: Final = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:(?:s|nes|rs|ur)?day|s|rs?)?\.?,?\s(?:the\s|on\s)?$"
)
_BEHIND: Final = re.compile(
    r",?\s\((Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:(?:s|nes|rs|ur)?day)?\.?\)"
    r"|,?\s(?:a\s)?(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|nes|rs|ur)?day\b(?!,?\s(?:the\s)?\d)"
)
_WHOLE: Final = Caseless(r"day\b")
_FAR: Final = 18


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday, Monday 0, with the stretch that it makes with its date; `whole` if not clipped."""

    number: int
    start: int
    end: int
    whole: bool


def weekday_beside(text: str, start: int, end: int) -> Weekday | None:
    """The weekday that stands before a date at a place, or behind it."""
    ahead = _AHEAD.search(text, max(0, start - _FAR), start)
    found = ahead or _BEHIND.match(text, end)
    if found is None:
        return None
    number = _NAMES.index(str(found[1] if ahead else found[1] or found[2]).lower())
    whole = _WHOLE.search(found[0]) is not None
    if ahead:
        return Weekday(number, ahead.start(), end, whole)
    return Weekday(number, start, found.end(), whole)
