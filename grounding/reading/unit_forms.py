"""How people write what a number counts in: amounts over volumes, rates, pressures, per cent.

A printed unit is put together from three parts, each with its own spellings: what is counted
("millimoles", "gm", "thousand"), the line ("/", "per", "in a", a negative power) and what it is
counted in ("litre", "100 ml", "cubic millimetre"). UCUM sections 2 to 4 name the parts; "mg %" is
mg/dL (per 100 mL) by laboratory custom; ESR is read after one hour (ICSH 2011).
"""

import re
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless

_PREFIX: Final = r"(?:milli|micro|nano|pico|femto|kilo|deci|centi|mc|[munpfk\u00b5\u03bc])[\s-]?"
_BASE: Final = (
    r"(?:mol(?:e?s|ar)?|mole|gram(?:me)?s?|gms?|g|equiv(?:alent)?s?|eqs?|osmol(?:e?s)?|osms?"
    r"|kat(?:al)?s?|international\sunits?|int\.?\sunits?|units?|i\.?\s?u\.?|u)"
)
_MASS: Final = rf"(?:(?:{_PREFIX})?(?:gram(?:me)?s?|gms?|g|equiv(?:alent)?s?|eqs?|mols?)|mgms?)"
_RAISED: Final = r"[\u2070-\u2079\u00b9\u00b2\u00b3]{1,2}"
_POWER: Final = (
    r"(?:[x\u00d7*]\s?)?(?:10\s?(?:(?:\^|\*{1,2}|e\+?|exp\s?)\s?\d{1,2}|\(\d{1,2}\)"
    rf"|{_RAISED})|10?e\+?\d{{1,2}}|1000(?=\s?/))"
)
_THOUSANDS: Final = (
    r"(?:thous(?:and)?s?|thou|th|million|mill?|mio\.?|billion|giga|tera|[kgmt](?=\s?/))"
)
_COUNTED: Final = (
    r"(?:cells?|copies|platelets|leu[ck]ocytes|white\s(?:blood\s)?cells|red\s(?:blood\s)?cells|wbcs?"
    r"|rbcs?|colonies|cfu)"
)
_OVER: Final = (
    rf"(?:(?:{_POWER}|{_THOUSANDS})(?:\s{_COUNTED})?|{_COUNTED}|mgms?|(?:{_PREFIX})?{_BASE})"
)
_LINE: Final = (
    r"(?:\s?/\s?|\s?-?per-?\s?|\sin\s(?:a|an|one|each|every|1)\s|\s(?:a|an|every|each)\s)"
)
_ENDS: Final = r"(?![\w\u00b2\u00b3]|[*^]\d|\s?/\s?[a-z\d])"
_UNDER: Final = (
    r"(?:(?:100|one\shundred|a\shundred)[\s-]?(?:m(?:illi)?l(?:it(?:er|re))?s?|cc|cm3|cm\^3|cm\u00b3)"
    r"|(?:milli|micro|nano|deci|femto)[\s-]?lit(?:er|re)s?|lit(?:er|re)s?|ltr|mcl"
    r"|[dmunf\u00b5\u03bc]?l"
    r"|(?:cubic|cu\.?|c\.)\s?(?:mm|millimet(?:er|re)s?)|cmm|mm(?:\^|\*{1,2})?3|mm\u00b3"
    r"|cubic\scentimet(?:er|re)s?|cc|cm(?:\^|\*{1,2})?3|cm\u00b3"
    r"|(?:milli|micro|nano)?[\s-]?mol(?:e|es)?|mmol|kg|kilo(?:gram(?:me)?)?|gram(?:me)?|g)"
)
_MM: Final = r"(?:mms?\.?|millimet(?:er|re)s?)"
_HOUR: Final = (
    rf"{_MM}(?:\s?/\s?|\s?-?per-?\s?|\s(?:in|at|after|for|by)\s|\s?)"
    r"(?:(?:the|an|a|one|1)\s?)?(?:(?:first|1st)\s)?(?:h|hrs?|hour)"
)
_MERCURY: Final = rf"(?:{_MM}\s?(?:of\s)?\[?(?:hg\b\]?|mercury)|torr)"
_BEATS: Final = (
    r"(?:(?:heart\s?)?beats|breaths|resp(?:iration)?s?|cycles|strokes|b|br)"
    r"(?:\s?/\s?|\s?-?per-?\s?|\s(?:in\s)?(?:a|an|one|each|every)\s)(?:1\s)?min(?:ute)?s?"
    r"|b\.p\.m\b\.?|[rb]pm|min(?:\^?-1|\u207b\u00b9)"
    r"|(?:/|per|a|each|every)\s?-?min(?:ute)?"
)
_SURFACE: Final = (
    r"m(?:illi)?l(?:it(?:er|re))?s?\s?(?:/|per\s)\s?min(?:ute)?\s?(?:/|per\s|\sfor\s)\s?"
    r"\{?1[.,\u00b7]73(?:\s?_?\s?(?:m(?:\^|\*{1,2})?2|m\u00b2|sq(?:uare)?\.?\s?m(?:et(?:er|re)s?)?|sqm)\}?)?"
)
_AREA: Final = (
    r"(?:kgs?|kilo(?:gram(?:me)?)?s?)(?:\s?/\s?|\s?per\s|\s)"
    r"(?:m(?:\^|\*{1,2})?2|m\u00b2|m-2|m\u207b\u00b2|sq(?:uare)?\.?\s?m(?:et(?:er|re)s?)?|sqm)"
)
_PER_CENT: Final = rf"{_MASS}\s?(?:%|per\s?cent)"
_INVERSE: Final = (
    rf"(?:(?:{_PREFIX})?{_BASE}|{_POWER})[\s.\u00b7]?"
    r"(?:[dmun\u00b5\u03bc]?l|mol|kg)(?:\^?-1|\u207b\u00b9)"
)
_FRACTION: Final = rf"{_OVER}{_LINE}{_UNDER}(?:\s(?:creatinine|creat))?"
_COUNT: Final = r"(?:(?<=\d)k|(?<=\s)(?:thousand|million))(?!\s?(?:/|per\b|-))"
_BARE: Final = rf"(?:/\s?|\s?per\s)(?!mol|kilo|kg|gram){_UNDER}"
_SIZES: Final = r"stones?|met(?:er|re)s?|centimet(?:er|re)s?|foot|pct|kilogrammes?"

WRITTEN: Final = (
    rf"(?i:[\s-]?(?:{_SURFACE}|{_AREA}|{_PER_CENT}|{_MERCURY}|{_HOUR}|{_BEATS}|{_INVERSE}"
    rf"|{_FRACTION}|{_BARE}|{_SIZES}|{_COUNT}){_ENDS})"
)
"""Units with words in them, and whatever is counted per something, right behind a number."""

_WHOLE: Final = (
    (Caseless(_HOUR), "mm/h"),
    (Caseless(_MERCURY), "mmHg"),
    (Caseless(_BEATS), "/min"),
    (Caseless(_SURFACE), "mL/min/1.73 m2"),
    (Caseless(_AREA), "kg/m2"),
)
_OF_MASS: Final = Caseless(rf"(?P<over>{_MASS})\s?(?:%|per\s?cent)")
_POWERED: Final = Caseless(
    rf"(?P<over>(?:{_PREFIX})?{_BASE}|{_POWER})[\s.\u00b7]?"
    r"(?P<under>[dmun\u00b5\u03bc]?l|mol|kg)(?:\^?-1|\u207b\u00b9)",
)
_DIVIDED: Final = Caseless(
    rf"(?P<over>(?:{_OVER})?){_LINE}(?P<under>{_UNDER})(?:\s(?:creatinine|creat))?"
    rf"|(?:/\s?|per\s)(?P<alone>{_UNDER})",
)
_AMOUNT: Final = Caseless(rf"(?P<prefix>{_PREFIX})??(?P<base>{_BASE})")
_LETTERS: Final = {
    "milli": "m", "micro": "u", "nano": "n", "pico": "p", "femto": "f", "kilo": "k", "deci": "d",
    "centi": "c", "mc": "u", "\u00b5": "u", "\u03bc": "u",
}  # fmt: skip
_BASES: Final = {"mo": "mol", "gr": "g", "gm": "g", "g": "g", "eq": "eq", "os": "osm", "ka": "kat"}
"""Of the first two letters; all else counts units."""
_TENS: Final = {"th": "10*3", "k": "10*3", "mi": "10*6", "bi": "10*9", "gi": "10*9", "te": "10*12"}
_NOUN: Final = Caseless(rf"\s?{_COUNTED}$")
_CUBED: Final = Caseless(r"mm(?:\W*3|\u00b3)$|cmm$|^(?:cubic|cu|c)\W*(?:mm|milli)")
_HUNDRED: Final = Caseless(r"^(?:100|one\shundred|a\shundred)")
_CENTIMETRE: Final = Caseless(r"^(?:cc|cubic\scenti|cm\W*3|cm\u00b3)")


@lru_cache(maxsize=4096)
def laboratory(unit: str) -> str:
    """A written unit as a laboratory prints it; empty where it is none of these forms.

    >>> laboratory("mg per 100 ml"), laboratory("gm %"), laboratory("thousand per cubic millimetre")
    ('mg/dL', 'g/dL', '10*3/uL')
    >>> laboratory("mm of mercury"), laboratory("mm in one hour"), laboratory("mmol L-1")
    ('mmHg', 'mm/h', 'mmol/L')
    """
    plain = " ".join(unit.split()).strip("- ")
    known = next((put for form, put in _WHOLE if form.fullmatch(plain)), "")
    if known:
        return known
    if found := _OF_MASS.fullmatch(plain):
        return f"{_over(found['over'])}/dL"
    if plain.lower() in {"k", "thousand", "million"}:
        return _TENS[plain.lower()[:2]]
    found = _POWERED.fullmatch(plain) or _DIVIDED.fullmatch(plain)
    if found is None:
        return ""
    parts = found.groupdict()
    if parts.get("alone"):
        return f"/{_under(parts['alone'])}"
    return f"{_over(parts['over'])}/{_under(parts['under'])}"


def _over(said: str) -> str:
    """What is above the line: a power of ten, an amount, or nothing but things that are counted."""
    plain = _NOUN.sub("", said).strip()
    if not plain or re.match(r"[x\u00d7*\d]", plain) or plain in {"G", "T"}:
        return plain
    if plain.lower() in {"mgm", "mgms"}:
        return "mg"
    return _amount(plain)


def _amount(plain: str) -> str:
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return _TENS.get(plain.lower()[:2], plain)
    prefix = re.sub(r"[\s-]", "", found["prefix"] or "").lower()
    base = found["base"].lower()
    letters = _BASES.get(base[:2] if base != "g" else "g", "IU" if base.startswith("i") else "U")
    return _LETTERS.get(prefix, prefix) + letters


def _under(said: str) -> str:
    """What is below the line: 100 mL is a decilitre, a cubic millimetre a microlitre."""
    if _HUNDRED.match(said):
        return "dL"
    if _CENTIMETRE.match(said):
        return "mL"
    if _CUBED.search(said):
        return "uL"
    plain = re.sub(r"[\s-]", "", said.lower())
    for word, letter in _LETTERS.items():
        if plain.startswith(word) and len(plain) > len(word):
            plain = letter + plain[len(word) :]
            break
    for word, letters in _WORDS:
        if word in plain:
            return plain[: plain.index(word)] + letters
    return f"{plain[:-1]}L" if plain.endswith("l") and not plain.endswith("mol") else plain


_WORDS: Final = (("liter", "L"), ("litre", "L"), ("ltr", "L"), ("mole", "mol"), ("gram", "g"))
