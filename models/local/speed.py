"""Whether an answer is written with a cache of fixed size and compiled steps: decided here alone.

With a fixed cache each step has the same shape, so that the kernels of a step can be compiled once
and launched together. On a GPU a step of one answer is short beside the launching of its kernels,
so that this can pay for a process that writes many answers. It is asked for, not assumed: on an
H100 the first answer of MedGemma's shapes had not come after the minutes that were given to
compiling (docs/benchmarks.md). On a CPU there is no launching to save, and a fixed cache is read in
full at every step: it only costs.
"""

from dataclasses import dataclass
from typing import Final, Literal

from chartside.errors import PromptTooLong
from chartside.models.local.loading import Loaded
from chartside.models.local.memory import (
    PIECE,
    Need,
    cache_bytes,
    check_memory,
    free_memory,
    work_bytes,
)

_STEP: Final = 4096
"""Tokens by which a fixed cache grows: each size of it is compiled for anew."""


@dataclass(frozen=True, slots=True)
class Speed:
    """The cache that is used, and why."""

    cache: Literal["static", "dynamic"]
    why: str


def speed(loaded: Loaded, *, compiled: bool = False) -> Speed:
    """What this model is written with on its device; `compiled` asks for compiled steps."""
    if not compiled:
        return Speed("dynamic", "compiled steps were not asked for")
    if loaded.device.type != "cuda":
        return Speed("dynamic", "compiled steps pay on a GPU only")
    if len(set(getattr(loaded.model, "hf_device_map", {}).values())) > 1:
        return Speed("dynamic", "the model is spread over several devices")
    if loaded.precision.bits:
        return Speed("dynamic", "kernels of quantised weights are not compiled")
    return Speed("static", "compiled steps were asked for")


@dataclass(frozen=True, slots=True)
class Plan:
    """The cache of one batch: its kind, the tokens it is made for, and how its prompt is read.

    `piece` is None where the prompt is read at once.
    """

    cache: Literal["static", "dynamic"]
    room: int
    piece: int | None


def plan(loaded: Loaded, shape: tuple[int, int], most: int, chosen: Speed, *, sees: bool) -> Plan:
    """How a batch is written.

    A long prompt of text alone is read piece by piece, so that its work space is bounded. Pieces of
    many sizes would each be compiled for: with compiled steps a prompt is read whole where it fits,
    and where it does not it is written without them.

    Args:
        loaded: The model.
        shape: Prompts, and tokens of each with its padding.
        most: New tokens of each.
        chosen: What `speed` said.
        sees: Whether there are images, whose tokens see each other and are read at once.

    Raises:
        NotEnoughMemory: The cache does not fit.
        PromptTooLong: Prompt and answer do not fit in the model's window.
    """
    rows, width = shape
    window, size = loaded.folder.window, loaded.precision.dtype.itemsize
    if width + most > window:
        raise PromptTooLong(width, most, window)
    stepped = min(-(-(width + most) // _STEP) * _STEP, window)
    whole = Need(
        weights=0,
        cache=rows * cache_bytes(loaded.folder, stepped, size),
        work=work_bytes(loaded.folder, width, width, rows, size),
    )
    free = free_memory(str(loaded.device))
    if chosen.cache == "static" and (free is None or whole.all <= free):
        return Plan("static", stepped, None)
    needed = rows * cache_bytes(loaded.folder, width + most, size)
    check_memory(Need(0, needed, 0), str(loaded.device))
    return Plan("dynamic", width + most, None if sees or width <= PIECE else PIECE)
