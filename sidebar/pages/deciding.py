"""Turning a draft down, withdrawing a signed document, and opening one that corrects it."""

from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from chartside.errors import PolicyError, UsageError
from chartside.sidebar.pages.reader import Reader, TheReader, TheWriter
from chartside.signoff.states import OPEN

router: Final = APIRouter()
QUICK: Final = ("not_needed", "wrong", "not_useful")
"""Reasons that one press gives; they are written down as the words that were read."""
_CONFLICT: Final = 409


@router.get("/drafts/{draft_id}/decline")
def decline_page(reader: TheReader, draft_id: str) -> HTMLResponse:
    """Three reasons that take one press, and room for others."""
    return _page(reader, draft_id, "decline")


@router.get("/drafts/{draft_id}/retract")
def retract_page(reader: TheReader, draft_id: str) -> HTMLResponse:
    """Why a signed document is withdrawn."""
    return _page(reader, draft_id, "retract")


def _page(
    reader: Reader, draft_id: str, verb: str, refused: str = "", status: int = 200
) -> HTMLResponse:
    held = reader.visit.held(draft_id)
    return reader.page(
        "end.html",
        status=status,
        draft_id=draft_id,
        kind=held.draft.kind,
        verb=verb,
        quick=QUICK if verb == "decline" else (),
        refused=refused,
    )


@router.post("/drafts/{draft_id}/decline")
def decline(
    reader: TheWriter,
    draft_id: str,
    quick: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Turn the draft down: nothing has to be read, settled or attested for it."""
    why = reader.says(f"decline.{quick}") if quick in QUICK else reason
    try:
        reader.visit.decline(draft_id, why)
    except (PolicyError, UsageError):
        return _refused(reader, draft_id, "decline", why)
    return reader.go(f"/drafts/{draft_id}")


@router.post("/drafts/{draft_id}/retract")
def retract(reader: TheWriter, draft_id: str, reason: Annotated[str, Form()] = "") -> Response:
    """Withdraw a signed document."""
    try:
        reader.visit.retract(draft_id, reason)
    except (PolicyError, UsageError):
        return _refused(reader, draft_id, "retract", reason)
    return reader.go(f"/drafts/{draft_id}")


@router.post("/drafts/{draft_id}/amend")
def amend(reader: TheWriter, draft_id: str) -> Response:
    """Open the draft that corrects a signed document."""
    return reader.go(f"/drafts/{reader.visit.amend(draft_id).id}")


def _refused(reader: Reader, draft_id: str, verb: str, reason: str) -> Response:
    held = reader.visit.held(draft_id)
    if verb == "decline" and held.status not in OPEN:
        return reader.go(f"/drafts/{draft_id}")
    why = _why(reader, held.draft.kind, reason)
    return _page(reader, draft_id, verb, reader.says(f"refused.{why}"), _CONFLICT)


def _why(reader: Reader, kind: str, reason: str) -> str:
    if not reader.may_decide:
        return "read_only"
    if not reader.visit.store.policy.may_sign(reader.visit.person.role, kind):
        return "no_authority"
    return "step_up" if reason.strip() else "no_reason"
