"""Hold a judge against labels of people: agreement, kappa, the worst disagreements."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, notice, out, table
from chartside.cli.progress import counting
from chartside.errors import PolicyError, SourceError
from chartside.evals.adapters.pdsqi.instrument import abstraction, items, stigmatizing
from chartside.evals.judging.audit import ask_all
from chartside.evals.judging.judge import Scale, open_judge
from chartside.evals.judging.labels import read_labels
from chartside.evals.judging.page import write_audit
from chartside.evals.judging.told import HEAD, Audit, about, rows, who
from chartside.evals.reports.writing import private_folder
from chartside.settings import settings

app = new_app()


@app.command("judge")
def judging(  # noqa: PLR0913 - the options are the contract of the command
    labels: Annotated[
        Path,
        typer.Argument(
            metavar="LABELS",
            help="JSON lines, JSON or CSV, a label a row: `id`, `label`, and either `question`, "
            "`expected`, `answer` (true or false), or `question`, `a`, `b` (a, b or same), or "
            "`summary`, `notes`, `item` (points of PDSQI-9); `rater` and `group` where there are "
            "several.",
        ),
    ],
    *,
    judge: Annotated[
        str,
        typer.Option(
            "--judge", metavar="R", help="The model that judges: `URL#MODEL` or `local:FOLDER`."
        ),
    ],
    least_kappa: Annotated[
        float | None,
        typer.Option(
            "--least-kappa",
            metavar="K",
            min=-1,
            max=1,
            help="A bound on kappa of each kind of case, held by the lower end of its interval.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="The first N cases only.")
    ] = None,
    parallel: Annotated[
        int, typer.Option("--parallel", metavar="N", min=1, help="Cases at once.")
    ] = 1,
    log_dir: Annotated[
        Path | None,
        typer.Option(
            "--log-dir",
            metavar="D",
            help="Where the audit goes; by default a new folder in the data folder.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold a judge against labels of people: agreement, kappa, the worst disagreements.

    The judge is asked once about each case, as in a suite: one verdict a call, temperature 0; about
    a pair of answers in both orders. The folder gets judge-audit.json, judge-audit.md (counts only)
    and judge-audit.html; JSON and page hold text of the cases it was furthest from people on.

    Exit status: 0 audited, 2 usage, 4 kappa is below its bound or not known, 5 the judge cannot be
    used or gave no verdict on some cases.
    """
    scales = known()
    cases, aside = read_labels(labels, scales)
    asked = open_judge(judge)
    folder = private_folder(log_dir or _new_folder())
    with counting("asking the judge") as progress:
        judged = asyncio.run(
            ask_all(asked, cases[:limit], scales, parallel=parallel, done=progress)
        )
    audit = Audit(judge, judged, scales, aside)
    told = audit.to_json()
    files = write_audit(audit, folder)
    if as_json:
        kept = {name: held for name, held in told.items() if name not in {"judged", "worst"}}
        emit({**kept, "files": [str(file) for file in files]})
    else:
        out.print(f"{who(told)}: {about(told)}", style="bold")
        table(HEAD, rows(told))
        out.print()
        for file in files:
            out.print(f"  {file}")
    _end(told, least_kappa)


def known() -> dict[str, Scale]:
    """The items that labels may be of."""
    return {**items(), abstraction().name: abstraction(), stigmatizing().name: stigmatizing()}


def _new_folder() -> Path:
    now = datetime.now(UTC)
    return settings().home / "evals" / f"judge-{now:%Y-%m-%dT%H-%M-%S}"


def _end(told: Mapping[str, Any], least: float | None) -> None:
    """The status of the audit.

    Raises:
        PolicyError: A kappa is below its bound, or nothing shows that it is not.
        SourceError: The judge gave no verdict on some cases.
    """
    if lost := sum(told["failed"].values()):
        raise SourceError(f"the judge gave no verdict on {counted(lost, 'case')}")
    if least is None:
        return
    below = [one["kind"] for one in told["kinds"] if _lower(one["kappa"]) < least]
    for kind in below:
        notice(f"missed: kappa of {kind} is not shown to be {least:g} or more")
    if below:
        raise PolicyError(f"the judge misses its bound on {counted(len(below), 'kind')} of case")


def _lower(kappa: Mapping[str, Any]) -> float:
    """The lower end of the interval; below every bound where there is none."""
    ends = kappa["interval"]
    return float("-inf") if ends is None else float(ends[0])
