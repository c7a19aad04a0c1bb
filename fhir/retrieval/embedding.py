"""Embedding the passages of every chart of a store, and opening charts that are searched by them.

Incremental: only texts that are new, or that this model has not seen, are embedded. Resumable: what
was made is kept every few hundred passages.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from chartside.fhir.chart import Chart
from chartside.fhir.found import Found
from chartside.fhir.record import RecordSource
from chartside.fhir.retrieval.fusion import Embedder, unit_vectors
from chartside.fhir.retrieval.index import index_of
from chartside.fhir.retrieval.kept import KeptEmbedder, KeptVectors, hash_of
from chartside.fhir.store import RecordStore

Progress = Callable[[int, int], None]
"""Called with the patients done so far, and in all."""
_TOGETHER: Final = 256


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a run made of `passages` distinct texts: `made` new vectors, `dropped` old ones."""

    model: str
    dimension: int
    passages: int
    made: int
    dropped: int

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def embed_passages(
    store: RecordStore, embedder: Embedder, *, progress: Progress | None = None
) -> Embedded:
    """Make a vector of every passage of every chart of a store that has none of this model yet.

    Vectors of passages that are no more are dropped; those of other models stay.

    Raises:
        ModelError: The embedder gave no usable vectors. What was made before is kept.
        StoreError: The store cannot be written to.
    """
    kept = KeptVectors(store, embedder.name)
    seen: set[bytes] = set()
    made = 0
    patients = store.patients()
    for number, patient in enumerate(patients, start=1):
        texts = {hash_of(t): t for t in index_of(store.open_chart(patient)).texts}
        made += _embed(kept, embedder, {h: t for h, t in texts.items() if h not in seen})
        seen |= texts.keys()
        if progress is not None:
            progress(number, len(patients))
    return Embedded(embedder.name, kept.dimension, len(seen), made, kept.forget_but(seen))


def _embed(kept: KeptVectors, embedder: Embedder, texts: Mapping[bytes, str]) -> int:
    held = kept.found(texts.values())
    new = [(h, text) for h, text in texts.items() if h not in held]
    for start in range(0, len(new), _TOGETHER):
        some = new[start : start + _TOGETHER]
        vectors = unit_vectors(embedder, [text for _, text in some], "passage")
        rows = {h: vector for (h, _), vector in zip(some, vectors, strict=True)}
        kept.keep(rows, vectors.shape[1], embedder.floor)
    return len(new)


class MeaningfulRecord:
    """A record whose charts are searched by meaning as well as by words."""

    def __init__(self, record: RecordStore, embedder: Embedder) -> None:
        self._record = record
        self._embedder = embedder

    async def read(self, reference: str) -> Mapping[str, Any] | None:
        """The resource at `Type/id`, None where there is none."""
        return await self._record.read(reference)

    async def search(self, query: str) -> Found[Mapping[str, Any]]:
        """Resources that match an R4 search."""
        return await self._record.search(query)

    def capabilities(self) -> Mapping[str, Any]:
        """What can be searched."""
        return self._record.capabilities()

    def patients(self) -> tuple[str, ...]:
        """`Patient/id` of every patient, sorted."""
        return self._record.patients()

    def open_chart(self, patient: str | None = None, *, as_of: datetime | None = None) -> Chart:
        """One patient's chart, its index ready to rank by meaning."""
        chart = self._record.open_chart(patient, as_of=as_of)
        index_of(chart).use(self._embedder)
        return chart


def by_meaning(record: RecordSource, embedder: Embedder) -> RecordSource:
    """The record, searched by meaning too where its passages were embedded by this very model.

    Any other record is given back as it is: vectors of two models are never compared, and to embed
    a whole chart while somebody waits is no answer.
    """
    if not isinstance(record, RecordStore):
        return record
    kept = KeptVectors(record, embedder.name)
    return MeaningfulRecord(record, KeptEmbedder(embedder, kept)) if kept.dimension else record
