"""The suite `ehrnoteqa`: questions about a patient's discharge summaries (`inspect_ai`).

A chat model is asked by itself, with the summaries in its prompt: which of five choices is right,
which code grades; and, where a judge is named, the same question without choices.
"""

from collections.abc import Mapping
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.evals.adapters.multiple_choice.parsing import chosen
from chartside.evals.adapters.notes.answers import answer_to
from chartside.evals.adapters.notes.summaries_asked import BUDGET, Asked, asked_of, fitted
from chartside.evals.judging.judge import open_judge
from chartside.evals.judging.kept import judgement_in, keep_judgement
from chartside.evals.running.grading import Grade, counted, guarded
from chartside.evals.running.models import chat_model
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.prompts.prompt import prompt

CHOICE: Final = "choice"
OPEN: Final = "open"
_VERDICT: Final = "verdict"


@task
def ehrnoteqa(data: str = "", reasoner: str = "", judge: str = "", budget: int = BUDGET) -> Task:
    """Each question with its choices; with a judge, each without them too.

    `budget` is how many characters of notes go into a prompt.
    """
    held = asked_of(data)
    forms = (CHOICE, OPEN) if judge else (CHOICE,)
    return Task(
        dataset=MemoryDataset([_sample(case, form) for case in held.cases for form in forms]),
        solver=reading(data, reasoner, judge, budget),
        scorer=right_choice(data),
        metadata=set_aside(held.aside),
    )


def _sample(case: Asked, form: str) -> Sample:
    return Sample(
        input=case.question,
        target=f"{case.right}. {case.expected}",
        id=f"{case.id}/{form}",
        metadata={"patient": case.id, "kind": f"{form}: {case.category}"},
    )


def _by_id(data: str) -> Mapping[str, Asked]:
    return {case.id: case for case in asked_of(data).cases}


@solver
def reading(data: str = "", reasoner: str = "", judge: str = "", budget: int = BUDGET) -> Solver:
    """Put notes and question to the model; have an open answer judged."""
    cases, model = _by_id(data), chat_model(reasoner)
    judging = open_judge(judge) if judge else None

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        name, _, form = str(state.sample_id).rpartition("/")
        case = cases[name]
        notes, whole = fitted(case.notes, budget)
        state.store.set("whole", whole)
        with at_work(state):
            state.output.completion = await answer_to(model, _prompt(case, form, notes))
        said = state.output.completion
        if form == OPEN and judging and said and not failed_in(state):
            asked = judging.agrees(case.question, case.expected, said)
            await keep_judgement(state, _VERDICT, asked)
        return state

    return solve


def _prompt(case: Asked, form: str, notes: str) -> str:
    if form == CHOICE:
        told = {"notes": notes, "question": case.question, "choices": case.listed}
        return prompt("notes_choice").filled(**told)
    return prompt("notes_open").filled(notes=notes, question=case.question)


@scorer(metrics=[counted()])
def right_choice(data: str = "") -> Scorer:
    """Whether the right choice was meant; of open answers, what the judge says.

    Where the judge gave no verdict an open answer is not graded.
    """
    cases = _by_id(data)

    def graded(state: TaskState) -> Grade:
        name, _, form = str(state.sample_id).rpartition("/")
        case = cases[name]
        counts = {"whole": (int(bool(state.store.get("whole"))), 1)}
        if form == CHOICE:
            letter = "" if failed_in(state) else chosen(state.output.completion, case.choices)
            right = letter == case.right
            counts |= {"right": (int(right), 1), "told": (int(bool(letter)), 1)}
        else:
            verdict = judgement_in(state, _VERDICT)
            right = bool(verdict and verdict.ok)
            counts["judged-right"] = (int(right), 1)
        return float(right), counts, [] if right else [_wrong(state, case, form)]

    return guarded(graded)


def _wrong(state: TaskState, case: Asked, form: str) -> dict[str, Any]:
    code = failed_in(state)
    asked = f"{case.question}\n{case.listed}" if form == CHOICE else case.question
    return {
        "asked": asked,
        "said": f"failed: {code}" if code else state.output.completion or "no answer",
        "expected": f"{case.right}. {case.expected}",
        "sources": [],
    }
