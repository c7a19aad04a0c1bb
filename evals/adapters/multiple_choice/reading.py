"""Questions out of a file of JSON: an object a line, a list of objects, or objects by their ids.

A row that cannot be asked is set aside and counted. Messages name file, line and field; nothing of
what stands there, for a user's own questions may be secret.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chartside.errors import UsageError
from chartside.evals.adapters.multiple_choice.question import NoQuestion, Question
from chartside.evals.judging.rows import Row, rows_of

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
        reason = "; ".join(f"{number} {words}" for words, number in aside.items()) or "it is empty"
        raise UsageError(f"{path.name} holds no question that can be asked: {reason}")
    return Asked(tuple(found.values()), dict(aside))


def _object(row: Any) -> Row:
    if not isinstance(row, Mapping):
        raise NoQuestion("rows that are no JSON object, or far too long")
    return row


def words(row: Row, *names: str) -> str:
    """The text of the first of these fields that the row has.

    Raises:
        NoQuestion: None of them is there, or it is no text, or an empty one.
    """
    value = next((row[name] for name in names if name in row), None)
    if not isinstance(value, str) or not value.strip():
        raise NoQuestion(f"rows without {names[0]}")
    return value.strip()
