"""The audit as whoever is here may see it: what happened to the drafts of this patient."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field

from chartside.sidebar.api.answers import PREFIX, refusals
from chartside.sidebar.api.shapes import Given
from chartside.sidebar.asked import TheVisit
from chartside.signoff.audit import events, verify
from chartside.signoff.row import AuditRow

router: Final = APIRouter(prefix=PREFIX, tags=["audit"])


class EventShape(Given):
    """An event: ids, hashes, counts and times; never chart text."""

    seq: int
    at: str
    event: str = Field(examples=["viewed", "edited", "signed", "denied"])
    draft: str | None
    version: int | None
    kind: str | None
    who: str | None
    name: str | None
    role: str | None
    decision: str | None
    meaning: str | None
    decision_id: str | None
    document_sha256: str | None
    edit_distance: int | None
    detail: str | None
    row_hash: str


class EventsShape(Given):
    """Events about drafts of this patient, oldest first; the newest where there are more."""

    patient: str
    total: int
    events: tuple[EventShape, ...]


class ChainShape(Given):
    """Whether the whole chain, of every patient, is as it was written."""

    ok: bool
    rows: int
    decisions: int
    findings: int
    head: str


@router.get(
    "/audit",
    operation_id="readAudit",
    summary="What happened to drafts of this patient",
    responses=refusals(404),
)
def read_audit(
    visit: TheVisit,
    draft: Annotated[str | None, Query(max_length=200, description="Only to this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> EventsShape:
    """Who opened, changed, decided and took what."""
    if draft is not None:
        visit.held(draft)
    rows = [row for row in events(visit.store, draft) if row.patient == visit.patient]
    return EventsShape(
        patient=visit.patient, total=len(rows), events=tuple(map(_event, rows[-limit:]))
    )


@router.get(
    "/audit/verify",
    operation_id="verifyAudit",
    summary="Whether the audit is whole",
    responses=refusals(),
)
def verify_audit(visit: TheVisit) -> ChainShape:
    """From its first row to its last; what is amiss in detail is for `chartside audit verify`."""
    found = verify(visit.store)
    return ChainShape(
        ok=found.ok,
        rows=found.rows,
        decisions=found.decisions,
        findings=len(found.problems),
        head=found.head,
    )


def _event(row: AuditRow) -> EventShape:
    return EventShape(
        seq=row.seq,
        at=row.at,
        event=row.event,
        draft=row.draft_id,
        version=row.draft_version,
        kind=row.kind,
        who=row.who,
        name=row.name,
        role=row.role,
        decision=row.decision,
        meaning=row.meaning,
        decision_id=row.decision_id,
        document_sha256=row.document_sha256,
        edit_distance=row.edit_distance,
        detail=row.detail,
        row_hash=row.row_hash,
    )
