"""What was sent, at a glance; slices that deserve a look; two studies beside each other."""

import re
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from chartside.errors import UnreadableImage
from chartside.models.imaging.drawing.lettering import GROUND, MARK, headed, size_for, tag
from chartside.models.imaging.prepared import Frame, displayed

_CELL: Final = 160
_COLUMNS: Final = 10
_LETTERS: Final = 13
_SIDE: Final = 720
_KEYS: Final = 6
_RUN: Final = re.compile(
    r"\bslices?\s+#?(\d{1,4})(?:\s*(?:-|\u2013|to|through)\s*#?(\d{1,4}))?", re.I
)
_MORE: Final = re.compile(r"\s*(?:,|and|&|,\s*and)\s*#?(\d{1,4})\b", re.I)


def contact_sheet(frames: Sequence[Frame], noun: str = "SLICE") -> Image.Image:
    """Every frame that was sent, in its order, under the number that the model was told."""
    columns = min(_COLUMNS, max(len(frames), 1))
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (columns * _CELL, rows * _CELL), GROUND)
    draw = ImageDraw.Draw(sheet)
    for at, frame in enumerate(frames):
        x, y = at % columns * _CELL, at // columns * _CELL
        sheet.paste(frame.for_model(_CELL - 2), (x + 1, y + 1))
        tag(draw, (x + 2, y + 2), f"{noun} {at + 1}", _LETTERS)
    return headed(sheet, f"As sent to the model: {len(frames)} frames - {MARK}")


def key_slices(words: str, count: int) -> tuple[int, ...]:
    """Which slices, from 1, deserve a look: those that the model names, else spread over all.

    >>> key_slices("A cyst on slices 12-13 and 40.", 60), key_slices("Clear.", 60)
    ((12, 13, 40), (1, 21, 40, 60))
    """
    named: dict[int, None] = {}
    for run in _RUN.finditer(words):
        first, last = int(run[1]), int(run[2] or run[1])
        named.update(dict.fromkeys(range(first, min(last, first + _KEYS) + 1)))
        end = run.end()
        while more := _MORE.match(words, end):
            named[int(more[1])] = None
            end = more.end()
    inside = [one for one in named if 1 <= one <= count][:_KEYS]
    spread = [round(1 + k * (count - 1) / 3) for k in range(4)] if count > 1 else [1]
    return tuple(sorted(inside)) or tuple(dict.fromkeys(spread))


def key_sheet(frames: Sequence[Frame], words: str) -> Image.Image:
    """Those slices side by side, as a person is shown them: through the window of the file."""
    wanted = key_slices(words, len(frames))
    pictures = [(f"SLICE {n}", shown(frames[n - 1])) for n in wanted]
    return headed(beside(pictures), f"{MARK} - as displayed to a person")


def shown(frame: Frame) -> Image.Image:
    """A frame as a person is shown it; as the model saw it where that cannot be made."""
    try:
        return Image.fromarray(displayed(frame.slice))
    except UnreadableImage:
        return frame.picture()


def beside(pictures: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """Pictures in a row, all of one height, each with its words; proportions are kept."""
    high = max(240, min(_SIDE, max(one.height for _, one in pictures)))
    sized = [(t, p.resize((max(1, round(p.width * high / p.height)), high))) for t, p in pictures]
    made = Image.new("RGB", (sum(p.width + 4 for _, p in sized) - 4, high), GROUND)
    draw = ImageDraw.Draw(made)
    x = 0
    for words, picture in sized:
        made.paste(picture, (x, 0))
        tag(draw, (x + 4, 4), words, size_for(min(picture.width, _SIDE) * 2))
        x += picture.width + 4
    return made


def two_studies(frames: Sequence[Frame]) -> Image.Image:
    """The earlier image on the left, the current one on the right."""
    names = ("1: earlier", "2: current")
    pictures = [(name, shown(one)) for name, one in zip(names, frames, strict=True)]
    return headed(beside(pictures), f"{MARK} - two studies compared")
