"""The SQLite file that is made of a LOINC table: its terms, and an index of their words."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from chartside.errors import UsageError
from chartside.fhir.lab_reports.coding.words import LONGEST, words_of
from chartside.fhir.schema import store_errors

KEPT: Final = (
    "LOINC_NUM", "COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP",
    "STATUS", "SHORTNAME", "LONG_COMMON_NAME", "EXAMPLE_UCUM_UNITS",
)  # fmt: skip
"""The columns of Loinc.csv that are kept; others may be there."""
_NAMES: Final = ("COMPONENT", "SHORTNAME", "LONG_COMMON_NAME", "RELATEDNAMES2")
_NEEDED: Final = frozenset(KEPT[:8])
_VERSION: Final = "1"
"""Of the index: another one is made anew."""
_AT_ONCE: Final = 5000


def indexed(table: Path, index: Path) -> Path:
    """The index of a table, made or made anew where that is needed.

    Raises:
        UsageError: The table cannot be read, or lacks a column of Loinc.csv.
        StoreError: The index cannot be written.
    """
    try:
        stat = table.stat()
    except OSError as gone:
        raise UsageError("CHARTSIDE_LOINC names no file that can be read") from gone
    stamp = f"{_VERSION} {stat.st_size} {stat.st_mtime_ns}"
    if _stamp_of(index) != stamp:
        with store_errors(index.name):
            _make(table, index, stamp)
    return index


def in_words(text: str) -> str:
    """A text of any length as words that can be searched for."""
    pieces = (text[at : at + LONGEST] for at in range(0, len(text), LONGEST))
    return " ".join(word for piece in pieces for word in words_of(piece))


def _stamp_of(index: Path) -> str:
    if not index.is_file():
        return ""
    with suppress(sqlite3.Error), closing(sqlite3.connect(index)) as db:
        found = db.execute("SELECT stamp FROM edition").fetchone()
        return str(found[0]) if found else ""
    return ""


def _make(table: Path, index: Path, stamp: str) -> None:
    """Makes the index beside its place and puts it there whole: a stopped run leaves the old."""
    index.parent.mkdir(parents=True, exist_ok=True)
    part = index.with_name(f"{index.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as connection:
        db = Database(connection)
        db.table("term").insert_all(
            _terms(table), batch_size=_AT_ONCE, columns=dict.fromkeys(KEPT, str)
        )
        db.table("term").create_index(["LOINC_NUM"])
        db.table("term").enable_fts(["words"])
        db.table("edition").insert({"stamp": stamp})
    part.replace(index)


def _terms(table: Path) -> Iterator[dict[str, str]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if missing := _NEEDED - set(rows.fieldnames or ()):
                raise UsageError(f"CHARTSIDE_LOINC is no Loinc.csv: no {min(missing)}")
            for row in rows:
                kept = {column: row.get(column) or "" for column in KEPT}
                names = " ".join(";".join(row.get(n) or "" for n in _NAMES).split(";"))
                yield {**kept, "words": in_words(names)}
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise UsageError("CHARTSIDE_LOINC names no table that can be read") from wrong
