"""How units are spelled: one UCUM code for the many ways that laboratories print a unit.

What cannot be read stays as it was: a spelling is never guessed into another unit.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from chartside.fhir.printed import ATOMS, BELOW, MOLAR, OF, THOUSANDS, WHOLE

LONGEST: Final = 64
"""Characters; a longer text is no unit and is only trimmed."""

_RAISED = re.compile("(?<=10)\\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})")
_POWER = re.compile(
    r"(?:x\s*)?10\s*(?:(?:\^|\*{1,2}|e|exp)\s*\+?(\d{1,2})|\((\d{1,2})\)|(3|6|9|12))(?=/)",
    re.IGNORECASE,
)
"""10^3, x10E3, 10(3), and 103 where print has lost the raised digit; 100 is a hundred."""
_BARE_POWER = re.compile(r"^(?:x\s*)?e\s*\+?(\d{1,2})(?=/)", re.IGNORECASE)
_WORDS: Final = tuple(
    (re.compile(rf"^{words}(?=\s*/\s*\S*(?:l|mm3|mm\^3|mm\*3|cumm|cmm|cu mm)$)", re.IGNORECASE), n)
    for words, n in THOUSANDS
)
_OF = re.compile(rf"(?<=[/])([mu]?(?:g|mol)|kg)\s?(?:{OF})\.?$", re.IGNORECASE)
_EXPONENT = re.compile(r"(?<=[a-z])\^(?=\d)", re.IGNORECASE)
_EENHEID = re.compile(r"^(m|u|k)?E(?=/(?:l|ml)$)", re.IGNORECASE)
"""Dutch and German laboratories write `E/l` for U/L."""
_CAPITAL: Final = {"G/L": "10*9/L", "G/l": "10*9/L", "T/L": "10*12/L", "T/l": "10*12/L"}
"""Giga and tera per litre; `g/l` is grams."""

_SURFACE = re.compile(
    r"/?\s*(?:per\s*)?[({]?\s*1[.,]73\s*(?:_|\s)?\s*(?:m\s?2|m\^2|sq\.?\s?m|qm|m\*2)?\s*[)}]?$",
    re.IGNORECASE,
)
_LOG = re.compile(r"^\{?\s*(?:log|lg(?![a-z]))[\s_]*(?:\(10\)|10)?[\s_]*", re.IGNORECASE)
_DIMER = re.compile(r"\s*[({\[]?\b(FEU|DDU)\b[)}\]]?", re.IGNORECASE)
_OF_CELLS = re.compile(
    r"(?:(?<=/[dm]l)|(?<=/l))\s+\(?(?:rbc|ery(?:s|thro\w*)?)\)?\.?$", re.IGNORECASE
)
"""The haemoglobin in a volume of cells: `g/dL RBC`."""
_CALCULATED = re.compile(r"\s*\(calc(?:ulated)?\)$", re.IGNORECASE)
_SIGNS: Final = str.maketrans(
    {"\N{MULTIPLICATION SIGN}": "x", "\N{DIVISION SLASH}": "/", "\u02c4": "^", "\u2044": "/"}
)
_NOTE = re.compile(r"\{[^}]*\}")
_OWN_UNIT = re.compile(r"unit|'u\b|_u\b|titer|iu\b", re.IGNORECASE)
_PLAIN_NUMBER: Final = frozenset(
    {"{ratio}", "{inr}", "{index}", "{index_val}", "{score}", "{#}", "{count}", "{number}"}
)


@lru_cache(maxsize=16384)
def spelled(unit: str) -> str:
    """The UCUM code for a unit however it is printed; an unknown spelling is only tidied.

    Annotations are dropped, as UCUM says they mean nothing, except where they name another
    quantity: per 1.73 m2 of body surface, a logarithm (of copies or IU), fibrinogen-equivalent or
    D-dimer units, an annotation that is the whole unit or stands below the line by itself.

    >>> spelled("mmHg"), spelled("K/uL"), spelled("x10^9/L"), spelled("IU/l"), spelled("Mio./nl")
    ('mm[Hg]', '10*3/uL', '10*9/L', 'U/L', '10*6/nL')
    >>> spelled("mL/min/1.73m2"), spelled("log copies/mL"), spelled("mcg/mL FEU")
    ('mL/min/{1.73_m2}', '/mL{log}', 'ug/mL{FEU}')
    """
    plain = _tidied(unit)
    if len(plain) > LONGEST:
        return plain
    for read in (_indexed, _logarithm, _dimer):
        if found := read(plain):
            return found
    return _spelled(plain)


def _tidied(unit: str) -> str:
    """Without typography: raised digits, both micro signs, the square units of Asian reports."""
    if len(unit) > LONGEST:
        return unit.strip()
    raised = _RAISED.sub(r"*\1", unit)
    plain = unicodedata.normalize("NFKC", raised).replace("\N{GREEK SMALL LETTER MU}", "u")
    plain = plain.translate(_SIGNS)
    return " ".join(_OF_CELLS.sub("", _CALCULATED.sub("", plain)).split())


def _indexed(plain: str) -> str:
    surface = _SURFACE.search(plain)
    return f"{spelled(plain[: surface.start()])}/{{1.73_m2}}" if surface and surface.start() else ""


def _logarithm(plain: str) -> str:
    """A logarithm is kept apart: 4.5 log copies/mL is not 4.5 copies/mL."""
    if plain.endswith("{log}"):
        return f"{_spelled(plain.removesuffix('{log}'))}{{log}}"
    if not (begun := _LOG.match(plain)):
        return ""
    return f"{_spelled(plain[begun.end() :].replace('{', '').replace('}', ''))}{{log}}"


def _dimer(plain: str) -> str:
    """One fibrinogen-equivalent unit is about half a D-dimer unit: both are kept."""
    named = _DIMER.search(plain)
    rest = _DIMER.sub("", plain).strip()
    if not named or not rest or rest.startswith("/"):
        return ""
    return f"{_spelled(rest)}{{{named[1].upper()}}}"


def _spelled(plain: str) -> str:
    if plain in MOLAR:
        return MOLAR[plain]
    if plain in _CAPITAL:
        return _CAPITAL[plain]
    if plain.startswith("{") and _NOTE.fullmatch(plain):
        return "" if plain.lower() in _PLAIN_NUMBER else plain.lower()
    tidy = re.sub(r"\s*([/.])\s*", r"\1", re.sub(r"^(?:per|pro|por|par) | per ", "/", plain))
    bare = _NOTE.sub("", tidy).strip()
    for whole in (bare, bare.rstrip(".")):
        if (known := WHOLE.get(whole.lower())) is not None:
            return known
    return _parts(tidy)


def _parts(tidy: str) -> str:
    for pattern, power in _WORDS:
        tidy = pattern.sub(power, tidy)
    tidy = _BARE_POWER.sub(r"10*\1", _POWER.sub(_power, tidy))
    tidy = _EXPONENT.sub("", _OF.sub(r"\1", tidy))
    tidy = _EENHEID.sub(r"\1U", tidy)
    head, *below = re.split(r"/(?![^({]*[)}])", tidy)
    over = "" if below and _NOTE.fullmatch(head) and not _OWN_UNIT.search(head) else head
    under = [_atom(part, alone=False) for part in below]
    counted = [part for part in under if part] if over else under  # pg/cell is an amount: pg
    return "/".join([_atom(over, alone=not below), *counted])


def _power(found: re.Match[str]) -> str:
    return f"10*{next(g for g in found.groups() if g)}"


_LITRE = re.compile(r"^(m|u|d|c|n|f|p|k)?l$", re.IGNORECASE)
_UNITS = re.compile(
    r"^(m|u|mc|k|n)?\s*(?:\[?i\.?u\.?\]?|u\.?i\.?|i\.?e\.?|u|\[arb'u\]|units?"
    r"|int(?:l|ernational)?[ _]?units?)$",
    re.IGNORECASE,
)
"""IU, and what it is in German and Dutch (IE) and in the Romance languages (UI)."""


def _atom(part: str, *, alone: bool) -> str:
    """One factor of a unit in UCUM's letters: litres in capital L, micro as u, IU as U."""
    bare = _NOTE.sub("", part).replace("(.", "(").strip(" .") or part.lower()
    name = _unaccented(bare.lower())
    known = ATOMS.get(name) if alone else BELOW.get(name, ATOMS.get(name))
    if known or (known is not None and not alone):  # `cP` alone is a viscosity, not copies
        return known
    if litre := _LITRE.match(bare):
        return f"{(litre[1] or '').lower()}L"
    if international := _UNITS.match(bare):
        return _units(bare, international[1] or "", alone=alone)
    return bare


def _unaccented(name: str) -> str:
    """`kopieen` for what is printed with a diaeresis; the degree and the micro sign stay."""
    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def _units(printed: str, prefix: str, *, alone: bool) -> str:
    """`MU/L` in capitals is milli-units; alone, `MU` is a dose of a million units."""
    if alone and prefix == "M":
        return printed
    return f"{'u' if prefix.lower() == 'mc' else prefix.lower()}U"
