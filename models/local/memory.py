"""Whether a model fits, asked before any weight is read.

Weights are counted from the heads of their files, the cache of keys and values from the
configuration: each layer keeps 2 x key-value heads x head size numbers for a token, a sliding layer
no more tokens than its window. Work space is what a prompt's longest piece takes while it is read.
Not covered: what other programs take meanwhile, and fragments that an allocator cannot use.
"""

from dataclasses import dataclass
from typing import Final

import torch
from typing_extensions import override

from chartside.errors import NotEnoughMemory
from chartside.models.footprint import BYTES_OF_4_BITS, keys_and_values
from chartside.models.local.folder import WeightsFolder
from chartside.models.ram import free_ram
from chartside.models.tensors import BYTES, Tensor

PIECE: Final = 4096
"""Tokens of a prompt that are read at once, where a longer prompt is read piece by piece."""
_ALIVE: Final = 4
"""Hidden states, and widened ones, that are alive at once inside a layer; rounded up."""
_MASKS: Final = 2
"""One for the layers that see everything, one for those that see a window; a byte to a place."""
_SCALE_OF_8: Final = 4

UNQUANTISED: Final = ("vision_tower", "multi_modal_projector", "lm_head", "embed_tokens")
"""Parts left as they are in quantised loading; a quantised vision tower loses the picture."""


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes for the weights, for the cache of keys and values, and to work in."""

    weights: int
    cache: int
    work: int

    @property
    def all(self) -> int:
        """All of them together."""
        return self.weights + self.cache + self.work


@dataclass(frozen=True, slots=True)
class Precision:
    """How weights are held: the type of the numbers, and 8 or 4 where they are quantised."""

    dtype: torch.dtype
    bits: int | None = None

    @override
    def __str__(self) -> str:
        """As it is told: `bfloat16`, or `4-bit`."""
        return f"{self.bits}-bit" if self.bits else str(self.dtype).removeprefix("torch.")


def need(folder: WeightsFolder, precision: Precision, context: int, batch: int = 1) -> Need:
    """What the model takes with so many tokens of context in each of so many prompts at once."""
    return Need(
        weights=int(sum(_held(tensor, precision) for tensor in folder.tensors)),
        cache=batch * cache_bytes(folder, context, precision.dtype.itemsize),
        work=work_bytes(folder, min(context, PIECE), context, batch, precision.dtype.itemsize),
    )


def work_bytes(folder: WeightsFolder, read: int, context: int, batch: int, size: int = 2) -> int:
    """Bytes to read so many tokens at once of each prompt, when there are `context` of them."""
    text = folder.text
    hidden = _ALIVE * (text["hidden_size"] + text["intermediate_size"]) * size
    logits = 2 * 4 * text["vocab_size"] * batch
    return int(batch * read * (hidden + _MASKS * context) + logits)


def cache_bytes(folder: WeightsFolder, tokens: int, size: int = 2) -> int:
    """Bytes of keys and values for one prompt, `size` bytes to a number."""
    text = folder.text
    token = 2 * text["num_key_value_heads"] * text["head_dim"] * size
    return keys_and_values(token, tokens, folder.layers, text["sliding_window"])


def check_memory(wanted: Need, device: str) -> None:
    """Refuse what does not fit; where free memory cannot be known, nothing is refused.

    Raises:
        NotEnoughMemory: The device has less free memory than is wanted.
    """
    free = free_memory(device)
    if free is not None and wanted.all > free:
        raise NotEnoughMemory(wanted.all, free, device)


def free_memory(device: str) -> int | None:
    """Bytes free on a device: `cpu`, `mps`, `cuda`, `cuda:1`, or `auto`, which is every GPU."""
    if device == "auto" and torch.cuda.is_available():
        return sum(_free_of_gpu(number) for number in range(torch.cuda.device_count()))
    if device.startswith("cuda"):
        return _free_of_gpu(torch.device(device))
    if device == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return free_ram()


def _free_of_gpu(device: torch.device | int) -> int:
    """What the driver has free, and what this process holds of it and does not use."""
    kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return torch.cuda.mem_get_info(device)[0] + kept


def _held(tensor: Tensor, precision: Precision) -> float:
    if not tensor.floating:
        return tensor.numbers * BYTES[tensor.kind]
    plain = len(tensor.shape) != 2 or any(part in tensor.name for part in UNQUANTISED)  # noqa: PLR2004 - two sides of a matrix
    if precision.bits is None or plain:
        return tensor.numbers * precision.dtype.itemsize
    if precision.bits == 4:  # noqa: PLR2004 - bits of a weight
        return tensor.numbers * BYTES_OF_4_BITS
    return tensor.numbers + tensor.shape[0] * _SCALE_OF_8
