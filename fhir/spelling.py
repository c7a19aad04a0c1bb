"""How units are spelled: one UCUM code for the many ways that laboratories print a unit.

What cannot be read stays as it was: a spelling is never guessed into another unit.
"""

import re
from functools import cache
from typing import Final

PRINTED: Final = {
    "%": "%", "percent": "%", "mmhg": "mm[Hg]", "mm hg": "mm[Hg]", "mm[hg]": "mm[Hg]",
    "cel": "Cel", "c": "Cel", "°c": "Cel", "degc": "Cel", "deg c": "Cel", "[degf]": "[degF]",
    "f": "[degF]", "°f": "[degF]", "degf": "[degF]", "deg f": "[degF]", "bpm": "/min",
    "beats/min": "/min", "beats/minute": "/min", "breaths/min": "/min", "breaths/minute": "/min",
    "per minute": "/min", "1/min": "/min", "/minute": "/min", "lb": "[lb_av]", "lbs": "[lb_av]",
    "pounds": "[lb_av]", "[lb_us]": "[lb_av]", "oz": "[oz_av]", "in": "[in_i]", "inch": "[in_i]",
    "inches": "[in_i]", "[in_us]": "[in_i]", "ft": "[ft_i]", "feet": "[ft_i]", "kg/m^2": "kg/m2",
    "kg/m²": "kg/m2", "kg/m*2": "kg/m2", "sec": "s", "seconds": "s", "hr": "h", "hrs": "h",
    "hour": "h", "hours": "h", "minutes": "min", "days": "d", "day": "d", "yr": "a", "yrs": "a",
    "years": "a", "year": "a", "weeks": "wk", "months": "mo", "mcg": "ug", "cc": "mL",
    "liters": "L", "liter": "L", "grams": "g", "ph": "[pH]", "[ph]": "[pH]", "units": "U",
    "unit": "U",
}  # fmt: skip
"""Spellings in print, lower case, and their UCUM code.

`C` is UCUM's coulomb, and is degrees Celsius in every record we have seen.
"""

_THOUSANDS: Final = (
    (re.compile(r"^(?:k|thou|thousand|th|1000)(?=/)", re.IGNORECASE), "10*3"),
    (re.compile(r"^(?:m|mil|mill|million)(?=/[u\u00b5]?l$|/cumm|/mm)", re.IGNORECASE), "10*6"),
    (re.compile(r"^(?:g|gpt)(?=/l$)", re.IGNORECASE), "10*9"),
    (re.compile(r"^(?:t|tpt)(?=/l$)", re.IGNORECASE), "10*12"),
)
"""Words for powers of ten in front of a volume.

K/uL, M/uL. G/L and T/L are handled only where spelled in capitals (`spelled`).
"""

_POWER = re.compile(r"(?:x\s*)?10\s*(?:\^|\*{1,2}|e|exp)?\s*(\d{1,2})(?=/)", re.IGNORECASE)
_SURFACE = re.compile(
    r"/?\s*\{?\s*1[.,]73\s*(?:_|\s)?\s*(?:m2|m²|m\^2|sq\.?\s?m|m\*2)\s*\}?", re.IGNORECASE
)
_NOTE = re.compile(r"\{[^}]*\}")


@cache
def spelled(unit: str) -> str:
    """The UCUM code for a unit however it is printed; an unknown spelling is only tidied.

    Annotations are dropped, as UCUM says they mean nothing, except one: per 1.73 m2 of body surface
    is another quantity than without.

    >>> spelled("mmHg"), spelled("K/uL"), spelled("x10^9/L"), spelled("IU/l")
    ('mm[Hg]', '10*3/uL', '10*9/L', 'U/L')
    >>> spelled("mL/min/1.73m2")
    'mL/min/{1.73_m2}'
    """
    plain = unit.strip().replace("\N{MICRO SIGN}", "u").replace("\N{GREEK SMALL LETTER MU}", "u")
    indexed = _SURFACE.search(plain)
    if indexed and indexed.start():
        return f"{spelled(plain[: indexed.start()])}/{{1.73_m2}}"
    plain = _NOTE.sub("", plain).strip()
    if known := PRINTED.get(plain.lower()):
        return known
    return _parts(plain)


def _parts(unit: str) -> str:
    tidy = re.sub(r"\s*([/.])\s*", r"\1", unit)
    if tidy in {"G/L", "T/L"} or not tidy.startswith(("g/", "G/", "t/", "T/")):
        for pattern, power in _THOUSANDS:
            tidy = pattern.sub(power, tidy)
    tidy = _POWER.sub(r"10*\1", tidy)
    head, *rest = tidy.split("/")
    return "/".join([_atom(head), *(_atom(part) for part in rest)])


_LITRE = re.compile(r"^(m|u|d|c|n|f|p|k)?l$", re.IGNORECASE)
_UNITS = re.compile(r"^(m|u|mc|k|n)?(?:\[?iu\]?|u|\[arb'u\]|units?)$", re.IGNORECASE)
_ATOMS: Final = {
    "cells": "", "cell": "", "#": "", "wbc": "", "rbc": "", "count": "", "counts": "",
    "cumm": "uL", "cmm": "uL", "mm3": "uL", "mm^3": "uL", "mm*3": "uL", "cm3": "mL",
    "gm": "g", "mg": "mg", "ug": "ug", "mcg": "ug", "ng": "ng", "pg": "pg", "kg": "kg",
    "mol": "mol", "mmol": "mmol", "umol": "umol", "mcmol": "umol", "nmol": "nmol", "pmol": "pmol",
    "eq": "eq", "meq": "meq", "ueq": "ueq", "mckat": "ukat", "hr": "h", "hrs": "h", "hour": "h",
    "sec": "s", "day": "d", "min": "min",
}  # fmt: skip
"""Factors in print, lower case; what is counted (cells) is no part of a unit."""


def _atom(part: str) -> str:
    """One factor of a unit in UCUM's letters: litres in capital L, micro as u, IU as U."""
    lower = part.lower()
    if lower in _ATOMS:
        return _ATOMS[lower]
    if (litre := _LITRE.match(part)) and lower != "pl":
        return f"{(litre[1] or '').lower()}L"
    if international := _UNITS.match(part):
        prefix = (international[1] or "").lower()
        return f"{'u' if prefix == 'mc' else prefix}U"
    return part
