"""Units in a cell of their own, as UCUM codes.

UCUM's letters are also names: `Mg` is a megagram, `K` a kelvin, `PT` a petatesla. So a code counts
as a unit here only where each of its factors is one that laboratories report in.
"""

import re
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from chartside.fhir.lab_reports.cells.folding import tidied
from chartside.fhir.spelling import spelled

LONGEST: Final = 40
"""Characters; a longer text is no unit."""

_PLAIN: Final = {
    "inr": "{INR}", "ratio": "{ratio}", "index": "{index}", "score": "{score}", "titer": "{titer}",
    "titre": "{titer}", "titel": "{titer}", "quotient": "{ratio}", "1": "1", "rapport": "{ratio}",
    "coi": "{COI}", "s/co": "{s_co_ratio}", "indice": "{index}", "titulo": "{titer}",
    "cociente": "{ratio}", "punten": "{score}",
}  # fmt: skip
"""Plain numbers: the annotation says of what."""

_FACTOR = re.compile(
    r"(?:[munpfkdc]?(?:g|mol|L|eq|osm|U|\[IU\]|\[iU\]|kat)|[munpkc]?m|[mun]?s|min|h|d|wk|mo|a"
    r"|[kmh]?Pa|\[degF\]|\[lb_av\]"
    r"|m?bar|mm\[Hg\]|cm\[H2O\]|Cel|%|\[ppth\]|\[ppm\]|\[pH\]|\[HPF\]|\[LPF\]|mV|\[GPL'U\]"
    r"|\[MPL'U\]|\[APL'U\]|\[arb'U\]|10\*\d{1,2}|10{0,3}|m2|m3)(?:\{[^{}]*\})?|\{[^{}]*\}"
)
_FACTORS = re.compile(rf"/?(?:{_FACTOR.pattern})(?:[/.](?:{_FACTOR.pattern}))*")
_NAMES: Final = frozenset(
    {
        "Mg",
        "Cl",
        "K",
        "Na",
        "PT",
        "L",
        "H",
        "A",
        "N",
        "C",
        "F",
        "T",
        "c",
        "f",
        "a",
        "d",
        "m",
        "M",
        "S",
        "B",
        "P",
    }
)
"""One or two letters that are an analyte, a flag or a sex before they are a unit."""
_LONE: Final = frozenset({"g", "s", "h", "min", "L", "d", "wk", "mo", "a", "m", "mm", "cm", "eq"})
"""Codes that are too short to know a unit by."""
_MARKED = re.compile(r"[\s*#@†‡°]+$|(?<=[A-Za-z])\s*[¹²³]\)?$(?<!m[²³])")
_WARM = re.compile(r"(?<=/[LlmM])\s*\(?\s*37\s*°?\s*C?\s*\)?$|\s*\(37\s*°\s*C\)$")
"""The temperature that an enzyme was measured at: `U/l 37 °C`."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|\d+\s?/\s?\d+|/\s?1")
"""A number or a ratio: `1/1` is a page or a titre, although UCUM has it as a unit."""


@lru_cache(maxsize=16384)
def read_unit(text: str) -> str | None:
    """The UCUM code of a unit however it is printed; None where the text is none or may be two.

    >>> read_unit("UMOL/L"), read_unit("G/l"), read_unit("INR"), read_unit("Kalium")
    ('umol/L', '10*9/L', '{INR}', None)
    """
    plain = _bare(text)
    if not plain or len(plain) > LONGEST or plain in _NAMES or _NUMBER.fullmatch(plain):
        return None
    if (number := _PLAIN.get(plain.casefold().strip("{}."))) is not None:
        return number
    code = spelled(plain)
    return code if _FACTORS.fullmatch(code) and _is_valid(code) else None


def _is_valid(code: str) -> bool:
    ucum: Any = import_module("chartside.fhir.ucum")  # its library takes a quarter of a second
    return bool(ucum.is_valid(code))


def _bare(text: str) -> str:
    """Without the brackets and the marks of a footnote that stand around a unit."""
    if len(text) > LONGEST:
        return ""
    plain = _WARM.sub("", _MARKED.sub("", tidied(text))) or text.strip()
    if len(plain) > 2 and plain[0] + plain[-1] in {"()", "[]"} and plain != "[pH]":  # noqa: PLR2004 - two brackets
        inner = plain[1:-1].strip()
        return inner if not set(inner) & set("()[]") else plain
    return plain


def looks_like_unit(text: str) -> bool:
    """Whether a text can hardly be anything but a unit: `mmol/L`, and not `INR`, `s` or `L`.

    >>> looks_like_unit("x10^9/L"), looks_like_unit("%"), looks_like_unit("Mg")
    (True, True, False)
    """
    code = read_unit(text)
    return (
        code is not None
        and code not in _LONE
        and code != "[pH]"
        and code[0] != "{"
        and not code.isdigit()
        and not _capital(text.strip(), code)
    )


def _capital(printed: str, code: str) -> bool:
    """A name in capitals that is a unit too, such as PG, FL or MG at the left of a row."""
    return "/" not in code and printed.isalpha() and printed.isupper() and len(printed) <= 3  # noqa: PLR2004 - an abbreviation
