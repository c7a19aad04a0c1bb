"""Whole slides in the formats of their scanners, read through OpenSlide."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import openslide

from chartside.errors import UnreadableImage
from chartside.models.imaging.instance import Instance, Rule
from chartside.models.imaging.slides import Slide, SlidePixels, magnification_of, slide_instance

_WHITE: Final = 255
_ASSUMED: Final = 20.0
_MICROMETRES: Final = 1000.0
_NOT_OURS: Final = frozenset({"dicom", "generic-tiff"})
"""DICOM slides are read by this package, in every transfer syntax; a TIFF may be any picture."""


@dataclass(frozen=True, slots=True)
class FileLevel:
    """One resolution of a slide."""

    slide: Any
    level: int
    width: int
    height: int
    downsample: float
    magnification: float

    def region(self, x: int, y: int, width: int, height: int) -> Any:
        """A part of the slide; white where nothing was scanned.

        Raises:
            UnreadableImage: It cannot be decoded.
        """
        corner = (round(x * self.downsample), round(y * self.downsample))
        try:
            found = np.asarray(self.slide.read_region(corner, self.level, (width, height)))
        except openslide.OpenSlideError:
            raise UnreadableImage("a slide that is damaged") from None
        there = found[..., 3:].astype(np.uint16)
        return ((found[..., :3] * there + _WHITE * (_WHITE - there)) // _WHITE).astype(np.uint8)


def is_slide(path: Path) -> bool:
    """Whether OpenSlide knows the file as a slide of a scanner's."""
    try:
        vendor = openslide.OpenSlide.detect_format(path)
    except openslide.OpenSlideError:
        return False
    return vendor is not None and vendor not in _NOT_OURS


def read_slide(path: Path, source: str, magnification: float) -> Instance:
    """The patches of a slide that a model sees.

    Raises:
        UnreadableImage: It is damaged, or no tissue is on it.
    """
    try:
        slide = openslide.OpenSlide(path)
    except openslide.OpenSlideError:
        raise UnreadableImage("a slide that is damaged") from None
    scanned, notices = _scanned(slide.properties)
    pairs = zip(slide.level_dimensions, slide.level_downsamples, strict=True)
    levels = tuple(
        FileLevel(slide, at, size[0], size[1], float(down), scanned / float(down))
        for at, (size, down) in enumerate(pairs)
    )
    whole = Slide(levels)
    said = Instance(source, SlidePixels(whole, ()), 1, 1, Rule.AS_IS, notices=notices)
    return slide_instance(whole, magnification, said)


def _scanned(properties: Any) -> tuple[float, tuple[str, ...]]:
    """How many times the slide is magnified, and a sentence where that is not said."""
    spacing = _number(properties.get(openslide.PROPERTY_NAME_MPP_X))
    found = magnification_of(spacing / _MICROMETRES if spacing else None)
    found = found or _number(properties.get(openslide.PROPERTY_NAME_OBJECTIVE_POWER))
    if found is None:
        return _ASSUMED, (f"the magnification is not said: taken for {_ASSUMED:g} times",)
    return found, ()


def _number(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if 0 < found < float("inf") else None
