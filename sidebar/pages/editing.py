"""Changing a sentence where it stands: other words, other sources, or out; checked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict

from chartside.draft import Draft
from chartside.errors import NotThere, PolicyError, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.same import plain
from chartside.fhir.entry import Entry
from chartside.sidebar.evidence import measured_words
from chartside.sidebar.pages.drafts import may_edit, paper_now, part
from chartside.sidebar.pages.paper import verdict_of
from chartside.sidebar.pages.reader import Reader, TheReader, TheWriter
from chartside.signoff.drafts import Held
from chartside.signoff.states import OPEN
from chartside.tools.names import name_of

router: Final = APIRouter()
_MOST: Final = 12
"""Entries that a search offers as sources."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a sentence may cite."""

    reference: str
    title: str
    kind: str
    when: str
    value: str
    cited: bool


def candidate(chart: Chart, reference: str, *, cited: bool) -> Candidate:
    """An entry as one line; by its reference alone where the chart holds it no more."""
    entry = chart.get(reference)
    if entry is None:
        return Candidate(reference, reference, "", "", "", cited)
    when = entry.when.text if entry.when else ""
    return Candidate(
        entry.reference, name_of(entry), entry.kind.value, when, measured_words(entry), cited
    )


@router.get("/drafts/{draft_id}/sentences/{sentence_id}/edit")
def form(reader: TheReader, draft_id: str, sentence_id: str) -> HTMLResponse:
    """The form of one sentence, in its place or as a page."""
    held = reader.visit.held(draft_id)
    return _form(reader, held.draft, sentence_id, version=held.version)


def _form(  # noqa: PLR0913 - what was typed is given back with why it was not taken
    reader: Reader,
    draft: Draft,
    sentence_id: str,
    *,
    version: int,
    text: str | None = None,
    cite: Sequence[str] | None = None,
    refused: str = "",
) -> HTMLResponse:
    one = reader.visit.statement(draft.id, sentence_id)
    chart = reader.visit.chart_of(draft)
    own = dict.fromkeys(c.reference for c in one.citations)
    kept = own if cite is None else cite
    listed = [candidate(chart, ref, cited=ref in kept) for ref in dict.fromkeys((*own, *kept))]
    held: dict[str, Any] = {
        "draft_id": draft.id,
        "sentence": one,
        "verdict": verdict_of(one),
        "text": one.text if text is None else text,
        "candidates": listed,
        "version": version,
        "refused": refused,
    }
    if reader.part:
        return reader.fragment("edit_part.html", **held)
    return reader.page("edit.html", **held)


class Typed(BaseModel):
    """The form of a sentence as it came; `version` is the one that the person had before them."""

    model_config = ConfigDict(hide_input_in_errors=True)

    version: int
    act: str = "save"
    text: str = ""
    cite: tuple[str, ...] = ()


@router.post("/drafts/{draft_id}/sentences/{sentence_id}")
def change(
    reader: TheWriter, draft_id: str, sentence_id: str, typed: Annotated[Typed, Form()]
) -> Response:
    """Take the change, check every sentence again, and show the draft as it is now."""
    held = reader.visit.held(draft_id)
    out = typed.act == "remove"
    text, cite = (None, None) if out else (typed.text, typed.cite or ())
    try:
        after = reader.visit.edit(draft_id, sentence_id, text, version=typed.version, cite=cite)
    except (PolicyError, UsageError):
        return _refused(reader, draft_id, sentence_id, typed)
    told = _told(reader, held.draft, after, sentence_id)
    if reader.part:
        return part(reader, draft_id, focus=sentence_id, told=told)
    return reader.go(f"/drafts/{draft_id}#s-{sentence_id}")


def _told(reader: Reader, before: Draft, after: Draft, sentence_id: str) -> str:
    """What became of the sentence, and how many others are judged differently by it."""
    now = next((s for s in after.statements if s.id == sentence_id), None)
    if now is None:
        return reader.says("edit.taken_out")
    was = {s.id: s.verdict for s in before.statements}
    others = sum(1 for s in after.statements if s.id != now.id and was.get(s.id) is not s.verdict)
    verdict = reader.says(f"verdict.{verdict_of(now)}")
    told = reader.says("edit.checked", verdict=verdict)
    return f"{told} {reader.says('edit.others')}" if others else told


def _refused(reader: Reader, draft_id: str, sentence_id: str, typed: Typed) -> Response:
    """The form again, with what was typed and why it was not taken."""
    held = reader.visit.held(draft_id)
    if all(s.id != sentence_id for s in held.draft.statements):
        return reader.go(f"/drafts/{draft_id}")
    why = _why(reader, held, typed)
    return _form(
        reader,
        held.draft,
        sentence_id,
        version=held.version,
        text=typed.text,
        cite=typed.cite,
        refused=why,
    )


def _why(reader: Reader, held: Held, typed: Typed) -> str:
    reasons = {
        "decided": held.status not in OPEN,
        "version": held.version != typed.version,
        "read_only": not reader.may_decide,
        "empty": typed.act != "remove" and not typed.text.strip(),
        "no_source": typed.act != "remove" and not typed.cite,
    }
    why = next((name for name, holds in reasons.items() if holds), "edit")
    return reader.says(f"refused.{why}")


@router.get("/drafts/{draft_id}/sentences/{sentence_id}")
def as_it_is(reader: TheReader, draft_id: str, sentence_id: str) -> HTMLResponse:
    """The sentence again, unchanged: the person thought better of it."""
    paper = paper_now(reader, draft_id)
    one = next((s for s in paper.sentences if s.id == sentence_id), None)
    if one is None:
        raise NotThere("the draft has no sentence with this id")
    return reader.fragment(
        "sentence_part.html", draft_id=draft_id, one=one, may_edit=may_edit(reader, paper.kind)
    )


@router.post("/drafts/{draft_id}/sentences/{sentence_id}/candidates")
def candidates(
    reader: TheWriter, draft_id: str, sentence_id: str, words: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """Entries of the chart that a sentence might rest on, by words; newest first.

    By POST: the words are about a patient, and an address is logged wherever it passes.
    """
    one = reader.visit.statement(draft_id, sentence_id)
    chart = reader.visit.chart_of(reader.visit.held(draft_id).draft)
    own = {c.reference for c in one.citations}
    found = [e for e in _matching(chart, words) if e.reference not in own]
    return reader.fragment(
        "candidates.html",
        candidates=[candidate(chart, e.reference, cited=False) for e in found[:_MOST]],
        more=max(0, len(found) - _MOST),
        asked=bool(words.strip()),
    )


def _matching(chart: Chart, words: str) -> list[Entry]:
    wanted = plain(words).split()
    if not wanted:
        return []
    return [
        entry
        for entry in reversed(chart.entries)
        if entry.live and all(w in _haystack(entry) for w in wanted)
    ]


def _haystack(entry: Entry) -> str:
    when = entry.when.words if entry.when else ""
    return plain(f"{name_of(entry)} {entry.label} {measured_words(entry)} {when}")
