"""Questions out of a file of JSON: an object a line, a list of objects, or objects by their ids.

A row that cannot be asked is set aside and counted. Messages name file, line and field; nothing of
what stands there, for a user's own questions may be secret.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from chartside.errors import SourceError, UsageError
from chartside.evals.adapters.multiple_choice.question import NoQuestion, Question

MOST_BYTES: Final = 1 << 30
MOST_IN_A_ROW: Final = 1_000_000
"""Bytes of one row, which is a question with its context: far beyond any that a person wrote."""

Row = Mapping[str, Any]
Understood = Callable[[str, Row], Question]
"""The question of a row by its id; raises `NoQuestion` where it is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a file, each id once, and how many rows were set aside, by why."""

    questions: tuple[Question, ...]
    aside: Mapping[str, int] = field(default_factory=dict)


def read_questions(path: Path, understood: Understood) -> Asked:
    """Every question of a file.

    Raises:
        UsageError: There is no such file, it is not JSON, or no row of it can be asked.
        SourceError: It cannot be read.
    """
    return asked_in(path, rows_of(path), understood)


def asked_in(path: Path, rows: Iterator[tuple[str, Any]], understood: Understood) -> Asked:
    """The questions of rows that were read from this file; raises as `read_questions`."""
    found: dict[str, Question] = {}
    aside: Counter[str] = Counter()
    for named, row in rows:
        try:
            question = understood(named, _object(row))
        except NoQuestion as why:
            aside[str(why)] += 1
            continue
        if found.setdefault(question.id, question) is not question:
            aside["rows with an id that another has"] += 1
    if not found:
        why = "; ".join(f"{number} {words}" for words, number in aside.items()) or "it is empty"
        raise UsageError(f"{path.name} holds no question that can be asked: {why}")
    return Asked(tuple(found.values()), dict(aside))


def rows_of(path: Path) -> Iterator[tuple[str, Any]]:
    """Each row with what it is called: its key where it has one, else the number of its line.

    A line that is no JSON is None, for `asked_in` to set aside.

    Raises:
        UsageError: As in `read_questions`.
        SourceError: It cannot be read.
    """
    held = _bytes(path)
    whole = _whole(held)
    if isinstance(whole, dict) and all(isinstance(v, dict) for v in whole.values()):
        yield from whole.items()
    elif isinstance(whole, list):
        yield from ((str(number), row) for number, row in enumerate(whole, 1))
    elif isinstance(whole, dict):
        yield "1", whole
    else:
        yield from _lines(held)


def _whole(held: bytes) -> Any:
    """The file as one JSON value; None where it is not one."""
    try:
        return msgspec.json.decode(held)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _lines(held: bytes) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(held.splitlines(), 1):
        if line.strip():
            yield str(number), None if len(line) > MOST_IN_A_ROW else _whole(line)


def _object(row: Any) -> Row:
    if not isinstance(row, Mapping):
        raise NoQuestion("rows that are no JSON object, or far too long")
    return row


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the file in it")
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is longer than the {MOST_BYTES:,} bytes that are read")
        held = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except FileNotFoundError:
        raise UsageError(f"no such file: {path}") from None
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{path} cannot be read: {reason}") from wrong
    try:
        held.decode()
    except UnicodeDecodeError:
        raise UsageError(f"{path.name} is not UTF-8 text: save it as JSON in UTF-8") from None
    return held


def words(row: Row, *names: str) -> str:
    """The text of the first of these fields that the row has.

    Raises:
        NoQuestion: None of them is there, or it is no text, or an empty one.
    """
    value = next((row[name] for name in names if name in row), None)
    if not isinstance(value, str) or not value.strip():
        raise NoQuestion(f"rows without {names[0]}")
    return value.strip()
