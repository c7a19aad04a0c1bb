"""Letters of the fonts that draw others: `m` in Symbol is a micro sign, and 5 of them are no mg.

Covered: Symbol, and the ticks and boxes of Wingdings. Source: Adobe, Symbol encoding to Unicode
(unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt); Microsoft Wingdings.
"""

from collections.abc import Mapping
from typing import Final

_GREEK: Final = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "\u0391\u0392\u03a7\u0394\u0395\u03a6\u0393\u0397\u0399\u03d1\u039a\u039b\u039c\u039d\u039f"
        "\u03a0\u0398\u03a1\u03a3\u03a4\u03a5\u03c2\u03a9\u039e\u03a8\u0396"
        "\u03b1\u03b2\u03c7\u03b4\u03b5\u03c6\u03b3\u03b7\u03b9\u03d5\u03ba\u03bb\u03bc\u03bd\u03bf"
        "\u03c0\u03b8\u03c1\u03c3\u03c4\u03c5\u03d6\u03c9\u03be\u03c8\u03b6",
        strict=True,
    )
)
_SYMBOL: Final[Mapping[int, str]] = {ord(k): v for k, v in _GREEK.items()} | {
    0x2D: "\u2212", 0x40: "\u2245", 0x5C: "\u2234", 0x7E: "\u223c", 0xA2: "\u2032",
    0xA3: "\u2264", 0xA5: "\u221e", 0xAB: "\u2194", 0xAC: "\u2190", 0xAD: "\u2191",
    0xAE: "\u2192", 0xAF: "\u2193", 0xB0: "\xb0", 0xB1: "\xb1", 0xB2: "\u2033", 0xB3: "\u2265",
    0xB4: "\xd7", 0xB7: "\u2022", 0xB8: "\xf7", 0xB9: "\u2260", 0xBA: "\u2261", 0xBB: "\u2248",
    0xC6: "\u2205", 0xD6: "\u221a", 0xD7: "\u22c5", 0xDB: "\u21d4", 0xDC: "\u21d0",
    0xDD: "\u21d1", 0xDE: "\u21d2", 0xDF: "\u21d3", 0xE5: "\u2211",
}  # fmt: skip
_WINGDINGS: Final[Mapping[int, str]] = {
    0x6C: "\u25cf", 0x6E: "\u25a0", 0x6F: "\u2610", 0x71: "\u2751", 0xA7: "\u25aa", 0xA8: "\u2610",
    0xDF: "\u2190", 0xE0: "\u2192", 0xE1: "\u2191", 0xE2: "\u2193", 0xFB: "\u2717",
    0xFC: "\u2713", 0xFD: "\u2612", 0xFE: "\u2611",
}  # fmt: skip
_OWN: Final = 0xF000
"""Where Word keeps the letters of such a font in Unicode."""


def _with_own(letters: Mapping[int, str]) -> Mapping[int, str]:
    return {**letters, **{_OWN + code: drawn for code, drawn in letters.items()}}


PICTORIAL: Final[Mapping[str, Mapping[int, str]]] = {
    "symbol": _with_own(_SYMBOL),
    "wingdings": _with_own(_WINGDINGS),
}
"""What each letter is drawn as, by the name of the font in small letters; for `str.translate`."""


def drawn_by(families: str) -> Mapping[int, str] | None:
    """The letters of the first of some font families; None where it draws what is written.

    >>> "5 mg".translate(drawn_by("Symbol, serif")), drawn_by("Segoe UI Symbol")
    ('5 \u03bc\u03b3', None)
    """
    return PICTORIAL.get(families.partition(",")[0].strip(" \"'").lower())
