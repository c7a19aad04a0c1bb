"""Dates as they are written in notes, as precise as they are known."""

from datetime import date
from typing import Final

from chartside.evals.injected_errors.phrasing.numbers import COUNTS
from chartside.evals.injected_errors.phrasing.voice import Voice
from chartside.evals.injected_errors.phrasing.words import WORDS

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
_DAY: Final = (
    *("{d} {month} {y}", "{month} {d}, {y}", "{y}-{mm}-{dd}", "{d} {mon} {y}"),
    "{mon} {d}, {y}",
)
_MONTH: Final = ("{month} {y}", "{mon} {y}", "{month} {y}", "{y}-{mm}")
_ALL_NUMBERS: Final = frozenset(
    (
        *("{dd}/{mm}/{y}", "{mm}/{dd}/{y}", "{d}.{m}.{y}", "{d}/{m}/{y}", "{m}/{d}/{y}"),
        *("{m}/{d}/{yy}", "{dd}.{mm}.{y}", "{dd}-{mm}-{y}"),
    )
)
"""Read one way only where the day is greater than 12; written only then."""

FORTNIGHT: Final = 14
PART_OF_YEAR: Final = 12


def dated(day: str, voice: Voice) -> str:
    """A date by itself: `2 March 2019`, `March 2, 2019`, `2019-03-02`, `Mar 2019`, `2019`.

    A date of numbers only that could be read in two ways (03/02/2019) is not written.
    """
    near = _near(day, voice)
    return near[1] if near else _full(day, voice)


def on(day: str, voice: Voice) -> str:
    """A date with its preposition: `on 2 March 2019`, `in March 2019`, `in 2019`, `last month`."""
    near = _near(day, voice)
    if near:
        return " ".join(word for word in near if word)
    return f"{'on' if day.count('-') > 1 else 'in'} {_full(day, voice)}"


def _full(day: str, voice: Voice) -> str:
    parts = [int(p) for p in day.split("-")]
    if len(parts) == 1:
        return day
    said = _fields(parts)
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        return voice.spelling("month", "", _MONTH).format(**said)
    style = voice.spelling("day", "", _DAY)
    if style in _ALL_NUMBERS and parts[2] <= PART_OF_YEAR:
        style = _DAY[0]
    return style.format(**said)


def _fields(parts: list[int]) -> dict[str, str]:
    month = MONTHS[parts[1] - 1]
    found = {
        "y": str(parts[0]),
        "yy": str(parts[0])[2:],
        "m": str(parts[1]),
        "mm": f"{parts[1]:02}",
        "month": month,
        "mon": month[:3],
    }
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        return found
    told = date(*parts)
    ending = {1: "st", 2: "nd", 3: "rd"}
    last = "th" if parts[2] in {11, 12, 13} else ending.get(parts[2] % 10, "th")
    return found | {
        "d": str(parts[2]),
        "dd": f"{parts[2]:02}",
        "nth": f"{parts[2]}{last}",
        "weekday": _WEEKDAYS[told.weekday()],
    }


def _near(day: str, voice: Voice) -> tuple[str, str] | None:
    """Preposition and words of a date told from today; None where it is told in full."""
    if (
        not WORDS[voice.words].near
        or not voice.today
        or not day
        or not voice.pick("near", (1, 1, 0))
    ):
        return None
    today = date.fromisoformat(voice.today)
    parts = [int(p) for p in day.split("-")]
    if len(parts) == 1:
        return {
            today.year: ("", voice.pick("this year", ("this year", "earlier this year"))),
            today.year - 1: ("", "last year"),
        }.get(parts[0])
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        return _near_month(parts, today, voice)
    return _near_day(date(*parts), today, voice)


def _near_month(parts: list[int], today: date, voice: Voice) -> tuple[str, str] | None:
    ago = (today.year - parts[0]) * 12 + today.month - parts[1]
    if ago in {0, 1}:
        return "", ("this month", "last month")[ago]
    name = MONTHS[parts[1] - 1]
    if parts[0] == today.year:
        return "in", voice.pick("this", (f"{name} this year", f"{name} of this year"))
    return ("in", f"{name} last year") if parts[0] == today.year - 1 else None


def _near_day(told: date, today: date, voice: Voice) -> tuple[str, str] | None:
    ago = (today - told).days
    if ago in {0, 1}:
        return "", ("today", "yesterday")[ago]
    if 1 < ago < FORTNIGHT:
        return "", f"{voice.pick('ago', (COUNTS[ago] if ago < len(COUNTS) else ago, ago))} days ago"
    if ago in {FORTNIGHT, 21}:
        return "", f"{COUNTS[ago // 7]} weeks ago"
    if told.year == today.year and ago > 0:
        return "on", f"{told.day} {MONTHS[told.month - 1]}"
    return None
