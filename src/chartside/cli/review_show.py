"""Reading a draft: sentence, verdict, reasons, and what each source holds."""

import json
from typing import Annotated

import typer

from chartside.cli.asking import interactive, read_through
from chartside.cli.differing import History, history
from chartside.cli.layout import put
from chartside.cli.naming import DraftId, Moved, draft_for, opened_store
from chartside.cli.options import Json, new_app
from chartside.cli.output import as_sentence, emit, notice
from chartside.cli.reading import (
    next_steps,
    page_of,
    sentence_json,
    sentence_lines,
    statement_of,
)
from chartside.cli.reopening import reopen
from chartside.cli.staleness import Staleness
from chartside.draft import Status
from chartside.errors import SourceError, UsageError
from chartside.fhir.chart import Chart
from chartside.grounding import check_draft
from chartside.settings import settings
from chartside.signoff.drafts import Held
from chartside.signoff.editing import recheck
from chartside.signoff.review import looked_at
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

app = new_app()

READABLE = (*OPEN, Status.SIGNED)
"""What is meant where several ids begin alike."""


@app.command()
def show(
    draft: DraftId = None,
    *,
    sentence: Annotated[
        str | None,
        typer.Option("--sentence", metavar="S", help="Only this sentence, its sources in full."),
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="The author's own text beside what people made of it.")
    ] = False,
    source: Moved = None,
    as_json: Json = False,
) -> None:
    """Show a draft with its verdicts, or one sentence with its sources in full.

    The chart is opened again, and where it changed the draft is checked again first. With `--json`
    the field `seen` is what `review sign --seen` takes: it names exactly what was shown. It is null
    where the chart cannot be opened, because what was read without it cannot be signed. A document
    that was amended or retracted is shown as it was signed, marked with what followed. With
    `--diff`: every sentence that is not as its author wrote it, each version, and which drafts came
    before and after; the chart is not opened.

    Exit status: 0 shown, 2 usage (also a sentence that is not there), 4 a signature does not
    verify, 5 the store cannot be read.
    """
    here = settings()
    store = opened_store(here)
    held = draft_for(store, draft, READABLE)
    if diff:
        past = history(store, held)
        _differing(past, sentence, as_json=as_json)
        looked_at(store, held.draft.id, json.dumps(past.to_json()))
        return
    if sentence is not None:
        statement_of(held.draft, sentence)
    chart, gone = _chart(store, held, source)
    if gone:
        notice(f"{as_sentence(gone)} Shown without it.")
    stale = _checked_again(store, held, chart) if chart and held.status in OPEN else None
    page = page_of(store, held, chart)
    if as_json:
        answer = sentence_json(page, sentence, chart) if sentence else page.to_json()
        where = store.held(page.id).source
        again = {"rechecked": stale is not None, "changed": stale.to_json() if stale else None}
        emit({**answer, **again, "chart": gone or "open", "source": where})
    elif sentence:
        lines = sentence_lines(page.document.draft, sentence, chart)
        read_through(lines) if interactive() else put(lines)
    else:
        put(stale.lines() if stale else ())
        put(page.lines(chart))
        put(next_steps(page, here))


def _differing(past: History, sentence: str | None, *, as_json: bool) -> None:
    if sentence is not None:
        raise UsageError("--diff or --sentence, not both")
    if as_json:
        emit(past.to_json())
    else:
        put(past.lines())


def _chart(store: SignoffStore, held: Held, source: str | None) -> tuple[Chart | None, str]:
    """The chart, or why there is none. A source that was named now has to be there."""
    try:
        return reopen(store, held, source).chart, ""
    except SourceError as gone:
        if source:
            raise
        return None, str(gone)


def _checked_again(store: SignoffStore, held: Held, chart: Chart) -> Staleness | None:
    """What a second check found; None where nothing differs."""
    after = recheck(store, held.draft.id, chart, check_draft)
    if after == held.draft:
        return None
    notice("The chart changed since this draft was checked: it was checked again.")
    return Staleness(held.draft, after, chart)
