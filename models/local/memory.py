"""Whether a model fits, asked before any weight is read.

Weights are counted from the heads of their files, the cache of keys and values from the
configuration: each layer keeps 2 x key-value heads x head size numbers for a token, a sliding layer
no more tokens than its window. Work space is what a prompt's longest piece takes while it is read.
Not covered: what other programs take meanwhile, and fragments that an allocator cannot use.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from typing_extensions import override

from chartside.errors import NotEnoughMemory
from chartside.models.local.folder import BYTES, Tensor, WeightsFolder

PIECE: Final = 4096
"""Tokens of a prompt that are read at once, where a longer prompt is read piece by piece."""
_ALIVE: Final = 4
"""Hidden states, and widened ones, that are alive at once inside a layer; rounded up."""
_MASKS: Final = 2
"""One for the layers that see everything, one for those that see a window; a byte to a place."""
_SCALE_OF_8: Final = 4
_BYTES_OF_4: Final = 0.5625
"""A half byte for each weight, and 4 bytes of scale for each block of 64."""
_CGROUPS: Final = (
    ("memory.max", "memory.current", "memory.stat"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"),
)
_MEMINFO: Final = Path("/proc/meminfo")
_CGROUP: Final = Path("/sys/fs/cgroup")

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
    full, sliding = folder.layers
    text = folder.text
    kept = full * tokens + sliding * min(tokens, int(text["sliding_window"]))
    return int(2 * text["num_key_value_heads"] * text["head_dim"] * size * kept)


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
    return free_ram(_MEMINFO, _CGROUP)


def _free_of_gpu(device: torch.device | int) -> int:
    """What the driver has free, and what this process holds of it and does not use."""
    kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return torch.cuda.mem_get_info(device)[0] + kept


def free_ram(meminfo: Path, cgroup: Path) -> int | None:
    """The less of what the machine has free and what its container may still take."""
    found = [_available(meminfo), *(_left(cgroup, *names) for names in _CGROUPS)]
    known = [free for free in found if free is not None]
    return min(known) if known else _pages()


def _held(tensor: Tensor, precision: Precision) -> float:
    if not tensor.floating:
        return tensor.numbers * BYTES[tensor.kind]
    plain = len(tensor.shape) != 2 or any(part in tensor.name for part in UNQUANTISED)  # noqa: PLR2004 - two sides of a matrix
    if precision.bits is None or plain:
        return tensor.numbers * precision.dtype.itemsize
    if precision.bits == 4:  # noqa: PLR2004 - bits of a weight
        return tensor.numbers * _BYTES_OF_4
    return tensor.numbers + tensor.shape[0] * _SCALE_OF_8


def _available(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
        return next(
            int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable")
        )
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _left(cgroup: Path, most: str, used: str, detail: str) -> int | None:
    """What a container may still take; pages of files it has read can be had back."""
    try:
        limit = int((cgroup / most).read_text(encoding="ascii"))
        taken = int((cgroup / used).read_text(encoding="ascii"))
        stats = dict(
            line.split()[:2] for line in (cgroup / detail).read_text(encoding="ascii").splitlines()
        )
        return limit - taken + int(stats.get("inactive_file", 0))
    except (OSError, ValueError):
        return None  # no container, or one without a limit, which reads "max"


def _pages() -> int | None:
    system: Any = os
    try:
        return int(system.sysconf("SC_PAGE_SIZE") * system.sysconf("SC_AVPHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None
