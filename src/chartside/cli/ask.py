"""Answer a question about a patient from the chart, cited and checked."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

import typer

from chartside.agent.assistant import Assistant
from chartside.cli import paper
from chartside.cli.drafting import searchable
from chartside.cli.failing import ending
from chartside.cli.incomplete import say_what_is_missing
from chartside.cli.layout import put, titled
from chartside.cli.naming import command, shown
from chartside.cli.options import Json, Patient, Source, new_app, patient_reference
from chartside.cli.output import answer, emit, notice, out
from chartside.cli.progress import steps
from chartside.cli.reopening import remembered
from chartside.cli.source import record_at
from chartside.draft import Draft
from chartside.errors import NothingToSay, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.when import parse_when
from chartside.settings import Settings, settings
from chartside.signoff.canonical import Document
from chartside.signoff.store import SignoffStore

app = new_app()
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Asked:
    source: str
    patient: str | None
    question: str
    reasoner: str
    as_of: str | None


@app.command()
def ask(
    source: Source,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="In words, about this one patient.")
    ],
    *,
    patient: Patient = None,
    reasoner: Annotated[
        str,
        typer.Option(
            "--reasoner",
            metavar="R",
            help="Who answers: `extractive`, a model as `URL#MODEL`, or `local:FOLDER`.",
        ),
    ] = "extractive",
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="D",
            help="Ask as of the end of this day (2019-03-02) instead of now.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer a question about a patient from the chart, cited and checked.

    Where the chart is silent there is no answer: what was looked for is said instead. The answer
    lies in the sign-off store, unsigned.

    Exit status: 0 answered, 2 usage, 3 the chart is silent or the question was not understood, 5
    the record, the model or a store cannot be used.
    """
    asked = _Asked(source, patient_reference(patient), question, reasoner, as_of)
    try:
        draft, chart = _answered(settings(), asked)
    except NothingToSay as silent:
        _say_silence(silent, as_json=as_json)
        raise
    if as_json:
        emit(draft.to_json())
    else:
        _show(draft, chart)


def _answered(here: Settings, asked: _Asked) -> tuple[Draft, Chart]:
    moment = _moment(asked.as_of)
    with steps("reading the record") as told:
        record = searchable(record_at(asked.source), here)
        assistant = Assistant(record, settings=here, reasoner=asked.reasoner)
        chart = record.open_chart(asked.patient, as_of=moment)
        say_what_is_missing(chart)
        work = assistant.ask(chart, asked.question, progress=lambda p: told(p.words))
        try:
            draft = asyncio.run(work)
        except KeyboardInterrupt:
            notice("The question was cut off and is forgotten: ask it again.")
            raise
    SignoffStore(here.signoff, anchor=here.anchor).remember_source(
        draft.id, remembered(asked.source)
    )
    return draft, chart


def _moment(as_of: str | None) -> datetime | None:
    """The last second of a day.

    Raises:
        UsageError: It is no day.
    """
    if as_of is None:
        return None
    when = parse_when(as_of)
    if when is None or when.precision != "day":
        raise UsageError("--as-of must be a day such as 2019-03-02")
    return when.high - _SECOND


def _say_silence(silent: NothingToSay, *, as_json: bool) -> None:
    """What was looked for, beside the error that the program ends with."""
    if as_json:
        emit({**ending(silent).to_json(), "looked_for": list(silent.looked_for)})
        answer.given = True
        return
    for line in silent.looked_for:
        notice(f"looked for: {line}")


def _show(draft: Draft, chart: Chart) -> None:
    put(paper.body(Document(draft), chart))
    put(paper.about(draft))
    put(titled("Next"))
    named = shown(draft.id)
    out.print(f"  draft              {draft.id}")
    out.print(f"  look at a source   {command('review', 'show', named, '--sentence', 's1')}")
