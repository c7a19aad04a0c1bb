"""The memory that a model takes: its weights, its cache of keys and values, and some to work in.

Covered: weights and cache of the decoders in the catalogue, in 32, 16, 8 and 4 bits. Not covered:
what several callers at once take, and a runtime that keeps every layer's cache in full.
"""

from dataclasses import dataclass
from typing import Final

from chartside.errors import UsageError
from chartside.models.catalog import Model, Shape

BYTES_OF_4_BITS: Final = 0.5625
"""A half byte for each weight, and 4 bytes of scale for each block of 64."""
BYTES: Final = {"float32": 4.0, "bfloat16": 2.0, "int8": 1.0, "nf4": BYTES_OF_4_BITS}
"""Bytes of a weight."""
QUANTISED: Final = frozenset({"int8", "nf4"})
_UNQUANTISED: Final = 2.0
"""Bytes of a weight of the embedding, which quantised loading leaves as it is."""
_CACHED: Final = 2
"""Bytes of a number in the cache."""
WORKING: Final = 0.1
"""Working memory as a share of the weights: activations, and what a runtime sets aside."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes that a model takes for one caller with this many tokens of context."""

    weights: int
    cache: int
    working: int
    context: int

    @property
    def all(self) -> int:
        """All of them together."""
        return self.weights + self.cache + self.working


def footprint(model: Model, dtype: str = "bfloat16", context: int = 32768) -> Footprint:
    """What a model takes; all zeros for one that is not loaded here.

    Args:
        model: A model of the catalogue.
        dtype: `float32`, `bfloat16`, `int8` or `nf4` (4 bits); not float16, in which Gemma 3
            overflows.
        context: Tokens that go in and out, up to what the model can take.

    Raises:
        UsageError: No such dtype, or more context than the model has.
    """
    if dtype not in BYTES:
        raise UsageError(f"no dtype {dtype!r}; there is {', '.join(BYTES)}")
    longest = model.tokens.context if model.tokens else context
    if model.shape and not 0 < context <= longest:
        raise UsageError(f"{model.name} takes from 1 to {longest} tokens")
    kept = model.embedding_parameters * (_UNQUANTISED if dtype in QUANTISED else BYTES[dtype])
    weights = int((model.parameters - model.embedding_parameters) * BYTES[dtype] + kept)
    cache = _cache(model.shape, context) if model.shape else 0
    return Footprint(weights, cache, int(weights * WORKING), context)


def keys_and_values(token: int, tokens: int, layers: tuple[int, int], window: int) -> int:
    """Bytes of the cache of one prompt.

    Args:
        token: Bytes of the keys and values of one token in one layer.
        tokens: Tokens of prompt and answer.
        layers: Layers that look at everything, and layers that look at a window.
        window: Tokens of that window.
    """
    full, sliding = layers
    return token * (full * tokens + sliding * min(tokens, window))


def _cache(shape: Shape, context: int) -> int:
    token = 2 * shape.key_value_heads * shape.head * _CACHED
    layers = (shape.global_layers, shape.layers - shape.global_layers)
    return keys_and_values(token, context, layers, shape.sliding_window)
