"""Questions out of a file of JSON: an object a line, a list of objects, or objects by their ids.

A row that cannot be asked is set aside and counted. Messages name file, line and field; nothing of
what stands there, for a user's own questions may be secret.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from chartside.evals.adapters.multiple_choice.question import Question
from chartside.evals.user_files.gathering import Held, NoCase, gathered
from chartside.evals.user_files.rows import Row, rows_of

Understood = Callable[[str, Row], Question]
"""The question of a row by its id; raises `NoCase` where it is none."""


def read_questions(path: Path, understood: Understood) -> Held[Question]:
    """Every question of a file.

    Raises:
        UsageError: There is no such file, it is not JSON, or no row of it can be asked.
        SourceError: It cannot be read.
    """
    return asked_in(path, rows_of(path), understood)


def asked_in(path: Path, rows: Iterable[tuple[str, Any]], understood: Understood) -> Held[Question]:
    """The questions of rows that were read from this file; raises as `read_questions`."""

    def one(name: str, row: Any) -> Question:
        return understood(name, _object(row))

    return gathered(rows, one, path.name, "question that can be asked")


def _object(row: Any) -> Row:
    if not isinstance(row, Mapping):
        raise NoCase("rows that are no JSON object, or far too long")
    return row


def words(row: Row, *names: str) -> str:
    """The text of the first of these fields that the row has.

    Raises:
        NoCase: None of them is there, or it is no text, or an empty one.
    """
    value = next((row[name] for name in names if name in row), None)
    if not isinstance(value, str) or not value.strip():
        raise NoCase(f"rows without {names[0]}")
    return value.strip()
