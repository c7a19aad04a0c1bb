"""The whole audit of a record system's store, for whoever runs the service and has their token."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from chartside.errors import CallerRefused, NotThere, UsageError
from chartside.sidebar.asked import TheHouse, house_of
from chartside.sidebar.house import House
from chartside.sidebar.http.health import operator
from chartside.signoff.audit import export_ndjson, verify
from chartside.signoff.store import SignoffStore

router: Final = APIRouter(prefix="/operator", tags=["operation"])
Named = Annotated[str, Path(max_length=20, description="The record system, as the site calls it.")]


def with_token(request: Request) -> None:
    """Whoever has the operator's token; to be on this machine is not enough.

    Raises:
        CallerRefused: Anybody else, and everybody where there is no token.
    """
    if not house_of(request).operator:
        raise CallerRefused("token")
    operator(request)


class AuditShape(BaseModel):
    """Whether the chain is as it was written, and what is amiss."""

    ok: bool
    rows: int
    archived: int
    decisions: int
    head: str
    problems: tuple[str, ...]


@router.get(
    "/{ehr}/audit",
    operation_id="exportAudit",
    summary="Every event as a FHIR AuditEvent, one a line",
    dependencies=[Depends(with_token)],
    response_class=StreamingResponse,
)
def export_audit(house: TheHouse, ehr: Named) -> StreamingResponse:
    """Of all patients: ids, hashes, counts and times."""
    lines = (f"{line}\n" for line in _lines(_store(house, ehr)))
    return StreamingResponse(lines, media_type="application/fhir+ndjson")


@router.get(
    "/{ehr}/audit/verify",
    operation_id="verifyWholeAudit",
    summary="Whether the audit is whole",
    dependencies=[Depends(with_token)],
)
def verify_whole(house: TheHouse, ehr: Named) -> AuditShape:
    """From its first row to its last, as `chartside audit verify` does."""
    found = verify(_store(house, ehr))
    return AuditShape(
        ok=found.ok,
        rows=found.rows,
        archived=found.archived,
        decisions=found.decisions,
        head=found.head,
        problems=found.problems,
    )


def _lines(store: SignoffStore) -> Iterator[str]:
    """Read before the first line is sent: a broken chain is a refusal, not half an answer."""
    return iter(tuple(export_ndjson(store)))


def _store(house: House, name: str) -> SignoffStore:
    try:
        here = house.home_of(house.site.named(name))
    except UsageError:
        raise NotThere("there is no record system of this name") from None
    return SignoffStore(here.signoff, anchor=here.anchor)
