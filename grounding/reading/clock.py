"""The time of day, as clinicians write it: `22:15`, `8 am`, `07:30 h`."""

import re
from dataclasses import dataclass
from typing import Final

_CLOCK = re.compile(
    r"\b(?P<h>[01]?\d|2[0-3])(?::(?P<m>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<half>[ap]\.?m\.?)|\s?h(?:rs)?\b)?"
    r"|\s?(?P<bare>[ap]\.?m\.?))(?![\w:])",
    re.IGNORECASE,
)
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day with its place; `text` is `22:15`, the minutes 0 where only an hour stands."""

    start: int
    end: int
    text: str


def clocks_in(text: str) -> list[Clock]:
    """Every time of day of a text.

    >>> [c.text for c in clocks_in("at 22:15, again at 8 am and 1:05 pm")]
    ['22:15', '08:00', '13:05']
    """
    return [Clock(*m.span(), _read(m)) for m in _CLOCK.finditer(text)]


def _read(match: re.Match[str]) -> str:
    hour, half = int(match["h"]), (match["half"] or match["bare"] or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    return f"{hour:02}:{match['m'] or '00'}"
