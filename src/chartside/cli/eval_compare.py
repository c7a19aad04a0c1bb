"""Compare two reports case by case."""

from pathlib import Path
from typing import Annotated

import typer

from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, notice, out, table
from chartside.evals.reports.comparing import Change, Compared, compare, probability
from chartside.evals.reports.report import read_report

app = new_app()


@app.command("compare")
def comparing(
    before: Annotated[
        Path, typer.Argument(metavar="A", help="A report of `chartside eval`, or its folder.")
    ],
    after: Annotated[Path, typer.Argument(metavar="B", help="The report to hold against it.")],
    *,
    as_json: Json = False,
) -> None:
    """Compare two reports case by case.

    Only cases that both have count. A change is called better or worse where exact sign tests over
    the cases that changed and over patients give p < 0.05, and so "over cases" where only the first
    does: the cases of one patient fail together. Of many figures some change by chance.

    Exit status: 0 compared, 2 no reports, or of different cases.
    """
    found = compare(read_report(before), read_report(after))
    if as_json:
        emit(found.to_json())
        return
    tell(found)


def tell(found: Compared) -> None:
    """What changed, on a terminal."""
    for name, pair in found.otherwise.items():
        out.print(f"{name}: {' → '.join(pair)}")
    table(
        ("figure", "part", "before", "after", "better", "worse", "p", "p (patients)", "change"),
        (_row(change) for change in found.changes),
    )
    _say_left_out(found)


def _row(change: Change) -> tuple[str, ...]:
    return (
        f"{change.suite}.{change.figure}",
        change.part,
        _count(change.before),
        _count(change.after),
        str(change.better),
        str(change.worse),
        probability(change.p),
        probability(change.p_patients),
        change.verdict,
    )


def _count(held: tuple[int, int]) -> str:
    return f"{held[0]:,}/{held[1]:,}"


def _say_left_out(found: Compared) -> None:
    for when, left in (("before", found.only_before), ("after", found.only_after)):
        for suite, number in left.items():
            if number:
                notice(f"Left out of {suite}: {counted(number, 'case')} that only {when} has.")
    out.print()
    out.print("same: no case changed; unclear: chance would do as well.")
