"""Run suites and write their report; `run` itself may be left out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from chartside.cli.eval_compare import tell
from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, notice, out, table
from chartside.cli.progress import waiting_then_counting
from chartside.errors import MissingExtra, PolicyError, SourceError, UsageError
from chartside.evals.catalog import built_in, chosen, place_of
from chartside.evals.judging.trusted import trust
from chartside.evals.reports.comparing import compare, require_seed
from chartside.evals.reports.gate import Gate, Missed, missed, read_gate
from chartside.evals.reports.markdown import cases, costs, count, percent, span, unmeasured
from chartside.evals.reports.report import Ran, Report, figures, interval, read_report
from chartside.evals.reports.writing import private_folder, write_report
from chartside.evals.suite import Suite
from chartside.settings import settings

app = new_app()


@app.command()
def run(  # noqa: PLR0913 - the options are the contract of the command
    suites: Annotated[
        list[str],
        typer.Argument(metavar="SUITE...", help="Names of `chartside eval list`, or `all`."),
    ],
    *,
    source: Annotated[
        str,
        typer.Option(
            "--source",
            metavar="SOURCE",
            help="A Bundle, NDJSON or a folder of them, gzip or not; a store (*.db) or a FHIR base "
            "URL, laid down in D first; by default the demo record and invented patients.",
        ),
    ] = "",
    patient: Annotated[
        list[str] | None,
        typer.Option(
            "--patient",
            metavar="ID",
            help="Only this patient of SOURCE; again for more. By default all of them.",
        ),
    ] = None,
    panel: Annotated[
        int | None,
        typer.Option(
            "--panel",
            metavar="N",
            min=0,
            help="Invented patients of each of two panels: by default 2 beside the demo record.",
        ),
    ] = None,
    reasoner: Annotated[
        str,
        typer.Option(
            "--reasoner",
            metavar="R",
            help="Who answers and writes: `extractive`, a model as `URL#MODEL`, `local:FOLDER`, or "
            "`navigator[:R]`, the flow of the public EHR navigator over a stand-in or over R.",
        ),
    ] = "extractive",
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data",
            metavar="[SUITE=]PATH",
            help="Your copy of a benchmark, or labelled material, as `eval show SUITE` says.",
        ),
    ] = None,
    judge: Annotated[
        str,
        typer.Option(
            "--judge",
            metavar="R",
            help="A model for the figures that a model judges; without one they are left out.",
        ),
    ] = "",
    judge_audit: Annotated[
        Path | None,
        typer.Option(
            "--judge-audit",
            metavar="FILE",
            help="What `chartside eval judge` found of this judge: it is told in the report.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="At most so many cases of a suite."),
    ] = None,
    seed: Annotated[
        str, typer.Option("--seed", metavar="S", help="Other cases with another seed.")
    ] = "0",
    parallel: Annotated[
        int, typer.Option("--parallel", metavar="N", min=1, help="Cases at once.")
    ] = 1,
    log_dir: Annotated[
        Path | None,
        typer.Option(
            "--log-dir",
            metavar="D",
            help="Where logs and report go; by default a new folder in the data folder.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with a run that was cut off, in its folder D."),
    ] = False,
    gate: Annotated[
        Path | None,
        typer.Option("--gate", metavar="FILE.toml", help="Bounds that the figures must hold."),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="A",
            help="A report, or its folder, to hold this run against, in report.md and report.html.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run suites and write their report; `run` itself may be left out.

    Each figure is a count over a count with a 95 % interval, cost beside it. The folder holds
    Inspect's logs (`inspect view --log-dir D`) and report.json, report.md and report.html. Logs,
    JSON and page hold text of the records: keep them as you keep those.

    Exit status: 0 measured, 2 usage, 4 the gate is missed, 5 a record or a model cannot be used, or
    cases crashed or could not be graded.
    """
    held = chosen(suites)
    bounds = read_gate(gate, {**built_in(), **held}) if gate else None
    before = read_report(baseline) if baseline else None
    if before:
        require_seed(before, seed)
    running = inspecting("run")
    asked = running.Asked(
        suites=tuple(map(place_of, held.values())),
        records=running.Records(source, panel, tuple(patient or ())),
        reasoner=reasoner,
        judge=judge,
        audit=trust(judge_audit, judge) if judge_audit else "",
        data=material(held, data or []),
        seed=seed,
        limit=limit,
        parallel=parallel,
        resume=resume,
    )
    folder = private_folder(log_dir or _new_folder())
    with waiting_then_counting("running the suites") as progress:
        report: Report = running.run(asked, folder, progress)
    files = write_report(report, folder)
    since = compare(before, report) if before else None
    if since:
        files = write_report(report, folder, since)
    lost = missed(bounds, report) if bounds else []
    if as_json:
        emit(_plain(report, lost, files))
    else:
        _show(report, files)
        if since:
            tell(since)
    _end(report, bounds, lost)


def material(suites: Mapping[str, Suite], named: Sequence[str]) -> dict[str, str]:
    """Which suite is run on which of the user's material.

    Raises:
        UsageError: None of the suites takes any, several do and none is named, or there is no such
            file.
    """
    takers = [name for name, suite in suites.items() if "data" in suite.takes]
    found: dict[str, str] = {}
    for one in named:
        suite, mark, path = one.partition("=")
        if not (mark and suite in suites):
            suite, path = takers[0] if len(takers) == 1 else "", one
        if suite not in takers:
            which = f"one of {', '.join(takers)} as SUITE=PATH" if takers else "no suite named here"
            raise UsageError(f"--data is for {which}")
        if not Path(path).exists():
            raise UsageError(f"no such file or folder: {path}")
        found[suite] = path
    return found


def inspecting(module: str) -> Any:
    """A module of `chartside.evals.running`, all of which need Inspect.

    Raises:
        MissingExtra: It is not installed.
    """
    try:
        import_module("inspect_ai")
    except ImportError as missing:
        raise MissingExtra("an evaluation", "evals") from missing
    return import_module(f"chartside.evals.running.{module}")


def _new_folder() -> Path:
    now = datetime.now(UTC)
    return settings().home / "evals" / f"{now:%Y-%m-%dT%H-%M-%S}"


def _plain(report: Report, held: list[Missed], files: tuple[Path, ...]) -> dict[str, Any]:
    """The report without its cases: those lie in the file."""
    told = report.to_json()
    for suite in told["suites"]:
        suite["cases"] = len(suite["cases"])
    return {**told, "missed": [m.to_json() for m in held], "files": [str(f) for f in files]}


def _show(report: Report, files: tuple[Path, ...]) -> None:
    for ran in report.suites:
        out.print(f"{ran.name}: {cases(ran)}", style="bold")
        for line in unmeasured(ran):
            notice(line)
        table(("figure", "part", "count", "rate", "95 %", "better"), _rows(ran))
        out.print(f"{costs(ran)}\n")
    for file in files:
        out.print(f"  {file}")


def _rows(ran: Ran) -> Iterator[tuple[str, ...]]:
    for measure in ran.measures:
        for part, found in figures(ran, measure).items():
            if found["out_of"]:
                ends = span(interval(found))
                better = "more" if measure.higher else "fewer"
                shown = (count(found), percent(found["rate"]), ends, better)
                yield (measure.name, part, *shown)


def _end(report: Report, bounds: Gate | None, held: list[Missed]) -> None:
    """The status of the run.

    Raises:
        PolicyError: The gate is missed.
        SourceError: There is no gate, and not every case could be measured.
    """
    for one in held:
        notice(f"missed: {one.suite}.{one.figure} ({one.part}): {one.why}")
    if held:
        raise PolicyError(f"the gate is missed: {counted(len(held), 'bound')}")
    for ran in report.suites:
        if ran.cases and sum(ran.failed.values()) == len(ran.cases):
            codes = ", ".join(ran.failed)
            raise SourceError(f"every run of {ran.name} failed ({codes}): nothing was measured")
    if bounds is None and report.broken:
        raise SourceError(f"{counted(report.broken, 'case')} crashed or could not be graded")
