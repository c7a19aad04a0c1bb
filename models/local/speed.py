"""Whether an answer is written with a cache of fixed size and compiled steps: decided here alone.

With a fixed cache each step has the same shape, so that the kernels of a step can be compiled once
and launched together. On a GPU a step of one answer is short beside the launching of its kernels,
and compiling pays after the first answers, which wait a minute or more for it. On a CPU there is no
launching to save, and a fixed cache is read in full at every step: it only costs.
"""

from dataclasses import dataclass
from typing import Literal

from chartside.models.local.loading import Loaded


@dataclass(frozen=True, slots=True)
class Speed:
    """The cache that is used, and why."""

    cache: Literal["static", "dynamic"]
    why: str


def speed(loaded: Loaded, *, compiled: bool | None = None) -> Speed:
    """What pays for this model on its device; `compiled` overrules what is assumed of a GPU."""
    if loaded.device.type != "cuda":
        return Speed("dynamic", "compiled steps pay on a GPU only")
    if len(set(getattr(loaded.model, "hf_device_map", {}).values())) > 1:
        return Speed("dynamic", "the model is spread over several devices")
    if loaded.precision.bits:
        return Speed("dynamic", "kernels of quantised weights are not compiled")
    if compiled is False:
        return Speed("dynamic", "the caller has switched compiled steps off")
    return Speed("static", "compiled steps pay on a GPU after the first answers")
