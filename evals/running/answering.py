"""Questions put to the assistant by Inspect, and what was answered (`inspect_ai`)."""

from collections.abc import Sequence
from functools import lru_cache

from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.draft import Draft, draft_from_json
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.questions import EACH, questions
from chartside.evals.chart_questions.saying import in_words
from chartside.evals.running.grading import in_turn
from chartside.evals.running.patients import Records, Ward, people_of
from chartside.evals.running.work import at_work


@lru_cache(maxsize=4)
def asked_of(records: Records, seed: str, each: int = EACH) -> dict[str, Question]:
    """Every question about these records by its id; the same for the same seed."""
    return {
        f"{person.reference}/{number}": question
        for person in people_of(records)
        for number, question in enumerate(questions([person], seed, each))
    }


def as_dataset(chosen: Sequence[tuple[str, Question]]) -> MemoryDataset:
    """Questions as Inspect asks them, patients in turn."""
    by_patient: dict[str, list[Sample]] = {}
    for named, question in chosen:
        by_patient.setdefault(question.patient, []).append(
            Sample(
                input=question.text,
                target=in_words(question.expected),
                id=named,
                metadata={
                    "patient": question.patient,
                    "half": question.half,
                    "kind": question.kind,
                },
            )
        )
    return MemoryDataset(in_turn(by_patient.values()))


@solver
def asking(source: str = "", panel: int | None = None, reasoner: str = "extractive") -> Solver:
    """Ask the assistant; a run that fails is an answer, its code is kept."""
    ward = Ward(Records(source, panel), reasoner)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        assistant, chart = ward.at(state.metadata["patient"])
        with at_work(state):
            draft = await assistant.ask(chart, state.input_text)
            state.store.set("draft", draft.to_json())
            state.output.completion = " ".join(s.text for s in draft.statements)
        return state

    return solve


def answer_in(state: TaskState) -> Draft | None:
    """What was answered; None where nothing was."""
    held = state.store.get("draft")
    return draft_from_json(held) if held else None
