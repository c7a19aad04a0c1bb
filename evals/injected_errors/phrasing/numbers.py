"""Numbers, units, counts and frequencies as they are written in notes."""

import re
from decimal import Decimal
from typing import Final

from chartside.evals.injected_errors.phrasing.voice import Voice
from chartside.fhir.entry import shown_unit

_UNITS: Final = {
    "10*3/uL": ("x10^3/uL", "10*3/uL", "K/uL", "10^3/\N{MICRO SIGN}L"),
    "10*9/L": ("x10^9/L", "10*9/L", "10^9/L"),
    "10*6/uL": ("x10^6/uL", "10*6/uL", "M/uL"),
    "10*12/L": ("x10^12/L", "10*12/L"),
    "umol/L": ("umol/L", "\N{MICRO SIGN}mol/L", "micromol/L"),
    "mL/min/{1.73_m2}": ("mL/min/1.73 m2", "mL/min/1.73 m\N{SUPERSCRIPT TWO}", "mL/min/1.73m2"),
    "kg/m2": ("kg/m2", "kg/m\N{SUPERSCRIPT TWO}"),
    "m[IU]/L": ("mIU/L", "mU/L"),
    "[lb_av]": ("lb", "lbs", "pounds"),
    "[in_i]": ("inches",),  # "in" before a date reads as a preposition
    "[degF]": ("\N{DEGREE SIGN}F", "F"),
    "Cel": ("\N{DEGREE SIGN}C", "C"),
    "mm[Hg]": ("mmHg", "mm Hg"),
    "ug/L": ("ug/L", "mcg/L"),
    "{score}": ("", "points"),
}
_RATES: Final = {
    "heart rate": ("bpm", "beats/min", "/min"),
    "respiratory rate": ("breaths/min", "/min"),
}

COUNTS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


_TIGHT: Final = re.compile(
    r"(?:[munp\N{MICRO SIGN}]?(?:mol|g|kg|m|L)/(?:L|l|dL|dl|mL|ml)|kg|cm|bpm)$"
)
"""Units that are also written close to their number; a word or a power never is."""


def unit_words(unit: str, key: str, voice: Voice) -> str:
    """A unit as printed, in one of its common spellings."""
    if unit == "/min" and key in _RATES:
        return voice.spelling("rate", key, _RATES[key])
    if unit == "{score}" and key == "pain":
        return "/10"
    return voice.spelling("unit", unit, _UNITS.get(unit, (shown_unit(unit),)))


def quantity(number: Decimal, unit: str, key: str, voice: Voice) -> str:
    """`7.2 %` or `7.2%`, `140 mmol/L`, `3/10`."""
    words = unit_words(unit, key, voice)
    if words == "%":
        return f"{number:f}{voice.spelling('percent', '', ('%', ' %'))}"
    joint = "" if words in {"", "/10"} else voice.spelling("joint of unit", "", (" ",))
    if words and not _TIGHT.match(words) and words != "/10":
        joint = " "
    return f"{figures(number, voice)}{joint}{words}"


def figures(number: Decimal, voice: Voice) -> str:
    """Digits; thousands apart by a comma where this voice does so and the number is whole."""
    return f"{number:{voice.spelling('thousands', '', ('f',))}}"


def counted(number: int, voice: Voice) -> str:
    """`three` or `3`."""
    spelled = COUNTS[number] if number < len(COUNTS) else str(number)
    return voice.pick("count", (spelled, str(number)))


def times(number: int, voice: Voice) -> str:
    """`twice`, `three times`, `5 times`."""
    once = {1: "once", 2: "twice"}.get(number)
    if number == 1:
        return "once"
    style = voice.spelling("times", "", ("{count} times",))
    twice = once is not None and style == "{count} times"
    return once if once and twice else style.format(count=counted(number, voice), number=number)


_WEEKLY: Final = Decimal(1) / 7
_OFTEN: Final = {
    Decimal(1): ("once daily", "daily", "once a day", "every day", "qd"),
    Decimal(2): ("twice daily", "BID", "twice a day", "two times a day"),
    Decimal(3): ("three times daily", "TID", "three times a day"),
    Decimal(4): ("four times daily", "QID", "every 6 hours", "q6h"),
    Decimal(6): ("every 4 hours", "q4h", "six times a day"),
}


def often(per_day: Decimal, voice: Voice) -> str:
    """How often a day or week; empty where no common words say it."""
    if abs(per_day - _WEEKLY) < Decimal("0.001"):
        weekly = ("once weekly", "weekly", "once a week", "every week")
        return voice.spelling("often", "weekly", weekly)
    return voice.spelling("often", f"{per_day:f}", _OFTEN.get(per_day, ("",)))


_ROUTES: Final = {
    "oral": ("by mouth", "PO", "orally"),
    "injected": ("by injection",),
    "subcutaneous": ("subcutaneously", "SC", "under the skin"),
    "intravenous": ("IV", "intravenously"),
    "inhaled": ("by inhalation", "inhaled"),
    "skin": ("topically",),
    "nasal": ("intranasally",),
    "rectal": ("rectally", "PR"),
    "intramuscular": ("IM", "intramuscularly"),
}


def routed(route: str, voice: Voice) -> str:
    """A route as written in an order."""
    return voice.spelling("route", route, _ROUTES.get(route, ("",)))
