"""Findings in an image without training: each by words for it and by words for its absence.

A score alone says little, because the model's scores are not calibrated and differ from finding to
finding. So the image is asked twice, and what counts is by how much it is nearer to the finding
than to its absence.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Final

import numpy as np
from PIL import Image
from pydantic import ConfigDict, Field, TypeAdapter

from chartside.errors import UsageError
from chartside.models.siglip.encoder import MedSigLIP

_Words = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding, and texts of an image with it and of one without; several texts are averaged."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: _Words
    present: Annotated[tuple[_Words, ...], Field(min_length=1)]
    absent: Annotated[tuple[_Words, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Found:
    """How near an image is to a finding and to its absence, both as the model scores them.

    `margin` above 0 is nearer to the finding; images are ranked by it. It is no probability.
    """

    name: str
    present: float
    absent: float

    @property
    def margin(self) -> float:
        """The finding's score less that of its absence."""
        return self.present - self.absent


@lru_cache(maxsize=1)
def chest_xray() -> tuple[Finding, ...]:
    """The findings in chest X-rays that the published figures are about, in our words."""
    source = files("chartside.models.siglip").joinpath("chest_xray.toml")
    held = tomllib.loads(source.read_text(encoding="utf-8"))
    return _ADAPTER.validate_python(held["finding"])


_ADAPTER: Final = TypeAdapter(tuple[Finding, ...])


def classify(
    model: MedSigLIP, images: Sequence[Image.Image], findings: Sequence[Finding]
) -> tuple[tuple[Found, ...], ...]:
    """For each image every finding, in the order that they were asked for.

    Raises:
        UsageError: No finding, or two of one name; an image that cannot be used.
    """
    names = [finding.name for finding in findings]
    if not names or len(set(names)) < len(names):
        raise UsageError("name findings to look for, each once")
    words = [text for f in findings for text in (*f.present, *f.absent)]
    vectors = model.embed_texts(words)
    held = iter(vectors)
    sides = np.stack([_mean([next(held) for _ in side]) for f in findings for side in _sides(f)])
    scores = model.logits(model.embed_images(images), sides)
    return tuple(
        tuple(
            Found(name, float(row[2 * at]), float(row[2 * at + 1])) for at, name in enumerate(names)
        )
        for row in scores
    )


def _sides(finding: Finding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return finding.present, finding.absent


def _mean(vectors: Sequence[Any]) -> Any:
    together = np.mean(vectors, axis=0)
    return together / np.linalg.norm(together)
