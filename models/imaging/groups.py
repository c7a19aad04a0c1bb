"""Functional groups: what an enhanced multi-frame file says of all its frames, and of each.

PS3.3 C.7.6.16. What is said of a frame stands before what is said of all.
"""

from collections.abc import Iterator

from pydicom.dataset import Dataset

from chartside.models.imaging.elements import items, numbers
from chartside.models.imaging.instance import Place, Vector
from chartside.models.imaging.modality_lut import Rescale, rescale_of

_THREE = 3
_SIX = 6
_TWO = 2


def places(dataset: Dataset, frames: int) -> tuple[Place | None, ...]:
    """Where each frame lies; empty where the file says it of none."""
    if frames == 1 and (plain := _place(dataset, dataset)):
        return (plain,)
    found = tuple(
        _place(_first(groups, "PlanePositionSequence"), _first(groups, "PlaneOrientationSequence"))
        for groups in _groups(dataset, frames)
    )
    return found if any(found) else ()


def rescales(dataset: Dataset, frames: int) -> tuple[Rescale, ...]:
    """The rescale of each frame; empty where functional groups hold none."""
    found = tuple(
        rescale_of(item) if (item := _first(groups, "PixelValueTransformationSequence")) else None
        for groups in _groups(dataset, frames)
    )
    return tuple(one or Rescale() for one in found) if any(found) else ()


def spacing(dataset: Dataset) -> tuple[float, float] | None:
    """Millimetres between rows and between columns, where they are those of the patient.

    Imager pixel spacing is that of the detector and is not taken for it.
    """
    found = numbers(dataset, "PixelSpacing", _TWO)
    if found is None:
        for groups in _groups(dataset, 1):
            item = _first(groups, "PixelMeasuresSequence")
            found = numbers(item, "PixelSpacing", _TWO) if item is not None else None
    return (found[0], found[1]) if found and min(found) > 0 else None


def _groups(dataset: Dataset, frames: int) -> Iterator[tuple[Dataset, ...]]:
    """The groups that hold of each frame, the most particular first."""
    shared = items(dataset, "SharedFunctionalGroupsSequence")[:1]
    each = items(dataset, "PerFrameFunctionalGroupsSequence")
    for at in range(min(frames, max(len(each), 1)) if each or shared else 0):
        yield each[at : at + 1] + shared


def _first(groups: tuple[Dataset, ...], keyword: str) -> Dataset | None:
    return next((one for group in groups for one in items(group, keyword)), None)


def _place(where: Dataset | None, turned: Dataset | None) -> Place | None:
    if where is None or turned is None:
        return None
    position = numbers(where, "ImagePositionPatient", _THREE)
    cosines = numbers(turned, "ImageOrientationPatient", _SIX)
    if position is None or cosines is None:
        return None
    place = Place(_vector(position), _vector(cosines[:3]), _vector(cosines[3:]))
    return place if sum(n * n for n in place.normal) > 0.5 else None  # noqa: PLR2004 - two directions that span no plane


def _vector(three: tuple[float, ...]) -> Vector:
    return (three[0], three[1], three[2])
