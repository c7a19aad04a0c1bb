"""PubMedQA, the expert-labelled part: the authors' JSON, and how it is asked (`inspect_ai`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, task

from chartside.errors import UsageError
from chartside.evals.adapters.multiple_choice.asking import asking_all
from chartside.evals.adapters.multiple_choice.question import Question
from chartside.evals.adapters.multiple_choice.reading import asked_in, words
from chartside.evals.adapters.multiple_choice.samples import by_article
from chartside.evals.user_files.gathering import Held, NoCase
from chartside.evals.user_files.rows import Row, rows_of

_DECISIONS: Final = {"A": "yes", "B": "no", "C": "maybe"}
_QUESTIONS: Final = "ori_pqal.json"
_TEST: Final = "test_ground_truth.json"


@task
def pubmedqa(data: str = "", reasoner: str = "extractive") -> Task:
    """Questions that an abstract answers with yes, no or maybe."""
    return asking_all(read(Path(data) if data else by_article()), reasoner)


def read(path: Path) -> Held[Question]:
    """The questions of the published test set in the authors' folder, or all of a file.

    Raises:
        UsageError: As in `read_questions`; or the folder lacks one of the two files.
        SourceError: It cannot be read.
    """
    if not path.is_dir():
        return asked_in(path, rows_of(path), understood)
    tested = path / _TEST
    if not tested.exists() or not (path / _QUESTIONS).exists():
        raise UsageError(f"the folder needs {_QUESTIONS} and {_TEST}, as the authors have them")
    truth = _truth(tested)
    return asked_in(path / _QUESTIONS, _those(path / _QUESTIONS, truth), understood)


def _truth(path: Path) -> dict[str, Any]:
    """The decision of each article of the test set."""
    held = [row for _, row in rows_of(path)]
    if len(held) != 1 or not isinstance(held[0], dict):
        raise UsageError(f"{path.name} is not one JSON object of decisions by article")
    return held[0]


def _those(path: Path, truth: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Rows of these articles with their decisions; one that is not there has no question."""
    held = dict(rows_of(path))
    for article, decision in truth.items():
        row = held.get(article)
        yield article, {**row, "final_decision": decision} if isinstance(row, dict) else {}


def understood(named: str, row: Row) -> Question:
    """The question of an article, its abstract in front without the conclusion.

    Raises:
        NoCase: A field is missing, or the decision is none of the three.
    """
    said = words(row, "QUESTION", "question")
    contexts = row.get("CONTEXTS", row.get("contexts"))
    if not isinstance(contexts, list) or not all(isinstance(one, str) for one in contexts):
        raise NoCase("rows without contexts")
    decision = words(row, "final_decision")
    right = next((k for k, v in _DECISIONS.items() if v == decision.lower()), None)
    if right is None:
        raise NoCase("rows whose decision is neither yes nor no nor maybe")
    context = "\n".join(contexts)
    return Question(named, f"{context}\n\n{said}", _DECISIONS, right, kind=decision.lower())
