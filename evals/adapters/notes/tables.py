"""CSV files of a user's own: each row by its columns.

Messages name file, line and column; nothing of what stands there, for it is about patients.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError
from chartside.evals.user_files.reading import text_of

MOST_BYTES: Final = 1 << 29
Row = Mapping[str, str]


def rows_of(path: Path, columns: Sequence[str]) -> list[Row]:
    """Every row of a CSV file, as text by its columns; what a short row leaves out is empty.

    Raises:
        UsageError: There is no such file, it is not CSV in UTF-8, or lacks a column.
        SourceError: It cannot be read.
    """
    reader = csv.DictReader(io.StringIO(text_of(path, MOST_BYTES), newline=""), strict=True)
    before = csv.field_size_limit(MOST_BYTES)  # too long is the row, not the file
    try:
        given = list(reader.fieldnames or ())
        if missing := [name for name in columns if name not in given]:
            raise UsageError(
                f"{path.name}, line 1: no column {', '.join(missing)}; "
                f"it needs the columns {', '.join(columns)}"
            )
        if len(set(given)) < len(given):
            raise UsageError(f"{path.name}, line 1: a column is named twice")
        return [_row(path, reader.reader.line_num, row) for row in reader]
    except csv.Error:
        raise UsageError(f"{path.name}, line {reader.reader.line_num}: not CSV") from None
    finally:
        csv.field_size_limit(before)


def _row(path: Path, line: int, row: Mapping[Any, Any]) -> Row:
    if None in row:
        raise UsageError(f"{path.name}, line {line}: more cells than columns; quote its commas")
    return {name: cell or "" for name, cell in row.items()}


def tables_in(place: Path, *, but: str = "") -> Iterator[Path]:
    """A CSV file, or those of a folder by name, without the ones whose names end in `but`.

    Raises:
        UsageError: There is nothing there, or no CSV file.
    """
    if not place.is_dir():
        yield place
        return
    found = [p for p in sorted(place.glob("*.csv")) if not (but and p.stem.endswith(but))]
    if not found:
        raise UsageError(f"{place} holds no .csv file")
    yield from found
