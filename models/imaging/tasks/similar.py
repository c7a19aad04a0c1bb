"""Images of a folder that are like an image, or like words: by MedSigLIP's vectors.

Alike is how they look, not what ails the patient. A shelf holds vectors and names of files; it
can be kept, and is compared with vectors of the same model only.
"""

from collections.abc import Sequence
from typing import Final

from chartside.models.imaging.prepared import Failure, Frame, prepared
from chartside.models.imaging.reading import Reading, SetAside
from chartside.models.imaging.stacks import stacked
from chartside.models.siglip import Alike, MedSigLIP, Shelf

_AT_ONCE: Final = 32
_SAME: Final = 0.999
"""A cosine from which an image of the same name is the same image, and not another folder's."""


def shelve(
    model: MedSigLIP, reading: Reading, shelf: Shelf | None = None
) -> tuple[Shelf, tuple[SetAside, ...]]:
    """Every frame on a shelf, under `FILE#FRAME`, and what could not be read.

    Frames are decoded a few at a time: a folder may hold many.

    Args:
        model: MedSigLIP.
        reading: What was read of a folder.
        shelf: Where they are put, a name that returns replaced; None for a new one.
    """
    held = shelf if shelf is not None else Shelf(model.name)
    aside = list(reading.set_aside)
    waiting: list[Frame] = []
    for made in prepared(stacked(reading.instances)):
        if isinstance(made, Failure):
            aside.append(SetAside(made.slice.of.source, made.reason))
            continue
        waiting.append(made)
        if len(waiting) == _AT_ONCE:
            _put(model, held, waiting)
            waiting = []
    _put(model, held, waiting)
    return held, tuple(dict.fromkeys(aside))


def alike(model: MedSigLIP, shelf: Shelf, like: Frame | str, limit: int = 10) -> tuple[Alike, ...]:
    """The images on the shelf that are most like a frame or like words, the nearest first.

    The frame itself, where it is on the shelf, is not among them.
    """
    if isinstance(like, str):
        return shelf.nearest(model.embed_texts([like])[0], limit)
    vector = model.embed_images([like.picture()])[0]
    near = shelf.nearest(vector, limit + 1)
    own = _name(like)
    return tuple(one for one in near if one.name != own or one.cosine < _SAME)[:limit]


def _name(frame: Frame) -> str:
    return f"{frame.slice.of.source}#{frame.slice.frame}"


def _put(model: MedSigLIP, shelf: Shelf, some: Sequence[Frame]) -> None:
    if some:
        vectors = model.embed_images([one.picture() for one in some])
        shelf.put([_name(one) for one in some], vectors)
