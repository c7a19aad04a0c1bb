"""Which glyph of a page is an exponent or an index of the one before, by size and by place."""

from typing import Final

SMALL: Final = 0.85
"""Of the height of the glyph before: a smaller one is an exponent, if it is raised too."""
RAISED: Final = 0.1
"""Of that height: what is raised or lowered less stands on the line."""
NEAR: Final = 0.5
"""Of that height: the widest gap between a number and its exponent."""
_HIGHEST: Final = 0.7
_LOWEST: Final = -0.4
"""Of that height: what is farther up or down is another line."""


def level_mark(height: float, before: float, gap: float, rise: float) -> str:
    """`^` for a glyph that is smaller than the one before and above it, `_` below it, else empty.

    Args:
        height: Of the glyph; all four are in one unit, such as points.
        before: The height of the one before.
        gap: From the right of the one before to the left of the glyph.
        rise: How far the baseline of the glyph is above that of the one before.

    >>> level_mark(6, 10, 0.5, 4), level_mark(6, 10, 0.5, -2), level_mark(10, 10, 0.5, 4)
    ('^', '_', '')
    """
    if height >= SMALL * before or abs(gap) > NEAR * before:
        return ""
    raised = rise / before
    if RAISED < raised < _HIGHEST:
        return "^"
    return "_" if _LOWEST < raised < -RAISED / 2 else ""


def one_number(sign: str, after: str) -> bool:
    """Whether the one behind would be read as the next digit of the other.

    >>> one_number("0", "9"), one_number("m", "2")
    (True, False)
    """
    return sign.isdecimal() and (after.isdecimal() or after in "+-\u2212\u2013")
