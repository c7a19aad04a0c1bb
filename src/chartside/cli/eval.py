"""Measure a model, prompt or version with suites, and compare or gate the results."""

from typing import Any, Final

import typer
from typing_extensions import override

from chartside.cli.app import Commands
from chartside.cli.options import new_app

app = new_app()

LINES: Final = {
    "run": "Run suites and write their report; `run` itself may be left out.",
    "list": "List the suites: Chartside's own, and adapters to public benchmarks.",
    "show": "Show what a suite counts, what it is run on, and what was published of it.",
    "compare": "Compare two reports case by case.",
    "judge": "Hold a judge against labels of people: agreement, kappa, the worst disagreements.",
    "new": "Make a suite of your own: a file to be run, and its cases, drafted from a record.",
    "replay": "Run a run once more from its capsule, without a model, and say what differs.",
}
"""Each command with its line, which is the first line of its own help."""

_RUN: Final = "run"
_HELP: Final = frozenset({"-h", "--help"})


class EvalCommands(Commands):
    """The commands about evaluations, each in a module named after it."""

    lines = LINES
    prefix = "eval_"

    @override
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Names of suites and options without a command are those of `run`."""
        bare = bool(args) and args[0] not in {*self.lines, *_HELP}
        return super().parse_args(ctx, [_RUN, *args] if bare else args)


@app.callback(cls=EvalCommands, no_args_is_help=True)
def evaluations(_: typer.Context) -> None:
    """Measure a model, prompt or version with suites, and compare or gate the results.

    `chartside eval chart-questions` runs a suite on the bundled demo record and invented patients,
    without a network and without a model unless one is named. Tasks, logs and the viewer are those
    of Inspect, which the optional part `evals` brings.
    """
