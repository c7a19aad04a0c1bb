"""Vectors kept beside the record: made once, of one model, dropped with the passage."""

import json
import sqlite3
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from chartside.errors import ModelError
from chartside.fhir.file import RecordFile
from chartside.fhir.ingest import ingest
from chartside.fhir.retrieval import Ask, Role, index_of
from chartside.fhir.retrieval.embedding import Embedded, by_meaning, embed_passages
from chartside.fhir.retrieval.kept import KeptEmbedder, KeptVectors, hash_of
from chartside.fhir.store import RecordStore
from chartside.tools.search_notes import search_notes


class Letters:
    """A text as counts of its groups of three letters, in as many places as told."""

    floor = 0.2

    def __init__(self, name: str = "letters@1", places: int = 256) -> None:
        self.name = name
        self.places = places
        self.asked: Counter[str] = Counter()

    def embed(self, texts: Sequence[str], role: Role) -> list[list[float]]:
        self.asked[role] += len(texts)
        return [self._vector(text.lower()) for text in texts]

    def _vector(self, text: str) -> list[float]:
        held = [0.0] * self.places
        for at in range(len(text) - 2):
            held[crc32(text[at : at + 3].encode("utf-8", "replace")) % self.places] += 1.0
        return held


class Failing(Letters):
    """Fails after a number of texts."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def embed(self, texts: Sequence[str], role: Role) -> list[list[float]]:
        if self.asked[role] + len(texts) > self.after:
            raise ModelError("out of memory")
        return super().embed(texts, role)


def note(name: str, patient: str, text: str) -> dict[str, Any]:
    data = b64encode(text.encode()).decode()
    return {
        "resourceType": "DocumentReference",
        "id": name,
        "status": "current",
        "type": {"text": "Note"},
        "date": "2024-01-01T00:00:00Z",
        "subject": {"reference": f"Patient/{patient}"},
        "content": [{"attachment": {"contentType": "text/plain", "data": data}}],
    }


def load(store: RecordStore, path: Path, *resources: dict[str, Any]) -> None:
    path.write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    ingest([path], store)


PEOPLE = [{"resourceType": "Patient", "id": one} for one in ("a", "b")]
JOINT = note("joint", "a", "Osteoarthritides of several joints.")
GOUT = note("gout", "a", "Acute gout of the left toe.")
EYE = note("eye", "b", "Cataract.")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with RecordStore(tmp_path / "r.db") as made:
        load(made, tmp_path / "first.ndjson", *PEOPLE, JOINT, GOUT, EYE)
        yield made


def counts(done: Embedded) -> tuple[int, int, int]:
    return done.passages, done.made, done.dropped


def test_every_passage_is_embedded_once_and_never_again(store: RecordStore) -> None:
    embedder = Letters()
    assert counts(embed_passages(store, embedder)) == (3, 3, 0)
    assert counts(embed_passages(store, embedder)) == (3, 0, 0)
    assert embedder.asked == {"passage": 3}


def test_only_what_is_new_or_changed_is_embedded_and_what_is_gone_is_dropped(
    store: RecordStore, tmp_path: Path
) -> None:
    embedder = Letters()
    embed_passages(store, embedder)
    changed = note("gout", "a", "Acute gout of the right toe.") | {"meta": {"versionId": "2"}}
    load(store, tmp_path / "more.ndjson", changed, note("lung", "b", "Asthma since the cat came."))
    assert counts(embed_passages(store, embedder)) == (4, 2, 1)
    assert embedder.asked == {"passage": 5}


def test_a_text_that_two_charts_share_is_embedded_once(store: RecordStore, tmp_path: Path) -> None:
    load(
        store,
        tmp_path / "more.ndjson",
        note("joint-too", "b", "Osteoarthritides of several joints."),
    )
    embedder = Letters()
    assert counts(embed_passages(store, embedder)) == (3, 3, 0)


async def test_an_embedded_chart_is_searched_by_meaning_and_only_the_question_is_embedded(
    store: RecordStore,
) -> None:
    embed_passages(store, Letters())
    embedder = Letters()
    chart = by_meaning(store, embedder).open_chart("a")
    found = await search_notes(chart, "polyosteoarthritis")
    assert [(row.reference, row.by) for row in found.items] == [
        ("DocumentReference/joint", ("meaning",))
    ]
    assert embedder.asked == {"query": 1}
    words = await search_notes(store.open_chart("a"), "polyosteoarthritis")
    assert words.items == ()


def test_another_model_never_meets_the_vectors_of_this_one(store: RecordStore) -> None:
    embed_passages(store, Letters())
    other = Letters("letters@2", places=64)
    assert by_meaning(store, other) is store
    assert counts(embed_passages(store, other)) == (3, 3, 0)
    sizes = {name: KeptVectors(store, name).dimension for name in ("letters@1", "letters@2")}
    assert sizes == {"letters@1": 256, "letters@2": 64}
    for embedder in (Letters(), other):
        index = index_of(by_meaning(store, embedder).open_chart("a"))
        best = index.passages(Ask("polyosteoarthritis")).items[0]
        assert (best.document.reference, best.by) == ("DocumentReference/joint", ("meaning",))
        assert "passage" not in embedder.asked or embedder is other


def test_vectors_of_another_length_under_one_name_are_made_anew(store: RecordStore) -> None:
    embed_passages(store, Letters())
    kept = KeptVectors(store, "letters@1")
    kept.keep({hash_of("x"): np.ones(8, np.float32)}, 8, 0.2)
    assert (kept.dimension, list(kept.found(["x"]))) == (8, [hash_of("x")])
    assert counts(embed_passages(store, Letters(places=8))) == (3, 3, 1)


def test_a_record_without_vectors_of_the_model_is_searched_by_words(
    store: RecordStore, tmp_path: Path
) -> None:
    assert by_meaning(store, Letters()) is store
    with RecordFile([tmp_path / "first.ndjson"]) as opened:
        assert by_meaning(opened, Letters()) is opened


def test_a_run_that_was_cut_off_goes_on_where_it_was(store: RecordStore) -> None:
    with pytest.raises(ModelError):
        embed_passages(store, Failing(after=2))
    embedder = Letters()
    assert counts(embed_passages(store, embedder)) == (3, 1, 0)


def test_a_passage_that_came_after_the_last_run_is_embedded_when_it_is_searched(
    store: RecordStore, tmp_path: Path
) -> None:
    embed_passages(store, Letters())
    load(store, tmp_path / "more.ndjson", note("late", "a", "Polyosteoarthritis of both hands."))
    embedder = Letters()
    index = index_of(by_meaning(store, embedder).open_chart("a"))
    found = {h.document.reference for h in index.passages(Ask("osteoarthritides")).items}
    assert found == {"DocumentReference/joint", "DocumentReference/late"}
    assert embedder.asked == {"query": 1, "passage": 1}


def test_a_damaged_vector_is_made_anew(store: RecordStore) -> None:
    embed_passages(store, Letters())
    with store.writing():
        store.conn.execute("UPDATE passage_vector SET vector = x'00'")
    assert counts(embed_passages(store, Letters())) == (3, 3, 0)


def test_the_order_of_the_texts_is_kept(store: RecordStore) -> None:
    embed_passages(store, Letters())
    plain = Letters()
    texts = [*index_of(store.open_chart("a")).texts, "new", *index_of(store.open_chart("b")).texts]
    held = KeptEmbedder(plain, KeptVectors(store, plain.name)).embed(texts, "passage")
    for mine, theirs in zip(held, plain.embed(texts, "passage"), strict=True):
        assert np.asarray(mine) == pytest.approx(np.asarray(theirs) / np.linalg.norm(theirs))


def test_searching_a_store_that_nobody_may_write_to_works(
    store: RecordStore, tmp_path: Path
) -> None:
    embed_passages(store, Letters())
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "read-only.db"
    copy.write_bytes((tmp_path / "r.db").read_bytes())
    with RecordStore(copy) as held:
        held.conn.execute("PRAGMA query_only = ON")
        chart = by_meaning(held, Letters()).open_chart("a")
        assert index_of(chart).passages(Ask("polyosteoarthritis")).total == 1


def test_the_tables_hold_no_text(store: RecordStore, tmp_path: Path) -> None:
    embed_passages(store, Letters())
    with sqlite3.connect(tmp_path / "r.db") as conn:
        rows = conn.execute("SELECT text, vector FROM passage_vector").fetchall()
    conn.close()
    assert {len(text) for text, _ in rows} == {16}
    assert not any(b"gout" in text + vector for text, vector in rows)
