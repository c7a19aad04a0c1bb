"""Signing, declining, retracting and amending: what only a person does."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from chartside.sidebar.api.answers import CHANGES, PREFIX, refusals
from chartside.sidebar.api.drafts import DraftId
from chartside.sidebar.api.shapes import Asked, Given, Identifiers
from chartside.sidebar.asked import TheVisit
from chartside.sidebar.http.csrf import TheChange
from chartside.sidebar.http.idempotency import TheOnce
from chartside.sidebar.http.problems import refused
from chartside.sidebar.visits import Signing, Visit

router: Final = APIRouter(prefix=PREFIX, tags=["decisions"])
Reason = Annotated[str, Field(min_length=1, max_length=2000, examples=["not what I asked for"])]
PatientSeen = Annotated[
    str,
    Field(
        max_length=200,
        description="Whose banner the person saw when they decided: `Patient/id`.",
        examples=["Patient/123"],
    ),
]


class SignAsked(Asked):
    """A signature under exactly what was read."""

    decision: Literal["sign"]
    patient: PatientSeen
    seen: str = Field(max_length=200, description="`seen` of the draft as it was read.")
    meaning: Literal["author", "review", "approve"]
    attested: Identifiers = Field(
        default=(), description="Unsupported sentences that the person vouches for, each by itself."
    )
    acknowledged: Identifiers = Field(
        default=(), description="Warnings that the person took note of, each by itself."
    )
    accepted: Identifiers = Field(default=(), description="Proposals that leave with it.")
    rejected: Identifiers = Field(default=(), description="Proposals that do not.")


class DeclineAsked(Asked):
    """A draft turned down."""

    decision: Literal["decline"]
    patient: PatientSeen
    reason: Reason


class RetractAsked(Asked):
    """A signed document withdrawn."""

    decision: Literal["retract"]
    patient: PatientSeen
    reason: Reason


DecisionAsked = Annotated[SignAsked | DeclineAsked | RetractAsked, Field(discriminator="decision")]


class DecisionShape(Given):
    """A decision as it is on record."""

    draft: str
    decision: str
    status: str = Field(examples=["signed", "declined", "retracted"])
    version: int
    decision_id: str
    who: str
    at: str
    document_sha256: str | None = Field(description="Of the document that was signed.")


@router.post(
    "/drafts/{draft_id}/decisions",
    operation_id="decide",
    summary="Sign, decline or retract",
    status_code=201,
    response_model=DecisionShape,
    responses=refusals(*CHANGES, 502),
)
def decide(
    _: TheChange,
    once: TheOnce,
    visit: TheVisit,
    draft_id: DraftId,
    asked: DecisionAsked,
) -> Response:
    """Decides as the person of this session, whose last proof of themselves is minutes old.

    Of two who decide at once one wins, and the other is told (409). Where the proof is older the
    refusal has the code `step-up` and the `url` where it is renewed; then sign what was read.
    """
    visit.held(draft_id)
    if asked.patient != visit.patient:
        raise refused(409, "other-patient", "that is not the patient of this launch: read it again")
    done = _decided(visit, draft_id, asked)
    return once.answer(done, 201, {"Location": f"{PREFIX}/drafts/{draft_id}"})


def _decided(visit: Visit, draft_id: str, asked: DecisionAsked) -> DecisionShape:
    if not isinstance(asked, SignAsked):
        way = visit.decline if isinstance(asked, DeclineAsked) else visit.retract
        made = way(draft_id, asked.reason)
        return DecisionShape(
            draft=draft_id,
            decision=asked.decision,
            status=made.status,
            version=made.version,
            decision_id=made.decision_id,
            who=made.who,
            at=made.at,
            document_sha256=None,
        )
    signed = visit.sign(
        draft_id,
        Signing(
            asked.seen,
            asked.meaning,
            attested=asked.attested,
            acknowledged=asked.acknowledged,
            accepted=asked.accepted,
            rejected=asked.rejected,
        ),
    )
    return DecisionShape(
        draft=draft_id,
        decision="sign",
        status="signed",
        version=signed.document.version,
        decision_id=signed.decision_id,
        who=signed.row.who or "",
        at=signed.row.at,
        document_sha256=signed.row.document_sha256,
    )


class AmendmentShape(Given):
    """The draft that corrects a signed document."""

    draft: str
    amends: str


@router.post(
    "/drafts/{draft_id}/amendments",
    operation_id="amend",
    summary="Open a draft that corrects a signed document",
    status_code=201,
    response_model=AmendmentShape,
    responses=refusals(*CHANGES),
)
def amend(_: TheChange, once: TheOnce, visit: TheVisit, draft_id: DraftId) -> Response:
    """There is one open amendment at a time: asking again gives the same."""
    fresh = visit.amend(draft_id)
    return once.answer(
        AmendmentShape(draft=fresh.id, amends=draft_id),
        201,
        {"Location": f"{PREFIX}/drafts/{fresh.id}"},
    )
