"""Writes docs/cli.md and docs/suites.md: every command and every suite as it describes itself.

The text of a command is what `--help` says, laid out plainly at a fixed width, so that it is the
same on every machine. `--check` compares and changes nothing.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from chartside.cli.app import app, below
from chartside.evals.catalog import built_in
from chartside.evals.suite import Published, Suite

COMMANDS = Path(__file__).with_name("cli.md")
SUITES = Path(__file__).with_name("suites.md")
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


OF_SUITES = """\
# Suites

Written by `make docs` from what each suite says of itself; a test compares the two. How suites are
run and read stands in [Evaluations](evals.md). A gate names a figure as `[SUITE.FIGURE]`. Figures
of a public benchmark are as their authors published them; nothing of a benchmark is shipped.
"""


def commands() -> str:
    """The whole page of commands."""
    program = get_command(app)
    parts = [OPENING]
    for path, text in help_of(program, "chartside"):
        level = "##" if path.count(" ") <= COMMAND else "###"
        parts.append(f"{level} {path}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def suites() -> str:
    """The whole page of suites."""
    held = built_in().values()
    ours = [line for s in held if s.published is None for line in suite(s)]
    public = [line for s in held if s.published is not None for line in suite(s)]
    return "\n".join([OF_SUITES, "## Chartside's own\n", *ours, "## Public benchmarks\n", *public])


def suite(one: Suite) -> Iterator[str]:
    """A suite: what it is run on, what it counts, what was published of it."""
    yield f"### {one.name}\n\n{one.line}\n"
    if one.model:
        yield "It asks a model: `--reasoner` names one.\n"
    if one.data:
        yield f"`--data` is {one.data}.\n"
    if one.stand_in:
        yield f"Without it: {one.stand_in}.\n"
    yield f"Intervals redraw {one.redrawn}.\n\n| figure | counts | better |\n|---|---|---|"
    for m in one.measures:
        yield f"| `{m.name}` | {cell(m.words)} | {m.better}{', by a judge' if m.judged else ''} |"
    yield ""
    if one.published:
        yield from published(one.published)


def published(of: Published) -> Iterator[str]:
    """A benchmark: its licence, what this measure does otherwise, its authors' figures."""
    yield f"{of.name}: {of.home}. Licence: {of.licence}. Data: {of.data}.\n"
    yield from (f"- {line}" for line in of.differs)
    if of.figures:
        yield "\n| published | figure | % | source |\n|---|---|---:|---|"
        for f in of.figures:
            told = (cell(f.who), cell(f.figure), f"{100 * f.value:.1f}", cell(f.source))
            yield f"| {' | '.join(told)} |"
    yield ""


def cell(text: str) -> str:
    """Text within a table."""
    return text.replace("|", "\\|")


def main() -> int:
    """Write the pages, or with `--check` say whether they are as they would be written."""
    stale = 0
    for path, fresh in ((COMMANDS, commands()), (SUITES, suites())):
        if "--check" not in sys.argv[1:]:
            path.write_text(fresh, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != fresh:
            print(f"{path.name} is not what the code says: make docs")
            stale = STALE
    return stale


if __name__ == "__main__":
    sys.exit(main())
