"""A source of a sentence: the value with its range and its course, or the passage in its note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chartside.draft import Citation, Draft
from chartside.errors import NotThere
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.sidebar.evidence import Source, evidence, trend_of
from chartside.sidebar.pages.paper import source_at
from chartside.sidebar.pages.passages import Excerpt, excerpt_of
from chartside.sidebar.pages.reader import Reader, TheReader
from chartside.sidebar.pages.trends import Drawing, drawing
from chartside.signoff.findings import named

router: Final = APIRouter()


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a source; `when` where it is a day, as the chart wrote it."""

    name: str
    value: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Viewed:
    """A source as it is shown, with each passage of it that is quoted."""

    source: Source
    facts: tuple[Fact, ...]
    passages: tuple[Excerpt, ...]
    notices: tuple[str, ...]
    drawn: Drawing | None
    document: str


@router.get("/drafts/{draft_id}/sources/{number}")
def source(reader: TheReader, draft_id: str, number: int, of: str = "") -> HTMLResponse:
    """A source by its number; `of` is the sentence, or the warning, that cites it."""
    draft = reader.visit.held(draft_id).draft
    key = source_at(draft, number)
    if key is None:
        raise NotThere("the draft has no source with this number")
    cited = _cited(draft, of)
    own = [c for c in cited if (c.reference, c.version) == key] or [Citation(*key)]
    shown = viewed(reader.visit.chart_of(draft), own, [c.reference for c in cited])
    return _shown(reader, shown, f"/drafts/{draft_id}", number, f"?draft={draft_id}&of={of}")


@router.get("/entries/{type_}/{id_}")
def entry(reader: TheReader, type_: str, id_: str) -> HTMLResponse:
    """An entry of the chart by itself."""
    reference = f"{type_}/{id_}"
    if reader.visit.chart().get(reference) is None:
        raise NotThere("there is no such entry in this chart")
    shown = viewed(reader.visit.chart(), [Citation(reference)], [reference])
    return _shown(reader, shown, "/", 0, "")


def _shown(reader: Reader, shown: Viewed, back: str, number: int, within: str) -> HTMLResponse:
    """As a part of the page, or as a page of its own where there is no script."""
    held: dict[str, Any] = {
        "viewed": shown,
        "one": shown.source,
        "back": back,
        "number": number,
        "within": within,
    }
    if reader.part:
        return reader.fragment("source_part.html", **held)
    return reader.page("source.html", **held)


def _cited(draft: Draft, of: str) -> Sequence[Citation]:
    for statement in draft.statements:
        if statement.id == of:
            return statement.citations
    finding = named(draft).get(of)
    return finding.citations if finding else ()


def viewed(chart: Chart, citations: Sequence[Citation], beside: Sequence[str]) -> Viewed:
    """What is shown of one source.

    Args:
        chart: With what the draft brought along.
        citations: Of this one source, one for each passage of it.
        beside: Every reference of the sentence; they are marked in the course of a test.
    """
    found = evidence(chart, citations, {})
    held = [one.passage for one in found if one.passage is not None]
    lead = found[0]
    entry = chart.get(lead.reference)
    courses = trend_of(chart, entry) if entry and lead.course else ()
    return Viewed(
        source=lead,
        facts=_facts(lead, entry),
        passages=tuple(excerpt_of(one) for one in held),
        notices=held[0].notices if held else (),
        drawn=drawing(courses, beside),
        document=lead.reference if chart.document(lead.reference) else "",
    )


def _facts(source: Source, entry: Entry | None) -> tuple[Fact, ...]:
    days = {"until": entry.end, "recorded": entry.recorded} if entry else {}
    return tuple(
        Fact(name, value, when.text if (when := days.get(name)) else "")
        for name, value in source.details
    )
