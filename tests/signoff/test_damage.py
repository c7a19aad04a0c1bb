"""Whatever stands in a damaged store, reading it ends in a typed error, or the audit names it."""

import contextlib
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from chartside.draft import Status
from chartside.errors import ChartsideError, StoreError
from chartside.settings import PostgreSQL
from chartside.signoff import SignoffStore, UnlockedIdentity, amend, events, show, sign, verify
from chartside.signoff.audit import export_ndjson
from chartside.signoff.copies import changed_copies
from chartside.signoff.former import read_former
from chartside.signoff.gate import open_signed
from chartside.signoff.schema import METADATA

VALUES: list[object] = ["x", "{}", "[]", b"\xff\x00"]
pytestmark = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


def overwrite(connection: Connection, table: Table, column: str, value: object) -> None:
    """What a failing disk, or somebody with an editor, could do; where the database lets them."""
    statement = f"UPDATE {table.name} SET {column} = :value"  # noqa: S608 - our own names
    # a key that several rows would share; on PostgreSQL also what is of another type
    with contextlib.suppress(DBAPIError), connection.begin_nested():
        connection.execute(text(statement), {"value": value})


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
        lambda: changed_copies(store, store.anchor.parent),
    ]


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=str)
def test_a_damaged_value_anywhere_is_a_typed_error(
    amended: SignoffStore, attacker: Any, table: Table
) -> None:
    with attacker.at_work() as connection:
        whole = [row._asdict() for row in connection.execute(table.select()).all()]
    for column, value in product(table.columns.keys(), VALUES):
        with attacker.at_work() as connection:
            overwrite(connection, table, column, value)
        with contextlib.suppress(StoreError):
            opened = SignoffStore(amended.place)
            for reading in readings(opened):
                with contextlib.suppress(ChartsideError):
                    reading()
        with attacker.at_work() as connection:
            connection.execute(table.delete())
            if whole:
                connection.execute(table.insert(), whole)
    assert verify(amended).ok


@pytest.mark.parametrize("value", ["x", "", None, b"1"])
def test_a_store_that_does_not_say_its_version_is_damaged(
    amended: SignoffStore, attacker: Any, value: object
) -> None:
    if isinstance(value, bytes) and isinstance(amended.place, PostgreSQL):
        pytest.skip("PostgreSQL keeps no bytes in a column of text")
    if value is None:
        attacker.does("DELETE FROM meta")
    else:
        attacker.does("UPDATE meta SET value = :value", value=value)
    with pytest.raises(StoreError, match=r" is damaged \(its table"):
        SignoffStore(amended.place)


def test_another_store_id_breaks_the_chain(amended: SignoffStore, attacker: Any) -> None:
    attacker.does("UPDATE meta SET value = 'x' WHERE key = 'store'")
    assert "row 1 does not follow the row before it" in verify(amended).problems
