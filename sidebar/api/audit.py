"""The audit as whoever is here may see it: what happened to the drafts of this patient."""

from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from chartside.sidebar.api.answers import PREFIX, refusals
from chartside.sidebar.api.shapes import Given
from chartside.sidebar.asked import TheVisit
from chartside.sidebar.http.problems import refused
from chartside.signoff.audit import events, verify
from chartside.signoff.row import AuditRow

router: Final = APIRouter(prefix=PREFIX, tags=["audit"])
_AT_ONCE: Final = BoundedSemaphore(2)
"""Each reads the whole chain, of every patient: a large one takes seconds of a processor."""


def _one_of_few() -> Iterator[None]:
    if not _AT_ONCE.acquire(blocking=False):
        detail = "others are reading the audit: try again"
        raise refused(429, "audit-busy", detail, headers={"Retry-After": "5"})
    try:
        yield
    finally:
        _AT_ONCE.release()


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
    dependencies=[Depends(_one_of_few)],
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
    dependencies=[Depends(_one_of_few)],
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
