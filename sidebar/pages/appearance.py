"""The look of the record system, as far as a page stays readable by it.

Its accent colour, its typeface and how round its corners are (SMART App Launch 2.2, styling); the
colours of texts, verdicts and warnings are never its to choose. A style sheet of its own, since the
policy of the pages allows none inside them.
"""

import re
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response

from chartside.fhir.smart.contrast import READABLE
from chartside.fhir.smart.contrast import contrast as of_two
from chartside.sidebar.pages.reader import TheReader

router: Final = APIRouter()
_COLOUR: Final = re.compile(r"#([0-9a-fA-F]{6})\Z")
_PAPER: Final = "#ffffff"
_LENGTH: Final = re.compile(r"(?:\d|1\d|20)(?:\.\d+)?px\Z")
_FACE: Final = re.compile(r"[A-Za-z0-9 ,'\"-]{1,200}\Z")


def style_sheet(style: Mapping[str, str]) -> str:
    """CSS of the values that are fit to be used; by night the pages keep their own colours."""
    rules: list[str] = []
    accent = style.get("color_highlight", "")
    if contrast(accent) >= READABLE:
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
    return of_two(colour, _PAPER) if _COLOUR.match(colour) else 0.0


@router.get("/style.css")
def style(reader: TheReader) -> Response:
    """The style of this visit's record system."""
    held = {
        name.removeprefix("--").replace("-", "_"): value
        for name, value in reader.visit.opened.style
    }
    return Response(style_sheet(held), media_type="text/css; charset=utf-8")
