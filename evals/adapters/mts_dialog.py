"""The suite `mts-dialog`: a short dialogue, its section of a note, and the section's header.

A chat model is asked by itself, for both at once (`inspect_ai`).
"""

from collections.abc import Mapping
from typing import Annotated, Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver
from pydantic import BaseModel, ConfigDict, Field

from chartside.evals.adapters.notes.built_charts import BuiltCharts, patient_of
from chartside.evals.adapters.notes.conversations import (
    HEADERS,
    Conversation,
    conversations,
    header_meant,
    listed,
)
from chartside.evals.adapters.notes.note_graded import (
    grounded,
    have_rated,
    keep_verdicts,
    rated,
    rouge_counts,
)
from chartside.evals.adapters.notes.said_by import borne_out, sentences_of
from chartside.evals.judging.judge import open_judge
from chartside.evals.running.grading import Grade, counted, guarded
from chartside.evals.running.models import EXTRACTIVE, chat_model
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.models.structured import ask_for
from chartside.prompts.prompt import prompt

_HEADER = "header"


class Section(BaseModel):
    """What the model writes: the name of a section, and its text."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    section_header: Annotated[str, Field(max_length=40)]
    section_text: Annotated[str, Field(max_length=8_000)]


@task
def mts_dialog(data: str = "", reasoner: str = "", judge: str = "") -> Task:
    """A section of every dialogue."""
    held = conversations(data)
    return Task(
        dataset=MemoryDataset([_sample(case) for case in held.cases]),
        solver=writing(data, reasoner, judge),
        scorer=like_the_section(data),
        metadata=set_aside(held.aside),
    )


def _sample(case: Conversation) -> Sample:
    return Sample(
        input=case.dialogue,
        target=f"{case.header}: {case.text}",
        id=case.id,
        metadata={"patient": case.id, "kind": HEADERS[case.header]},
    )


def _by_id(data: str) -> Mapping[str, Conversation]:
    return {case.id: case for case in conversations(data).cases}


@solver
def writing(data: str = "", reasoner: str = "", judge: str = "") -> Solver:
    """Have a chat model name the section and write it; the checker reads what it wrote."""
    cases, charts, model = _by_id(data), BuiltCharts(EXTRACTIVE), chat_model(reasoner)
    judging = open_judge(judge) if judge else None

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = cases[str(state.sample_id)]
        with at_work(state):
            filled = prompt("visit_section").filled(dialogue=case.dialogue, headers=listed())
            section = (await ask_for(model, filled, Section)).value
            state.store.set(_HEADER, section.section_header)
            state.output.completion = section.section_text
        sentences = sentences_of(state.output.completion)
        with charts.opened([patient_of()]) as (_, chart):
            keep_verdicts(state, sentences, borne_out(sentences, case.dialogue, chart))
        said = {"dialogue": case.dialogue, "reference note": case.text}
        await have_rated(state, judging, said, state.output.completion)
        return state

    return solve


@scorer(metrics=[counted()])
def like_the_section(data: str = "") -> Scorer:
    """Whether the header is right, and what the text shares with the one that a person wrote.

    A section that was not written shares nothing. Where the judge gave no points, none is graded.
    """
    cases = _by_id(data)

    def graded(state: TaskState) -> Grade:
        case = cases[str(state.sample_id)]
        failed = failed_in(state)
        text = "" if failed else state.output.completion
        header = "" if failed else str(state.store.get(_HEADER) or "")
        right = header_meant(header) == case.header
        counts = {"header": (int(right), 1), **rouge_counts(case.text, text)}
        counts |= grounded(state) | rated(state)
        wrong = [] if right and text else [_wrong(case, failed, header, text)]
        return float(right), counts, wrong

    return guarded(graded)


def _wrong(case: Conversation, failed: str, header: str, text: str) -> dict[str, Any]:
    return {
        "asked": case.dialogue,
        "said": f"failed: {failed}" if failed else f"{header}: {text}",
        "expected": f"{case.header}: {case.text}",
        "sources": [],
    }
