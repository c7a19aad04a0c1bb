"""The seam for embeddings: a model's order of the passages, and two orders made one.

No model is here. Another room brings one as an `Embedder`: any object with a name, a floor and
`embed`. `index_of(chart).use(embedder)` is all that plugs it in, and `search_notes` then ranks by
words and by meaning together. What such a model must say about itself: the least cosine at which
its vectors of two texts mean that they are related (`floor`), because a nearest passage exists in
every chart, and a chart that is silent must stay silent.

NumPy multiplies: 20,000 passages of 384 numbers in about a millisecond. It is loaded with the first
embedder, because it comes with the optional parts that have models, and the core does without.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Literal, Protocol

from chartside.errors import MissingExtra, ModelError

Role = Literal["query", "passage"]
Vectors = Sequence[Sequence[float]]
"""A vector for each text: lists, or an array with a row for each."""
NEAREST: Final = 100
"""Passages of one order by meaning."""
_BATCH: Final = 256
_ROWS_AND_COLUMNS: Final = 2
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

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """A vector for each text, in their order; a query and a passage may be embedded apart."""
        ...


class Meanings:
    """The vectors of a chart's passages, made once.

    Raises:
        MissingExtra: NumPy is not installed.
        ModelError: The embedder gave another number of vectors than of texts, vectors of several
            lengths, or numbers that are none.
    """

    def __init__(self, embedder: Embedder, texts: Sequence[str]) -> None:
        self._embedder = embedder
        made = [
            unit_vectors(embedder, texts[start : start + _BATCH], "passage")
            for start in range(0, len(texts), _BATCH)
        ]
        self._held = self._together(made) if made else None

    def nearest(self, text: str, weights: Sequence[float]) -> list[int]:
        """Passages about the same thing, the nearest first; a weight of 0 leaves one out."""
        if self._held is None:
            return []
        np = numpy()
        asked = unit_vectors(self._embedder, [text], "query")
        if asked.shape[1] != self._held.shape[1]:
            raise ModelError(f"{self._embedder.name}: a question has another length than a passage")
        near = self._held @ asked[0]
        scores = near * np.asarray(weights, dtype=np.float32)
        rows = np.flatnonzero((near >= self._embedder.floor) & (scores > 0))
        order = rows[np.argsort(-scores[rows], kind="stable")]
        found: list[int] = order[:NEAREST].tolist()
        return found

    def _together(self, made: list[Any]) -> Any:
        if len({part.shape[1] for part in made}) != 1:
            raise ModelError(f"{self._embedder.name}: vectors of several lengths")
        return numpy().concatenate(made)


def numpy() -> Any:
    """NumPy, loaded when it is first needed; `MissingExtra` where it is not installed."""
    if find_spec("numpy") is None:
        raise MissingExtra("search by meaning", "local")
    return import_module("numpy")


def unit_vectors(embedder: Embedder, texts: Sequence[str], role: Role) -> Any:
    """An embedder's vectors as an array of 32-bit rows of length 1; a row of zeros stays so.

    Raises:
        ModelError: They cannot be vectors of these texts.
    """
    np = numpy()
    given = embedder.embed(texts, role)
    with np.errstate(over="ignore"):  # too large a number is one that is none
        try:
            vectors = np.asarray(given, dtype=np.float32)
        except (ValueError, TypeError):
            raise ModelError(
                f"{embedder.name}: vectors of several lengths, or no numbers"
            ) from None
    if vectors.ndim != _ROWS_AND_COLUMNS or len(vectors) != len(texts) or not vectors.shape[1]:
        raise ModelError(f"{embedder.name}: {len(vectors)} vectors for {len(texts)} texts")
    if not np.isfinite(vectors).all():
        raise ModelError(f"{embedder.name}: a vector holds what is not a number")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


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
