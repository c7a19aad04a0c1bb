"""What a unit that was misread may be: a suggestion to the reviewer, and never a change.

Print that was read off a picture may say `mg/oL` or `ulU/mL`. Where the analyte is measured in no
such unit, and in one that is a letter from it, that one is named.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from chartside.fhir.lab_reports.cells.unit_cells import read_unit
from chartside.fhir.lab_reports.coding.names import named
from chartside.fhir.units import same_unit

_LETTERS: Final = "LIMUOacdefghiklmnoprstux\xb5%/^*0123456789\xb2\xb3"
"""Those that units of laboratories are made of."""
_LEAST, _MOST = 2, 14
"""Letters of what may be a misread unit: of one letter any may be made, and long ones are prose."""


def may_be(text: str, name: str, language: str = "", other: str = "") -> str:
    """The unit that a misread text may be; empty where it is one, or where that is not clear.

    >>> may_be("mg/oL", "Creatinine", "en"), may_be("mg/dL", "Creatinine", "en")
    ('mg/dL', '')

    Args:
        text: As it was read.
        name: That of the analyte, as printed.
        language: That of the report.
        other: As a second reader read it.
    """
    if not _LEAST <= len(text) <= _MOST or not any(map(str.isalpha, text)):
        return ""
    units = _units(name, language)
    if not units or _one_of([text], units):
        return ""
    for variants in ([other], _changed(text), _longer(text)):  # a letter too few is rarer
        if found := _one_of(variants, units):
            return next(iter(found.values())) if len(found) == 1 else ""
    return ""


def _units(name: str, language: str) -> frozenset[str]:
    """Those that an analyte is measured in; none where it is not known which one it is."""
    held = (one.analyte for one in named(name, language) if one.exact)
    return frozenset(unit for analyte in held for term in analyte.terms for unit in term.units)


def _one_of(texts: Iterable[str], units: frozenset[str]) -> dict[str, str]:
    """The texts that are one of these units, by their UCUM codes."""
    found: dict[str, str] = {}
    for text in texts:
        unit = read_unit(text)
        if unit and any(same_unit(unit, one) for one in units):
            as_coded = text.translate(_AS_CODED) == unit.translate(_AS_CODED)
            found[unit] = text if as_coded else found.get(unit, text)
    return found


_AS_CODED: Final = str.maketrans({"\xb5": "u", "[": "", "]": ""})
"""Of the ways to write a unit (`mmoL/L`, `mmol/l`), that of its UCUM code is shown if it is one."""


def _changed(text: str) -> Iterator[str]:
    for at in range(len(text)):
        yield from (text[:at] + letter + text[at + 1 :] for letter in _LETTERS)


def _longer(text: str) -> Iterator[str]:
    for at in range(len(text) + 1):
        yield from (text[:at] + letter + text[at:] for letter in _LETTERS)
