"""A signed document: who answers for it, where it went, and what may still become of it."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from chartside.draft import Status
from chartside.errors import NotThere, PolicyError
from chartside.sidebar.pages.paper import paper_of
from chartside.sidebar.pages.reader import Reader, TheReader
from chartside.signoff.canonical import Document
from chartside.signoff.cover import cover
from chartside.signoff.drafts import Held
from chartside.signoff.exporting.forms import Format, installed
from chartside.signoff.outbox.rows import Kind, Posting, listed

router: Final = APIRouter()
_TYPES: Final = {
    Format.MD: ("text/markdown; charset=utf-8", "md"),
    Format.PDF: ("application/pdf", "pdf"),
    Format.DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    Format.FHIR: ("application/fhir+json", "json"),
}


def signed_page(reader: Reader, draft_id: str) -> HTMLResponse:
    """The document as it was signed; its signature is verified anew."""
    try:
        signed = reader.visit.signed(draft_id)
    except PolicyError:
        return closed_page(reader, reader.visit.held(draft_id), damaged=True)
    reader.visit.looked_at(draft_id, signed.payload.decode())
    return reader.page(
        "signed.html",
        paper=paper_of(signed.document, signed.attested),
        draft_id=draft_id,
        row=signed.row,
        acknowledged=signed.acknowledged,
        delivered=_delivered(reader, draft_id),
        formats=[form.value for form in _TYPES if installed(form)],
        formats_missing=not all(map(installed, _TYPES)),
        may_sign=reader.visit.store.policy.may_sign(reader.visit.person.role, signed.draft.kind),
        writes_back=reader.visit.ehr.write_back,
    )


def closed_page(reader: Reader, held: Held, *, damaged: bool = False) -> HTMLResponse:
    """A draft that nobody signs any more, with why; its text is there to be read."""
    draft = held.draft
    document = Document(draft, held.version, cover(draft, reader.visit.chart()), held.amends)
    decision = reader.visit.store.decision(draft.id)
    paper = paper_of(document)
    reader.visit.looked_at(draft.id, "\n".join(one.text for one in paper.sentences))
    return reader.page(
        "closed.html",
        paper=paper,
        decision=decision,
        damaged=damaged,
        instead=held.superseded_by or (decision.superseded_by if decision else "") or "",
    )


@router.get("/drafts/{draft_id}/delivery")
def delivery(reader: TheReader, draft_id: str) -> HTMLResponse:
    """Where the document stands on its way, for a page that asks again until it has arrived."""
    draft = reader.visit.held(draft_id).draft
    return reader.fragment(
        "delivery.html",
        draft_id=draft.id,
        delivered=_delivered(reader, draft.id),
        writes_back=reader.visit.ehr.write_back,
    )


def _delivered(reader: Reader, draft_id: str) -> Posting | None:
    """Where the document stands on its way to the EHR; None where none was put on it."""
    with reader.visit.store.read() as tx:
        rows = [one for one in listed(tx, [draft_id]) if one.kind is Kind.DOCUMENT]
    return rows[-1] if rows else None


@router.get("/drafts/{draft_id}/document/{form}")
def download(reader: TheReader, draft_id: str, form: str) -> Response:
    """A signed document as a file."""
    wanted = next((one for one in _TYPES if one.value == form), None)
    if wanted is None:
        raise NotThere("a document is written as md, pdf, docx or fhir")
    held = reader.visit.held(draft_id)
    if held.status is not Status.SIGNED:
        return reader.go(f"/drafts/{draft_id}")
    media_type, extension = _TYPES[wanted]
    name = f"chartside-{draft_id[:8]}.{extension}"
    return Response(
        reader.visit.export(draft_id, wanted),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
