"""Questions asked of the assistant, each as one run, and graded."""

import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from chartside.agent.assistant import Assistant
from chartside.draft import Draft
from chartside.errors import ChartsideError, NothingToSay, UsageError
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.raw import AS_OF, Person
from chartside.evals.chart_questions.score import Graded, grade
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record
from chartside.settings import Settings

NOW = datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Run:
    """Every answer graded, runs that failed by their error's code, and the seconds all took.

    A failed run counts as an answer that is not exact, and never as an abstention.
    """

    graded: tuple[Graded, ...]
    failed: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


async def ask_all(
    persons: Sequence[Person],
    asked: Iterable[Question],
    reasoner: str | BaseChatModel = "extractive",
) -> Run:
    """Ask each question of its patient's chart; what is written lies in a folder that goes.

    Raises:
        UsageError: Two records are of a patient of the same id.
    """
    graded: list[Graded] = []
    failed: dict[str, int] = {}
    by_patient = {p.reference: p for p in persons}
    if len(by_patient) < len(persons):
        raise UsageError("two records have a patient of the same id: ask about one at a time")
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        for patient, questions in groupby(asked, key=lambda q: q.patient):
            record = open_record(by_patient[patient].path)
            home = Path(scratch, str(len(graded)))
            assistant = Assistant(record, settings=Settings(home), reasoner=reasoner)
            chart = record.open_chart(patient, as_of=NOW)
            for question in questions:
                try:
                    graded.append(grade(question, await _answer(assistant, chart, question)))
                except ChartsideError as error:
                    failed[error.code] = failed.get(error.code, 0) + 1
                    graded.append(_failed(question, error.code))
    return Run(tuple(graded), failed, time.perf_counter() - begun)


async def _answer(assistant: Assistant, chart: Chart, question: Question) -> Draft | None:
    """The answer, None where the assistant says that the chart is silent."""
    try:
        return await assistant.ask(chart, question.text)
    except NothingToSay:
        return None


def _failed(question: Question, code: str) -> Graded:
    return Graded(
        question,
        exact=False,
        abstained=False,
        sourced=None,
        unsupported=False,
        text=f"failed: {code}",
    )
