"""List the models that Chartside knows, and what is missing to use one."""

from typing import Final

import typer

from chartside.cli.app import Commands
from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, out, table
from chartside.models.catalog import Model, licence_of, model_json, models
from chartside.models.footprint import footprint
from chartside.models.routing import tasks

app = new_app()

_GIB: Final = 2**30

LINES: Final = {
    "show": "Show a model: what it needs, how well it did, its limits and terms.",
    "check": "Say what is missing before a model can be used here.",
}
"""Each command with its line, which is the first line of its own help."""


class ModelCommands(Commands):
    """The commands about one model, each in a module named after it."""

    lines = LINES
    prefix = "models_"


@app.callback(cls=ModelCommands, invoke_without_command=True)
def catalogue(ctx: typer.Context, *, as_json: Json = False) -> None:
    """List the models that Chartside knows, and what is missing to use one.

    Nothing is downloaded: the weights come from their publisher, to whom each user says that the
    terms are accepted. Memory is that of the weights in 16 bits.

    Exit status: 0 done.
    """
    if ctx.invoked_subcommand is not None:
        return
    if as_json:
        emit({"models": [model_json(one) for one in models()], "tasks": _tasks()})
        return
    table(
        ("model", "for", "input", "memory", "used"),
        ((m.name, m.purpose, ", ".join(m.inputs), memory(m), used(m)) for m in models()),
    )
    out.print()
    table(
        ("task", "model", "because"),
        ((task.name, task.models[0], task.why) for task in tasks()),
    )
    for title, address in sorted({_terms(one) for one in models()}):
        out.print(f"\nWeights come under the {title}: {address}")


def _tasks() -> list[dict[str, object]]:
    return [{"name": t.name, "title": t.title, "models": t.models, "why": t.why} for t in tasks()]


def _terms(one: Model) -> tuple[str, str]:
    licence = licence_of(one)
    return licence.title, licence.address


def memory(one: Model) -> str:
    """What the weights take in 16 bits, `8.0 GiB`; a dash for those that are not loaded here."""
    return f"{footprint(one).weights / _GIB:.1f} GiB" if one.loadable else "-"


def used(one: Model) -> str:
    """How it can be used: from local weights and behind an endpoint, or behind one only."""
    return "weights, endpoint" if one.loadable else "endpoint"
