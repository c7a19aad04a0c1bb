"""The suite `aci-bench`: the dialogue of a visit, and the note of it (`inspect_ai`).

The dialogue is what was dictated for a progress note on a chart that has the patient alone, as the
product takes a dictation: without a model its sentences are sorted and quoted, with one each part
is written. Or a chat model is given the dialogue and writes the note by itself (`-T plain=true`).
"""

from collections.abc import Mapping
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.agent.assistant import Assistant
from chartside.draft import Draft, Statement
from chartside.errors import UsageError
from chartside.evals.adapters.notes.answers import answer_to
from chartside.evals.adapters.notes.built_charts import BuiltCharts, patient_of
from chartside.evals.adapters.notes.divisions import divided
from chartside.evals.adapters.notes.encounters import Encounter, encounters, without_speakers
from chartside.evals.adapters.notes.note_graded import (
    grounded,
    have_rated,
    keep_verdicts,
    rated,
    rouge_counts,
)
from chartside.evals.adapters.notes.rouge import overlaps
from chartside.evals.adapters.notes.said_by import borne_out, sentences_of
from chartside.evals.judging.judge import Judge, open_judge
from chartside.evals.running.grading import Grade, counted, guarded, in_turn
from chartside.evals.running.models import EXTRACTIVE, chat_model
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts
from chartside.fhir.dictation import is_dictation
from chartside.prompts.prompt import prompt

_HEADS: Final = {
    "Subjective": "SUBJECTIVE",
    "Objective": "OBJECTIVE",
    "Assessment": "ASSESSMENT",
    "Plan": "PLAN",
}
"""What the sections of a progress note begin with, and what stands over them here."""
_OBJECTIVE: Final = ("objective-exam", "objective-results")


@task
def aci_bench(
    data: str = "", reasoner: str = EXTRACTIVE, judge: str = "", *, plain: bool = False
) -> Task:
    """A note of every visit; with `plain`, by a chat model without the assistant."""
    held = encounters(data)
    by_dataset: dict[str, list[Sample]] = {}
    for case in held.cases:
        by_dataset.setdefault(case.dataset, []).append(_sample(case))
    return Task(
        dataset=MemoryDataset(in_turn(by_dataset.values())),
        solver=by_model(data, reasoner, judge) if plain else by_product(data, reasoner, judge),
        scorer=like_the_reference(data),
        metadata=set_aside(held.aside),
    )


def _sample(case: Encounter) -> Sample:
    return Sample(
        input=case.dialogue,
        target=case.note,
        id=case.id,
        metadata={"patient": case.id, "kind": case.dataset},
    )


def _by_id(data: str) -> Mapping[str, Encounter]:
    return {case.id: case for case in encounters(data).cases}


def _patient(case: Encounter) -> dict[str, Any]:
    return patient_of(given=case.given, family=case.family, gender=case.gender)


@solver
def by_product(data: str = "", reasoner: str = EXTRACTIVE, judge: str = "") -> Solver:
    """Have a progress note written with the dialogue as its dictation."""
    cases, charts = _by_id(data), BuiltCharts(reasoner)
    judging = open_judge(judge) if judge else None

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = cases[str(state.sample_id)]
        with charts.opened([_patient(case)]) as (assistant, chart), at_work(state):
            if not isinstance(assistant, Assistant):
                raise UsageError("only the assistant takes what was dictated")
            draft = await assistant.summarize(chart, "progress", dictation=case.dialogue)
            said = [(_said(s), s.verdict) for s in draft.statements]
            keep_verdicts(state, [text for text, _ in said], [verdict for _, verdict in said])
            state.output.completion = _as_note(draft)
        await _judged(state, case, judging)
        return state

    return solve


@solver
def by_model(data: str = "", reasoner: str = "", judge: str = "") -> Solver:
    """Have a chat model write the note; the checker reads it with the dialogue as its source."""
    cases, charts, model = _by_id(data), BuiltCharts(EXTRACTIVE), chat_model(reasoner)
    judging = open_judge(judge) if judge else None

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = cases[str(state.sample_id)]
        with at_work(state):
            asked = prompt("visit_note").filled(dialogue=case.dialogue)
            state.output.completion = await answer_to(model, asked)
        sentences = sentences_of(state.output.completion)
        with charts.opened([_patient(case)]) as (_, chart):
            keep_verdicts(state, sentences, borne_out(sentences, case.dialogue, chart))
        await _judged(state, case, judging)
        return state

    return solve


async def _judged(state: TaskState, case: Encounter, judging: Judge | None) -> None:
    said = {"dialogue": case.dialogue, "reference note": case.note}
    await have_rated(state, judging, said, state.output.completion)


def _said(statement: Statement) -> str:
    """A sentence as a note has it: of one that quotes the dialogue, the words that were said.

    That it is a quotation, and of what, stands around it in the product; so does who spoke. What a
    model put into words of its own stays as it is.
    """
    quotes = [c.quote for c in statement.citations if is_dictation(c.reference) and c.quote]
    shown = _one_line(statement.text)
    if quotes and all(_one_line(quote) in shown for quote in quotes):
        return without_speakers("\n".join(quotes))
    return statement.text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _as_note(draft: Draft) -> str:
    """The document as one text, under the headings of its four parts."""
    held: dict[str, list[str]] = {}
    for section in draft.sections:
        head = _HEADS.get(section.title.partition(":")[0], "")
        held.setdefault(head, []).extend(_said(s) for s in section.statements)
    return "\n".join(
        line for head, lines in held.items() if lines for line in ([head] if head else []) + lines
    )


@scorer(metrics=[counted()])
def like_the_reference(data: str = "") -> Scorer:
    """What a note shares with the one that a person wrote, and what the dialogue bears out.

    A note that was not written shares nothing. Where the judge gave no points, none is graded.
    """
    cases = _by_id(data)

    def graded(state: TaskState) -> Grade:
        case = cases[str(state.sample_id)]
        note = "" if failed_in(state) else state.output.completion
        counts = rouge_counts(case.note, note) | _by_part(case.note, note)
        counts |= grounded(state) | rated(state)
        wrong = [] if note else [_missing(state)]
        shared, of = counts["rouge-1"]
        return shared / of if of else 0.0, counts, wrong

    return guarded(graded)


def _by_part(reference: str, note: str) -> Counts:
    """ROUGE-1 of each part that the reference has; of results apart where the note has them so."""
    wanted, given = divided(reference), divided(note)
    counts = {
        part: _f1(wanted[part], given.get(part, ""))
        for part in ("subjective", "assessment-and-plan")
        if part in wanted
    }
    if any(part in wanted for part in _OBJECTIVE):
        both = ["\n".join(held.get(part, "") for part in _OBJECTIVE) for held in (wanted, given)]
        counts["objective"] = _f1(*both)
    if _OBJECTIVE[1] in given:
        counts |= {p: _f1(wanted[p], given.get(p, "")) for p in _OBJECTIVE if p in wanted}
    return counts


def _f1(reference: str, candidate: str) -> tuple[int, int]:
    return overlaps(reference, candidate)["rouge-1"].f1


def _missing(state: TaskState) -> dict[str, Any]:
    code = failed_in(state)
    return {
        "asked": "the note of a visit",
        "said": f"failed: {code}" if code else "no note",
        "expected": "a note",
        "sources": [],
    }
