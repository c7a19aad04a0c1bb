"""Whether a text can be read on its background (WCAG 2.2, success criterion 1.4.3)."""

import colorsys
import re
from typing import Final

READABLE: Final = 4.5
"""The least contrast of a text of usual size."""
_KNEE: Final = 0.04045
"""Where sRGB turns from a line to a power."""
_NUMBER: Final = re.compile(r"[\d.]+%?")
_OPAQUE: Final = frozenset({"1", "100%"})


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21; 1 where one lets through what is behind it.

    Args:
        one: As `style.read_style` gives it: `#…`, `rgb(…)` or `hsl(…)`.
        other: As well.

    Source: W3C, Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.
    >>> round(contrast("#000000", "rgb(255, 255, 255)"), 1)
    21.0
    >>> contrast("#fff", "#fff0")
    1.0
    """
    light = [_luminance(color) for color in (one, other)]
    if None in light:
        return 1.0
    low, high = sorted(value for value in light if value is not None)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float | None:
    """0 of black to 1 of white; None of a colour that is not opaque."""
    channels = _of_hex(color[1:]) if color.startswith("#") else _of_function(color)
    if channels is None:
        return None
    red, green, blue = (_linear(min(one, 1.0)) for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _of_hex(digits: str) -> tuple[float, ...] | None:
    if len(digits) in {3, 4}:
        digits = "".join(one * 2 for one in digits)
    values = [int(digits[at : at + 2], 16) / 255 for at in range(0, len(digits), 2)]
    return tuple(values[:3]) if values[3:] in ([], [1.0]) else None


def _of_function(color: str) -> tuple[float, ...] | None:
    words = _NUMBER.findall(color)
    if not _OPAQUE.issuperset(words[3:]):
        return None
    first, second, third = (float(one.rstrip("%")) for one in words[:3])
    if color.startswith("rgb"):
        return first / 255, second / 255, third / 255
    return colorsys.hls_to_rgb(first % 360 / 360, min(third, 100) / 100, min(second, 100) / 100)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _KNEE else ((channel + 0.055) / 1.055) ** 2.4
