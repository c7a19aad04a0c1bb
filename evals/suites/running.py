"""Suites run by Inspect, and what its logs hold as plain values (`inspect_ai`)."""

import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, eval_set
from inspect_ai._util.error import PrerequisiteError
from inspect_ai.log import EvalLog, EvalSample, read_eval_log

from chartside.errors import UsageError
from chartside.evals.registry import abstention, chart_questions, injected_errors, summaries
from chartside.evals.suites import SUITES
from chartside.evals.suites.patients import Records
from chartside.evals.suites.report import Case, Ran, Report

_TASKS: Final[dict[str, Callable[..., Task]]] = {
    "chart-questions": chart_questions,
    "abstention": abstention,
    "summaries": summaries,
    "injected-errors": injected_errors,
}


_KEPT: Final = 10
"""After so many cases they are written to the log: as many are lost where a run is cut off."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which suites are run, on which records, by whom.

    `limit` is of the cases of a suite, patients in turn; `parallel` how many cases at once;
    `resume` goes on with a run that was cut off, whose logs lie in the folder.
    """

    suites: tuple[str, ...]
    records: Records = field(default_factory=Records)
    reasoner: str = "extractive"
    seed: str = "0"
    limit: int | None = None
    parallel: int = 1
    resume: bool = False


def run(asked: Asked, folder: Path) -> Report:
    """Run the suites one after the other; their logs lie in the folder, in Inspect's form.

    A run that is resumed keeps what was measured of the same suites, records, reasoner and seed.

    No language model of Inspect's is used: the assistant opens its own. What is written lies on
    this machine, and holds what the records hold.

    Raises:
        UsageError: No such suite, no such file, a reasoner that is none, or a folder that does not
            fit.
        SourceError: A record cannot be read.
    """
    if unknown := [name for name in asked.suites if name not in SUITES]:
        raise UsageError(f"no suite {', '.join(unknown)}; there are: {', '.join(SUITES)}")
    chosen = tuple(dict.fromkeys(asked.suites))
    _require_fit(folder, resume=asked.resume)
    logs = _logs([_task(name, asked) for name in chosen], asked, folder)
    return Report(
        suites=tuple(_ran(name, logs[name]) for name in chosen),
        about=_about(asked),
    )


def _logs(tasks: list[Task], asked: Asked, folder: Path) -> dict[str, EvalLog]:
    """The logs of the tasks by their suites, run or kept from before."""
    try:
        with redirect_stdout(sys.stderr):  # Inspect says that it is done
            _, headers = eval_set(
                tasks,
                log_dir=str(folder),
                model="none/none",  # the assistant opens its own
                display="none",
                log_level="error",
                log_buffer=_KEPT,
                log_realtime=False,  # else a copy of the cases lies in the user's folder meanwhile
                fail_on_error=False,
                limit=asked.limit,
                max_samples=asked.parallel,
                max_tasks=1,
                retry_attempts=0,
                retry_immediate=False,
                score_display=False,
                ctl_server=False,  # no socket is opened
                acp_server=False,
            )
    except PrerequisiteError:
        raise UsageError(
            "the folder holds a run of other suites, records, reasoner, seed or limit"
        ) from None
    return {_suite(header): read_eval_log(header.location) for header in headers}


def _require_fit(folder: Path, *, resume: bool) -> None:
    """A run begins in a folder without logs, and is resumed in one with them."""
    held = any(folder.glob("*.eval"))
    if held and not resume:
        raise UsageError("the folder holds logs of a run: name another, or resume that run")
    if resume and not held:
        raise UsageError("the folder holds no logs of a run to resume")


def _suite(log: EvalLog) -> str:
    """The suite that a log is of."""
    return log.eval.task.rpartition("/")[2].replace("_", "-")


def _task(name: str, asked: Asked) -> Task:
    made = partial(_TASKS[name], source=asked.records.source, panel=asked.records.invented)
    return made(seed=asked.seed, reasoner=asked.reasoner)


def _about(asked: Asked) -> dict[str, str]:
    """What would have to be the same for a run to be repeated."""
    demo = f"demo record, {2 * asked.records.invented} invented patients"
    return {
        "chartside": version("chartside"),
        "inspect": version("inspect-ai"),
        "reasoner": asked.reasoner,
        "records": "named by the caller" if asked.records.source else demo,
        "seed": asked.seed,
        "limit": str(asked.limit or "none"),
    }


def _ran(name: str, log: EvalLog) -> Ran:
    """What a log holds. A case that stopped with an error is crashed, neither right nor wrong."""
    samples = log.samples or []
    return Ran(
        name=name,
        log=Path(log.location).name,
        whole=log.status == "success",
        cases=tuple(_case(s) for s in samples if _score(s) is not None),
        crashed=sum(s.error is not None for s in samples),
        unscored=sum(s.error is None and _score(s) is None for s in samples),
    )


def _score(sample: EvalSample) -> Mapping[str, Any] | None:
    """What the grader held; None where none could grade."""
    if sample.error is not None or not sample.scores:
        return None
    one = next(iter(sample.scores.values()))
    return one.metadata if one.metadata and "counts" in one.metadata else None


def _case(sample: EvalSample) -> Case:
    held = _score(sample) or {}
    counts = {name: (int(hit), int(of)) for name, (hit, of) in held["counts"].items()}
    cost = sample.store.get("cost") or {}
    return Case(
        id=str(sample.id),
        patient=str(sample.metadata["patient"]),
        half=str(sample.metadata["half"]),
        kind=str(sample.metadata["kind"]),
        counts=counts,
        cost={**cost, "words": sample.store.get("words") or 0},
        worst=tuple(dict(one) for one in held["worst"]),
        failed=str(sample.store.get("failed") or ""),
    )
