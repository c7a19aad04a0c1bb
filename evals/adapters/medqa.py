"""MedQA, four options: rows of the published JSONL, and how they are asked (`inspect_ai`)."""

from pathlib import Path

from inspect_ai import Task, task

from chartside.evals.adapters.multiple_choice.asking import asking_all
from chartside.evals.adapters.multiple_choice.question import LETTERS, Question
from chartside.evals.adapters.multiple_choice.reading import read_questions, words
from chartside.evals.adapters.multiple_choice.samples import as_lines
from chartside.evals.user_files.gathering import NoCase
from chartside.evals.user_files.rows import Row


@task
def medqa(data: str = "", reasoner: str = "extractive") -> Task:
    """Questions of American licensing examinations, one of four options right."""
    path = Path(data) if data else as_lines("medqa")
    return asking_all(read_questions(path, understood), reasoner)


def understood(named: str, row: Row) -> Question:
    """The question of a row; `answer_idx` is the letter of the right option.

    Raises:
        NoCase: A field is missing, or the right option is none of those that there are.
    """
    held = row.get("options")
    if not isinstance(held, dict) or not 1 < len(held) <= len(LETTERS):
        raise NoCase("rows without options")
    options = {letter: words(held, letter) for letter in sorted(held)}
    right = words(row, "answer_idx")
    if right not in options or list(options) != list(LETTERS[: len(options)]):
        raise NoCase("rows whose right option is none of theirs")
    kind = row.get("meta_info")
    return Question(
        id=named,
        text=words(row, "question"),
        options=options,
        right=right,
        kind=kind if isinstance(kind, str) and kind else "question",
    )
