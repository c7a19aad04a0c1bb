"""Boxes on the frame that they were drawn on, in its own pixels."""

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from chartside.models.imaging.drawing.lettering import MARK, headed, legible, size_for, tag
from chartside.models.imaging.prepared import Frame
from chartside.models.imaging.tasks.finding import FoundBox

_COLOURS: Final = ((230, 90, 0), (0, 110, 200), (170, 0, 120), (0, 130, 70))
"""Each readable under white letters, and told apart by people who see red and green as one."""


def marked(frame: Frame, boxes: Sequence[FoundBox]) -> Image.Image:
    """The frame as the model saw it, without padding, with the boxes of it and their labels."""
    picture, by = legible(frame.picture())
    draw = ImageDraw.Draw(picture)
    size = size_for(picture.width)
    own = [one for one in boxes if one.index == frame.index]
    line = max(2, size // 6)
    for number, one in enumerate(own):
        colour = _COLOURS[number % len(_COLOURS)]
        x0, y0, x1, y1 = (by * n for n in one.box)
        draw.rectangle((x0, y0, max(x1 - 1, x0), max(y1 - 1, y0)), outline=colour, width=line)
    for number, one in enumerate(own):
        x0, y0 = by * one.box[0], by * one.box[1]
        tag(draw, (x0, y0 - 1.5 * size), one.label, size, _COLOURS[number % len(_COLOURS)])
    return headed(picture, f"{MARK} - frame {frame.index}")
