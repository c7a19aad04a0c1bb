"""What people changed: the author's own text beside the present one, word for word."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chartside.sidebar.pages.reader import TheReader
from chartside.signoff.changes import changes
from chartside.signoff.distance import authors_own, since_author

router: Final = APIRouter()


@router.get("/drafts/{draft_id}/changes")
def changed(reader: TheReader, draft_id: str) -> HTMLResponse:
    """Every sentence that is not as its author wrote it."""
    versions = reader.visit.versions(draft_id)
    written = authors_own(versions)
    found = changes(written.draft, versions[-1].draft) if written else ()
    return reader.page(
        "changes.html",
        draft_id=draft_id,
        kind=versions[-1].draft.kind,
        changes=found,
        words=since_author(versions),
        versions=versions,
    )
