"""The suite `summaries`: documents against the record they were written from (`inspect_ai`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.draft import Statement, Verdict
from chartside.evals.chart_questions.question import half_of
from chartside.evals.chart_questions.raw import Person, name_of
from chartside.evals.chart_questions.told import names
from chartside.evals.key_facts.attributing import Attributed, attributed
from chartside.evals.key_facts.bearing import bears
from chartside.evals.key_facts.events import Event, events_of
from chartside.evals.key_facts.lists import key_facts
from chartside.evals.running.answering import answer_in
from chartside.evals.running.grading import beside, counted, guarded, in_turn
from chartside.evals.running.patients import Records, Ward, people_of
from chartside.evals.running.work import at_work
from chartside.evals.suite import Counts
from chartside.fhir.chart import Chart

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
        _, chart = ward.at(person.reference)
        missing = _Missing.of(person, said)
        sourced = tuple(attributed(draft.sections if draft else (), chart))
        counts = {
            **missing.counts,
            **_judged(said),
            **_attributed(sourced),
            "citation-named": _named(said, person),
            "resolved": _resolved(said, person),
        }
        kind = state.metadata["kind"]
        worst = [
            *_at_fault(kind, said, chart),
            *_unborne(kind, sourced, chart),
            *missing.rows(kind),
        ]
        hits, of = missing.counts["covered"]
        return (hits / of if of else 1.0), counts, worst

    return guarded(graded)


@dataclass(frozen=True, slots=True)
class _Missing:
    """Key facts and events, and those that no sentence tells."""

    counts: Counts
    facts: tuple[str, ...]
    events: tuple[Event, ...]

    @classmethod
    def of(cls, person: Person, said: Sequence[Statement]) -> Self:
        """Look for each of them in every sentence."""
        facts, events = key_facts(person), events_of(person)
        texts = [s.text for s in said]
        unnamed = tuple(fact for fact in facts if not any(names(t, fact) for t in texts))
        untold = tuple(event for event in events if not event.is_told(texts))
        counts = {
            "covered": (len(facts) - len(unnamed), len(facts)),
            "events-covered": (len(events) - len(untold), len(events)),
        }
        return cls(counts, unnamed, untold)

    def rows(self, kind: str) -> Iterator[dict[str, Any]]:
        """For a reader: what is missing."""
        missing = "; ".join((*self.facts, *(event.words for event in self.events)))
        if missing:
            yield {"asked": kind, "said": "not mentioned", "expected": missing, "sources": []}


def _judged(said: Sequence[Statement]) -> Counts:
    verdicts = [s.verdict for s in said]
    wrong = verdicts.count(Verdict.CONTRADICTED)
    return {
        "clean": (int(bool(said) and not wrong), 1),
        "contradicted": (wrong, len(said)),
        "unsupported": (verdicts.count(Verdict.NOT_FOUND), len(said)),
        "unchecked": (verdicts.count(Verdict.NOT_CHECKABLE), len(said)),
        "cited": (sum(bool(s.citations) for s in said), len(said)),
    }


def _attributed(sourced: Sequence[Attributed]) -> Counts:
    cited = sum(len(one.statement.citations) for one in sourced)
    return {
        "citation-recall": (sum(one.supported for one in sourced), len(sourced)),
        "citation-precision": (sum(len(one.useful) for one in sourced), cited),
    }


def _named(said: Sequence[Statement], person: Person) -> tuple[int, int]:
    """Citations whose resource holds any of the sentence; those that cannot be read are in none."""
    held = [bears(c, s.text, person) for s in said for c in s.citations]
    return held.count(True), len(held) - held.count(None)


def _resolved(said: Sequence[Statement], person: Person) -> tuple[int, int]:
    """Citations of a resource that is of this patient in the JSON, or belongs to the record."""
    mine = {name_of(body) for body in (person.body, *person.resources)}
    cited = [c.reference for s in said for c in s.citations]
    return sum(reference in mine for reference in cited), len(cited)


def _at_fault(kind: str, said: Sequence[Statement], chart: Chart) -> Iterator[dict[str, Any]]:
    for one in said:
        if one.verdict in _AT_FAULT:
            yield _row(kind, one, _AT_FAULT[one.verdict], chart)


def _unborne(kind: str, sourced: Sequence[Attributed], chart: Chart) -> Iterator[dict[str, Any]]:
    """Sentences with a citation too many; what no citation bears out is at fault already."""
    for one in sourced:
        if one.supported and len(one.useful) < len(one.statement.citations):
            idle = [c.reference for c in one.statement.citations if c not in one.useful]
            yield _row(kind, one.statement, f"no citation of {', '.join(idle)}", chart)


def _row(kind: str, statement: Statement, expected: str, chart: Chart) -> dict[str, Any]:
    sources = beside(chart, [c.reference for c in statement.citations])
    return {"asked": kind, "said": statement.text, "expected": expected, "sources": sources}
