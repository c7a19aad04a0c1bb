"""Reading a draft: sentence, verdict, reasons, and what each source holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.text import Text

from chartside.cli import paper
from chartside.cli.layout import put, titled
from chartside.cli.naming import DraftId, Moved, command, draft_for, opened_store, shown
from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, notice
from chartside.cli.reopening import reopen
from chartside.cli.sources import whole
from chartside.draft import Draft, Status
from chartside.errors import SourceError, UsageError
from chartside.fhir.chart import Chart
from chartside.grounding import check_draft
from chartside.settings import settings
from chartside.signoff.canonical import Document
from chartside.signoff.drafts import Held
from chartside.signoff.editing import recheck
from chartside.signoff.export import to_markdown
from chartside.signoff.gate import Signed, open_signed
from chartside.signoff.markdown import numbered
from chartside.signoff.meaning import Meaning
from chartside.signoff.names import shown_id
from chartside.signoff.review import show as opened_page
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore
from chartside.tools.names import capital

app = new_app()

READABLE = (*OPEN, Status.SIGNED)
"""What is meant where several ids begin alike."""

_WAS_SIGNED = frozenset({Status.SIGNED, Status.AMENDED, Status.RETRACTED})


@app.command()
def show(
    draft: DraftId = None,
    *,
    sentence: Annotated[
        str | None,
        typer.Option("--sentence", metavar="S", help="Only this sentence, its sources in full."),
    ] = None,
    source: Moved = None,
    as_json: Json = False,
) -> None:
    """Show a draft with its verdicts, or one sentence with its sources in full.

    The chart is opened again, and where it changed the draft is checked again first. With `--json`
    the field `seen` is what `review sign --seen` takes: it names exactly what was shown. It is null
    where the chart cannot be opened, because what was read without it cannot be signed.

    Exit status: 0 shown, 2 usage, 4 the document was amended or retracted, 5 the store cannot be
    read.
    """
    store = opened_store(settings())
    held = draft_for(store, draft, READABLE)
    chart, gone = _chart(store, held, source)
    if gone:
        notice(f"{capital(gone)}. Shown without it.")
    again = chart is not None and held.status in OPEN and _checked_again(store, held, chart)
    page = _page(store, held, chart)
    if as_json:
        facts = {"rechecked": again, "chart": gone or "open", "source": store.held(page.id).source}
        emit({**page.to_json(), **facts})
    elif sentence:
        put(_one(page.document.draft, sentence, chart))
    else:
        put(paper.head(page.document, page.status))
        put(paper.body(page.document, chart))
        put(paper.about(page.document.draft, page.status, page.review))
        put(_next(page))


@dataclass(frozen=True, slots=True)
class _Page:
    """What is shown: an undecided draft with its `seen`, or a document that was decided."""

    document: Document
    status: Status
    markdown: str
    seen: str | None
    review: str = ""

    @property
    def id(self) -> str:
        return self.document.draft.id

    def to_json(self) -> dict[str, Any]:
        return {
            "draft": {**self.document.draft.to_json(), "status": self.status.value},
            "version": self.document.version,
            "seen": self.seen,
            "markdown": self.markdown,
        }


def _page(store: SignoffStore, held: Held, chart: Chart | None) -> _Page:
    if held.status in _WAS_SIGNED:  # the gate says what became of one that stands no more
        signed = open_signed(store, held.draft.id)
        markdown = to_markdown(signed)
        return _Page(signed.document, held.status, markdown, None, _signature(signed))
    page = opened_page(store, held.draft.id, chart)
    seen = page.seen if chart is not None and held.status in OPEN else None
    return _Page(page.document, store.held(held.draft.id).status, page.markdown, seen)


def _chart(store: SignoffStore, held: Held, source: str | None) -> tuple[Chart | None, str]:
    """The chart, or why there is none. A source that was named now has to be there."""
    try:
        return reopen(store, held, source).chart, ""
    except SourceError as gone:
        if source:
            raise
        return None, str(gone)


def _checked_again(store: SignoffStore, held: Held, chart: Chart) -> bool:
    after = recheck(store, held.draft.id, chart, check_draft)
    if after != held.draft:
        notice("The chart changed since this draft was checked: it was checked again.")
    return after != held.draft


def _one(draft: Draft, sentence: str, chart: Chart | None) -> Iterator[Text]:
    statement = next((s for s in draft.statements if s.id == sentence), None)
    if statement is None:
        raise UsageError(f"draft {shown(draft.id)} has no sentence {shown_id(sentence)}")
    numbers = numbered(draft)
    yield from paper.sentence(statement, numbers)
    for citation in statement.citations:
        yield Text()
        yield Text(f"[{numbers[citation.reference, citation.version]}]", "dim")
        yield from whole(chart, citation) if chart else [Text(f"  {citation.reference}")]


def _signature(signed: Signed) -> str:
    row = signed.row
    meaning = Meaning(row.meaning or "").words
    vouched = f" Attested by the signer: {', '.join(signed.attested)}." if signed.attested else ""
    return f"Reviewed and signed {meaning} by {row.name} ({row.role}) on {row.local_time}.{vouched}"


def _next(page: _Page) -> Iterator[Text]:
    if page.status in OPEN:
        yield from titled("Next")
        named = shown(page.id)
        yield Text(
            f"  one sentence with its sources  {command('review', 'show', named)} --sentence s1"
        )
        yield Text(f"  edit a sentence                {command('review', 'edit', named, 's1')}")
        yield Text(f"  sign                           {command('review', 'sign', named)}")
