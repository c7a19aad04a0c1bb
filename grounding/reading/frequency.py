"""How often a medicine is taken, as times in a day.

Spellings of frequency: ISMP and the usual Latin abbreviations (BID, TID, QID, QHS, q8h).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.words import SPELLED

_N: Final = r"once|twice|thrice|one|two|three|four|five|six|seven|eight|ten|twelve|\d{1,2}"
_FREQUENCY = Caseless(
    rf"""(?<!\d[.,])\b(?:
    (?P<latin>bid|b\.i\.d\.?|tid|t\.i\.d\.?|qid|q\.i\.d\.?|qd|q\.d\.s\.?|q\.d\.?|o\.d\.?|b\.d\.?|t\.d\.s\.?
        |q\.?\s?(?:day|daily|week|wk|weekly|month|mo|monthly|noon|evening|eve|morning)
        |od|bds?|tds|qds|nocte|mane|qhs|nightly|hs|o\.m\.?|o\.n\.?
        |eod|qad|tiw|t\.i\.w\.?|biw|b\.i\.w\.?|qod|q\.o\.d\.?|qam|qpm|q\.a\.m\.?|q\.p\.m\.?)\b
  | q\s?(?P<q>\d{{1,2}})\s?(?:h|hr|hrs|hours?)\b
  | every\s(?P<every>other|second|2nd|alternate|third|3rd|{_N})?(?:\s?(?:-|to)\s?\d{{1,2}})?\s?
      (?P<unit>hours?|hrs?|days?|weeks?
      |months?|morning|evening|night|mornings|evenings)\b
  | (?:on\s)?(?P<alternate>alternate\sdays?|alternating\sdays|alt\.?\sdays)\b
  | (?P<slots>[0-3]\s?-\s?[0-3]\s?-\s?[0-3](?:\s?-\s?[0-3])?)(?![\d-])
  | (?P<hourly>\d{{1,2}})[\s-]?hourly\b
  | (?P<n>{_N})(?:(?:[\s-]times?|\sx|x)[\s-]?(?:an?\s|per\s|each\s|every\s|in\s|/)?|[\s-](?:a\s
      |per\s
      |each\s|every\s|in\s|/\s?)|[\s-](?=daily|weekly|monthly))
      (?P<per>daily|day|weekly|week|monthly|month|24\s?h(?:ours|rs?)?)\b
  | (?P<n2>{_N})\s?x?\s?/\s?(?P<per2>day|d|week|wk|month|mo|24\s?h(?:ours|rs?)?)\b
  | (?P<plain>daily|weekly|monthly|each\s(?:day|morning|evening|night)|per\sday|a\sday|at\sbedtime
      |at\snight
      |in\sthe\smorning|in\sthe\sevening|once\sa\sday)\b
    )""",
    re.VERBOSE,
)
_LATIN: Final[Mapping[str, Decimal | int]] = {
    "bid": 2, "tid": 3, "qid": 4, "bd": 2, "tds": 3, "qds": 4, "nocte": 1, "mane": 1, "qd": 1,
    "od": 1, "qhs": 1, "qam": 1, "qpm": 1, "nightly": 1, "hs": 1, "qod": Decimal("0.5"),
    "qweek": Decimal(1) / 7, "qday": 1, "qdaily": 1, "qwk": Decimal(1) / 7,
    "qweekly": Decimal(1) / 7, "qmonth": Decimal(1) / 30, "qmo": Decimal(1) / 30,
    "qmonthly": Decimal(1) / 30, "qnoon": 1, "qevening": 1, "qeve": 1, "qmorning": 1, "bds": 2,
    "om": 1, "on": 1, "eod": Decimal("0.5"), "qad": Decimal("0.5"), "tiw": Decimal(3) / 7,
    "biw": Decimal(2) / 7,
}  # fmt: skip
_PER: Final = {"day": Decimal(1), "week": Decimal(1) / 7, "month": Decimal(1) / 30}


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, with its place. `exact` is False for "at bedtime", which only says when."""

    per_day: Decimal
    start: int
    end: int
    text: str
    exact: bool = True


def frequencies_in(text: str) -> list[Frequency]:
    """Every frequency of a text, in order."""
    return [
        Frequency(per_day, *match.span(), match[0], exact=not _vague(match))
        for match in _FREQUENCY.finditer(text)
        if (per_day := _per_day(match)) is not None
    ]


def _vague(match: re.Match[str]) -> bool:
    return (match["plain"] or "").lower().startswith(("at ", "in "))


def _per_day(match: re.Match[str]) -> Decimal | None:
    if latin := match["latin"]:
        return Decimal(_LATIN[latin.lower().replace(".", "").replace(" ", "")])
    if hours := match["q"] or match["hourly"]:
        return Decimal(24) / int(hours) if int(hours) else None
    if slots := match["slots"]:  # morning, noon, evening and night
        return Decimal(sum(digit in "123" for digit in slots)) or None
    if unit := match["unit"] or match["alternate"]:
        return (
            _every("other", "days")
            if match["alternate"]
            else _every(match["every"] or "one", unit.lower())
        )
    if count := match["n"] or match["n2"]:
        return _count(count) * _period((match["per"] or match["per2"]).lower())
    return _plainly(match)


def _period(per: str) -> Decimal:
    """`daily`, `week`, `24 hours` as a part of a day's doses."""
    short = {"d": "day", "wk": "week", "mo": "month"}
    if per.startswith("24"):
        return _PER["day"]
    return _PER[short.get(per, per.replace("daily", "day").removesuffix("ly"))]


def _plainly(match: re.Match[str]) -> Decimal:
    plain = match["plain"].lower()
    return _PER["week" if "week" in plain else "month" if "month" in plain else "day"]


_NTH: Final = {"other": 2, "second": 2, "2nd": 2, "alternate": 2, "third": 3, "3rd": 3}


def _every(count: str, unit: str) -> Decimal | None:
    number = Decimal(_NTH[count.lower()]) if count.lower() in _NTH else _count(count)
    if not number:
        return None
    if unit.startswith("h"):
        return Decimal(24) / number
    per = "week" if unit.startswith("week") else "month" if unit.startswith("month") else "day"
    return _PER[per] / number


def _count(count: str) -> Decimal:
    known = {"once": "1", "one": "1", "twice": "2", "thrice": "3"} | SPELLED
    return Decimal(known.get(count.lower(), count))
