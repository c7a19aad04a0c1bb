"""Writes docs/cli.md: every command as it describes itself. `--check` compares and changes nothing.

The text is what `--help` says, laid out plainly at a fixed width, so that it is the same on every
machine.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from chartside.cli.app import app, below

PAGE = Path(__file__).with_name("cli.md")
WIDTH = 96
STALE = 1

COMMAND = 1  # spaces in the path of a command; its own commands have two

OPENING = """\
# Command line

Written by `make docs` from what each command says of itself; a test compares the two. To have the
shell complete commands, options and ids: `chartside --install-completion`.

SOURCE is a record store (`*.db`), a Bundle (`.json`), NDJSON (`.ndjson`), a folder of them, gzip
or not, or the URL of a FHIR server, for which `$CHARTSIDE_FHIR_TOKEN` holds the token. `--json`
prints one JSON object on standard output and nothing else there; messages go to standard error,
each error with the code by which [Errors](errors.md) explains it. An error with `--json` is an
object too: `{"error": {"code", "message", "exit_status"}}`. Data lies in `$CHARTSIDE_HOME`, by
default the user's data folder.
"""


def help_of(command: Any, path: str, parent: Any = None) -> Iterator[tuple[str, str]]:
    """The name and the help of a command, then of each command below it."""
    command.rich_markup_mode = None  # plain text instead of boxes
    context = command.make_context(
        path.rpartition(" ")[2],
        [],
        parent=parent,
        resilient_parsing=True,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
    )
    lines = command.get_help(context).splitlines()
    yield path, "\n".join(line.rstrip() for line in lines).strip()
    for name, one in below(command).items():
        yield from help_of(one, f"{path} {name}", context)


def page() -> str:
    """The whole page."""
    program = get_command(app)
    parts = [OPENING]
    for path, text in help_of(program, "chartside"):
        level = "##" if path.count(" ") <= COMMAND else "###"
        parts.append(f"{level} {path}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def main() -> int:
    """Write the page, or with `--check` say whether it is as it would be written."""
    fresh = page()
    if "--check" in sys.argv[1:]:
        there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if there != fresh:
            print(f"{PAGE.name} is not what the commands say: make docs")
            return STALE
        return 0
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
