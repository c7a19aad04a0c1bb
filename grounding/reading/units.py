"""Units behind a number as people write them, and one printed spelling for each.

`millimol/L`, `micrograms per litre`, `x 10⁹/L`, `beats a minute`, `mm in the first hour`: what is
written in words is put into the letters that `chartside.fhir.units` reads (UCUM, sections 2 and 4).
"""

import re
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.unit_forms import WRITTEN, laboratory

_ATOM: Final = (
    r"(?:mm\s?\[?Hg\]?|mmols?|[\u00b5\u03bcu]mols?|mcmol|nmols?|pmols?|mols?|mMol|mEq|meq"
    r"|mIU|miu|[\u00b5\u03bcu]IU|IU|iu|mU|kU"
    r"|units?|UNT|U|u(?=/|[\s.,;)]|$)"
    r"|mcgs?|[\u00b5\u03bcu]g|mgs?|ng|pg|kilos?|kilograms?|[kK]gs?|KG|gms?|g"
    r"|lbs?|pounds?|oz|m[Ll]s?|ML|d[Ll]|mcL"
    r"|[\u00b5\u03bcu][Ll]|f[Ll]|L|l"
    r"|kPa|bpm|beats|breaths|mm|cms?|km|m2|m\u00b2|inches|inch|in(?=\s*(?:[.,;)]|$|(?:tall"
    r"|high|on|in|at|both|was|and)\b))|ft|feet|m|cells|MG|MCG|MEQ"
    r"|micromol|micrograms?|milligrams?|grams?|puffs?|sprays?|drops?|tabs?|tablets?|caps?"
    r"|capsules?|actuations?|ACTUAT|doses?|patch(?:es)?"
    r"|hours?|hrs?|h|HR(?!\s(?:results?|readings?|meas|values?|checks?))|days?|weeks?|wks?|months?|years?|yrs?|minutes?|mins?|min|seconds?|sec"
    r"|times|occasions|packs?|pack-years?|kcal|copies|IU|Cel|percent|(?:K|M|thou)(?=\s?/)|mL)"
)
_SCALES: Final = {
    "milli": "m", "micro": "u", "nano": "n", "pico": "p", "femto": "f", "kilo": "k", "centi": "c",
    "deci": "d",
}  # fmt: skip
_MEASURES: Final = {
    "mol": "mol", "mole": "mol", "gram": "g", "gramme": "g", "gm": "g", "liter": "L", "litre": "L",
    "meter": "m", "metre": "m", "unit": "U", "international unit": "IU", "equivalent": "Eq",
    "iu": "IU",
}  # fmt: skip
_COUNTS: Final = {"thousand": "10*3", "million": "10*6", "billion": "10*9"}
_SCALED: Final = rf"(?:{'|'.join(_SCALES)})[\s-]?(?:{'|'.join(_MEASURES)})s?"
_WORDED: Final = (
    r"(?i:\s?\u00b0?\s?(?:deg(?:ree)?s?\.?\s)?(?:celsius|centigrade|fahrenheit)\b"
    r"|\s?deg(?:ree)?s?\.?\s?[CF]\b"
    r"|\sper\s?cent\b"
    rf"|\s?{_SCALED}(?!\w)|\sinternational\sunits?\b)"
)
_QUICK: Final = (
    r"\s?(?:%|mg|mcg|kg|mmHg|bpm|cm|(?:[mun\u00b5]?mol|[mun]?g|m?I?U)/[dmu]?L)"
    r"(?![\w/^*\u00b2])(?!\s(?:per\b|/|\(|%|in\san?\b|an?\b)|-per|%)"
)
"""The commonest, before all others are tried."""
UNIT: Final = re.compile(
    rf"{_QUICK}|{WRITTEN}|{_WORDED}|"
    r"\s?(?:%|\u00b0\s?[CF]\b"
    rf"|{_ATOM}(?:\s?/\s?(?:\d+(?:\.\d+)?\s?)?{_ATOM})*(?!\w)(?:\s(?:Fahrenheit|Celsius))?"
    r"|-?(?:day|week|month|year|pack-year)s?(?![\w-])|-(?:mg|mcg|mm|cm|g|mL)(?!\w)"
    r"|[CF](?=[\s.,;)]|$))"
)
"""What may stand behind a number."""

_SAID: Final = Caseless(
    rf"\b({'|'.join(_SCALES)})[\s-]?({'|'.join(sorted(_MEASURES, key=len, reverse=True))})s?\b"
    r"|\b(international unit|moles?|litre|liter)s?\b|\b(thousand|million|billion)\b",
)
_DEGREES: Final = Caseless(r"^\u00b0?\s?(?:deg\w*\.?\s?)?(c|f)(?:elsius|entigrade|ahrenheit)?$")
_PER: Final = Caseless(r"\s(?:per|an?)\s|^(?:per|an?)\s")
_PLURAL: Final = Caseless(r"\b(m?mol|[munp]mol|[mk]g|mcg|gm|cm|ml)s\b")


@lru_cache(maxsize=4096)
def tidy(unit: str) -> str:
    """A unit in the letters of a laboratory, without words, and in the singular.

    >>> tidy("micrograms/litre"), tidy(" beats a minute"), tidy("mm in the first hour")
    ('ug/L', '/min', 'mm/h')
    """
    if printed := laboratory(unit):
        return printed
    plain = " ".join(unit.split()).lstrip("-")
    if degrees := _DEGREES.match(plain):
        return "\u00b0" + degrees[1].upper()
    if plain.lower() in {"percent", "per cent"}:
        return "%"
    plain = _PLURAL.sub(r"\1", _SAID.sub(_letters, _PER.sub("/", plain)))
    if plain.isupper() or plain.endswith("s") or "/" in plain:
        plain = "/".join(_PRINTED.get(part.strip(), part.strip()) for part in plain.split("/"))
    return _PRINTED.get(plain, plain)


def _letters(found: re.Match[str]) -> str:
    """`millimol` as `mmol`, `thousand` as `10*3`."""
    if found[4]:
        return _COUNTS[found[4].lower()]
    if found[3]:
        return _MEASURES[found[3].lower()]
    return _SCALES[found[1].lower()] + _MEASURES[found[2].lower()]


_PRINTED: Final = {
    "u": "units",
    "UNT": "units", "ACTUAT": "puff", "actuation": "puff", "actuations": "puff", "puffs": "puff",
    "MG": "mg", "ML": "mL",
    "MCG": "mcg", "MEQ": "mEq", "HR": "h", "tablets": "tablet", "tabs": "tablet",
    "capsules": "capsule", "caps": "capsule",
    "micromol": "umol", "microgram": "ug", "micrograms": "ug", "milligram": "mg",
    "milligrams": "mg", "gram": "g", "kG": "kg", "Kg": "kg", "iu": "IU",
    "kilo": "kg", "kilos": "kg", "kilogram": "kg", "kilograms": "kg",
    "grams": "g", "meter": "m", "meters": "m", "metre": "m", "metres": "m", "KG": "kg",
    "sprays": "spray", "drops": "drop", "doses": "dose", "unit": "units",
    "patches": "patch", "cms": "cm", "stone": "[stone_av]", "stones": "[stone_av]", "foot": "ft",
    "pct": "%", "centimeter": "cm", "centimeters": "cm", "kilogramme": "kg", "kilogrammes": "kg",
}  # fmt: skip
"""Spellings that only codes and plurals bring (UNT and ACTUAT of RxNorm), and words for units."""
