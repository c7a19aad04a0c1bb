"""The look of the record system, as far as a page stays readable by it.

Its accent colour, its typeface and how round its corners are (SMART App Launch 2.2, styling); the
colours of texts, verdicts and warnings are never its to choose. A style sheet of its own, since the
policy of the pages allows none inside them.
"""

import re
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response

from chartside.sidebar.pages.reader import TheReader

router: Final = APIRouter()
_COLOUR: Final = re.compile(r"#([0-9a-fA-F]{6})\Z")
_PAPER: Final = (1.0, 1.0, 1.0)
_LEAST: Final = 4.5
"""Contrast that text needs (WCAG 2.2, 1.4.3)."""
_LENGTH: Final = re.compile(r"(?:\d|1\d|20)(?:\.\d+)?px\Z")
_FACE: Final = re.compile(r"[A-Za-z0-9 ,'\"-]{1,200}\Z")


def style_sheet(style: Mapping[str, str]) -> str:
    """CSS of the values that are fit to be used; by night the pages keep their own colours."""
    rules: list[str] = []
    accent = style.get("color_highlight", "")
    if contrast(accent) >= _LEAST:
        rules.append(f"@media (prefers-color-scheme: light) {{ :root {{ --accent: {accent}; }} }}")
    if _LENGTH.match(radius := style.get("dim_border_radius", "")):
        rules.append(f":root {{ --radius: {radius}; }}")
    face = style.get("font_family_body", "")
    if _FACE.match(face) and face.count("'") % 2 == 0 and face.count('"') % 2 == 0:
        rules.append(f":root {{ --face: {face}, system-ui, sans-serif; }}")
    return "\n".join(rules)


def contrast(colour: str) -> float:
    """Of a colour on white paper (WCAG 2.2, contrast ratio); 0 where it is no plain colour.

    >>> round(contrast("#0b5a6b"), 1), contrast("red")
    (7.8, 0.0)
    """
    found = _COLOUR.match(colour)
    if found is None:
        return 0.0
    parts = tuple(int(found[1][n : n + 2], 16) / 255 for n in (0, 2, 4))
    return (_luminance(_PAPER) + 0.05) / (_luminance(parts) + 0.05)


def _luminance(parts: tuple[float, ...]) -> float:
    red, green, blue = (
        p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the curve of sRGB
        for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@router.get("/style.css")
def style(reader: TheReader) -> Response:
    """The style of this visit's record system."""
    held = {
        name.removeprefix("--").replace("-", "_"): value
        for name, value in reader.visit.opened.style
    }
    return Response(style_sheet(held), media_type="text/css; charset=utf-8")
