"""Rows of a user's file, read strictly: JSON, an object a line or all in one, or a table in CSV.

Messages name the file and what is wrong with it; nothing of what stands there, for it may be a
patient's. Which rows are set aside, and why, is for the caller to count.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from chartside.errors import UsageError
from chartside.evals.user_files.reading import text_of

MOST_BYTES: Final = 1 << 30
MOST_IN_A_ROW: Final = 4_000_000
"""Bytes of one row of JSON lines: a text with all of its sources is shorter."""
_BETWEEN: Final = ",;\t"

Row = Mapping[str, Any]


def rows_of(path: Path) -> Iterator[tuple[str, Any]]:
    """Each row with what it is called: its key where it has one, else its number, from 1.

    A line that is no JSON, or far too long, is None.

    Raises:
        UsageError: There is no such file, it is a folder, or it is no text in UTF-8.
        SourceError: It cannot be read.
    """
    held = text_of(path, MOST_BYTES).encode()
    if path.suffix.lower() == ".csv":
        yield from _table(path, held)
        return
    whole = _json(held)
    if isinstance(whole, dict) and all(isinstance(v, dict) for v in whole.values()):
        yield from whole.items()
    elif isinstance(whole, list):
        yield from ((str(number), row) for number, row in enumerate(whole, 1))
    elif isinstance(whole, dict):
        yield "1", whole
    else:
        yield from _lines(held)


def _json(held: bytes) -> Any:
    """One JSON value; None where it is not one."""
    try:
        return msgspec.json.decode(held)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _lines(held: bytes) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(held.splitlines(), 1):
        if line.strip():
            yield str(number), None if len(line) > MOST_IN_A_ROW else _json(line)


def _table(path: Path, held: bytes) -> Iterator[tuple[str, Any]]:
    """The rows of a table by its head; a cell that is not there is left out.

    Cells stand apart by what the head has most of: comma, semicolon or tab, as spreadsheets write.
    """
    text = held.decode()
    head = text.partition("\n")[0]
    csv.field_size_limit(MOST_IN_A_ROW)
    between = max(_BETWEEN, key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        for number, row in enumerate(table, 1):
            yield str(number), {k: v for k, v in row.items() if k is not None and v is not None}
    except csv.Error:
        raise UsageError(
            f"{path.name}, line {table.reader.line_num}: it is no table in CSV"
        ) from None
