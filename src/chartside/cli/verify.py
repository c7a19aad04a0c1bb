"""Check every sentence of a draft against the chart again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from chartside.cli.checked import Checked, check_given, read_draft
from chartside.cli.layout import hung, plain, put, titled
from chartside.cli.options import Json, Source, new_app
from chartside.cli.output import counted, emit, notice, out
from chartside.cli.paper import mark_of, needs_a_person, why
from chartside.cli.source import opened
from chartside.cli.sources import caption
from chartside.draft import Citation, Finding, Statement, Verdict
from chartside.errors import PolicyError
from chartside.fhir.chart import Chart

app = new_app()


class DateOrder(StrEnum):
    """What `03/02/2019` means to whoever wrote it."""

    DMY = "dmy"
    MDY = "mdy"


_STYLE = {Verdict.SUPPORTED: "green", Verdict.CONTRADICTED: "bold red"}


@app.command()
def verify(
    source: Source,
    draft: Annotated[
        Path,
        typer.Argument(metavar="DRAFT.json", help="What summarize --json gave, or any like it."),
    ],
    *,
    date_order: Annotated[
        DateOrder | None,
        typer.Option(help="What 03/02/2019 means: dmy 3 February, mdy 2 March; else not read."),
    ] = None,
    judge: Annotated[
        str,
        typer.Option(
            "--judge",
            metavar="R",
            help="Ask a model (`URL#MODEL` or `local:FOLDER`) about what cannot be checked. Its "
            "opinion is shown as a model's beside the verdict, and changes none.",
        ),
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="End with status 4 when a sentence is contradicted.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check every sentence of a draft against the chart again.

    A draft needs `patient` and `sections[].statements[]` with `text` and `citations[].reference`;
    verdicts it came with are not looked at. `-` reads it from standard input.

    Exit status: 0 checked, whatever was found, 2 not a draft, 4 contradicted (only with
    `--strict`), 5 its patient is not in the record, the record cannot be read, or the model of
    `--judge` cannot be used.
    """
    given = read_draft(draft)
    with opened(source) as record:
        chart = record.open_chart(given.patient)
        checked = check_given(given, chart, date_order=date_order.value if date_order else "")
        if judge:
            checked = _judged_by(judge, checked, chart)
    if as_json:
        emit(checked.to_json())
    else:
        put(_page(checked, chart))
    if checked.chart_changed:
        notice("The chart has changed since the draft was written.")
    contradicted = checked.count(Verdict.CONTRADICTED)
    if strict and contradicted:
        said = counted(contradicted, "sentence is", "sentences are")
        raise PolicyError(f"{said} contradicted by the chart")


def _judged_by(reasoner: str, checked: Checked, chart: Chart) -> Checked:
    """With a model's opinions, whose client is loaded only for them: that takes a second."""
    judged: Checked = import_module("chartside.cli.opinions").with_opinions_of(
        reasoner, checked, chart
    )
    return judged


def _page(checked: Checked, chart: Chart) -> Iterator[Text]:
    for section in checked.sections:
        yield from titled(section.title or "Text")
        for statement in section.statements:
            yield from _sentence(statement, chart)
    yield from _findings("Conflicts in the chart", checked.conflicts, chart)
    yield from _findings("In the chart and not in the text", checked.omissions, chart)
    yield Text()
    yield from plain(_tally(checked), "bold")


def _sentence(statement: Statement, chart: Chart) -> Iterator[Text]:
    """The sentence, below it the verdict, and what each source that it cites holds."""
    verdict = statement.verdict or Verdict.NOT_CHECKABLE
    style = _STYLE.get(verdict, "magenta")
    mark = (mark_of(verdict), style)
    name = Text.assemble(" ", mark, (f" {statement.id:<5}", "dim"))
    said = [Text(line, style) for line in _said(statement)]
    if out.width < _SIDE_BY_SIDE:
        yield from hung(name, Text(statement.text))
        for line in said:
            yield from hung(_INDENT, line)
        yield from _sources(statement.citations, chart)
        return
    left = [*_hanging(name, Text(statement.text), _LEFT)]
    left += [part for line in said for part in _hanging(_INDENT, line, _LEFT)]
    held = [s for c in _captions(statement.citations, chart) for s in _hanging(_EQUALS, c, _RIGHT)]
    for one, other in zip_longest(left, held, fillvalue=Text()):
        one.pad_right(max(0, _LEFT + 2 - one.cell_len))
        line = one + other
        line.rstrip()
        yield line


def _said(statement: Statement) -> list[str]:
    """The verdict with its first reason, then each other reason on a line of its own."""
    if statement.verdict is Verdict.SUPPORTED:
        return ["supported"]
    first = why(replace(statement, reasons=statement.reasons[:1]))
    return [first, *(f"and: {reason}" for reason in statement.reasons[1:])]


_SIDE_BY_SIDE: Final = 110
"""Columns from which the sources stand beside the sentence instead of below it."""
_LEFT: Final = 62
_RIGHT: Final = _SIDE_BY_SIDE - _LEFT - 2
_INDENT: Final = Text("        ")
_EQUALS: Final = Text("= ", "dim")


def _hanging(margin: Text, body: Text, columns: int) -> Iterator[Text]:
    """The body beside its margin, within so many columns."""
    flat = Text(" ").join(body.split()) if "\n" in body.plain else body
    for number, line in enumerate(flat.wrap(out, columns - margin.cell_len)):
        line.rstrip()
        yield margin + line if number == 0 else Text(" " * margin.cell_len) + line


def _sources(citations: Sequence[Citation], chart: Chart) -> Iterator[Text]:
    for held in _captions(citations, chart):
        yield from hung(Text("        = ", "dim"), held)


def _captions(citations: Sequence[Citation], chart: Chart) -> Iterator[Text]:
    """What each source that is cited holds, with its reference."""
    for reference in dict.fromkeys(c.reference for c in citations):
        entry = chart.get(reference)
        held = caption(entry) if entry else "not in this chart"
        yield Text.assemble(f"{held}  ", (reference, "dim"))


def _findings(title: str, findings: Sequence[Finding], chart: Chart) -> Iterator[Text]:
    if findings:
        yield from titled(title)
    for finding in findings:
        yield from hung(Text(f" {finding.severity.value:<9}", "dim"), Text(finding.text))
        yield from _sources(finding.citations, chart)


def _tally(checked: Checked) -> str:
    """How many of each verdict, and which sentences a person has to look at."""
    held = ((v, checked.count(v)) for v in Verdict)
    said = ", ".join(
        f"{mark_of(v)} {number} {v.value.replace('_', ' ')}" for v, number in held if number
    )
    flagged = ", ".join(s.id for s in checked.statements if needs_a_person(s))
    look = f" Look at {flagged}." if flagged else ""
    return f"{counted(len(checked.statements), 'sentence')}: {said or 'nothing to check'}.{look}"
