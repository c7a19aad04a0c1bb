"""Show what a suite counts, what it is run on, and what was published of it."""

from typing import Annotated

import typer

from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, out, table
from chartside.evals.catalog import suite_named
from chartside.evals.suite import Measure, Published

app = new_app()


@app.command("show")
def showing(
    name: Annotated[str, typer.Argument(metavar="SUITE", help="A name of `chartside eval list`.")],
    *,
    as_json: Json = False,
) -> None:
    """Show what a suite counts, what it is run on, and what was published of it.

    A gate names a figure as `[SUITE.FIGURE]`.

    Exit status: 0 done, 2 no such suite.
    """
    suite = suite_named(name)
    if as_json:
        emit(suite.model_dump(mode="json", exclude={"task"}))
        return
    out.print(f"{suite.name}: {suite.line}")
    if suite.data:
        out.print(f"--data is {suite.data}.")
        if suite.stand_in:
            out.print(f"Without it, a run takes {suite.stand_in}.")
    if suite.model:
        out.print("It asks a model: --reasoner URL#MODEL or local:FOLDER.")
    out.print()
    rows = ((f"{suite.name}.{m.name}", m.words, better(m)) for m in suite.measures)
    table(("figure", "counts", "better"), rows)
    if suite.published:
        out.print()
        _tell(suite.published)


def better(measure: Measure) -> str:
    """Which way is better, and whether a model says what is right."""
    return f"{measure.better}{', by a judge' if measure.judged else ''}"


def _tell(published: Published) -> None:
    out.print(f"{published.name}, {published.home}")
    out.print(f"Licence: {published.licence}. Data: {published.data}.")
    for line in published.differs:
        out.print(f"Differs: {line}")
    if published.figures:
        out.print()
        rows = ((f.who, f.figure, f"{100 * f.value:.1f}", f.source) for f in published.figures)
        table(("published", "figure", "%", "source"), rows)
