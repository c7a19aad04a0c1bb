"""Passages of notes and reports that answer a question."""

from dataclasses import dataclass
from typing import Final, Literal

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.fhir.found import Found
from chartside.fhir.retrieval import OVERTAKEN, Ask, PassageHit, Quote, index_of
from chartside.tools.tool import asked, day, page, tool

_KINDS: Final = {
    "all": frozenset({Kind.DOCUMENT, Kind.REPORT, Kind.IMAGING}),
    "note": frozenset({Kind.DOCUMENT}),
    "report": frozenset({Kind.REPORT}),
    "imaging": frozenset({Kind.IMAGING}),
}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A quote from a document: characters `start` to `end` (exclusive) of its text are `quote`.

    `passage_start` and `passage_end` are the passage around it, `heading` what it stands under.
    `status` is that of the document, `by` what found it: words, meaning or both.
    """

    reference: str
    date: str
    kind: str
    author: str
    status: str
    heading: str
    quote: str
    start: int
    end: int
    passage_start: int
    passage_end: int
    by: tuple[str, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """The document."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`2016-04-12 Progress note, PLAN: "Stop naproxen." [DocumentReference/7 612-626]`."""
        under = f", {self.heading}" if self.heading else ""
        status = f" ({self.status})" if self.status in OVERTAKEN else ""
        where = f"{self.reference} {self.start}-{self.end}"
        said = f'{self.date} {self.kind}{status}{under}: "{self.quote}" [{where}]'
        return " ".join(said.split())


@tool
async def search_notes(  # noqa: PLR0913 - each is a filter that a question may name
    chart: Chart,
    query: str,
    *,
    document_type: str = "",
    kind: Literal["all", "note", "report", "imaging"] = "all",
    since: str = "",
    until: str = "",
    order: Literal["relevance", "recent"] = "relevance",
    limit: int = 8,
    cursor: str = "",
) -> Found[NoteRow]:
    """Passages of the notes and reports of the open chart that have the words asked for.

    The best first, each with the sentence that answers best, word for word. Word stems,
    abbreviations and common synonyms are found too. An empty answer means that no document that
    could be read has any of the words. Read a document whole with `read_note`.

    Args:
        query: What to look for, in words, e.g. why was lisinopril stopped.
        document_type: Words of its type, e.g. discharge summary, or its code; empty for all.
        kind: note, report (pathology and others), imaging, or all.
        since: First day to include (2019, 2019-03 or 2019-03-02); empty for no bound.
        until: Last day to include, written the same way; empty for no bound.
        order: relevance, or recent to let newer documents weigh more.
        limit: Passages in one answer, from 1 to 200.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    ask = Ask(
        text=query,
        kinds=_KINDS[kind],
        type=document_type,
        since=day("since", since),
        until=day("until", until),
        recent=order == "recent",
    )
    said = asked(
        "search_notes",
        query=query,
        document_type=document_type,
        kind="" if kind == "all" else kind,
        since=since,
        until=until,
        order="" if order == "relevance" else order,
        limit=limit,
    )
    index = index_of(chart)
    found = index.passages(ask)
    shown = page(found.items, said, limit, cursor)
    rows = map(_row, shown.items, index.quotes(ask, shown.items))
    return Found(
        items=tuple(rows),
        query=said,
        set_aside=found.set_aside,
        truncated=shown.truncated,
        next=shown.next,
        total=shown.total,
    )


def _row(hit: PassageHit, quote: Quote) -> NoteRow:
    document, passage = hit.document, hit.passage
    return NoteRow(
        reference=document.reference,
        date=document.when.day if document.when else "",
        kind=document.label,
        author=document.author,
        status=document.status,
        heading=passage.heading_at(quote.start),
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        passage_start=passage.start,
        passage_end=passage.end,
        by=hit.by,
    )
