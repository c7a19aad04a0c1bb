"""A signed document as a file; nothing unsigned leaves."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import Response

from chartside.sidebar.api.answers import PREFIX, refusals
from chartside.sidebar.api.drafts import DraftId
from chartside.sidebar.asked import TheVisit
from chartside.signoff.exporting.forms import Format, Paper
from chartside.signoff.names import shown_id

router: Final = APIRouter(prefix=PREFIX, tags=["documents"])
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FORMS: Final[Mapping[Format, tuple[str, str]]] = {
    Format.MD: ("text/markdown; charset=utf-8", "md"),
    Format.PDF: ("application/pdf", "pdf"),
    Format.DOCX: (_DOCX, "docx"),
    Format.FHIR: ("application/fhir+json", "json"),
    Format.FHIR_DOCUMENT: ("application/fhir+json", "json"),
}


@router.get(
    "/drafts/{draft_id}/document",
    operation_id="exportDocument",
    summary="A signed document as a file",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {kind.partition(";")[0]: {} for kind, _ in _FORMS.values()},
        },
        **refusals(403, 404, 501),
    },
)
def export(
    visit: TheVisit,
    draft_id: DraftId,
    form: Annotated[Format, Query(alias="format", description="How it is written.")],
    paper: Annotated[Paper, Query(description="Of a PDF or DOCX.")] = Paper.A4,
) -> Response:
    """Refused unless it is signed and still stands; the audit notes who took it, and its hash."""
    data = visit.export(draft_id, form, paper)
    kind, ending = _FORMS[form]
    name = f"chartside-{shown_id(draft_id)}.{ending}"
    return Response(
        data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
