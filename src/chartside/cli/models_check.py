"""Say what is missing before a model can be used here."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from chartside.cli.layout import hung, put
from chartside.cli.models_show import Name
from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, out
from chartside.models.catalog import model
from chartside.models.checks import Need, Standing, Wanted, check
from chartside.models.footprint import BYTES
from chartside.settings import endpoint_key

app = new_app()

NOT_READY: Final = 5
"""Exit status when something is missing."""


@app.command("check")
def check_model(
    name: Name,
    *,
    path: Annotated[
        Path | None,
        typer.Option(
            "--path", metavar="FOLDER", help="Where its weights lie, if not in the cache."
        ),
    ] = None,
    dtype: Annotated[
        str, typer.Option("--dtype", metavar="T", help=f"How it is loaded: {', '.join(BYTES)}.")
    ] = "bfloat16",
    context: Annotated[
        int, typer.Option("--context", metavar="N", help="Tokens of one call, for the memory.")
    ] = 32768,
    url: Annotated[
        str | None,
        typer.Option(
            "--url", metavar="ENDPOINT", help="Ask this endpoint instead: `http://host:8000/v1`."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what is missing before a model can be used here.

    Looks for the weights (whole, of this model and size), the optional part, the memory and the
    terms, as far as they can be known without a network. With `--url` it asks that endpoint which
    models it serves, and looks for nothing else; its key is `$CHARTSIDE_ENDPOINT_KEY`.

    Exit status: 0 nothing is known to be missing, 2 usage, 5 something is missing.
    """
    one = model(name)
    needs = check(one, Wanted(path, dtype, context, url, endpoint_key()))
    missing = sum(need.standing is Standing.MISSING for need in needs)
    if as_json:
        emit({"model": one.name, "ok": not missing, "needs": [asdict(need) for need in needs]})
    else:
        out.print(f"{one.title} ({one.id})")
        for need in needs:
            _tell(need)
        things = counted(missing, "thing is missing", "things are missing")
        out.print(f"{things}." if missing else "Nothing is known to be missing.")
    if missing:
        raise typer.Exit(NOT_READY)


def _tell(need: Need) -> None:
    put(hung(Text(f"{need.standing.value:<8} {need.name:<10} "), Text(need.says)))
    if need.todo:
        out.print(f"{' ' * 9}to do: {need.todo}", soft_wrap=True)
