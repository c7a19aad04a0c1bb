"""CSV files of a user's own: each row by its columns, and what could not be used, by why.

Messages name file, line and column; nothing of what stands there, for it is about patients.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from chartside.errors import SourceError, UsageError

T = TypeVar("T")
R = TypeVar("R")

MOST_BYTES: Final = 1 << 29
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """The cases that a user's material holds, and how much of it was set aside, by why."""

    cases: tuple[T, ...]
    aside: Mapping[str, int] = field(default_factory=dict)


class NoCase(ValueError):
    """What cannot be asked; the message says why, in words that follow a count."""


def gathered(
    rows: Iterable[tuple[str, R]], understood: Callable[[str, R], T], named: str
) -> Held[T]:
    """The cases of rows, each by what it is called; what is none is set aside.

    Raises:
        UsageError: None of them is a case; `named` is what they were looked for in.
    """
    found: dict[str, T] = {}
    aside: Counter[str] = Counter()
    for name, row in rows:
        try:
            case = understood(name, row)
        except NoCase as why:
            aside[str(why)] += 1
            continue
        if found.setdefault(name, case) is not case:
            aside["rows with an id that another has"] += 1
    if not found:
        told = "; ".join(f"{number} {words}" for words, number in aside.items()) or "it is empty"
        raise UsageError(f"{named} holds no case that can be used: {told}")
    return Held(tuple(found.values()), dict(aside))


def rows_of(path: Path, columns: Sequence[str]) -> list[Row]:
    """Every row of a CSV file, as text by its columns; what a short row leaves out is empty.

    Raises:
        UsageError: There is no such file, it is not CSV in UTF-8, or lacks a column.
        SourceError: It cannot be read.
    """
    reader = csv.DictReader(io.StringIO(text_of(path), newline=""), strict=True)
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


def text_of(path: Path) -> str:
    """A file as text.

    Raises:
        UsageError: There is no such file, it is far too long, or not UTF-8.
        SourceError: It cannot be read.
    """
    held = octets_of(path)
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = held.count(b"\n", 0, wrong.start) + 1
        raise UsageError(f"{path.name}, line {line}: not UTF-8; save it as UTF-8 text") from None


def octets_of(path: Path) -> bytes:
    """A file's bytes; raises as `text_of` but for its encoding."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name a file")
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is longer than the {MOST_BYTES:,} bytes that are read")
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"no such file: {path}") from None
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{path} cannot be read: {reason}") from wrong


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
