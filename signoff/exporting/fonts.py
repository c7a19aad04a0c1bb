"""The fonts that a PDF is set in, which come as packages, and the characters that they have.

Set: Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Bengali, Tamil, Telugu, Thai, Chinese,
Japanese, Korean. Not set: every other script (Armenian, Georgian, Gujarati, …) and pictures; such a
character stands as its code, `[U+10D0]`, so that nothing of a document is lost without a word.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from chartside.errors import MissingExtra

try:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    TTFont = None

PACKAGES: Final = (
    "fontpkg-noto-sans",
    "fontpkg-noto-sans-arabic",
    "fontpkg-noto-sans-devanagari",
    "fontpkg-noto-sans-tamil",
    "fontpkg-noto-sans-telugu",
    "fontpkg-noto-sans-thai",
    "fontpkg-hind-siliguri",
    "fontpkg-heebo",
    "noto-cjk-sans-jp-regular",
)
FAMILIES: Final = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Hind Siliguri",
    "Heebo",
    "Noto Sans CJK JP",
)
"""Asked in this order for each character."""
_FONT = re.compile(r".+\.(ttf|otf)")
_UNSEEN: Final = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Joiners and selectors: no font needs to have them."""


def files() -> tuple[Path, ...]:
    """The font files.

    Raises:
        MissingExtra: A package with fonts is not installed.
    """
    return tuple(path for package in PACKAGES for path in _files(package))


def _files(package: str) -> Iterator[Path]:
    try:
        held = distribution(package).files or ()
    except PackageNotFoundError:
        raise MissingExtra("PDF", "documents") from None
    for file in held:
        if _FONT.fullmatch(file.name):
            yield Path(str(file.locate()))


@cache
def characters() -> frozenset[int]:
    """The code points that at least one of the fonts has.

    Raises:
        MissingExtra: The fonts, or what reads them, are not installed.
    """
    if TTFont is None:
        raise MissingExtra("PDF", "documents")
    found: set[int] = set()
    for path in files():
        with TTFont(path, lazy=True) as font:
            found |= font["cmap"].getBestCmap().keys()
    return frozenset(found)


def settable(text: str) -> str:
    """The text in Unicode's composed form, each character without a glyph as its code."""
    held = characters()
    return "".join(
        c if ord(c) in held or c in _UNSEEN else f"[U+{ord(c):04X}]"
        for c in unicodedata.normalize("NFC", text)
    )
