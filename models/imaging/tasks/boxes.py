"""Boxes as a model writes them, read strictly and put back on the image that was padded for it.

The published form is a JSON list of `{"box_2d": [y0, x0, y1, x1], "label": ...}` in thousandths of
the padded square. The report has numbers from 0 to 1 instead; a list without any number above 1 is
taken so. A number above 1000 shows that the list is in some other unit, so that none of it can be
placed. What is no box is left out and counted, never bent into one.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chartside.errors import UsageError
from chartside.models.imaging.prepared import Box
from chartside.models.imaging.sides import Side
from chartside.models.imaging.tasks.finding import PixelBox

_MARK: Final = re.compile(r"Final Answer\s*\**\s*:", re.I)
_GRID: Final = 1000
_MOST: Final = 64
"""Boxes of one answer; more is a model that repeats itself."""
_LONGEST: Final = 100
"""Letters of a label."""
_MOST_STARTS: Final = 200
_SIDES: Final = ("left", "right")


@dataclass(frozen=True, slots=True)
class WrittenBox:
    """A box in thousandths of the padded square, and what the model calls it."""

    label: str
    box: Box


@dataclass(frozen=True, slots=True)
class WrittenBoxes:
    """The boxes of an answer; `refused` counts what was in the list and is none."""

    boxes: tuple[WrittenBox, ...]
    refused: int = 0


def read_boxes(text: str) -> WrittenBoxes | None:
    """The boxes of an answer; None where it holds no list of them. An empty list is an answer."""
    after = _MARK.split(text)
    listed = _last_list(after[-1]) if len(after) > 1 else None
    if listed is None:
        listed = _last_list(text)
    if listed is None:
        return None
    some = listed[:_MOST]
    numbers = [_numbers(one) for one in some]
    flat = [n for four in numbers for n in four]
    if not all(0 <= n <= _GRID for n in flat):
        return WrittenBoxes((), len(listed))
    scale = _GRID if flat and max(flat) <= 1 else 1
    read = [_box(one, four, scale) for one, four in zip(some, numbers, strict=True)]
    kept = tuple(dict.fromkeys(one for one in read if one is not None))
    refused = sum(one is None for one in read) + len(listed) - len(some)
    return WrittenBoxes(kept, refused)


def on_image(box: Box, width: int, height: int) -> PixelBox | None:
    """The box in pixels of an image that was padded; None where it lies in the padding alone."""
    x0, y0, x1, y1 = box.in_pixels(width, height)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def side_notice(label: str, side: Side | None, assumed: Side | None) -> str:
    """What to say of a box whose label names the other side of the patient; empty: nothing.

    Args:
        label: The model's word.
        side: On which side of the patient the box lies, by the header of the image.
        assumed: The same where the header does not say, if the image is shown as usual.
    """
    named = [one for one in _SIDES if re.search(rf"\b{one}\b", label, re.I)]
    lies = side or assumed
    if len(named) != 1 or lies is None or lies == named[0]:
        return ""
    unsure = "" if side else " if the image is not turned"
    return f"a box is labelled {named[0]}, and lies on the patient's {lies}{unsure}"


def side_as_usual(box: PixelBox, width: int) -> Side | None:
    """The patient's side on a radiograph shown as usual: their left is on its right.

    None for a box across the middle.
    """
    x0, _, x1, _ = box
    if x0 < width / 2 < x1:
        return None
    return "left" if x0 >= width / 2 else "right"


def _last_list(text: str) -> Sequence[Any] | None:
    """The last JSON list in a text whose items are objects, or which is empty."""
    decoder = json.JSONDecoder()
    found: Sequence[Any] | None = None
    end = 0
    for start in [at.start() for at in re.finditer(r"\[", text)][:_MOST_STARTS]:
        if start < end:
            continue
        try:
            read, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if all(isinstance(one, Mapping) for one in read):
            found = read
    return found


def _numbers(one: Mapping[str, Any]) -> tuple[float, ...]:
    four = one.get("box_2d")
    if not isinstance(four, list) or len(four) != 4:  # noqa: PLR2004 - two corners
        return ()
    return tuple(_finite(four))


def _finite(four: Sequence[Any]) -> Iterator[float]:
    for one in four:
        good = isinstance(one, int | float) and not isinstance(one, bool) and abs(one) <= _GRID
        yield float(one) if good else math.inf


def _box(one: Mapping[str, Any], four: Sequence[float], scale: int) -> WrittenBox | None:
    label = one.get("label")
    if not four or not isinstance(label, str):
        return None
    try:
        box = Box(*(scale * n for n in four))
    except UsageError:
        return None
    return WrittenBox(" ".join(label.split())[:_LONGEST], box)
