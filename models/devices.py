"""Onto which device a model is brought."""

import re
from typing import Final

import torch

from chartside.errors import UsageError

_NAMED: Final = re.compile(r"cpu|mps|auto|cuda(?::[0-9]{1,3})?")


def device_named(named: str | None, *, spread: bool) -> str:
    """The device of this name, where there is such a one; None for the best there is.

    Args:
        named: `cpu`, `cuda`, `cuda:1`, `mps`, or `auto`.
        spread: Whether the model can lie on several GPUs at once, which is what `auto` means.

    Raises:
        UsageError: There is no such device here.
    """
    if named is None:
        return _best(spread=spread)
    if not _NAMED.fullmatch(named) or (named == "auto" and not spread):
        raise UsageError(
            "a device is cpu, mps, cuda, cuda:1 (or another number), or for MedGemma auto"
        )
    number = int(named.partition(":")[2] or 0)
    if named.startswith("cuda") and number >= torch.cuda.device_count():
        raise UsageError(f"there is no device {named} on this machine")
    if named == "mps" and not torch.backends.mps.is_available():
        raise UsageError("there is no device mps on this machine")
    return named


def _best(*, spread: bool) -> str:
    if torch.cuda.is_available():
        return "auto" if spread and torch.cuda.device_count() > 1 else "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
