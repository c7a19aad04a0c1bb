"""Show a model: what it needs, how well it did, its limits and terms."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.text import Text

from chartside.cli.layout import hung, plain, put, titled
from chartside.cli.models import memory, used
from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, table
from chartside.models.catalog import Model, licence_of, model, model_json, models

app = new_app()


def names(incomplete: str) -> list[str]:
    """Names of models that begin so, for the shell."""
    return [one.name for one in models() if one.name.startswith(incomplete)]


Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A model of `chartside models`, or its id.", autocompletion=names
    ),
]


@app.command()
def show(name: Name, *, as_json: Json = False) -> None:
    """Show a model: what it needs, how well it did, its limits and terms.

    Exit status: 0 done, 2 there is no such model.
    """
    one = model(name)
    if as_json:
        emit(model_json(one))
        return
    put(plain(f"{one.title} ({one.id})", "bold"))
    for word, said in _facts(one):
        if said:
            put(hung(Text(f"  {word:<13}", "dim"), Text(said)))
    put(titled("Published figures"))
    table(
        ("task", "measure", "value", "source"),
        ((f.task, f.measure, f.value, f.source) for f in one.figures),
    )
    put(titled("Limits"))
    for limit in one.limits:
        put(hung(Text("  - "), Text(limit)))
    licence = licence_of(one)
    put(titled("Terms"))
    put(plain(f"{licence.title}: {licence.address}"))
    put(plain(licence.says))
    put(plain(f"Intended use: {licence.use}"))


def _facts(one: Model) -> Iterator[tuple[str, str]]:
    yield "for", one.purpose
    yield "used", used(one)
    yield "input", ", ".join(one.inputs)
    yield "class", one.architecture
    yield "loaded by", f"{one.loader}, {one.processor}" if one.loadable else ""
    yield "weights", f"{memory(one)} in 16 bits, {one.parameters:,} numbers" if one.loadable else ""
    yield "thinks", "on request, and now and then unasked" if one.thinking else ""
    yield from _budgets(one)
    if one.dimension:
        several = f"{one.vectors} vectors of " if one.vectors > 1 else ""
        yield "embedding", f"{several}{one.dimension:,} numbers"


def _budgets(one: Model) -> Iterator[tuple[str, str]]:
    if one.tokens:
        output = f", of which {one.tokens.output:,} may go out" if one.tokens.output else ""
        yield "tokens", f"{one.tokens.context:,}{output}"
        tested = one.tokens.tested_with_images
        yield "with images", f"trained with up to {tested:,} tokens" if tested else ""
    if one.images:
        each = f", {one.images.tokens} tokens each" if one.images.tokens else ""
        yield "images", f"{one.images.side} x {one.images.side} pixels{each}"
        slices, patches = one.images.most_slices, one.images.most_patches
        yield "at most", f"{slices} slices of a volume, {patches} patches of a slide" * bool(slices)
    if one.audio:
        yield "audio", f"{one.audio.rate:,} Hz, mono, in chunks of {one.audio.chunk} s"
