"""What was deleted is nowhere any more: not in the record, its history, or its index."""

import random
from pathlib import Path
from typing import Any

import pytest

from chartside.demo import record_json
from chartside.fhir.indexing import reindex
from chartside.fhir.ingest import ingest
from chartside.fhir.links import Links
from chartside.fhir.removing import remove
from chartside.fhir.schema import INDEX_COLUMNS
from chartside.fhir.store import RecordStore


def index_of(store: RecordStore) -> dict[str, list[Any]]:
    return {
        table: sorted(map(repr, store.conn.execute(f"SELECT * FROM {table}")))  # noqa: S608 - our own names
        for table in INDEX_COLUMNS
    }


def references(store: RecordStore) -> list[str]:
    return [f"{kind}/{name}" for kind, name in store.conn.execute("SELECT type, id FROM resource")]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    path = tmp_path / "demo.json"
    path.write_bytes(record_json())
    return path


@pytest.mark.parametrize("seed", range(3))
def test_the_index_is_the_one_of_a_record_that_never_had_what_was_removed(
    demo: Path, seed: int
) -> None:
    with RecordStore() as store:
        ingest([demo], store)
        gone = random.Random(seed).sample(references(store), 60)  # noqa: S311 - seeded, no secret
        with store.writing():
            assert remove(store.conn, gone) == 60
        left = index_of(store)
        with store.writing():
            reindex(store.conn, Links(store.conn))
        assert left == index_of(store)
        assert not set(gone) & set(references(store))


def test_nothing_is_left_of_a_record_whose_resources_are_all_removed(demo: Path) -> None:
    with RecordStore() as store:
        ingest([demo], store)
        with store.writing():
            remove(store.conn, references(store))
        assert not any(index_of(store).values())
        assert store.conn.execute("SELECT count(*) FROM history").fetchone() == (0,)


def test_a_resource_that_is_numbered_like_an_item_of_another_takes_nothing_of_it_along(
    demo: Path,
) -> None:
    """Rows of items have numbers of their own, which are those of resources in a large record."""
    with RecordStore() as store:
        ingest([demo], store)
        item, owner = store.conn.execute(
            "SELECT t.resource, t.resource >> 16 FROM token AS t JOIN resource AS r "
            "ON r.number = t.resource >> 16 WHERE r.type = 'Observation' AND t.resource > 65536"
        ).fetchone()
        number, name = store.conn.execute(
            "SELECT number, id FROM resource WHERE type = 'Observation' AND number <> ?", (owner,)
        ).fetchone()
        with store.writing():
            store.conn.execute("UPDATE resource SET number = ? WHERE number = ?", (item, number))
            reindex(store.conn, Links(store.conn))
            assert remove(store.conn, [f"Observation/{name}"]) == 1
        left = index_of(store)
        with store.writing():
            reindex(store.conn, Links(store.conn))
        assert left == index_of(store)


async def test_the_number_of_a_removed_resource_brings_nothing_of_it_to_the_next(
    tmp_path: Path,
) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(
        '{"resourceType": "Patient", "id": "a", "name": [{"family": "Ocasek"}]}', encoding="utf-8"
    )
    second.write_text(
        '{"resourceType": "Patient", "id": "b", "name": [{"family": "Easton"}]}', encoding="utf-8"
    )
    with RecordStore() as store:
        ingest([first], store)
        with store.writing():
            remove(store.conn, ["Patient/a"])
        ingest([second], store)
        assert (await store.search("Patient?family=Ocasek")).total == 0
        assert (await store.search("Patient?family=Easton")).total == 1
