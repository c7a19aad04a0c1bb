"""How each model is asked for a vector, and where in its answer the vector stands."""

import base64
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from operator import mul
from typing import Any, Final

from chartside.errors import EndpointFailed, MissingExtra, UsageError

try:
    from PIL import Image
except ImportError as missing:  # the extra `local` is not installed
    raise MissingExtra("an embedding endpoint", "local") from missing

Vectors = tuple[tuple[float, ...], ...]
"""What one image or text becomes: unit vectors, one of them or, of a chest X-ray, 32."""
Prediction = Mapping[str, Any]
_PATCH: Final = 224
_LARGEST: Final = 1280


@dataclass(frozen=True, slots=True)
class Form:
    """The instance of a request for an image and for a text, and the way to the numbers."""

    image: Callable[[Image.Image], dict[str, Any]]
    of_image: tuple[str | int, ...]
    text: Callable[[str], dict[str, Any]] | None = None
    of_text: tuple[str | int, ...] = ()


def _chest(image: Image.Image) -> dict[str, Any]:
    """Gray, and no larger than the model sees: a public endpoint takes 1.5 MB in all."""
    gray = image.convert("L")
    gray.thumbnail((_LARGEST, _LARGEST))
    return {"input_bytes": _png(gray)}


def _patch(image: Image.Image) -> dict[str, Any]:
    if image.size != (_PATCH, _PATCH):
        raise UsageError(f"Path Foundation takes patches of {_PATCH} x {_PATCH} pixels")
    place = {"x_origin": 0, "y_origin": 0, "width": _PATCH, "height": _PATCH}
    return {"raw_image_bytes": _png(image.convert("RGB")), "patch_coordinates": [place]}


FORMS: Final[Mapping[str, Form]] = {
    "cxr-foundation": Form(
        _chest,
        ("contrastive_img_emb",),
        lambda text: {"prompt_query": text},
        ("contrastive_txt_emb",),
    ),
    "path-foundation": Form(_patch, ("result", "patch_embeddings", 0, "embedding_vector")),
    "medsiglip-448": Form(
        lambda image: {"image": {"input_bytes": _png(image.convert("RGB"))}},
        ("embedding",),
        lambda text: {"text": text},
        ("embedding",),
    ),
}
"""By the model's name in the catalogue."""


def vectors_of(prediction: Any, way: tuple[str | int, ...], dimension: int, count: int) -> Vectors:
    """The unit vectors in a prediction, however deep its lists are nested.

    Raises:
        EndpointFailed: `refused` where the server gives an error instead, `not-chat` where there
            are no such numbers, or others than there should be.
    """
    if isinstance(prediction, Mapping) and prediction.get("error"):
        raise EndpointFailed("refused")
    held = prediction
    try:
        for step in way:
            held = held[step]
        numbers = list(_flat(held))
    except (KeyError, IndexError, TypeError, ValueError):
        raise EndpointFailed("not-chat") from None
    if len(numbers) != dimension * count or not all(map(math.isfinite, numbers)):
        raise EndpointFailed("not-chat")
    rows = (numbers[at : at + dimension] for at in range(0, len(numbers), dimension))
    return tuple(map(_unit, rows))


def cosine(one: Vectors, other: Vectors) -> float:
    """How near two are, -1 to 1: the nearest pair, as chest X-rays are compared with texts."""
    return max(math.fsum(map(mul, a, b)) for a in one for b in other)


def _unit(row: list[float]) -> tuple[float, ...]:
    length = math.hypot(*row)
    return tuple(x / length for x in row) if length else tuple(row)


def _flat(held: Any) -> Iterator[float]:
    if isinstance(held, list):
        for one in held:
            yield from _flat(one)
    elif isinstance(held, bool) or not isinstance(held, int | float):
        raise TypeError
    else:
        yield float(held)


def _png(image: Image.Image) -> str:
    written = BytesIO()
    image.save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode("ascii")
