"""Words on pictures: readable on any ground, and nothing but words."""

from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

INK: Final = (255, 255, 255)
GROUND: Final = (0, 0, 0)
_LEAST: Final = 11
_MOST: Final = 48
_PART: Final = 45
"""A picture is as many times as wide as its letters are high."""
_LONGEST: Final = 80
_SHORTEST: Final = 480
"""Pixels of the shorter side of a picture with letters on it."""
_LAST: Final = 0xFF
"""The last letter that the built-in font has for sure (Latin-1)."""
MARK: Final = "AI, not a diagnosis"


def size_for(width: int) -> int:
    """Height of letters, pixels, on a picture of this width."""
    return min(max(width // _PART, _LEAST), _MOST)


def plain(text: str) -> str:
    """A text of which the font has every letter, on one line and no longer than fits."""
    shown = "".join(
        c if c.isprintable() and ord(c) <= _LAST else "?" for c in " ".join(text.split())
    )
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."


def tag(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, ground: Any = GROUND
) -> None:
    """Letters on a ground of their own, moved so that none leaves the picture."""
    font = ImageFont.load_default(size)
    left, top, right, bottom = draw.textbbox((0, 0), plain(text), font=font)
    pad = max(size // 6, 1)
    wide, high = right - left + 2 * pad, bottom - top + 2 * pad
    across, down = draw.im.size
    x = min(max(at[0], 0), max(across - wide, 0))
    y = min(max(at[1], 0), max(down - high, 0))
    draw.rectangle((x, y, x + wide, y + high), fill=ground)
    draw.text((x + pad - left, y + pad - top), plain(text), fill=INK, font=font)


def legible(picture: Image.Image) -> tuple[Image.Image, int]:
    """The picture, as many whole times larger as letters need, and how many times that is."""
    by = max(1, -(-_SHORTEST // max(min(picture.size), 1)))
    if by == 1:
        return picture, 1
    wide, high = picture.size
    return picture.resize((by * wide, by * high), Image.Resampling.NEAREST), by


def headed(picture: Image.Image, text: str) -> Image.Image:
    """The picture under a line of words."""
    size = size_for(picture.width)
    made = Image.new("RGB", (picture.width, picture.height + 2 * size), GROUND)
    made.paste(picture, (0, 2 * size))
    tag(ImageDraw.Draw(made), (size // 2, size // 3), text, size)
    return made
