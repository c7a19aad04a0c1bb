"""The task for Inspect of a suite of a user's own (`inspect_ai`).

inspect eval chartside/authored --model none/none -T file=anticoagulants.toml
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer as InspectScorer
from inspect_ai.scorer import scorer as inspect_scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from chartside.draft import Statement, Verdict
from chartside.errors import UsageError
from chartside.evals.authoring.case import Answer, Case
from chartside.evals.authoring.declared import Opened, open_suite
from chartside.evals.authoring.grading import counts_of, failed_counts, in_sentences, own_counts
from chartside.evals.authoring.limits import NoGrade
from chartside.evals.authoring.patients import Patients
from chartside.evals.authoring.reading import text_of
from chartside.evals.authoring.scorer import Scorer, load, place
from chartside.evals.authoring.shown import failed_row, rows
from chartside.evals.running.answering import answer_in
from chartside.evals.running.grading import counted, guarded, in_turn
from chartside.evals.running.models import EXTRACTIVE, chat_model
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts
from chartside.fhir.chart import Chart
from chartside.grounding import check

_LONGEST: Final = 2_000
"""Characters of what is expected; of more the log keeps a digest."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Bench:
    """What a suite is run with: its cases by their ids, their patients, a model, a scorer."""

    opened: Opened
    cases: dict[str, Case]
    patients: Patients | None
    model: BaseChatModel | None
    scorer: Scorer | None

    def chart(self, case: Case) -> Chart | None:
        """The chart of a case, where it is about a patient."""
        return self.patients.at(case)[1] if self.patients is not None else None


@task
def authored(file: str, source: str = "", reasoner: str = EXTRACTIVE, digest: str = "") -> Task:
    """The suite of a file. `digest` is of what was declared: other cases are another task."""
    _bench.cache_clear()  # the record may be another by now
    bench = _bench(file, source, reasoner, digest)
    opened = bench.opened
    by_patient: dict[str, list[Sample]] = {}
    code = _digest(text_of(opened.scorer[0])) if opened.scorer else ""
    for case in opened.cases:
        sample = _sample(case, bench, code)
        by_patient.setdefault(str((sample.metadata or {})["patient"]), []).append(sample)
    return Task(
        name=opened.suite.name,
        dataset=MemoryDataset(in_turn(by_patient.values())),
        solver=working(file, source, reasoner, digest),
        scorer=graded(file, source, reasoner, digest),
    )


@lru_cache(maxsize=1)
def _bench(file: str, source: str, reasoner: str, digest: str) -> _Bench:
    opened = open_suite(Path(file))
    if digest not in {"", opened.suite.digest}:
        raise UsageError(f"{opened.suite.file.name} or its cases changed meanwhile: run it again")
    plain = opened.do == "prompt"
    author = reasoner if opened.do in {"ask", "summarize"} else EXTRACTIVE
    patients = None if plain else Patients(source or opened.source, author)
    if patients is not None:
        patients.require(opened.lines, opened.cases, documents=opened.do == "summarize")
    return _Bench(
        opened,
        cases={case.id: case for case in opened.cases},
        patients=patients,
        model=chat_model(reasoner) if plain else None,
        scorer=load(*opened.scorer) if opened.scorer else None,
    )


def _sample(case: Case, bench: _Bench, code: str) -> Sample:
    patient = bench.patients.of(case) if bench.patients is not None else case.patient or case.id
    return Sample(
        input=case.text,
        target=_expected(case, code),
        id=case.id,
        metadata={"patient": patient, "kind": case.kind},
    )


def _expected(case: Case, code: str) -> str:
    """All that decides what is right, so that a case that expects another thing is another case."""
    expect = (
        case.expect.model_dump(mode="json", by_alias=True, exclude_unset=True)
        if case.expect
        else None
    )
    held = {
        "expect": expect,
        "reference": case.reference,
        "scorer": code,
        "as_of": case.as_of,
        "citations": [[c.reference, c.quote] for c in case.citations],
    }
    text = json.dumps({k: v for k, v in held.items() if v}, sort_keys=True, default=str)
    return text if len(text) <= _LONGEST else _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@solver
def working(file: str, source: str, reasoner: str, digest: str) -> Solver:
    """Do what the suite does with the case; a run that fails is an answer, its code is kept."""
    bench = _bench(file, source, reasoner, digest)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = bench.cases[str(state.sample_id)]
        with at_work(state):
            if bench.model is not None:
                said = await bench.model.ainvoke([HumanMessage(case.text)])
                state.output.completion = str(said.text)
            elif bench.opened.do == "verify":
                _check(case, bench, state)
            else:
                await _write(case, bench, state)
        return state

    return solve


def _check(case: Case, bench: _Bench, state: TaskState) -> None:
    chart = bench.chart(case)
    if chart is not None:
        judged = check(Statement(case.text, case.citations), chart)
        state.output.completion = str(judged.verdict)


async def _write(case: Case, bench: _Bench, state: TaskState) -> None:
    if bench.patients is None:
        return
    assistant, chart = bench.patients.at(case)
    if bench.opened.do == "ask":
        draft = await assistant.ask(chart, case.text)
    else:
        draft = await assistant.summarize(chart, case.text)
    state.store.set("draft", draft.to_json())
    state.output.completion = "\n".join(s.text for s in draft.statements)


@inspect_scorer(metrics=[counted()])
def graded(file: str, source: str, reasoner: str, digest: str) -> InspectScorer:
    """Whether a case says what is expected of it, and what the author's own scorer finds."""
    bench = _bench(file, source, reasoner, digest)

    async def grader(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        case = bench.cases[str(state.sample_id)]
        suite = bench.opened.suite
        if code := failed_in(state):
            counts = failed_counts(suite, case)
            return 0.0, counts, [failed_row(case, code)]
        answer = _answer(case, bench, state)
        try:
            counts, note = await _counted(case, answer, bench)
        except Exception as wrong:
            state.store.set("ungraded", _why(wrong, case, bench.opened))
            raise
        counts = {name: count for name, count in counts.items() if name in suite.by_name}
        amiss = bool(note) or any(suite.by_name[n].is_short(c) for n, c in counts.items())
        hits, out_of = counts.get(suite.measures[0].name, (0, 0))
        value = hits / out_of if out_of else float(not amiss)
        return value, counts, rows(case, answer, note) if amiss else []

    return guarded(grader)


async def _counted(case: Case, answer: Answer, bench: _Bench) -> tuple[Counts, str]:
    counts = counts_of(bench.opened.do, case, answer)
    if bench.scorer is None:
        return counts, ""
    own, note = await own_counts(bench.scorer, case, answer, bench.opened.suite)
    return counts | own, note


def _why(wrong: Exception, case: Case, opened: Opened) -> str:
    """Why a case could not be graded, for the author: no word of the case or answer."""
    file = opened.scorer[0] if opened.scorer else opened.suite.file
    why = str(wrong) if isinstance(wrong, NoGrade) else place(wrong, file)
    _log.error("%s: the case at %s is not graded: %s", file.name, case.where, why)
    return why


def _answer(case: Case, bench: _Bench, state: TaskState) -> Answer:
    said = state.output.completion
    chart = bench.chart(case)
    if bench.opened.do == "verify":
        judged = Statement(case.text, case.citations)
        return Answer(case.text, (judged,), Verdict(said), chart)
    if bench.opened.do == "prompt":
        return Answer(said, in_sentences(said))
    draft = answer_in(state)
    return Answer(said, draft.statements if draft else (), chart=chart)
