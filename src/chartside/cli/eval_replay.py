"""Run a run once more from its capsule, without a model, and say what differs."""

from pathlib import Path
from typing import Annotated, Any

import typer

from chartside.cli.eval_run import inspecting
from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, notice, out, table
from chartside.cli.progress import steps
from chartside.errors import PolicyError

app = new_app()

_SHOWN = 20


@app.command("replay")
def replaying(
    folder: Annotated[
        Path, typer.Argument(metavar="D", help="The folder of a run of `chartside eval`.")
    ],
    *,
    source: Annotated[
        str,
        typer.Option("--source", metavar="SOURCE", help="Where the records lie now, if moved."),
    ] = "",
    data: Annotated[
        list[str] | None,
        typer.Option("--data", metavar="SUITE=PATH", help="Where a suite's material lies now."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a run once more from its capsule, without a model, and say what differs.

    The capsule holds what models were asked and answered, so that none is asked again and no
    network is used. Tools and graders are run again on the same records, whose digest must be that
    of the run; every prompt, every result of a tool, every draft and every grade is held against
    what came then, to the last bit. Only the id and the time of a draft are its own.

    Exit status: 0 all the same, 2 no capsule or other records, 4 something differs.
    """
    moved = dict(one.partition("=")[::2] for one in data or [])
    with steps("running it once more"):
        found: Any = inspecting("replaying").replay(folder, source, moved)
    if as_json:
        emit(found.to_json())
    else:
        for name, (was, now) in found.changed.items():
            notice(f"{name} was {was[:12]} and is {now[:12]}")
        if found.different:
            rows = ((d.suite, d.case, d.stage, d.what) for d in found.different[:_SHOWN])
            table(("suite", "case", "stage", "differs in"), rows)
        out.print(f"{counted(found.same, 'record')} of cases the same to the last bit")
    if found.different:
        raise PolicyError(f"{counted(len(found.different), 'record')} of cases differ")
