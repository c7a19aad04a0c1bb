"""Where dates begin in a text: the pattern of all of them, tried where one can start."""

import re
from collections.abc import Iterator
from typing import Final

from chartside.grounding.reading.calendar import CALENDAR, MONTH
from chartside.grounding.reading.relative import HINTS, RELATIVE

_BARE_MONTH: Final = rf"""
    (?P<month>(?=[JFMASOND])(?:
       (?<=\bin[ ])|(?<=\bof[ ])|(?<=\bby[ ])|(?<=early[ ])|(?<=late[ ])|(?<=mid[ ])
      |(?<=mid-)|(?<=from[ ])|(?<=since[ ])|(?<=until[ ])|(?<=during[ ])|(?<=last[ ])|(?<=to[ ])
      |(?<=and[ ])|(?<=the[ ])|(?<=between[ ])|(?<=,[ ])|(?<=before[ ])|(?<=after[ ])
      |(?<=through[ ])|(?<=till[ ])|(?<=around[ ])|(?<=this[ ])|(?<=\()|(?<=:[ ])){MONTH}
      |(?=[JFMASOND])\b{MONTH}
       (?=\s(?:of\s)?(?:this|last|that|the\s(?:same|previous|following))\syear\b))
"""
_DATE = re.compile(rf"(?:{CALENDAR}|{_BARE_MONTH}|{RELATIVE})", re.VERBOSE | re.IGNORECASE)
_ABSOLUTE = re.compile(rf"(?:{CALENDAR}|{_BARE_MONTH})", re.VERBOSE | re.IGNORECASE)


def date_matches(text: str) -> Iterator[re.Match[str]]:
    """Every stretch of a text that is written like a date, in order."""
    lower = text.lower()
    form = _DATE if any(hint in lower for hint in HINTS) else _ABSOLUTE
    return _matches(form, text, lower)


_BEGINS: Final = re.compile(
    r"(?<!\d)\d|'|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|early|mid|late|the\b)"
)
_BEGINS_RELATIVE: Final = re.compile(r"(?<!\d)\d|'|\b[a-z]")


def _matches(form: re.Pattern[str], text: str, lower: str) -> Iterator[re.Match[str]]:
    """What `finditer` finds, tried only where a date can begin: at a figure, a month, a word."""
    if not text.isascii():  # small letters may stand elsewhere
        yield from form.finditer(text)
        return
    end = 0
    for place in (_BEGINS if form is _ABSOLUTE else _BEGINS_RELATIVE).finditer(lower):
        if place.start() >= end and (found := form.match(text, place.start())):
            end = found.end()
            yield found
