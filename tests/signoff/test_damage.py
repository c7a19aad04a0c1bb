"""Whatever stands in a damaged store, reading it ends in a typed error, or the audit names it."""

import contextlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from chartside.draft import Status
from chartside.errors import ChartsideError, StoreError
from chartside.signoff import SignoffStore, UnlockedIdentity, amend, events, show, sign, verify
from chartside.signoff.audit import export_ndjson
from chartside.signoff.copies import changed_copies
from chartside.signoff.former import read_former
from chartside.signoff.gate import open_signed
from chartside.signoff.schema import _COLUMNS

COLUMNS = [(table, column) for table, columns in _COLUMNS.items() for column in columns]
VALUES: list[object] = ["x", "{}", "[]", b"\xff\x00"]


def overwrite(store: SignoffStore, table: str, column: str, value: object) -> None:
    """What a failing disk, or somebody with a SQLite shell, could do."""
    with closing(sqlite3.connect(store.path)) as connection, connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA foreign_keys = OFF")
        with contextlib.suppress(sqlite3.IntegrityError):  # a key that several rows would share
            connection.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608 - our own names


@pytest.fixture
def amended(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> SignoffStore:
    store.propose(a.draft())
    for name in ("d1", "d1.a1"):
        if name != "d1":
            amend(store, "d1", physician)
        seen = show(store, name, a.chart()).seen
        sign(store, name, physician, meaning="review", chart=a.chart(), seen=seen)
    return store


def readings(store: SignoffStore) -> list[Callable[[], object]]:
    return [
        lambda: verify(store),
        lambda: events(store),
        lambda: list(export_ndjson(store)),
        lambda: store.drafts(status=tuple(Status)),
        lambda: store.versions("d1"),
        lambda: store.decision("d1"),
        lambda: open_signed(store, "d1.a1"),
        lambda: read_former(store, "d1"),
        lambda: show(store, "d1"),
        lambda: changed_copies(store, store.path.parent),
    ]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=str)
def test_a_damaged_value_anywhere_is_a_typed_error(
    amended: SignoffStore, table: str, column: str
) -> None:
    whole = amended.path.read_bytes()
    for value in VALUES:
        amended.path.write_bytes(whole)
        overwrite(amended, table, column, value)
        with contextlib.suppress(StoreError):
            opened = SignoffStore(amended.path)
            for reading in readings(opened):
                with contextlib.suppress(ChartsideError):
                    reading()


@pytest.mark.parametrize("value", ["x", "", None, b"1"])
def test_a_store_that_does_not_say_its_version_is_damaged(
    amended: SignoffStore, value: object
) -> None:
    with closing(sqlite3.connect(amended.path)) as connection, connection:
        if value is None:
            connection.execute("DELETE FROM meta")
        else:
            connection.execute("UPDATE meta SET value = ?", (value,))
    with pytest.raises(StoreError, match=r"signoff\.db is damaged"):
        SignoffStore(amended.path)


def test_another_store_id_breaks_the_chain(amended: SignoffStore) -> None:
    with closing(sqlite3.connect(amended.path)) as connection, connection:
        connection.execute("UPDATE meta SET value = 'x' WHERE key = 'store'")
    assert "row 1 does not follow the row before it" in verify(amended).problems
