"""Size and colour of text as a page gives them: what nobody can see is no text.

Covered: lengths, hexadecimal, `rgb()` and the names of light and dark colours. A colour that is not
understood is taken to be seen. Not covered: pictures behind text, elements laid over others.
Sources: CSS Fonts 4 (font-size), CSS Color 4, CSS 2.2 (visibility, overflow, clip).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from chartside.fhir.text.pictorial import drawn_by

Colour = tuple[int, int, int]

PROPERTIES: Final = frozenset(
    {
        *("display", "visibility", "opacity", "font-size", "font", "font-family", "color"),
        *(
            "background",
            "background-color",
            "text-decoration",
            "text-decoration-line",
            "mso-hide",
            "background-image",
            "position",
        ),
        *("left", "right", "top", "text-indent", "height", "width", "max-height"),
        *("overflow", "clip", "transform", "white-space", "vertical-align"),
    }
)
_SMALLEST: Final = 2.0
"""CSS pixels; smaller text cannot be read."""
_ALIKE: Final = 16
"""Steps of 255 in each of red, green and blue below which text and ground are one colour."""
_FAR: Final = 500.0
"""CSS pixels beyond which text is pushed off the page."""
_PER_UNIT: Final = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78}
_LENGTH: Final = re.compile(r"([-+]?[0-9]*\.?[0-9]+)\s*(%|[a-z]*)")
_SIZE_OF_FONT: Final = re.compile(r"(?:^|\s)([0-9.]+(?:px|pt|em|rem|%|cm|mm|in|pc)?)(?=\s|/)")
_HEX: Final = re.compile(r"#(?:([0-9a-f]{6})(?:[0-9a-f]{2})?|([0-9a-f]{3})[0-9a-f]?)\b")
_RGB: Final = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*([0-9.]+%?)\s*)?\)")
_NAMED: Final[Mapping[str, Colour]] = {
    "black": (0, 0, 0), "white": (255, 255, 255), "snow": (255, 250, 250),
    "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240), "azure": (240, 255, 255), "red": (255, 0, 0),
    "blue": (0, 0, 255), "navy": (0, 0, 128), "green": (0, 128, 0), "yellow": (255, 255, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paint:
    """How the text directly within an element is drawn; a colour of None is not known."""

    size: float = 16.0
    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = (255, 255, 255)
    clear: bool = False
    letters: Mapping[int, str] | None = None

    @property
    def unseen(self) -> bool:
        """Whether nobody can read it."""
        if self.clear or self.size < _SMALLEST:
            return True
        if self.colour is None or self.ground is None:
            return False
        pairs = zip(self.colour, self.ground, strict=True)
        return all(abs(one - other) < _ALIKE for one, other in pairs)

    def within(self, said: Mapping[str, str], element: Any) -> "Paint":
        """The same for an element inside, of which this is said."""
        if not said and not element.attrib:
            return self
        colour = said.get("color") or element.get(_COLOURED.get(element.tag, "-"), "")
        families = said.get("font-family") or element.get("face", "")
        return replace(
            self,
            size=_size(said, self.size),
            colour=self._colour(colour.strip().lower(), element),
            clear=_transparent(colour) if colour else self.clear,
            ground=self._ground(said, element),
            letters=drawn_by(families) if families else self.letters,
        )

    def _colour(self, said: str, element: Any) -> Colour | None:
        if said and said not in {"inherit", "currentcolor"}:
            return parsed(said)
        return None if element.tag == "a" and "href" in element.attrib else self.colour

    def _ground(self, said: Mapping[str, str], element: Any) -> Colour | None:
        names = ("background-color", "background")
        held = next((said[n] for n in names if said.get(n)), "") or element.get("bgcolor", "")
        pictures = said.get("background", "") + said.get("background-image", "")
        if _PICTURE.search(pictures) or "background" in element.attrib:
            return None
        if not held or held in {"none", "inherit", "initial"} or _transparent(held):
            return self.ground
        return parsed(held.strip().lower())


def _transparent(said: str) -> bool:
    held = _RGB.search(said)
    alpha = held[4] if held and held[4] else "1"
    return "transparent" in said or float(alpha.rstrip("%") or 1) < _FAINT


_FAINT: Final = 0.05
_COLOURED: Final = {"font": "color", "body": "text"}
"""Elements with an attribute that gives the colour of their text."""
_PICTURE: Final = re.compile(r"url\(|gradient\(")


def parsed(said: str) -> Colour | None:
    """A colour as red, green and blue, 0 to 255; None where it is not understood.

    >>> parsed("#FFF".lower()), parsed("rgb(0, 128, 0)"), parsed("chartreuse")
    ((255, 255, 255), (0, 128, 0), None)
    """
    if found := _HEX.search(said):
        digits = found[1] or "".join(c * 2 for c in found[2])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.search(said):
        return int(found[1]), int(found[2]), int(found[3])
    return next((_NAMED[word] for word in said.split() if word in _NAMED), None)


def _size(said: Mapping[str, str], around: float) -> float:
    held = said.get("font-size", "")
    if not held and (short := _SIZE_OF_FONT.search(said.get("font", ""))):
        held = short[1]
    length = pixels(held, around)
    if length is None:
        return 16.0 if held and held not in {"inherit", "smaller", "larger"} else around
    return length


def pixels(said: str, around: float) -> float | None:
    """A length in CSS pixels, relative ones of what is around; None where it is none.

    >>> pixels("12pt", 16), pixels("50%", 16), pixels("auto", 16)
    (16.0, 8.0, None)
    """
    found = _LENGTH.match(said.strip())
    if not found:
        return None
    number, unit = float(found[1]), found[2]
    if unit in {"em", "ex", "ch"}:
        return number * around
    if unit == "rem":
        return number * 16
    return number * around / 100 if unit == "%" else number * _PER_UNIT.get(unit, 1.0)


def unseen(said: Mapping[str, str]) -> bool:
    """Whether an element is not drawn, or drawn where nobody looks, with all that it holds."""
    return bool(said) and (
        said.get("display") == "none"
        or said.get("visibility") in {"hidden", "collapse"}
        or said.get("mso-hide") == "all"
        or (pixels(said.get("opacity", ""), 1.0) or 1.0) < _FAINT
        or _is_zero(said.get("opacity"))
        or _far(said)
        or _shut(said)
    )


def _far(said: Mapping[str, str]) -> bool:
    """Whether it is pushed off the page."""
    moved = said.get("position") in {"absolute", "fixed"}
    names = ("text-indent", *(("left", "top", "right") if moved else ()))
    return any((pixels(said.get(name, ""), 16.0) or 0.0) < -_FAR for name in names)


def _shut(said: Mapping[str, str]) -> bool:
    """Whether it is cut down to nothing."""
    clipped = re.sub(r"[\s,]|px", "", said.get("clip", "")).startswith(("rect(0000", "rect(1111"))
    small = any(_is_zero(said.get(n)) for n in ("height", "width", "max-height"))
    hidden = said.get("overflow", "") in {"hidden", "clip"}
    return clipped or (small and hidden) or "scale(0)" in said.get("transform", "")


def _is_zero(said: str | None) -> bool:
    return bool(said) and pixels(said or "", 16.0) == 0
