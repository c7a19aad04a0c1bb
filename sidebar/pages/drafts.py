"""A draft as it is read: key points first, sections that unfold, and what the checker says."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from chartside.draft import Draft, Status
from chartside.sidebar.pages.paper import Paper, paper_of
from chartside.sidebar.pages.reader import Reader, TheReader, TheWriter
from chartside.sidebar.pages.signed import closed_page, signed_page
from chartside.signoff.review import Shown, shown
from chartside.signoff.states import OPEN

router: Final = APIRouter()


@router.get("/drafts/{draft_id}")
def draft(reader: TheReader, draft_id: str) -> HTMLResponse:
    """A draft to be read and decided; a signed document; or what became of either."""
    held = reader.visit.held(draft_id)
    if held.status is Status.SIGNED:
        return signed_page(reader, draft_id)
    if held.status not in OPEN:
        return closed_page(reader, held)
    page = reader.visit.read(draft_id)
    reader.session.read[draft_id] = page.seen
    return reader.page("draft.html", **open_draft(reader, page))


@router.post("/drafts/{draft_id}/recheck")
def recheck(reader: TheWriter, draft_id: str) -> Response:
    """Check every sentence again over the chart as it is now."""
    reader.visit.recheck(draft_id)
    return reader.go(f"/drafts/{draft_id}")


def open_draft(reader: Reader, page: Shown, **more: Any) -> dict[str, Any]:
    """Everything that an open draft is shown with."""
    paper = paper_of(page.document)
    return {
        "paper": paper,
        "question": reader.question_of(paper.id),
        "seen": page.seen,
        "stale": is_stale(reader, page.document.draft),
        "may_edit": may_edit(reader, page.document.draft.kind),
        "may_sign": may_sign(reader, page.document.draft.kind),
        "focus": "",
        "told": "",
        **more,
    }


def part(reader: Reader, draft_id: str, **more: Any) -> HTMLResponse:
    """The draft alone, to take the place of the one on the page."""
    held = reader.visit.held(draft_id)
    page = shown(held, reader.visit.chart())
    reader.session.read[draft_id] = page.seen
    return reader.fragment("draft_part.html", **open_draft(reader, page, **more))


def is_stale(reader: Reader, held: Draft) -> bool:
    """Whether the chart has changed since the draft was last checked."""
    return held.record.digest != reader.visit.chart().digest


def may_edit(reader: Reader, kind: str) -> bool:
    """Whether the person's role may change drafts of this kind."""
    policy = reader.visit.store.policy
    role = policy.roles.get(reader.visit.person.role)
    return role is not None and bool({"*", kind} & set(role.edit))


def may_sign(reader: Reader, kind: str) -> bool:
    """Whether the person's role may decide on documents of this kind."""
    return reader.visit.store.policy.may_sign(reader.visit.person.role, kind)


def paper_now(reader: Reader, draft_id: str) -> Paper:
    """A draft as it stands, read by nobody."""
    return paper_of(shown(reader.visit.held(draft_id), reader.visit.chart()).document)
