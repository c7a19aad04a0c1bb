"""The time of day, as clinicians write it: `22:15`, `8 am`, `07:30 h`, `0830 hrs`."""

import re
from dataclasses import dataclass
from typing import Final

from chartside.grounding.reading.caseless import Caseless

_CLOCK = Caseless(
    r"(?=\d)\b(?:(?P<h>[01]?\d|2[0-3])(?::(?P<m>[0-5]\d)(?::[0-5]\d)?"
    r"(?:\s?(?P<half>[ap]\.?m\.?)|\s?h(?:rs)?\b)?"
    r"|\s?(?P<bare>[ap]\.?m\.?)|\s?o'?clock\b)"
    r"|(?P<dh>[01]?\d|2[0-3])\.(?P<dm>[0-5]\d)\s?"
    r"(?:(?P<dhalf>[ap]\.?m\.?)|h(?:rs?|ours)?\b|o'?clock\b)"
    r"|(?P<mh>[01]\d|2[0-3])(?P<mm>[0-5]\d)\s?(?:h(?:rs?|ours)?\b)"
    r"|(?<=\bat\s)(?P<zh>0\d)(?P<zm>[0-5]\d)"
    r"|(?P<fh>[01]?\d|2[0-3])h(?P<fm>[0-5]\d))(?![\w:])",
)
"""Of twelve or 24 hours, with a colon or a point, and the four figures of a ward's clock."""
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
    said = match.groupdict()
    hour = int(next(said[k] for k in ("h", "dh", "mh", "zh", "fh") if said[k]))
    minutes = next((said[k] for k in ("m", "dm", "mm", "zm", "fm") if said[k]), "00")
    half = next((said[k].lower() for k in ("half", "bare", "dhalf") if said[k]), "")
    if half:
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    return f"{hour:02}:{minutes}"
