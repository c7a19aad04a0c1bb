"""Vectors of passages beside the record: made once, found again by the text they were made of.

A vector is kept under a hash of its text and under the model that made it: a passage that was
changed is another text, and what one model made never meets what another made. The record's own
tables know nothing of these two, and a store without them is one like any other.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from chartside.fhir.retrieval.fusion import Embedder, Role, Vectors, numpy, unit_vectors
from chartside.fhir.schema import store_errors
from chartside.fhir.store import RecordStore

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS embedder (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
    "dimension INTEGER NOT NULL, floor REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS passage_vector (embedder INTEGER NOT NULL, text BLOB NOT NULL, "
    "vector BLOB NOT NULL, PRIMARY KEY (embedder, text)) WITHOUT ROWID",
)
_HASH: Final = 16
_AT_ONCE: Final = 500
"""Hashes in one question: SQLite takes no more than 999 values everywhere."""
_NUMBER: Final = "<f4"


class KeptVectors:
    """The vectors that one model made of the passages of a store."""

    def __init__(self, store: RecordStore, name: str) -> None:
        self._store = store
        self.name = name

    @property
    def dimension(self) -> int:
        """Numbers of a vector; 0 where this model made none."""
        return self._embedder[1]

    @property
    def floor(self) -> float:
        """The model's floor, as it was when the vectors were made; 1 where it made none."""
        return self._embedder[2]

    def found(self, texts: Iterable[str]) -> dict[bytes, bytes]:
        """The vector of each text that has one, by the hash of the text."""
        number, dimension, _ = self._embedder
        held = sorted({hash_of(text) for text in texts}) if number else []
        rows: dict[bytes, bytes] = {}
        for start in range(0, len(held), _AT_ONCE):
            some = held[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows |= self._ask(
                f"SELECT text, vector FROM passage_vector WHERE embedder = ? AND text IN ({marks})",  # noqa: S608 - only question marks
                (number, *some),
            )
        size = dimension * numpy().dtype(_NUMBER).itemsize if rows else 0
        return {text: vector for text, vector in rows.items() if len(vector) == size}

    def keep(self, vectors: Mapping[bytes, Any], dimension: int, floor: float) -> None:
        """Add vectors, each under the hash of its text. One of another dimension replaces all."""
        with self._store.writing():
            for table in _TABLES:
                self._store.conn.execute(table)
            if self.dimension not in {0, dimension}:
                self._drop()
            self._store.conn.execute(
                "INSERT INTO embedder (name, dimension, floor) VALUES (?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET floor = excluded.floor",
                (self.name, dimension, floor),
            )
            number = self._embedder[0]
            self._store.conn.executemany(
                "INSERT OR REPLACE INTO passage_vector VALUES (?, ?, ?)",
                ((number, text, v.astype(_NUMBER).tobytes()) for text, v in vectors.items()),
            )

    def forget_but(self, texts: Collection[bytes]) -> int:
        """Remove this model's vectors of texts that no passage has any more; how many they were."""
        number = self._embedder[0]
        if not number:
            return 0
        held = self._ask("SELECT text, 1 FROM passage_vector WHERE embedder = ?", (number,))
        gone = [(number, text) for text in held if text not in texts]
        with self._store.writing():
            self._store.conn.executemany(
                "DELETE FROM passage_vector WHERE embedder = ? AND text = ?", gone
            )
        return len(gone)

    def _drop(self) -> None:
        number = self._embedder[0]
        self._store.conn.execute("DELETE FROM passage_vector WHERE embedder = ?", (number,))
        self._store.conn.execute("DELETE FROM embedder WHERE number = ?", (number,))

    @property
    def _embedder(self) -> tuple[int, int, float]:
        with store_errors(self._store.name):
            try:
                found = self._store.conn.execute(
                    "SELECT number, dimension, floor FROM embedder WHERE name = ?", (self.name,)
                ).fetchone()
            except sqlite3.OperationalError as wrong:
                if "no such table" not in str(wrong):
                    raise
                found = None
        return (found[0], found[1], found[2]) if found else (0, 0, 1.0)

    def _ask(self, sql: str, values: Sequence[object]) -> dict[bytes, bytes]:
        with store_errors(self._store.name):
            return dict(self._store.conn.execute(sql, values).fetchall())


class KeptEmbedder:
    """An embedder that looks among the kept vectors first, and makes what is not there.

    Questions and passages that are new to the store go to the embedder itself.
    """

    def __init__(self, embedder: Embedder, kept: KeptVectors) -> None:
        self._embedder = embedder
        self._kept = kept

    @property
    def name(self) -> str:
        """The model and its revision."""
        return self._embedder.name

    @property
    def floor(self) -> float:
        """The model's floor, without asking the model again where it is known."""
        return self._kept.floor if self._kept.dimension else self._embedder.floor

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """A unit vector for each text."""
        if role == "query":
            return self._embedder.embed(texts, role)
        np = numpy()
        held: dict[bytes, Any] = {
            text: np.frombuffer(vector, dtype=_NUMBER)
            for text, vector in self._kept.found(texts).items()
        }
        new = list({hash_of(text): text for text in texts if hash_of(text) not in held}.values())
        if new:
            made = unit_vectors(self._embedder, new, role)
            held |= {hash_of(text): vector for text, vector in zip(new, made, strict=True)}
        return [held[hash_of(text)] for text in texts]


def hash_of(text: str) -> bytes:
    """What a text is kept under."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest()
