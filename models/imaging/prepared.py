"""What a model sees of images: frames of 8-bit RGB, one after the other, none of them kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from PIL import Image

from chartside.errors import UnreadableImage, UsageError
from chartside.models.images import Padding, squared
from chartside.models.imaging.first_pass import FirstPass
from chartside.models.imaging.instance import Rule, Slice
from chartside.models.imaging.levels import (
    CT_WINDOWS,
    Range,
    as_they_are,
    rendered,
    value_range,
)
from chartside.models.imaging.sides import side_of
from chartside.models.imaging.stacks import Stack, chosen
from chartside.models.imaging.voi import brightness

MEDGEMMA: Final = 896
"""Rows and columns of an image as MedGemma takes it."""
MEDSIGLIP: Final = 448
"""Rows and columns of an image as MedSigLIP takes it."""
_PROBES: Final = 4
_GRID: Final = 1000
"""A model's boxes are in thousandths of the padded square."""
_SHARED: Final = frozenset({Rule.VOLUME, Rule.FILE})
"""Rules by which frames share a range, so that all are looked at before one is shown."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Box:
    """A box in thousandths of the padded square, as a model writes it: [y0, x0, y1, x1].

    Raises:
        UsageError: A number is outside 0 ... 1000, or the box has no extent.
    """

    y0: float
    x0: float
    y1: float
    x1: float

    def __post_init__(self) -> None:
        """Refuse what is no box."""
        inside = all(0 <= one <= _GRID for one in (self.y0, self.x0, self.y1, self.x1))
        if not (inside and self.y0 < self.y1 and self.x0 < self.x1):
            raise UsageError("a box is Y0,X0,Y1,X1 from 0 to 1000, the upper left corner first")

    def in_pixels(self, width: int, height: int) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 in pixels of the image before it was padded, clamped to it."""
        side, padding = max(width, height), Padding.of(width, height)

        def across(x: float) -> float:
            return min(max(x * side / _GRID - padding.left, 0.0), float(width))

        def down(y: float) -> float:
            return min(max(y * side / _GRID - padding.top, 0.0), float(height))

        return across(self.x0), down(self.y0), across(self.x1), down(self.y1)


@dataclass(frozen=True, slots=True)
class Frame:
    """One image of those that a model sees.

    Attributes:
        rgb: Rows x columns x 3 levels of 8 bits, full resolution, not padded.
    """

    index: int
    slice: Slice
    rgb: Any = field(repr=False)
    ranges: tuple[Range, ...] = ()
    """What became 0 and 255: three for CT, one for other grey, none for levels as they are."""

    @property
    def padding(self) -> Padding:
        """The zeros that make it a square."""
        return Padding.of(self.rgb.shape[1], self.rgb.shape[0])

    def picture(self) -> Image.Image:
        """The frame at full resolution, not padded."""
        return Image.fromarray(self.rgb)

    def for_model(self, side: int = MEDGEMMA) -> Image.Image:
        """The image as the model takes it: padded to a square, then resized (bilinear)."""
        return squared(self.picture()).resize((side, side), Image.Resampling.BILINEAR)

    def probe(self) -> list[list[int]]:
        """Sixteen pixels on a grid of 4 x 4, row by row, each from the middle of its cell."""
        high, wide = self.rgb.shape[:2]
        grid = [(i, j) for i in range(_PROBES) for j in range(_PROBES)]
        return [
            self.rgb[(2 * i + 1) * high // (2 * _PROBES), (2 * j + 1) * wide // (2 * _PROBES)]
            .tolist()
            for i, j in grid
        ]  # fmt: skip

    def to_json(self, *, side: int = MEDGEMMA, box: Box | None = None) -> dict[str, Any]:
        """The frame in numbers, by which another program can compare its own."""
        high, wide = self.rgb.shape[:2]
        said: dict[str, Any] = {
            "sop_instance_uid": self.slice.of.uid,
            "index": self.index,
            "source": self.slice.of.source,
            "frame": self.slice.frame,
            "shape": list(self.rgb.shape),
            "mean": _means(self.rgb),
            "probe": self.probe(),
            "padding": self.padding.to_json(),
            "model_mean": _means(np.asarray(self.for_model(side))),
        }
        if box is not None:
            x0, y0, x1, y1 = box.in_pixels(wide, high)
            said["box"] = [x0, y0, x1, y1]
            said["patient_side"] = side_of(self.slice, x0, x1)
        return said


@dataclass(frozen=True, slots=True)
class Failure:
    """A frame that could not be decoded when its turn came."""

    slice: Slice
    reason: str


def plan(stacks: Sequence[Stack]) -> tuple[tuple[Stack, tuple[int, ...]], ...]:
    """Which frames of each stack a model sees, none of those that stand apart.

    Volumes of one study and modality share the budget of 85 slices: they are sent one after the
    other, and chosen at equal distances over all of them.
    """
    shown = [one for one in stacks if one.apart is None]
    picked: dict[int, tuple[int, ...]] = {}
    for together in _together(shown):
        counts = [len(shown[at].slices) for at in together]
        kept = chosen(sum(counts), shown[together[0]].most)
        start = 0
        for at, count in zip(together, counts, strict=True):
            picked[at] = tuple(k - start for k in kept if start <= k < start + count)
            start += count
    return tuple((one, picked[at]) for at, one in enumerate(shown))


def prepared(
    stacks: Sequence[Stack], progress: Progress | None = None
) -> Iterator[Frame | Failure]:
    """The frames in the order in which a model sees them, each decoded when it is asked for.

    A volume of MR or PET is read through once before, for its smallest and largest value.
    """
    picked = plan(stacks)
    steps = _Steps(sum(_work(stack, which) for stack, which in picked), progress)
    index = 0
    for stack, which in picked:
        for made in _stack_frames(stack, which, steps):
            if isinstance(made, Failure):
                yield made
                continue
            yield Frame(index, *made)
            index += 1


class _Steps:
    """How many frames are decoded, for whoever watches."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def one(self) -> None:
        """Another one is done."""
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def _work(stack: Stack, which: Sequence[int]) -> int:
    return len(which) + (len(stack.slices) if stack.rule in _SHARED else 0)


def _together(shown: Sequence[Stack]) -> list[list[int]]:
    """Positions of the stacks that share a budget: volumes of one study and modality."""
    groups: dict[object, list[int]] = {}
    for at, one in enumerate(shown):
        key = (one.first.study, one.first.modality) if one.is_volume else at
        groups.setdefault(key, []).append(at)
    return list(groups.values())


def _stack_frames(
    stack: Stack, which: Sequence[int], steps: _Steps
) -> Iterator[tuple[Slice, Any, tuple[Range, ...]] | Failure]:
    first = FirstPass(stack, which, steps.one) if stack.rule in _SHARED else None
    for at in which:
        one = stack.slices[at]
        made: tuple[Slice, Any, tuple[Range, ...]] | Failure
        try:
            if first is None:
                made = (one, *_rendered(one, one.stored(), None))
            else:
                made = (one, *_rendered(one, first.stored(at), first.range_of(one)))
        except UnreadableImage as why:
            made = Failure(one, str(why))
        yield made
        steps.one()


def _rendered(one: Slice, stored: Any, shared: Range | None) -> tuple[Any, tuple[Range, ...]]:
    rule, inverse = one.of.rule, one.of.is_inverse
    if rule is Rule.AS_IS or stored.ndim > 2:  # noqa: PLR2004 - rows and columns
        return as_they_are(stored, inverse=inverse), ()
    if rule is Rule.WINDOWS:
        return rendered(one, stored, CT_WINDOWS), CT_WINDOWS
    ranges = (shared or value_range(one, stored),)
    return rendered(one, stored, ranges, inverse=inverse), ranges


def displayed(one: Slice) -> Any:
    """A frame as a person is shown it: through the file's own window, else as a model is.

    CT without a window of its own comes in grey through that of soft tissue, -135 to 215 HU: the
    three colours are for a model, and no person reads them.

    Returns:
        Rows x columns x 3 levels of 8 bits.

    Raises:
        UnreadableImage: It cannot be decoded.
    """
    stored = one.stored()
    voi = one.of.voi
    if voi is None or one.of.is_color or stored.ndim > 2:  # noqa: PLR2004 - rows and columns
        if one.of.rule is Rule.WINDOWS:
            return rendered(one, stored, CT_WINDOWS[1:2], inverse=one.of.is_inverse)
        return _rendered(one, stored, None)[0]
    return as_they_are(brightness(voi, one.values(stored), inverse=one.of.is_inverse))


def _means(rgb: Any) -> list[float]:
    return [float(one) for one in rgb.reshape(-1, rgb.shape[-1]).mean(axis=0, dtype=np.float64)]
