"""The text of one note or report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document
from chartside.fhir.found import Found, SetAside
from chartside.fhir.retrieval import Passage, passages_of
from chartside.tools.tool import asked, page, tool

PAGE: Final = 4000
"""Characters of one answer: as many passages as fit, and never less than one."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """A passage: characters `start` to `end` (exclusive) of the document's text are `text`."""

    reference: str
    heading: str
    text: str
    start: int
    end: int

    @property
    def references(self) -> tuple[str, ...]:
        """The document."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """The passage on one line, under its heading, with where it stands: `[612-636] ...`."""
        under = f" ({self.heading})" if self.heading else ""
        return f"[{self.start}-{self.end}]{under} {' '.join(self.text.split())}"


@tool
async def read_note(chart: Chart, note: str, start: int = 0, cursor: str = "") -> Found[TextRow]:
    """The text of a note or report of the open chart, in its order, 4,000 characters at a time.

    An empty answer means that the chart holds no such document, or that its text could not be read;
    `set_aside` says which.

    Args:
        note: The document, as `search_notes` and `find` name it, e.g. DocumentReference/12.
        start: First character that must be in the answer, e.g. `start` of a passage found.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    if start < 0:
        raise ToolError("start must be 0 or more")
    query = asked("read_note", note=note, start=start or "")
    document = chart.document(note)
    passages = [p for p in passages_of(document.text) if p.end > start] if document else []
    shown = page(_pages(passages), query, 1, cursor)
    held = shown.items[0] if shown.items else ()
    return Found(
        items=tuple(_row(document, passage) for passage in held) if document else (),
        query=query,
        set_aside=_absent(document),
        truncated=shown.truncated,
        next=shown.next,
        total=len(passages),
    )


def _pages(passages: Sequence[Passage]) -> list[tuple[Passage, ...]]:
    pages: list[list[Passage]] = []
    for passage in passages:
        if pages and passage.end - pages[-1][0].start <= PAGE:
            pages[-1].append(passage)
        else:
            pages.append([passage])
    return [tuple(held) for held in pages]


def _row(document: Document, passage: Passage) -> TextRow:
    return TextRow(
        reference=document.reference,
        heading=passage.heading,
        text=document.text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
    )


def _absent(document: Document | None) -> tuple[SetAside, ...]:
    if document is None:
        return (SetAside("documents", None, "this chart holds no document of that reference"),)
    if document.reason:
        reason = f"not read: {document.reason}"
        return (SetAside("documents", None, reason, document.reference),)
    return tuple(
        SetAside("documents", None, f"not read whole: {notice}", document.reference)
        for notice in document.notices
    )
