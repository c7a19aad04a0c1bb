"""The program: finds the command that is asked for, loads it and nothing else, ends with a status.

Help and completion list every command by its line in `COMMANDS`, so that neither waits for the
graph or the FHIR models to load.
"""

import gc
import logging
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, ClassVar, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override

from chartside.cli import streams
from chartside.cli.failing import DONE, INTERRUPTED, Ending, ending, refused
from chartside.cli.output import answer, emit, failed, notice

COMMANDS: Final = {
    "demo": "Do the main job on the bundled record: draft, check, review, sign.",
    "ingest": "Load records into a store, idempotent and resumable.",
    "search": "Search a record with an R4 query.",
    "chart": "Show one patient's chart, compact.",
    "summarize": "Draft a document from a patient's chart, cited and checked.",
    "ask": "Answer a question about a patient from the chart, cited and checked.",
    "propose": "Draft changes that the chart calls for, each for a person to decide.",
    "verify": "Check every sentence of a draft against the chart again.",
    "identity": "Make and list local signers.",
    "review": "Read, edit, sign, decline, amend and retract drafts.",
    "export": "Write a signed document; refused when unsigned.",
    "outbox": "Show and send what is signed to the record system's FHIR server.",
    "audit": "Verify, show, export, archive and back up the audit chain.",
    "labs": "Read laboratory reports: PDFs, scans and photos into results, each with its place.",
    "transcribe": "Turn a dictation into text.",
    "image": "Show what a model would see of images, or ask one what it sees.",
    "eval": "Measure a model, prompt or version with suites, and compare or gate the results.",
    "serve": "Serve the sidebar, the HTTP API and CDS Hooks to EHRs.",
    "mcp": "Serve one patient's chart to an MCP client, read-only.",
    "models": "List the models that Chartside knows, and what is missing to use one.",
    "doctor": "Say what this installation can do, and what is missing.",
}
"""Each command with its line in the help, which is the first line of its module's docstring."""


class Commands(TyperGroup):
    """Commands that are listed by their lines and loaded when one is run.

    A group below the program has a class of its own, with its lines and the beginning of its
    modules' names.
    """

    lines: ClassVar[Mapping[str, str]] = COMMANDS
    prefix: ClassVar[str] = ""

    @override
    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # Typer's own context is private
        """Every command, in the order of the job."""
        del ctx
        return list(self.lines)

    @override
    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # as above
        """The command's name and line, not loaded."""
        del ctx
        line = self.lines.get(cmd_name)
        return TyperCommand(cmd_name, help=line, short_help=line) if line else None

    @override
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command itself, loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, self.loaded(name) if name and name in self.lines else command, rest

    def loaded(self, name: str) -> Any:
        """The command of this name, from its module."""
        command = load(f"{self.prefix}{name}")
        command.name = name
        return command


def load(name: str) -> Any:
    """The command of this name, from the module of that name."""
    gc.disable()  # what is imported stays: to look for garbage in it costs a tenth of the start
    try:
        module = import_module(f"chartside.cli.{name}")
    finally:
        gc.enable()
    gc.freeze()
    command = typer.main.get_command(module.app)
    command.name = name
    return command


def below(command: Any) -> Mapping[str, Any]:
    """The commands of a group by name, loaded; none where it is no group."""
    if isinstance(command, Commands):
        return {name: command.loaded(name) for name in command.lines}
    held: Mapping[str, Any] = getattr(command, "commands", {})
    return held


app = typer.Typer(
    name="chartside",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,  # a rich traceback shows local values: chart data
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 done, 2 usage, 3 nothing to say, 4 refused by policy, 5 source or model "
    "failed, 6 audit broken.",
)


def _version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with the flag
    if asked:
        typer.echo(f"chartside {version('chartside')}")
        raise typer.Exit


@app.callback()
def chartside(
    *,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Draft clinical text from a FHIR record: cited, checked, and nothing leaves unsigned.

    Not a medical device. Drafts need independent verification by a qualified clinician.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its status.

    What the package raises on purpose becomes one sentence on standard error, never a traceback;
    with `--json` also one JSON object on standard output, unless the command has answered already.
    """
    logging.getLogger("httpx").setLevel(
        logging.WARNING
    )  # it logs URLs, and a URL can name a patient
    streams.prepare()
    with suppress(ValueError):  # not in the main thread: whoever embeds the program has signals
        signal.signal(signal.SIGTERM, _as_interrupt)
    sys.exit(_status(list(sys.argv[1:] if arguments is None else arguments)))


def _as_interrupt(*_: object) -> None:
    """A request to end is Ctrl-C: what is written so far is kept."""
    signal.raise_signal(signal.SIGINT)


def _status(arguments: list[str]) -> int:
    answer.given = False
    how = DONE
    try:
        _run(arguments)
    except SystemExit as ended:
        how = refused(ended)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a traceback could show chart data
        how = ending(error)
        with suppress(OSError):  # standard error may have gone too
            _tell(how, error)
    if how.status and _wants_json(arguments) and not answer.given:
        with suppress(OSError):  # standard output may have gone
            emit(how.to_json())
    return how.status


def _wants_json(arguments: Sequence[str]) -> bool:
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _tell(how: Ending, error: BaseException) -> None:
    """One sentence on what ended the program."""
    if isinstance(error, OSError):
        streams.abandon_output()
    if isinstance(error, KeyboardInterrupt):
        notice(f"chartside: {how.message}")
    elif how.status:
        failed(how.message, code=how.code)


def _run(arguments: list[str]) -> None:
    """Run Typer; what it turns into an exit on its own way is raised again as what it was."""
    try:
        app(arguments, prog_name="chartside")
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        if ended.code == INTERRUPTED:
            raise KeyboardInterrupt from None
        if ended.code:
            raise
    sys.stdout.flush()
