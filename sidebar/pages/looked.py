"""What was looked for where the chart is silent, for people: a call of a tool is for programs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_CALL: Final = re.compile(r"(?P<tool>[a-z_]+)\((?P<asked>.*)\): (?P<found>.*)", re.DOTALL)
_NAMED: Final = re.compile(r"(?:^|(?<=, ))[a-z_]+=")
_COUNT: Final = re.compile(r"(\d{1,9}) found")
_DOORS: Final = {
    "search_notes": "/notes",
    "read_note": "/notes",
    "lab_trend": "/results",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A search: what it is called, what for, how much it found, where that lies.

    `count` is None where it failed; `other` is then why, or a line that is no search.
    """

    tool: str = ""
    asked: str = ""
    count: int | None = None
    door: str = ""
    other: str = ""


def looks(lines: Iterable[str]) -> tuple[Look, ...]:
    """Each line of what was looked for."""
    return tuple(map(_look, lines))


def _look(line: str) -> Look:
    call = _CALL.fullmatch(line)
    if call is None:
        return Look(other=line)
    asked = _NAMED.sub("", call["asked"])
    counted = _COUNT.fullmatch(call["found"])
    if counted is None:
        return Look(call["tool"], asked, other=call["found"])
    count = int(counted[1])
    return Look(call["tool"], asked, count, _DOORS.get(call["tool"], "") if count else "")
