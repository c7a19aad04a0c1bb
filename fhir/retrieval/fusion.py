"""The seam for embeddings: a model's order of the passages, and two orders made one.

No model is here. A later room brings one as an `Embedder`: any object with a name, a floor and
`embed`. `index_of(chart).use(embedder)` is all that plugs it in, and `search_notes` then ranks by
words and by meaning together. What such a model must say about itself: the least cosine at which
its vectors of two texts mean that they are related (`floor`), because a nearest passage exists in
every chart, and a chart that is silent must stay silent.
"""

import math
from array import array
from collections.abc import Iterable, Sequence
from operator import mul
from typing import Final, Literal, Protocol, TypeAlias

from chartside.errors import ModelError

Role = Literal["query", "passage"]
_Vector: TypeAlias = "array[float]"
NEAREST: Final = 100
"""Passages of one order by meaning."""
_BATCH: Final = 64
_K: Final = 60
"""Cormack, Clarke and Buettcher: Reciprocal Rank Fusion, SIGIR 2009."""


class Embedder(Protocol):
    """Texts as vectors of one length; related texts have a cosine of at least `floor`."""

    @property
    def name(self) -> str:
        """The model and its revision."""
        ...

    @property
    def floor(self) -> float:
        """The least cosine, -1 to 1, of a query and a passage that are about one thing."""
        ...

    def embed(self, texts: Sequence[str], role: Role) -> Sequence[Sequence[float]]:
        """A vector for each text, in their order; a query and a passage may be embedded apart."""
        ...


class Meanings:
    """The vectors of a chart's passages, made once.

    Raises:
        ModelError: The embedder gave another number of vectors than of texts, vectors of several
            lengths, or numbers that are none.
    """

    def __init__(self, embedder: Embedder, texts: Sequence[str]) -> None:
        self._embedder = embedder
        self._vectors: list[_Vector] = []
        for start in range(0, len(texts), _BATCH):
            self._vectors += self._made(texts[start : start + _BATCH], "passage")

    def nearest(self, text: str, weights: Sequence[float]) -> list[int]:
        """Passages about the same thing, the nearest first; a weight of 0 leaves one out."""
        if not self._vectors:
            return []
        asked = self._made([text], "query")[0]
        near = [(sum(map(mul, asked, held)), row) for row, held in enumerate(self._vectors)]
        held = [(n * weights[row], row) for n, row in near if n >= self._embedder.floor]
        held = sorted((-n, row) for n, row in held if n > 0)
        return [row for _, row in held[:NEAREST]]

    def _made(self, texts: Sequence[str], role: Role) -> list[_Vector]:
        vectors = [_unit(v) for v in self._embedder.embed(texts, role)]
        lengths = {len(v) for v in (*self._vectors[:1], *vectors)}
        if len(vectors) != len(texts) or len(lengths) != 1:
            raise ModelError(
                f"{self._embedder.name}: {len(vectors)} vectors of {len(lengths)} lengths "
                f"for {len(texts)} texts"
            )
        if not all(map(math.isfinite, (x for v in vectors for x in v))):
            raise ModelError(f"{self._embedder.name}: a vector holds what is not a number")
        return vectors


def _unit(vector: Iterable[float]) -> _Vector:
    numbers = array("f", vector)
    length = math.sqrt(sum(map(mul, numbers, numbers)))
    return array("f", (x / length for x in numbers)) if length > 0 else numbers


def fused(*orders: Sequence[int]) -> dict[int, float]:
    """Several orders of rows as one, by reciprocal rank: each row with its score, more is better.

    >>> scores = fused([7, 8, 9], [9, 7])
    >>> sorted(scores, key=scores.get, reverse=True)
    [7, 9, 8]
    """
    scores: dict[int, float] = {}
    for order in orders:
        for rank, row in enumerate(order, start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (_K + rank)
    return scores
