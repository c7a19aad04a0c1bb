"""The suite `summaries`: documents against the record they were written from (`inspect_ai`)."""

import random
from collections.abc import Sequence
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.draft import Statement, Verdict
from chartside.evals.chart_questions.expected import Names
from chartside.evals.chart_questions.gather import asked_of
from chartside.evals.chart_questions.question import half_of
from chartside.evals.chart_questions.raw import Person, name_of
from chartside.evals.chart_questions.told import names
from chartside.evals.running.answering import answer_in
from chartside.evals.running.grading import beside, counted, guarded, in_turn
from chartside.evals.running.patients import Records, Ward, people_of
from chartside.evals.running.work import at_work
from chartside.evals.suite import Counts

KEY: Final = ("active problems", "current medicines", "allergies")
"""Lists whose every certain member is a key fact: what a summary must not leave out."""

KINDS: Final = ("summary", "previsit", "handoff")
"""Documents that are asked for of every patient."""

_AT_FAULT: Final = {
    Verdict.CONTRADICTED: "a sentence that the chart supports",
    Verdict.NOT_FOUND: "a sentence that a source says",
}


@task
def summaries(source: str = "", panel: int | None = None, reasoner: str = "extractive") -> Task:
    """Documents of every patient: what they cover, and whether their sentences hold."""
    held = people_of(Records(source, panel))
    return Task(
        dataset=MemoryDataset(in_turn([[_sample(p, kind) for kind in KINDS] for p in held])),
        solver=summarizing(source, panel, reasoner),
        scorer=faithful(source, panel),
    )


def _sample(person: Person, kind: str) -> Sample:
    facts = key_facts(person)
    return Sample(
        input=f"Write a {kind}.",
        target="; ".join(facts),
        id=f"{person.reference}/{kind}",
        metadata={
            "patient": person.reference,
            "half": half_of(person.reference),
            "kind": kind,
        },
    )


def key_facts(person: Person) -> list[str]:
    """Names of the problems, medicines and allergies that are in force for certain."""
    rng = random.Random(0)  # noqa: S311 - lists are not drawn, the gatherers only ask for one
    found: list[str] = []
    for asked in asked_of(person, rng):
        if asked.kind in KEY and isinstance(asked.expected, Names):
            found += asked.expected.required
    return list(dict.fromkeys(found))


@solver
def summarizing(source: str = "", panel: int | None = None, reasoner: str = "extractive") -> Solver:
    """Have the document written; a run that fails is a document that covers nothing."""
    ward = Ward(Records(source, panel), reasoner)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        assistant, chart = ward.at(state.metadata["patient"])
        with at_work(state):
            draft = await assistant.summarize(chart, state.metadata["kind"])
            state.store.set("draft", draft.to_json())
            state.output.completion = "\n".join(s.text for s in draft.statements)
        return state

    return solve


@scorer(metrics=[counted()])
def faithful(source: str = "", panel: int | None = None) -> Scorer:
    """What a document covers and cites, and what the checker says of its sentences.

    The verdicts are those of Chartside's own checker; `injected-errors` measures that one.
    """
    records = Records(source, panel)
    people = {person.reference: person for person in people_of(records)}
    ward = Ward(records, "extractive")

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        person = people[state.metadata["patient"]]
        draft = answer_in(state)
        said = draft.statements if draft else ()
        facts = key_facts(person)
        missing = [fact for fact in facts if not any(names(s.text, fact) for s in said)]
        counts = {"covered": (len(facts) - len(missing), len(facts)), **_judged(said)}
        counts["resolved"] = _resolved(said, person)
        _, chart = ward.at(person.reference)
        worst = [
            {
                "asked": state.metadata["kind"],
                "said": s.text,
                "expected": _AT_FAULT[s.verdict],
                "sources": beside(chart, [c.reference for c in s.citations]),
            }
            for s in said
            if s.verdict in _AT_FAULT
        ]
        if missing:
            worst.append(
                {
                    "asked": state.metadata["kind"],
                    "said": "not mentioned",
                    "expected": "; ".join(missing),
                    "sources": [],
                }
            )
        return (1 - len(missing) / len(facts) if facts else 1.0), counts, worst

    return guarded(graded)


def _judged(said: Sequence[Statement]) -> Counts:
    verdicts = [s.verdict for s in said]
    return {
        "contradicted": (verdicts.count(Verdict.CONTRADICTED), len(said)),
        "unsupported": (verdicts.count(Verdict.NOT_FOUND), len(said)),
        "unchecked": (verdicts.count(Verdict.NOT_CHECKABLE), len(said)),
        "cited": (sum(bool(s.citations) for s in said), len(said)),
    }


def _resolved(said: Sequence[Statement], person: Person) -> tuple[int, int]:
    """Citations of a resource that is of this patient in the JSON, or belongs to the record."""
    mine = {name_of(body) for body in (person.body, *person.resources)}
    cited = [c.reference for s in said for c in s.citations]
    return sum(reference in mine for reference in cited), len(cited)
