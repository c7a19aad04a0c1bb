"""An encounter in words."""

import re
from typing import Final

from chartside.agent.authors.wording import because, on
from chartside.fhir.entry import Entry
from chartside.fhir.when import When
from chartside.tools.encounters import EMERGENCY, is_admission, is_grave
from chartside.tools.names import name_of

_STAY = re.compile(r"admi|inpatient|stay|hospitali[sz]ation", re.IGNORECASE)


def met(entry: Entry, *, place: bool = True) -> str:
    """`Cardiology follow-up on 21 July 2026 for heart failure, Ellery County Hospital`."""
    name = name_of(entry)
    if is_admission(entry) and not _STAY.search(name):
        name = f"{name} (admission)"
    elif entry.category in EMERGENCY and "emergency" not in name.lower():
        name = f"{name} (emergency)"
    where = f", {spoken_place(entry.site)}" if entry.site and place else ""
    return f"{name}{_dates(entry)}{because(entry)}{where}"


def _dates(entry: Entry) -> str:
    """A visit that ends after midnight, or seems to in UTC, is of its first day; a stay is not."""
    if entry.when and entry.end and _stayed(entry, entry.when, entry.end):
        return f" from {entry.when.words} to {entry.end.words}"
    return on(entry.when)


def _stayed(entry: Entry, begun: When, ended: When) -> bool:
    nights = (ended.date - begun.date).days
    return nights > 1 or (nights == 1 and is_grave(entry))


_ABBREVIATION: Final = 6
_DIGIT = re.compile(r"\d")
_SPOKEN = re.compile(r"(?=.*[AEIOUY])...")
"""A word of three letters or more with a vowel; `PLLC` has none."""


def spoken_place(site: str) -> str:
    """Shouted names of places are set in ordinary letters; a dash at the end goes."""
    site = site.rstrip(" -,;")
    if not site.isupper() or len(site) < _ABBREVIATION or _DIGIT.search(site):
        return site
    return " ".join(w.capitalize() if _SPOKEN.search(w) else w for w in site.split())
