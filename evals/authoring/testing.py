"""Suites run by a test, and their figures held to bounds (`inspect_ai`).

    report = await evaluate("chart-questions", folder=tmp_path, limit=20)
    report.require("exact", at_least=0.9, by="interval")

Within pytest the fixture `evaluate` of `chartside.evals.authoring.pytest_plugin` is the same with a
folder of its own.
"""

import asyncio
import gc
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from chartside.errors import UsageError
from chartside.evals.reports.gate import Bound, Gate, missed
from chartside.evals.reports.report import Case, Ran, Report, figure, interval
from chartside.evals.reports.writing import write_report
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run
from chartside.evals.suite import Measure

Part = Literal["all", "tuned", "held out"]

_SHOWN: Final = 10
_one_at_a_time: Final = threading.Lock()
"""Inspect runs one set of suites in a process."""


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many; `interval` is the wider of the two 95 % intervals, None without any."""

    hits: int
    out_of: int
    rate: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What a run found. Its logs and its pages lie in the folder, and hold text of records."""

    report: Report = field(repr=False)
    folder: Path

    def __getitem__(self, name: str) -> Figure:
        """A figure over all cases, as `exact`, or as `chart-questions.exact` among several suites.

        Raises:
            UsageError: No suite of the run has it, or several do.
        """
        return self.figure(name)

    def figure(self, name: str, part: Part = "all") -> Figure:
        """A figure over a part of the cases.

        Raises:
            UsageError: As above.
        """
        ran, measure = self._found(name)
        found = figure(ran.of(part), measure)
        return Figure(found["hits"], found["out_of"], found["rate"], interval(found))

    def require(  # noqa: PLR0913 - the keys of a bound in a gate, and what a test adds
        self,
        name: str,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        by: Literal["rate", "interval"] = "rate",
        part: Part = "all",
        cases: int = 1,
        broken: int = 0,
        show: bool = False,
    ) -> None:
        """Hold a figure to a bound, as a gate does.

        Args:
            name: The figure, as in `figure`.
            at_least: What it must not fall below.
            at_most: What it must not exceed.
            by: The rate, or the worse end of its 95 % interval.
            part: All cases, or those of one half.
            cases: Fewer than this show nothing: the bound is missed.
            broken: How many cases may have crashed or not be graded.
            show: Whether the message shows what was asked and said: text of records, in a log.

        Raises:
            AssertionError: The bound is missed; the cases at fault are named by their ids.
            UsageError: There is no such figure, or no bound.
        """
        __tracebackhide__ = True  # pytest shows the test, not this
        ran, measure = self._found(name)
        if at_least is None and at_most is None:
            raise UsageError(f"a bound of {name} is at_least, at_most or both")
        held = {"at-least": at_least, "at-most": at_most, "by": by, "part": part, "cases": cases}
        gate = Gate({ran.name: {measure.name: Bound.model_validate(held)}}, broken)
        lost = missed(gate, self.report)
        if lost:
            lines = [f"{one.suite}.{one.figure} ({one.part}): {one.why}" for one in lost]
            lines += _at_fault(ran.of(part), measure, show=show)
            raise AssertionError("\n".join([*lines, f"report: {self.folder / 'report.html'}"]))

    def _found(self, name: str) -> tuple[Ran, Measure]:
        found = [
            (ran, measure)
            for ran in self.report.suites
            for measure in ran.measures
            if name in {measure.name, f"{ran.name}.{measure.name}"}
        ]
        if len(found) != 1:
            names = [f"{ran.name}.{m.name}" for ran in self.report.suites for m in ran.measures]
            which = "no figure" if not found else "several figures are called"
            raise UsageError(f"{which} {name}; there are: {', '.join(names)}")
        return found[0]


def _at_fault(cases: list[Case], measure: Measure, *, show: bool) -> Iterator[str]:
    """The cases that a figure is short by, named by their ids."""
    wrong = [c for c in cases if measure.is_short(c.counts.get(measure.name, (0, 0)))]
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        yield f"cases at fault: {', '.join(c.id for c in wrong[:_SHOWN])}{more}"
    for case in wrong[:_SHOWN] if show else []:
        for row in case.worst[:1]:
            yield f"  {case.id}: {row['asked']}"
            yield f"    said: {' / '.join(row['said'].splitlines())}"
            yield f"    expected: {row['expected']}"


async def evaluate(  # noqa: PLR0913 - the options are those of `chartside eval`
    *suites: str | Path,
    folder: Path,
    source: str | Path = "",
    panel: int | None = None,
    reasoner: str = "extractive",
    judge: str = "",
    data: Mapping[str, str] | None = None,
    seed: str = "0",
    limit: int | None = None,
    parallel: int = 1,
) -> Evaluated:
    """Run suites, as `chartside eval` does, within a loop that is running already.

    Args:
        suites: Names of suites, or files of one's own.
        folder: Where logs and report go; a new one for each run.
        source: The records: files, a store, or a server.
        panel: Invented patients of each of two panels.
        reasoner: Who answers and writes.
        judge: A model for the figures that a model judges.
        data: The user's material, by the suite's name.
        seed: Other cases with another seed.
        limit: At most so many cases of a suite.
        parallel: Cases at once.

    Raises:
        UsageError: As of `chartside eval`.
        SourceError: A record cannot be read.
    """
    asked = Asked(
        suites=tuple(map(str, suites)),
        records=Records(str(source), panel),
        reasoner=reasoner,
        judge=judge,
        data=data or {},
        seed=seed,
        limit=limit,
        parallel=parallel,
    )
    return Evaluated(await asyncio.to_thread(_run, asked, folder), folder)


def _run(asked: Asked, folder: Path) -> Report:
    """The run in a thread of its own: Inspect starts a loop itself."""
    with _one_at_a_time, warnings.catch_warnings():
        # Inspect leaves streams of its own to the garbage collector; a test is not to fail by them.
        warnings.simplefilter("ignore", ResourceWarning)
        report = run(asked, folder)
        write_report(report, folder)
        gc.collect()
    return report


def found_beside(suite: str | Path, folder: Path) -> str:
    """A file of one's own by its whole path, where it lies beside the test; else as it was named.

    >>> found_beside("chart-questions", Path("tests"))
    'chart-questions'
    """
    beside = folder / suite
    return str(beside) if beside.is_file() else str(suite)
