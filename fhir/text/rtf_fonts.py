"""The fonts and colours of an RTF document: charsets, letters that are drawn, ink that is not seen.

Source: Microsoft, Rich Text Format Specification 1.9.1 (font table, character set).
"""

import codecs
import re
from collections.abc import Mapping
from typing import Final

from chartside.fhir.text.pictorial import drawn_by

HEAD: Final = 200_000
"""Octets in which the tables of a document are looked for."""
_FONT: Final = re.compile(
    rb"\\f(\d{1,6})((?:\\[a-z]{1,32}+-?+\d{0,9}+ ?+|\{[^{}]{0,200}+\}|\s){0,30}+)"
    rb"([^;{}\\]{0,100}+);"
)
_CHARSET: Final = re.compile(rb"\\fcharset(\d{1,3})")
_PAGE: Final = re.compile(rb"\\ansicpg(\d{1,5})")
_DEFAULT: Final = re.compile(rb"\\deff(\d{1,6})(?!\d)")
_OLDER: Final = {rb"\mac": "mac-roman", rb"\pca": "cp850", rb"\pc": "cp437"}
"""How a document says its code page where it names none."""
_COLOURS: Final = re.compile(rb"\{\\colortbl([^{}]{0,20000})\}")
_PART: Final = re.compile(rb"\\(?:red|green|blue)(\d+)")
_SHADED: Final = re.compile(rb"\\(?:cl|ch)?c(?:b|bpat)[1-9]|\\highlight[1-9]")
_PALE: Final = 240
_PAGES: Final = {10000: "mac-roman", 65001: "utf-8", 0: "cp1252"}
_OF_DOCUMENT: Final = 1
"""The charset number that leaves it to the document."""


class Fonts:
    """What is known of the fonts of a document; -1 is none."""

    def __init__(self, octets: bytes, charsets: Mapping[int, str]) -> None:
        head = octets[:HEAD]
        self._page = _page(head)
        self._letters: dict[int, Mapping[int, str]] = {}
        self._charsets: dict[int, str] = {}
        for number, about, name in _FONT.findall(head):
            drawn = drawn_by(name.decode("latin-1"))
            if drawn is not None:
                self._letters[int(number)] = drawn
            said = _CHARSET.search(about)
            if said and int(said[1]) != _OF_DOCUMENT:
                self._charsets[int(number)] = _known(charsets.get(int(said[1]), self._page))
        default = _DEFAULT.search(head)
        self.default = int(default[1]) if default else -1

    def letters(self, font: int) -> Mapping[int, str] | None:
        """What each letter of a font is drawn as; None where it is drawn as it is."""
        return self._letters.get(font)

    def charset(self, font: int) -> str:
        """The charset of the octets of a font."""
        return self._charsets.get(font, self._page)


def _page(head: bytes) -> str:
    if named := _PAGE.search(head):
        number = int(named[1])
        return _known(_PAGES.get(number, f"cp{number}"))
    start = head[: head.find(b"{", 1)] if b"{" in head[1:] else head[:_PROLOGUE]
    older = (name for word, name in _OLDER.items() if re.search(re.escape(word) + rb"\b", start))
    return next(older, "cp1252")


_PROLOGUE: Final = 100


def _known(charset: str) -> str:
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return "cp1252"


def pale(octets: bytes) -> frozenset[int]:
    """Colours that cannot be told from paper; none where anything is shaded."""
    table = _COLOURS.search(octets)
    if table is None or _SHADED.search(octets):
        return frozenset()
    entries = [list(map(int, _PART.findall(entry))) for entry in table[1].split(b";")]
    return frozenset(n for n, parts in enumerate(entries) if parts and min(parts) >= _PALE)
