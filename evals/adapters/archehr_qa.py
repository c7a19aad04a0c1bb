"""The suite `archehr-qa`: a patient's question, answered from a note, with cited sentences.

The note is the one entry of a chart, and the assistant is asked as in the product; which sentences
it cites is told by where its quotations stand. Or a chat model is given the numbered sentences and
asked to cite their numbers, as the shared task asks (`-T plain=true`; `inspect_ai`).
"""

from collections.abc import Mapping
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.errors import UsageError
from chartside.evals.adapters.notes.answers import answer_to
from chartside.evals.adapters.notes.built_charts import BuiltCharts, note_of, patient_of
from chartside.evals.adapters.notes.cited import (
    LONGEST,
    citation_counts,
    cited_by_number,
    cited_by_place,
    reference_of,
    sources_of,
)
from chartside.evals.adapters.notes.cited_note import CitedNote, cited_notes
from chartside.evals.adapters.notes.rouge import overlaps
from chartside.evals.running.grading import counted, guarded
from chartside.evals.running.models import chat_model
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts
from chartside.prompts.prompt import prompt

NOTE: Final = "excerpt"
_ASKED: Final = ("clinician", "patient")


@task
def archehr_qa(
    data: str = "",
    reasoner: str = "extractive",
    question: str = "clinician",
    *,
    plain: bool = False,
) -> Task:
    """Each case's question, in the clinician's words or the patient's.

    Args:
        data: The folder of the cases and their key; empty for the sample.
        reasoner: Who answers.
        question: `clinician` or `patient`: whose words the assistant is asked in. The plain prompt
            has both.
        plain: A chat model cites numbers by itself, without the assistant.
    """
    if question not in _ASKED:
        raise UsageError(f"question must be one of {', '.join(_ASKED)}")
    held = cited_notes(data)
    kind = "numbered sentences" if plain else f"the {question}'s words"
    asking = citing(data, reasoner) if plain else answering(data, reasoner)
    return Task(
        dataset=MemoryDataset([_sample(case, question, kind) for case in held.cases]),
        solver=asking,
        scorer=cited_sentences(data),
        metadata=set_aside(held.aside),
    )


def _sample(case: CitedNote, question: str, kind: str) -> Sample:
    asked = case.clinician_question if question == "clinician" else case.patient_question
    return Sample(
        input=asked,
        target=", ".join(sorted(case.ids("essential"))),
        id=case.id,
        metadata={"patient": case.id, "kind": kind},
    )


def _by_id(data: str) -> Mapping[str, CitedNote]:
    return {case.id: case for case in cited_notes(data).cases}


@solver
def answering(data: str = "", reasoner: str = "extractive") -> Solver:
    """Ask the assistant about a chart that has the note; keep what its quotations point at."""
    cases, charts = _by_id(data), BuiltCharts(reasoner)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = cases[str(state.sample_id)]
        resources = [patient_of(), note_of(NOTE, "Note excerpt", case.note)]
        with charts.opened(resources) as (assistant, chart), at_work(state):
            draft = await assistant.ask(chart, state.input_text)
            state.store.set("draft", draft.to_json())
            state.output.completion = " ".join(s.text for s in draft.statements)
        return state

    return solve


@solver
def citing(data: str = "", reasoner: str = "") -> Solver:
    """Give a chat model the numbered sentences, and have it cite their numbers."""
    cases, model = _by_id(data), chat_model(reasoner)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = cases[str(state.sample_id)]
        asked = prompt("cited_answer").filled(
            narrative=case.narrative,
            question=case.clinician_question,
            sentences="\n".join(f"{s.id}: {s.text}" for s in case.sentences),
        )
        with at_work(state):
            said = await answer_to(model, asked)
            state.output.completion, numbers = cited_by_number(said)
            state.store.set("numbers", sorted(numbers))
        return state

    return solve


@scorer(metrics=[counted()])
def cited_sentences(data: str = "") -> Scorer:
    """Which sentences were cited, of those that should be. Silence and failure cite none."""
    cases = _by_id(data)

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        case = cases[str(state.sample_id)]
        cited, counts = _cited(state, case)
        said = "" if failed_in(state) else state.output.completion
        counts |= citation_counts(case, cited)
        counts["answered"] = (int(bool(said)), 1)
        counts["rouge-l"] = overlaps(reference_of(case), said)["rouge-l"].f1
        if said:
            counts["short"] = (int(len(said.split()) <= LONGEST), 1)
        hits, of = counts["strict"]
        wrong = [] if hits == of else [_wrong(state, case, cited)]
        return hits / of, counts, wrong

    return guarded(graded)


def _cited(state: TaskState, case: CitedNote) -> tuple[set[str], Counts]:
    """The sentences that the answer cites; of quotations, how many say where they stand."""
    if failed_in(state):
        return set(), {}
    if numbers := state.store.get("numbers"):
        return set(numbers), {}
    draft = state.store.get("draft") or {}
    given = [
        citation
        for section in draft.get("sections", ())
        for statement in section["statements"]
        for citation in statement["citations"]
        if citation["reference"] == f"DocumentReference/{NOTE}"
    ]
    found, placed, of = cited_by_place(case, given)
    return found, {"placed": (placed, of)}


def _wrong(state: TaskState, case: CitedNote, cited: set[str]) -> dict[str, Any]:
    code = failed_in(state)
    said = f"failed: {code}" if code else state.output.completion or "no answer"
    wanted = case.ids("essential")
    return {
        "asked": state.input_text,
        "said": f"{said} [cites {', '.join(sorted(cited)) or 'none'}]",
        "expected": f"sentences {', '.join(sorted(wanted))}",
        "sources": sources_of(case, sorted(wanted | cited)),
    }
