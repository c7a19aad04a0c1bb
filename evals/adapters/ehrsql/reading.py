"""The folder of questions as it is published: `data.json`, `label.json`, maybe `answer.json`.

`data.json` holds the questions, `label.json` a query for each or "null" where none answers it, and
`answer.json` what the query gave. A database (`*.sqlite`, `*.db`) beside them, or in a folder
above, is asked where there is no `answer.json`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chartside.errors import UsageError
from chartside.evals.adapters.agentbench.reading import text_of
from chartside.evals.adapters.ehrsql.executing import Database, Unanswered
from chartside.evals.adapters.values import Truth, read_truth

NULL: Final = "null"
_LONGEST_QUESTION: Final = 2_000
_PREFIXES: Final = ("", "test_", "valid_", "train_")


class _Row(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    id: Annotated[str, Field(min_length=1, max_length=200)]
    question: Annotated[str, Field(min_length=1, max_length=_LONGEST_QUESTION)]


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `answerable` is whether the database answers it, `sql` how it is asked.

    `answer` is what the database answers, as it was printed, where a file tells it.
    """

    id: str
    text: str
    answerable: bool
    sql: str = ""
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a folder, how many were set aside by why, and the database if there is one.

    With a file of answers no database is needed.
    """

    questions: tuple[Question, ...]
    aside: Mapping[str, int]
    database: Path | None = None


def read_folder(folder: Path) -> Asked:
    """The questions of a folder.

    Raises:
        UsageError: It is no such folder, or nothing in it can be put.
        SourceError: A file cannot be read.
    """
    labels = _mapping(_file(folder, "label"), "a query, or null, by the id of its question")
    answers = _mapping(found, "answers by id") if (found := _maybe(folder, "answer")) else {}
    aside: Counter[str] = Counter()
    questions: dict[str, Question] = {}
    for held in _questions(_file(folder, "data")):
        question = _question(held, labels, answers)
        if isinstance(question, str):
            aside[question] += 1
        elif question.id in questions:
            aside["questions of an id that is there already"] += 1
        else:
            questions[question.id] = question
    if not questions:
        raise UsageError(f"{folder.name} has no question with a label that can be put")
    return Asked(tuple(questions.values()), dict(aside), None if answers else _database(folder))


def truths(questions: Iterable[Question], database: Path | None) -> dict[str, Truth]:
    """What is true by the id of a question; what neither a file nor the database tells is absent.

    Raises:
        UsageError: The database is none.
    """
    asked = Database(database) if database else None
    found: dict[str, Truth] = {}
    for question in questions:
        if not question.answerable:
            continue
        if question.answer is not None:
            found[question.id] = read_truth(question.answer)
        elif asked and question.sql:
            with suppress(Unanswered):
                found[question.id] = asked.asked(question.sql)
    if asked:
        asked.close()
    return found


def _question(held: Any, labels: Mapping[str, Any], answers: Mapping[str, Any]) -> Question | str:
    """The question, or why there is none."""
    try:
        row = _Row.model_validate(held)
    except ValidationError:
        return "entries that are no question with an id"
    sql, answer = labels.get(row.id), answers.get(row.id)
    label = sql if isinstance(sql, str) else answer
    if not isinstance(label, str) or not label.strip():
        return "questions without a label"
    return Question(
        id=row.id,
        text=" ".join(row.question.split()),
        answerable=label.strip().lower() != NULL,
        sql=sql if isinstance(sql, str) else "",
        answer=answer if isinstance(answer, str) else None,
    )


def _questions(path: Path) -> list[Any]:
    held = _json(path)
    rows = held.get("data") if isinstance(held, dict) else held
    if not isinstance(rows, list):
        raise UsageError(f'{path.name} holds no list of questions under "data"')
    return rows


def _mapping(path: Path, what: str) -> dict[str, Any]:
    held = _json(path)
    if not isinstance(held, dict):
        raise UsageError(f"{path.name} holds no JSON object: it has {what}")
    return held


def _json(path: Path) -> Any:
    try:
        return json.loads(text_of(path))
    except json.JSONDecodeError as wrong:
        raise UsageError(f"{path.name} line {wrong.lineno} is not JSON") from None
    except RecursionError:
        raise UsageError(f"{path.name} is nested too deep to be this file") from None


def _file(folder: Path, name: str) -> Path:
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name the one with data.json and label.json")
    found = _maybe(folder, name)
    if found is None:
        raise UsageError(f"{folder} has no {name}.json: it needs data.json and label.json")
    return found


def _maybe(folder: Path, name: str) -> Path | None:
    places = (folder / f"{prefix}{name}.json" for prefix in _PREFIXES)
    return next((place for place in places if place.exists()), None)


def _database(folder: Path) -> Path | None:
    """The only database in the folder, or in the one above, where the benchmark has it.

    Raises:
        UsageError: The folder has several.
    """
    here, above = (
        sorted(p for ending in ("*.sqlite", "*.sqlite3", "*.db") for p in place.glob(ending))
        for place in (folder, folder.resolve().parent)
    )
    if len(here) > 1:
        raise UsageError(f"{folder.name} has {len(here)} databases: leave the one to be asked")
    held = here or (above if len(above) == 1 else [])
    return held[0] if held else None
