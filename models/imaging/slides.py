"""Whole slides: patches of 896 x 896 at one magnification, those with tissue, in raster order.

MedGemma 1.5 was trained on patches that do not overlap, at 5, 10 or 20 times, of which at most 126
were kept at random with their order kept (its report, section 2.3.2). The report has a tissue mask
at 5 times and not how it is made; ours is Otsu's threshold on the saturation of colour, because
glass and scanner background are grey.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from PIL import Image

from chartside.errors import UnreadableImage
from chartside.models.imaging.instance import Instance, Rule

PATCH: Final = 896
"""Rows and columns of a patch, and the step from one to the next."""
MOST_PATCHES: Final = 126
"""Patches of a slide: 32,256 image tokens."""
MAGNIFICATIONS: Final = (5.0, 10.0, 20.0)
"""What MedGemma was trained on."""
_MASK: Final = 5.0
"""The magnification at which tissue is looked for."""
_LEAST_TISSUE: Final = 0.1
"""Part of a patch that has to be tissue."""
_LEAST_SATURATION: Final = 13
"""Of 255: below it a slide without any tissue would be split by its noise."""
_SEED: Final = 0
_MOST_CANDIDATES: Final = 20_000
_NEAR: Final = 1.02
"""How much more finely a level may be scanned and still be taken as it is."""
_MICROMETRE: Final = 0.01
"""Millimetres between pixels times magnification: 10 times is 0.001 mm."""


class Level(Protocol):
    """One resolution of a slide."""

    @property
    def width(self) -> int:
        """Pixels from left to right."""

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""

    @property
    def magnification(self) -> float:
        """How many times it shows the slide."""

    def region(self, x: int, y: int, width: int, height: int) -> Any:
        """Rows x columns x 3 levels of 8 bits; white where nothing was scanned."""


def magnification_of(spacing: float | None) -> float | None:
    """How many times a slide is magnified, from the millimetres between its pixels.

    >>> magnification_of(0.00025)
    40.0
    """
    return _MICROMETRE / spacing if spacing else None


@dataclass(frozen=True, slots=True)
class Slide:
    """The levels of one slide, at least one."""

    levels: tuple[Level, ...]

    @property
    def finest(self) -> Level:
        """The level with the most pixels."""
        return max(self.levels, key=lambda one: one.width)

    def at(self, magnification: float) -> Level:
        """The coarsest level that is at least as fine as this, or the finest there is."""
        fine = [one for one in self.levels if one.magnification * _NEAR >= magnification]
        return min(fine, key=lambda one: one.magnification) if fine else self.finest

    def patch(self, place: "Patch", magnification: float) -> Any:
        """The pixels of a patch at a magnification, rows x columns x 3."""
        level = self.at(magnification)
        scale = level.magnification / place.magnification
        x, y = round(place.x * scale), round(place.y * scale)
        width = min(max(round(place.width * scale), 1), level.width - x)
        height = min(max(round(place.height * scale), 1), level.height - y)
        found = level.region(x, y, max(width, 1), max(height, 1))
        finer = level.magnification / magnification
        if finer <= _NEAR:
            return found
        size = (max(round(width / finer), 1), max(round(height / finer), 1))
        return np.asarray(Image.fromarray(found).resize(size, Image.Resampling.BILINEAR))


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of a slide, in pixels of a magnification."""

    x: int
    y: int
    width: int
    height: int
    magnification: float


class SlidePixels:
    """The patches of a slide that a model sees."""

    def __init__(self, slide: Slide, patches: Sequence[Patch]) -> None:
        self._slide = slide
        self._patches = tuple(patches)

    def stored(self, frame: int) -> Any:
        """A patch.

        Raises:
            UnreadableImage: It cannot be decoded.
        """
        place = self._patches[frame]
        return self._slide.patch(place, place.magnification)

    def values(self, stored: Any, frame: int) -> Any:
        """Levels measure nothing."""
        del frame
        return np.asarray(stored, dtype=np.float64)


def grid(slide: Slide, magnification: float) -> tuple[Patch, ...]:
    """Whole patches side by side, row by row; of a slide smaller than one, all of it."""
    scanned = slide.finest.magnification
    shown = min(magnification, scanned)
    width = max(int(slide.finest.width * shown / scanned), 1)
    height = max(int(slide.finest.height * shown / scanned), 1)
    across, down = max(width // PATCH, 1), max(height // PATCH, 1)
    if across * down > _MOST_CANDIDATES:
        raise UnreadableImage("a slide that is too large for this magnification")
    size = (min(PATCH, width), min(PATCH, height))
    return tuple(
        Patch(PATCH * column, PATCH * row, *size, shown)
        for row in range(down)
        for column in range(across)
    )


def with_tissue(slide: Slide, patches: Sequence[Patch]) -> tuple[Patch, ...]:
    """The patches of which enough is tissue; a slide of one patch keeps it."""
    if len(patches) == 1:
        return tuple(patches)
    histograms = np.stack([_saturation(slide.patch(one, _MASK)) for one in patches])
    threshold = max(otsu(histograms.sum(axis=0)), _LEAST_SATURATION)
    parts = histograms[:, threshold:].sum(axis=1) / histograms.sum(axis=1)
    return tuple(one for one, part in zip(patches, parts, strict=True) if part >= _LEAST_TISSUE)


def thinned(patches: Sequence[Patch]) -> tuple[Patch, ...]:
    """At most 126, drawn at random but always the same, in the order they had."""
    if len(patches) <= MOST_PATCHES:
        return tuple(patches)
    drawn = np.random.default_rng(_SEED).choice(len(patches), MOST_PATCHES, replace=False)
    return tuple(patches[at] for at in sorted(drawn.tolist()))


def slide_instance(slide: Slide, magnification: float, said: Instance) -> Instance:
    """A slide as the frames that a model sees of it.

    Args:
        slide: The slide.
        magnification: How many times; a slide that was scanned at less is taken as it is.
        said: What its file says of itself, without pixels.

    Raises:
        UnreadableImage: No patch of it holds tissue.
    """
    places = grid(slide, magnification)
    kept = with_tissue(slide, places)
    if not kept:
        raise UnreadableImage("a slide on which no tissue was found")
    shown = thinned(kept)
    notices = [f"{len(shown)} of {len(places)} patches, {len(kept)} with tissue"]
    if shown[0].magnification < magnification:
        notices.append(f"scanned at {shown[0].magnification:.3g} times, less than was asked for")
    return Instance(
        source=said.source,
        pixels=SlidePixels(slide, shown),
        rows=shown[0].height,
        columns=shown[0].width,
        rule=Rule.AS_IS,
        frames=len(shown),
        modality="SM",
        uid=said.uid,
        study=said.study,
        series=said.series,
        series_number=said.series_number,
        taken=said.taken,
        is_color=True,
        notices=(*said.notices, *notices),
        person=said.person,
    )


def otsu(histogram: Any) -> int:
    """The level that parts a histogram into the two groups that differ most."""
    counts = np.asarray(histogram, dtype=np.float64)
    levels = np.arange(len(counts))
    below = np.cumsum(counts)
    above = below[-1] - below
    weighed = np.cumsum(counts * levels)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = weighed / below - (weighed[-1] - weighed) / above
        between = np.nan_to_num(below * above * difference**2, nan=0.0, posinf=0.0)
    return int(between.argmax()) + 1


def _saturation(rgb: Any) -> Any:
    """The histogram of the saturation of colour, 256 counts."""
    high = rgb.max(axis=-1).astype(np.float64)
    spread = high - rgb.min(axis=-1)
    part = np.divide(255 * spread, high, out=np.zeros_like(high), where=high > 0)
    return np.bincount(part.astype(np.int64).ravel(), minlength=256)
