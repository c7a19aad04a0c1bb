"""FHIR-AgentBench with answers graded by code first, and by a judge where code cannot tell.

The assistant has the patient's chart open as of the moment that the benchmark assumes, and is asked
as a person at that chart asks: nobody is named (`inspect_ai`).
"""

from functools import lru_cache
from math import nan
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.errors import NoSuchPatient, UsageError
from chartside.evals.adapters.agentbench.reading import Question, Table, read_table
from chartside.evals.adapters.agentbench.retrieving import retrieved
from chartside.evals.adapters.agentbench.sample import lay_down
from chartside.evals.adapters.bedside import Bedside, charts_of
from chartside.evals.adapters.comparing import Outcome, compare, kind_of
from chartside.evals.adapters.paired import paired
from chartside.evals.judging.judge import open_judge
from chartside.evals.judging.kept import judgement_in, keep_judgement
from chartside.evals.running.grading import beside, counted, guarded, in_turn
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in, noted
from chartside.evals.suite import Counts

_VERDICT: Final = "judged"


@task
def fhir_agentbench(
    data: str = "",
    source: str = "",
    reasoner: str = "extractive",
    judge: str = "",
    split: str = "test",
) -> Task:
    """Every question of the split about a patient whom the record has, patients in turn."""
    held = table_of(data, source, split)
    by_patient: dict[str, list[Sample]] = {}
    for question in held.questions:
        by_patient.setdefault(question.patient, []).append(_sample(question))
    return Task(
        dataset=MemoryDataset(in_turn(by_patient.values())),
        solver=at_the_chart(data, source, reasoner, judge, split),
        scorer=true_answer(data, source, judge, split),
        metadata=set_aside(held.aside),
    )


@lru_cache(maxsize=1)
def table_of(data: str, source: str, split: str) -> Table:
    """The questions about patients whom the record has.

    Solver and scorer are told where it lies, not what it holds: Inspect writes what they are told
    into its log.

    Raises:
        UsageError: There is no such table or record, or none of the questions is about a patient
            of the record.
        SourceError: One of them cannot be read.
    """
    named, record = paired(data, source, lay_down, "table")
    table = read_table(Path(named), split.lower())
    there = set(charts_of(record).record.patients())
    known = tuple(q for q in table.questions if q.patient in there)
    if not known:
        raise UsageError("none of the questions is about a patient of the record at --source")
    missing = len(table.questions) - len(known)
    return Table(known, {**table.aside, "questions about patients not in the record": missing})


def _sample(question: Question) -> Sample:
    return Sample(
        input=question.asked,
        target=question.truth.printed,
        id=question.id,
        metadata={
            "patient": question.patient,
            "kind": kind_of(question.truth, question.text, question.sql),
        },
    )


@solver
def at_the_chart(
    data: str = "",
    source: str = "",
    reasoner: str = "extractive",
    judge: str = "",
    split: str = "test",
) -> Solver:
    """Ask the assistant at the open chart; have judged what code cannot tell."""
    questions = {q.id: q for q in table_of(data, source, split).questions}
    charts = charts_of(paired(data, source, lay_down, "table")[1])
    ward = Bedside(charts, reasoner)
    judging = open_judge(judge) if judge else None

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        question = questions[str(state.sample_id)]
        read: set[str] = set()
        cited: list[str] = []
        try:
            chart = charts.chart(question.patient, question.as_of)
        except NoSuchPatient as gone:  # it was there when the questions were chosen
            raise UsageError("the record has changed since the run began") from gone
        with at_work(state):
            draft = await ward.ask(chart, question.asked, read)
            cited = [c.reference for s in draft.statements for c in s.citations]
            state.store.set("draft", draft.to_json())
            state.output.completion = " ".join(s.text for s in draft.statements)
        state.store.set("read", sorted(read | set(cited)))
        state.store.set("cited", sorted(set(cited)))
        state.store.set("beside", beside(chart, [*cited, *sorted(question.answers)]))
        said = state.output.completion
        if judging and not failed_in(state) and _outcome(question, said) == "undecided":
            with noted(state, "judge"):
                asked = judging.agrees(question.text, question.truth.printed, said)
                await keep_judgement(state, _VERDICT, asked)
        return state

    return solve


def _outcome(question: Question, said: str) -> Outcome:
    return compare(question.truth, question.text, said, question.sql)


@scorer(metrics=[counted()])
def true_answer(data: str = "", source: str = "", judge: str = "", split: str = "test") -> Scorer:
    """Whether the answer is the true one, and what was read and cited for it.

    What code cannot tell is in no figure of code's; a judge that was asked and gave no verdict
    leaves the case ungraded.
    """
    questions = {q.id: q for q in table_of(data, source, split).questions}

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        question, said = questions[str(state.sample_id)], state.output.completion
        code = failed_in(state)
        counts = {
            **retrieved("retrieval", state.store.get("read") or [], question.answers),
            **retrieved("cited", state.store.get("cited") or [], question.answers),
        }
        outcome = "wrong" if code else _outcome(question, said)
        verdict = judgement_in(state, _VERDICT)
        right = verdict.ok if verdict else outcome == "right"
        unknown = outcome == "undecided" and verdict is None
        if not code:  # of a run that failed nobody knows whether code could have told
            counts["by-code"] = (int(outcome != "undecided"), 1)
        if outcome != "undecided":
            counts["correct"] = (int(right), 1)
        if verdict:
            counts["judged-correct"] = (int(right), 1)
        if judge:
            counts["correct-in-all"] = (int(right), 1)
        worst = {
            "asked": question.text,
            "said": f"failed: {code}" if code else said or "no answer",
            "expected": question.truth.printed,
            "sources": state.store.get("beside") or [],
        }
        return nan if unknown else float(right), counts, [] if right or unknown else [worst]

    return guarded(graded)
