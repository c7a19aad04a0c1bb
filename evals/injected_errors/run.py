"""Cases judged by a checker, timed, and counted."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from chartside.draft import Statement, Verdict
from chartside.evals.injected_errors.cases import Case
from chartside.evals.injected_errors.scores import Score
from chartside.fhir.chart import Chart


class Judgement(Protocol):
    """What a checker answers, as far as it is counted."""

    @property
    def verdict(self) -> Verdict | None:
        """How the sentence was judged."""
        ...


Checker = Callable[[Statement, Chart], Judgement]

FLAGGED: Final = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
"""A clinician is told that something is wrong, or that no source says so."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and its verdict."""

    case: Case
    verdict: Verdict

    @property
    def flagged(self) -> bool:
        """Contradicted, or not found."""
        return self.verdict in FLAGGED

    @property
    def unchecked(self) -> bool:
        """The checker says that it cannot tell."""
        return self.verdict is Verdict.NOT_CHECKABLE


@dataclass(frozen=True, slots=True)
class Run:
    """All that was judged, and how long the checker alone took.

    `seconds` by the clock, `processor` of this process: on a busy machine they differ.
    """

    judged: tuple[Judged, ...]
    seconds: float
    processor: float

    @property
    def per_second(self) -> float:
        """Sentences a second by the clock, what the checker prepares for each chart included."""
        return len(self.judged) / self.seconds if self.seconds else 0.0

    @property
    def per_processor_second(self) -> float:
        """The same by processor time."""
        return len(self.judged) / self.processor if self.processor else 0.0


def judge(cases: Sequence[Case], check: Checker) -> Run:
    """Every case by the checker, one after the other.

    A checker that raises stops the run: a failure is never counted as a verdict.
    """
    wall, processor = time.perf_counter(), time.process_time()
    answers = [check(case.statement, case.chart) for case in cases]
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    judged = tuple(Judged(c, _given(a)) for c, a in zip(cases, answers, strict=True))
    return Run(judged, wall, processor)


def _given(answer: Judgement) -> Verdict:
    if answer.verdict is None:
        raise ValueError("the checker gave no verdict")
    return answer.verdict


def detection(judged: Iterable[Judged]) -> dict[str, Score]:
    """Corrupted sentences that were flagged, of all corrupted ones, by patient."""
    return _by_patient((j for j in judged if j.case.kind), lambda j: j.flagged)


def false_alarms(judged: Iterable[Judged]) -> dict[str, Score]:
    """True sentences that were flagged, of all true ones, by patient."""
    return _by_patient((j for j in judged if not j.case.kind), lambda j: j.flagged)


def unchecked(judged: Iterable[Judged]) -> dict[str, Score]:
    """Sentences, true and corrupted, that the checker could not judge, of all, by patient."""
    return _by_patient(judged, lambda j: j.unchecked)


def _by_patient(judged: Iterable[Judged], hit: Callable[[Judged], bool]) -> dict[str, Score]:
    counts: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        counts[one.case.chart.patient.reference].append(hit(one))
    return {patient: Score(sum(held), len(held)) for patient, held in counts.items()}
