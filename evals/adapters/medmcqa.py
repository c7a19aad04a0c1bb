"""MedMCQA: rows of the published JSON, and how they are asked (`inspect_ai`).

The right option is a number that the authors' files count from 1 and the copy on Hugging Face from
0, though its card says 1 to 4. Which one a file does is told from all of its rows, for a mistake
would grade every answer against its neighbour.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, task

from chartside.errors import UsageError
from chartside.evals.adapters.multiple_choice.asking import asking_all
from chartside.evals.adapters.multiple_choice.question import Question
from chartside.evals.adapters.multiple_choice.reading import asked_in, words
from chartside.evals.adapters.multiple_choice.samples import as_lines
from chartside.evals.user_files.gathering import Held, NoCase
from chartside.evals.user_files.rows import Row, rows_of

_OPTIONS: Final = {"A": "opa", "B": "opb", "C": "opc", "D": "opd"}
_LETTERS: Final = "".join(_OPTIONS)
_LAST: Final = len(_LETTERS)


@task
def medmcqa(data: str = "", reasoner: str = "extractive") -> Task:
    """Questions of Indian entrance examinations, one of four options right, by subject."""
    path = Path(data) if data else as_lines("medmcqa")
    return asking_all(read(path), reasoner)


def read(path: Path) -> Held[Question]:
    """Every question of a file.

    Raises:
        UsageError: As in `read_questions`; or nobody can tell whether its options count from 0.
        SourceError: It cannot be read.
    """
    rows = list(rows_of(path))
    first = counted_from(path.name, (_number(row) for _, row in rows))
    return asked_in(path, iter(rows), partial(understood, first=first))


def counted_from(name: str, numbers: Iterable[int | None]) -> int:
    """Whether the options of a file are numbered from 0 or from 1.

    Raises:
        UsageError: The file has both 0 and 4, or neither.
    """
    held = {number for number in numbers if number is not None}
    if not held & {0, _LAST} and held & set(range(1, _LAST)):
        raise UsageError(
            f"{name}: cop is never 0 and never {_LAST}, so that nobody can tell whether options "
            "are counted from 0 or from 1: name the whole file"
        )
    if held >= {0, _LAST}:
        raise UsageError(f"{name}: cop is 0 in some rows and {_LAST} in others")
    return 0 if 0 in held else 1


def understood(named: str, row: Row, *, first: int) -> Question:
    """The question of a row; the test set has no right options, and cannot be graded here.

    Raises:
        NoCase: A field is missing, or there is no right option.
    """
    number = _number(row)
    if number is None or not 0 <= number - first < _LAST:
        raise NoCase("rows without a right option")
    held = row.get("id")
    subject = row.get("subject_name")
    return Question(
        id=held if isinstance(held, str) and held else named,
        text=words(row, "question"),
        options={letter: words(row, field) for letter, field in _OPTIONS.items()},
        right=_LETTERS[number - first],
        kind=subject if isinstance(subject, str) and subject else "no subject",
    )


def _number(row: Any) -> int | None:
    """The number of the right option; some copies write it as text, the test set as -1 or not."""
    value = row.get("cop") if isinstance(row, dict) else None
    if isinstance(value, str) and value.isdecimal() and len(value) == 1:
        value = int(value)
    return value if type(value) is int and value >= 0 else None
