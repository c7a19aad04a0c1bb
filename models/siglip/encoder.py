"""The two encoders of MedSigLIP: an image and a text each become a vector of one space."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import torch
from PIL import Image

from chartside.errors import ModelError
from chartside.models.encoder import Encoder, load_encoder
from chartside.models.letters import whole_letters
from chartside.models.siglip.preparation import pixels

_LOADER: Final = "AutoModel"
_CLASS: Final = "SiglipModel"
_TEXT_TOKENS: Final = 64
"""Tokens of a text; each is padded to as many, because the model was trained so."""
_BATCH: Final = 16


class MedSigLIP:
    """MedSigLIP with its weights: `MedSigLIP.load(folder)`.

    A vector is 1,152 numbers of 32 bits and length 1, so that the product of two is their cosine.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._model = encoder.model

    @classmethod
    def load(cls, folder: Path | str, *, device: str | None = None, dtype: str = "float32") -> Self:
        """The model in a folder; nothing is downloaded.

        Raises:
            UsageError: The folder does not hold a SigLIP model that can be read.
            ModelError: The folder lacks some of its weights.
        """
        return cls(load_encoder(folder, _LOADER, _CLASS, device, dtype))

    @property
    def name(self) -> str:
        """The model and its revision, under which its vectors may be kept."""
        return f"{self._encoder.name}@{self._encoder.revision}"

    @property
    def scale(self) -> float:
        """What the model multiplies a cosine by."""
        return float(self._model.logit_scale.exp())

    @property
    def bias(self) -> float:
        """What the model adds then."""
        return float(self._model.logit_bias)

    def embed_images(self, images: Sequence[Image.Image]) -> Any:
        """A unit vector for each image, an array of `len(images)` rows.

        Raises:
            UsageError: An image has more than eight bits to a channel, or is damaged.
        """
        prepare = self._encoder.processor.image_processor

        def vectors(some: Sequence[Image.Image]) -> Any:
            return self._model.get_image_features(pixel_values=self._placed(pixels(some, prepare)))

        return self._batches(images, vectors)

    def embed_texts(self, texts: Sequence[str]) -> Any:
        """A unit vector for each text; what is longer than 64 tokens is cut off there."""
        tokenizer = self._encoder.processor.tokenizer

        def vectors(some: Sequence[str]) -> Any:
            tokens = tokenizer(
                [whole_letters(text) for text in some],
                padding="max_length",
                max_length=_TEXT_TOKENS,
                truncation=True,
                return_tensors="pt",
            )
            # Without a mask, as it was trained and as its publisher serves it: padding takes part.
            return self._model.get_text_features(
                input_ids=tokens["input_ids"].to(self._encoder.device)
            )

        return self._batches(texts, vectors)

    def logits(self, images: Any, texts: Any) -> Any:
        """Scores of image vectors (rows) with text vectors (columns), as the model gives them.

        They rank, and are no probabilities: their sigmoids are small and not calibrated.
        """
        return images @ texts.T * self.scale + self.bias

    def _placed(self, tensor: torch.Tensor) -> torch.Tensor:
        return tensor.to(self._encoder.device, self._model.dtype)

    def _batches(self, given: Sequence[Any], vectors: Any) -> Any:
        made = []
        with torch.inference_mode():
            for start in range(0, len(given), _BATCH):
                pooled = vectors(given[start : start + _BATCH]).pooler_output.float()
                made.append(torch.nn.functional.normalize(pooled, dim=-1).cpu().numpy())
        if not made:
            return np.zeros((0, self._model.config.vision_config.hidden_size), np.float32)
        held = np.concatenate(made)
        if not np.isfinite(held).all():
            raise ModelError(f"{self._encoder.name}: a vector holds what is not a number")
        return held
