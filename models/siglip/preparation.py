"""An image as MedSigLIP was trained and evaluated on: square, 448 pixels, from -1 to 1.

Padded to a square with zeros ("method performed in training", its serving code), then resized as
`tf.image.resize(method="bilinear", antialias=False)` does, which its quick start says its figures
were made with. The processor of transformers stretches instead, and resizes with antialiasing.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

from chartside.models.images import as_seen


def pixels(images: Sequence[Image.Image], processor: Any) -> torch.Tensor:
    """Images as the model takes them: `len(images)` x 3 x side x side, 32-bit floats.

    Side, mean and deviation are those that the processor's configuration names.

    Raises:
        UsageError: An image has more than eight bits to a channel, or is damaged.
    """
    size = (int(processor.size["height"]), int(processor.size["width"]))
    mean = torch.tensor(processor.image_mean).view(3, 1, 1)
    deviation = torch.tensor(processor.image_std).view(3, 1, 1)
    return torch.stack(
        [(_resized(image, size) * processor.rescale_factor - mean) / deviation for image in images]
    )


def _resized(image: Image.Image, size: tuple[int, int]) -> torch.Tensor:
    """3 x height x width, numbers from 0 to 255, not rounded."""
    held = torch.from_numpy(np.array(as_seen(image), dtype=np.float32)).permute(2, 0, 1)
    return torch.nn.functional.interpolate(
        held.unsqueeze(0), size=size, mode="bilinear", align_corners=False, antialias=False
    )[0]
