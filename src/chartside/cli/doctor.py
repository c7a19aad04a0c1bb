"""Say what this installation can do, and what is missing."""

import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Final

import typer
from rich.text import Text

from chartside.cli.checkup import Check, State, checkup
from chartside.cli.installed import PACKAGE, core
from chartside.cli.layout import hung, put
from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, out
from chartside.settings import settings

app = new_app()

BROKEN: Final = 5
"""Exit status when the core cannot work here."""


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """Say what this installation can do, and what is missing.

    Nothing is changed, and no chart is read. A missing optional part is a note with the command
    that installs it.

    Exit status: 0 the core works, 5 something that it needs is broken.
    """
    checks = checkup(settings())
    broken = sum(check.state is State.BROKEN for check in checks)
    if as_json:
        emit(
            {
                "ok": not broken,
                "chartside": version(PACKAGE),
                "platform": platform.platform(),
                "checks": [asdict(check) for check in checks],
                "packages": {p.name: p.installed for p in core()},
            }
        )
    else:
        out.print(f"Chartside {version(PACKAGE)} on {platform.platform()}")
        for check in checks:
            _tell(check)
        parts = counted(broken, "part that the core needs is", "parts that the core needs are")
        out.print(f"{parts} broken." if broken else "The core works.")
    if broken:
        raise typer.Exit(BROKEN)


def _tell(check: Check) -> None:
    """The part and how it stands, wrapped; below it what to do, in one line to be pasted."""
    margin = Text(f"{check.state.value:<7} {check.name:<15} ")
    put(hung(margin, Text(check.says)))
    if check.todo:
        out.print(f"{' ' * 8}to do: {check.todo}", soft_wrap=True)
