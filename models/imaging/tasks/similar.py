"""Images of a folder that are like an image, or like words: by MedSigLIP's vectors.

Alike is how they look, not what ails the patient. A shelf holds vectors and names of files; it
can be kept, and is compared with vectors of the same model only.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from chartside.models.imaging.prepared import Frame
from chartside.models.imaging.tasks.seeing import Seen
from chartside.models.siglip import Alike, MedSigLIP, Shelf

_AT_ONCE: Final = 32


def shelve(model: MedSigLIP, seen: Sequence[Seen], shelf: Shelf | None = None) -> Shelf:
    """Every frame on a shelf, under `FILE#FRAME`; a name that returns is replaced.

    Args:
        model: MedSigLIP.
        seen: What was read of a folder.
        shelf: Where they are put; None for a new one.
    """
    held = shelf if shelf is not None else Shelf(model.name)
    for some in _several([frame for one in seen for frame in one.frames]):
        vectors = model.embed_images([one.picture() for one in some])
        held.put([_name(one) for one in some], vectors)
    return held


def alike(model: MedSigLIP, shelf: Shelf, like: Frame | str, limit: int = 10) -> tuple[Alike, ...]:
    """The images on the shelf that are most like a frame or like words, the nearest first.

    The frame itself, where it is on the shelf, is not among them.
    """
    if isinstance(like, str):
        return shelf.nearest(model.embed_texts([like])[0], limit)
    vector = model.embed_images([like.picture()])[0]
    near = shelf.nearest(vector, limit + 1)
    return tuple(one for one in near if one.name != _name(like))[:limit]


def _name(frame: Frame) -> str:
    return f"{frame.slice.of.source}#{frame.slice.frame}"


def _several(frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    for start in range(0, len(frames), _AT_ONCE):
        yield frames[start : start + _AT_ONCE]
