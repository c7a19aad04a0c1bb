"""What a run found: counts over counts with their intervals, costs beside them, what went wrong."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from chartside.errors import SourceError, UsageError
from chartside.evals.chart_questions.question import HALVES
from chartside.evals.injected_errors.scores import Score, by_patient, pooled
from chartside.evals.suite import Measure, Suite

FILE: Final = "report.json"
ALL: Final = "all"
PARTS: Final = (ALL, *HALVES)
"""Every patient, and each half: rules were tuned on one and never looked at the other."""

_COSTS: Final = (
    *("calls", "tokens_in", "tokens_out", "untold", "seconds", "words"),
    *("judge_calls", "judge_tokens"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what was counted, what it took, and what went wrong (never of the held-out half).

    `patient` is whom it belongs to, or what stands for one, such as a recording; `half` is empty
    where a suite has none.

    `failed` is the code of the error that a run of the assistant ended with, empty where it did
    not: such an answer is wrong, and it is said beside the figures how many there are. `asked` is a
    digest of what was asked and expected: a case of the same id may be another on other records.
    """

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True, extra="forbid")

    id: str
    patient: str
    half: str
    kind: str
    counts: dict[str, tuple[int, int]]
    cost: dict[str, float] = field(default_factory=dict)
    worst: tuple[dict[str, Any], ...] = ()
    failed: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """A suite that was run.

    `crashed` cases stopped with an error and `unscored` ones no grader could grade: both are
    neither right nor wrong. `whole` is whether the run came to its end; `sample` whether the cases
    are the few of our own making that stand in for a user's material; `set_aside` how
    much of the user's material could not be used, by why; `unmeasured` why cases crashed or could
    not be graded.
    """

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True, extra="forbid")

    suite: Suite
    log: str
    whole: bool
    cases: tuple[Case, ...]
    crashed: int = 0
    unscored: int = 0
    sample: bool = False
    set_aside: dict[str, int] = field(default_factory=dict)
    unmeasured: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The suite's name."""
        return self.suite.name

    def of(self, part: str) -> list[Case]:
        """The cases of a part."""
        return [c for c in self.cases if part in {ALL, c.half}]

    @property
    def kinds(self) -> list[str]:
        """The kinds of cases."""
        return sorted({c.kind for c in self.cases})

    @property
    def failed(self) -> dict[str, int]:
        """Runs of the assistant that failed, by the error's code."""
        return dict(Counter(c.failed for c in self.cases if c.failed))

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is counted."""
        return self.suite.measures

    @property
    def costs(self) -> dict[str, float]:
        """What all cases took together."""
        return {n: round(sum(c.cost.get(n, 0) for c in self.cases), 2) for n in _COSTS}


@dataclass(frozen=True, slots=True)
class Report:
    """All suites of a run, and what the run was."""

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    suites: tuple[Ran, ...]
    about: dict[str, str]

    @property
    def broken(self) -> int:
        """Cases that crashed or that nobody could grade, and suites that did not end."""
        return sum(r.crashed + r.unscored + (not r.whole) for r in self.suites)

    def to_json(self) -> dict[str, Any]:
        """Plain values: the figures to be read, and the cases that they are computed from."""
        return {
            "about": self.about,
            "suites": [
                {
                    "name": ran.name,
                    "suite": ran.suite.model_dump(mode="json", exclude_defaults=True),
                    "sample": ran.sample,
                    "set_aside": ran.set_aside,
                    "unmeasured": ran.unmeasured,
                    "log": ran.log,
                    "whole": ran.whole,
                    "crashed": ran.crashed,
                    "unscored": ran.unscored,
                    "failed": ran.failed,
                    "figures": {m.name: figures(ran, m) for m in ran.measures},
                    "costs": ran.costs,
                    "cases": [_plain(case) for case in ran.cases],
                }
                for ran in self.suites
            ],
        }


def _plain(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "patient": case.patient,
        "half": case.half,
        "kind": case.kind,
        "counts": case.counts,
        "cost": case.cost,
        "worst": list(case.worst),
        "failed": case.failed,
        "asked": case.asked,
    }


def figures(ran: Ran, measure: Measure) -> dict[str, Any]:
    """A figure over all patients and over each half that there is, as plain values."""
    halves = {case.half for case in ran.cases}
    return {part: figure(ran.of(part), measure) for part in PARTS if part in {ALL, *halves}}


def figure(cases: Iterable[Case], measure: Measure) -> dict[str, Any]:
    """So many of so many, with the interval of Wilson and the one that redraws patients."""
    held = [case for case in cases if case.counts.get(measure.name, (0, 0))[1]]
    scores = by_each(held, measure.name)
    whole = pooled(scores)
    return {
        "hits": whole.hits,
        "out_of": whole.out_of,
        "cases": len(held),
        "patients": len(scores),
        "rate": whole.rate,
        "wilson": whole.wilson if measure.trials else None,
        "by_patient": by_patient(scores, measure.name),
    }


def by_each(cases: Iterable[Case], name: str) -> dict[str, Score]:
    """A figure of each patient who has any of it."""
    held: dict[str, Score] = {}
    for case in cases:
        hit, of = case.counts.get(name, (0, 0))
        if of:
            so_far = held.get(case.patient, Score(0, 0))
            held[case.patient] = Score(so_far.hits + hit, so_far.out_of + of)
    return held


def interval(found: Mapping[str, Any]) -> tuple[float, float] | None:
    """The interval to go by: from the lower to the upper end of the two that a figure has.

    Redrawn patients show that cases of a patient fail together, but with few patients, or where
    all score the same, their interval is too narrow; Wilson's over cases is not, then.
    """
    held = [ends for ends in (found["by_patient"], found["wilson"]) if ends is not None]
    if not held:
        return None
    return min(low for low, _ in held), max(high for _, high in held)


def read_report(path: Path) -> Report:
    """A report that was written before: its file, or the folder that it lies in.

    Raises:
        UsageError: There is none, or it is not a report.
        SourceError: It cannot be read.
    """
    place = path / FILE if path.is_dir() else path
    try:
        held = json.loads(place.read_bytes())
        suites = tuple(_ran(one) for one in held["suites"])
        return Report(suites, {str(k): str(v) for k, v in held["about"].items()})
    except FileNotFoundError:
        raise UsageError(f"no report at {path}") from None
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        raise UsageError(f"{path} is not a report of `chartside eval`") from None
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{path} cannot be read: {reason}") from wrong


_read: Final = TypeAdapter(Ran)


def _ran(held: dict[str, Any]) -> Ran:
    kept = {k: v for k, v in held.items() if k not in {"name", "figures", "costs", "failed"}}
    return _read.validate_python(kept)
