"""A model that is no chat model, brought from a folder onto a device: whole, or refused.

Nothing is downloaded, no code of the folder is run, and only safetensors are read. A folder that
lacks a weight is refused, because transformers would make one up at random.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from chartside.errors import ModelError, UsageError
from chartside.models.devices import device_named
from chartside.models.quiet import quietly
from chartside.models.revision import revision_of
from chartside.models.tensors import tensors_of, weight_files

_LIBRARY: Any = transformers  # the half of its types that are there do not agree with its use


@dataclass(frozen=True, slots=True)
class Encoder:
    """A model ready for inference, what prepares its input, and which weights these are."""

    model: Any
    processor: Any
    name: str
    revision: str

    @property
    def device(self) -> torch.device:
        """Where input goes."""
        found: torch.device = self.model.device
        return found


def load_encoder(
    folder: Path | str, loader: str, wanted: str, device: str | None = None, dtype: str = "float32"
) -> Encoder:
    """The model in a folder.

    Args:
        folder: Where its weights, its configuration and its processor lie.
        loader: The class of transformers that loads it, `AutoModel` or `AutoModelForCTC`.
        wanted: The class that it has to be.
        device: `cpu`, `cuda`, `cuda:1`, `mps`; None for the best there is.
        dtype: `float32` or `bfloat16`.

    Raises:
        UsageError: The folder does not hold a model of this class, or cannot be read.
        ModelError: The folder lacks weights of the model that it says it holds.
    """
    place = Path(folder)
    if not (place / "config.json").is_file():
        raise UsageError(f"{place} holds no model (config.json)")
    if dtype not in {"float32", "bfloat16"}:
        raise UsageError("a model is loaded as float32 or bfloat16")
    place_on = device_named(device, spread=False)
    for file in weight_files(place):
        tensors_of(file)  # refused here where it is cut off
    try:
        with quietly():
            processor = _LIBRARY.AutoProcessor.from_pretrained(
                place, local_files_only=True, trust_remote_code=False
            )
            model, report = getattr(_LIBRARY, loader).from_pretrained(
                place,
                dtype=getattr(torch, dtype),
                local_files_only=True,
                use_safetensors=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
    except Exception as wrong:  # of any library beneath: the files may say anything
        raise UsageError(
            f"the model in {place} cannot be loaded ({type(wrong).__name__})"
        ) from wrong
    if type(model).__name__ != wanted:
        raise UsageError(f"{place} holds {type(model).__name__}, and not {wanted}")
    lacking = len(report["missing_keys"]) + len(report["mismatched_keys"])
    if lacking:
        raise ModelError(f"{place.name} lacks {lacking} weights of the model it should hold")
    model.to(place_on).eval().requires_grad_(requires_grad=False)
    known = revision_of(place, model.config.to_dict())
    return Encoder(model, processor, known.name, known.revision)
