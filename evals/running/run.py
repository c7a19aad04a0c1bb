"""Suites run by Inspect, one after the other (`inspect_ai`)."""

import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, field, replace
from importlib import import_module
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, eval_set
from inspect_ai._util.error import PrerequisiteError
from inspect_ai.log import EvalLog
from inspect_ai.solver import TaskState
from pydantic import ConfigDict

from chartside.errors import SourceError, UsageError
from chartside.evals.capsule.keeping import FOLDER, Keeping, around, digest_of, standing
from chartside.evals.catalog import chosen
from chartside.evals.reports.report import Report
from chartside.evals.running.logs import ran_of
from chartside.evals.running.models import EXTRACTIVE, INSPECT
from chartside.evals.running.patients import Records
from chartside.evals.running.sources import Lying, laid_down
from chartside.evals.running.work import SUITE
from chartside.evals.suite import Option, Suite
from chartside.fhir.record import is_server

_KEPT: Final = 10
"""After so many cases they are written to the log: as many are lost where a run is cut off."""
_WRITES: Final = 100
"""Of a long suite: each reads the list of all that the log holds, which adds up as the square."""

_DIGITS: Final = 16
"""Of a digest: enough to tell records apart."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which suites are run, on which records or material, by whom.

    `data` is the user's copy of a suite's material, by the suite's name; without one a suite runs
    on its sample, where it has any. `judge` is the model that judges what code cannot, where a
    suite has such a figure, and `audit` what is known of that one. `limit` is of the cases of a
    suite, patients in turn; `parallel` how many cases at once; `resume` goes on with a run that was
    cut off, whose logs lie in the folder.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", hide_input_in_errors=True)

    suites: tuple[str, ...]
    records: Records = field(default_factory=Records)
    reasoner: str = EXTRACTIVE
    judge: str = ""
    audit: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    seed: str = "0"
    limit: int | None = None
    parallel: int = 1
    resume: bool = False


Progress = Callable[[str, int, int], None]
"""Takes the suite that is run, its cases done, and how many there are."""


def run(asked: Asked, folder: Path, progress: Progress | None = None) -> Report:
    """Run the suites one after the other; their logs lie in the folder, in Inspect's form.

    A run that is resumed keeps what was measured of the same suites, records, reasoner and seed.

    No language model of Inspect's is used: the assistant opens its own. What is written lies on
    this machine, and holds what the records hold. A store, a server, and some patients of a record
    are laid down in the folder first, as files, unless a suite asks the server itself.

    Raises:
        UsageError: No such suite, no such file, a reasoner that is none, or a folder that does not
            fit.
        SourceError: A record cannot be read, or a server does not answer.
    """
    suites = chosen(asked.suites)
    for suite in suites.values():
        _require_material(suite, asked)
    _require_fit(folder, resume=asked.resume)
    lying = _lying(suites, asked, folder)
    asked = replace(asked, records=lying.records)
    keeping, read = Keeping(folder / FOLDER), digests(asked)
    if asked.resume:
        keeping.go_on(_plain(asked), read)
    else:
        keeping.begin()
    with _owners_alone(), standing(around() or keeping):
        tasks = [_task(suite, asked) for suite in suites.values()]
        if progress:
            for name, task in zip(suites, tasks, strict=True):
                task.cleanup = _telling(progress, name, len(task.dataset), asked.limit)
        keeping.about(_plain(asked), read)
        logs = _logs(tasks, asked, folder)
    return Report(
        suites=tuple(
            ran_of(
                suite, logs[name], folder, sample=bool(suite.stand_in) and name not in asked.data
            )
            for name, suite in suites.items()
        ),
        about=_about(asked, suites, read) | _withheld(lying),
    )


@contextmanager
def _owners_alone() -> Iterator[None]:
    """What is written within is read by its owner alone, whatever folder it lies in."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _lying(suites: Mapping[str, Suite], asked: Asked, folder: Path) -> Lying:
    """The records as files, but for a suite that asks the server itself."""
    themselves = [name for name, suite in suites.items() if suite.server]
    if not themselves or not is_server(asked.records.source):
        return laid_down(asked.records, folder)
    if len(themselves) < len(suites):
        raise UsageError(f"{', '.join(themselves)} asks the server itself: run it by itself")
    return Lying(asked.records)


def _require_material(suite: Suite, asked: Asked) -> None:
    """What a suite cannot do without, said before anything is run."""
    if asked.reasoner == INSPECT:
        raise UsageError("the reasoner inspect is for `inspect eval`, which is told of the model")
    if suite.model and asked.reasoner == EXTRACTIVE:
        raise UsageError(f"{suite.name} asks a model: name one with --reasoner URL#MODEL")
    if suite.needs_data and not asked.data.get(suite.name):
        raise UsageError(f"{suite.name} is run on {suite.data}: name it with --data")


def _logs(tasks: list[Task], asked: Asked, folder: Path) -> dict[str, EvalLog]:
    """The headers of the logs by their suites, run or kept from before."""
    try:
        with redirect_stdout(sys.stderr):  # Inspect says that it is done
            _, headers = eval_set(
                tasks,
                log_dir=str(folder),
                model="none/none",  # the assistant opens its own
                display="none",
                log_level="error",
                log_buffer=_buffered(tasks, asked.limit),
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
    held = {(header.eval.metadata or {}).get(SUITE, ""): header for header in headers}
    if len(held) < len(tasks):
        raise SourceError("the run was stopped before its end: go on with the same and --resume")
    return held


def _buffered(tasks: list[Task], limit: int | None) -> int:
    """After how many cases they are written: ten, or a hundredth of the longest suite."""
    longest = max((len(task.dataset) for task in tasks), default=0)
    return max(_KEPT, min(longest, limit or longest) // _WRITES)


def _require_fit(folder: Path, *, resume: bool) -> None:
    """A run begins in a folder without logs, and is resumed in one with them."""
    held = any(folder.glob("*.eval"))
    if held and not resume:
        raise UsageError("the folder holds logs of a run: name another, or resume that run")
    if resume and not held:
        raise UsageError("the folder holds no logs of a run to resume")


def _task(suite: Suite, asked: Asked) -> Task:
    """The suite as Inspect runs it, told what it takes."""
    module, _, function = suite.task.partition(":")
    told: dict[Option, Any] = {
        "source": asked.records.source,
        "panel": asked.records.invented,
        "seed": asked.seed,
        "reasoner": asked.reasoner,
        "data": asked.data.get(suite.name, ""),
        "judge": asked.judge,
    }
    options: dict[str, Any] = {**{o: told[o] for o in suite.takes}, **suite.carried}
    task: Task = getattr(import_module(module), function)(**options)
    task.metadata = {**(task.metadata or {}), SUITE: suite.name}
    for sample in task.dataset:
        sample.metadata = {**(sample.metadata or {}), SUITE: suite.name}
    return task


def _telling(
    progress: Progress, name: str, cases: int, limit: int | None
) -> Callable[[TaskState], Awaitable[None]]:
    """What Inspect calls after each case of a suite. One that was measured before is not told."""
    done = count(1)
    whole = min(cases, limit or cases)

    async def told(state: TaskState) -> None:
        del state
        progress(name, next(done), whole)

    return told


def _plain(asked: Asked) -> dict[str, Any]:
    """The options of a run as plain values; that it was resumed is none of what it is."""
    return {k: v for k, v in asdict(asked).items() if k != "resume"}


def digests(asked: Asked) -> dict[str, str]:
    """SHA-256 of each file or folder that the run reads, by its option, and of a user's suite."""
    read = {"source": asked.records.source, **{f"data of {n}": p for n, p in asked.data.items()}}
    known: dict[str, str] = {}
    for suite in chosen(asked.suites).values():
        known |= {f"suite {suite.name}": suite.digest} if suite.digest else {}
        read |= {f"{what} of {suite.name}": place for what, place in suite.reads.items()}
    held = {n: digest_of(Path(path)) for n, path in read.items() if path and not is_server(path)}
    return held | known


def _about(asked: Asked, suites: Mapping[str, Suite], read: Mapping[str, str]) -> dict[str, str]:
    """What would have to be the same for a run to be repeated."""
    return {
        "chartside": version("chartside"),
        "inspect": version("inspect-ai"),
        "reasoner": asked.reasoner,
        "judge": asked.judge or "none",
        **({"judge held against people": asked.audit} if asked.audit else {}),
        "records": _records(asked, suites),
        **_digests(read),
        "seed": asked.seed,
        "limit": str(asked.limit or "none"),
    }


def _records(asked: Asked, suites: Mapping[str, Suite]) -> str:
    """Which records the suites are run on, in words: a place may tell more than a report should."""
    if asked.records.source:
        return "named by the caller"
    if all(s.carried or s.stand_in or "source" not in s.takes for s in suites.values()):
        return "as each suite says"
    return f"demo record, {2 * asked.records.invented} invented patients"


def _digests(read: Mapping[str, str]) -> dict[str, str]:
    """Of what was read: two runs on other records or material have cases of the same names."""
    names = {"source": "records"}
    return {f"{names.get(n, n)} digest": d[:_DIGITS] for n, d in read.items()}


def _withheld(lying: Lying) -> dict[str, str]:
    """How much of the records a server did not give, where it kept anything back."""
    return {"kept back by the server": str(lying.set_aside)} if lying.set_aside else {}
