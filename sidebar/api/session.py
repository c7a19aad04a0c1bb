"""Who is here, whose chart is open, and how to leave."""

from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import Response
from pydantic import Field

from chartside.errors import NotThere
from chartside.prompts.kinds import document_kinds
from chartside.sidebar.api.answers import PREFIX, refusals
from chartside.sidebar.api.shapes import Given
from chartside.sidebar.asked import TheHouse, TheSession, TheVisit, secret_of
from chartside.sidebar.cookies import COOKIE, baked, cookie_name
from chartside.sidebar.http.csrf import TheChange
from chartside.sidebar.running import Runs
from chartside.sidebar.visits import Visit
from chartside.signoff.clock import utc_text

router: Final = APIRouter(prefix=PREFIX, tags=["session"])


class BannerShape(Given):
    """Whose chart is open."""

    reference: str = Field(examples=["Patient/123"])
    name: str
    birth: str | None = Field(description="As the chart has it: a year stays a year.")
    age: int | None
    sex: str
    dead: bool


class PersonShape(Given):
    """Who is here. `role` is empty for somebody who may only read."""

    who: str = Field(examples=["practitioner.123.1f2e3d4c@north"])
    name: str
    role: str
    fhir_user: str
    authenticated_at: str
    signs_until: str = Field(description="Until when a signature needs no newer proof.")
    public_key: str | None = Field(
        description="Their Ed25519 key (a JWK's `x`), for the site's list of signers."
    )


class SessionShape(Given):
    """The session of this browser."""

    ehr: str
    person: PersonShape
    patient: BannerShape
    encounter: str
    show_banner: bool = Field(description="Whether the record system shows none itself.")
    csrf: str = Field(description="To be sent as X-CSRF-Token with whatever changes something.")
    ends: str = Field(description="When the session ends at the latest.")
    languages: tuple[str, ...]


@router.get("/session", operation_id="readSession", summary="Who is here", responses=refusals(502))
def read_session(house: TheHouse, session: TheSession) -> SessionShape:
    """The person, the patient, and the token that changes need."""
    visit = session.visit
    return SessionShape(
        ehr=visit.ehr.name,
        person=_person(visit),
        patient=_banner(visit),
        encounter=visit.opened.encounter,
        show_banner=visit.opened.banner,
        csrf=session.csrf,
        ends=utc_text(session.end),
        languages=house.site.languages,
    )


@router.delete(
    "/session",
    operation_id="endSession",
    summary="Leave",
    status_code=204,
    responses=refusals(403),
)
def end_session(
    request: Request, house: TheHouse, session: TheChange, tasks: BackgroundTasks
) -> Response:
    """Ends the session and calls off what it has under way."""
    house.sessions.close(secret_of(request))
    tasks.add_task(_call_off, house.runs, session.visit.owner)
    name = cookie_name(COOKIE, house.site.url)
    return Response(status_code=204, headers={"Set-Cookie": baked(name, "", 0)}, background=tasks)


async def _call_off(runs: Runs, owner: str) -> None:
    for run in runs.of(owner):
        if not run.over:
            try:
                await runs.cancel(owner, run.id)
            except NotThere:
                continue  # it was forgotten meanwhile


class KindShape(Given):
    """A kind of document that may be asked for."""

    id: str = Field(examples=["summary"])
    title: str
    audience: str
    needs_focus: bool = Field(description="Whether it has to be told what it is about.")


class KindsShape(Given):
    """Kinds of the package, and of the site."""

    kinds: tuple[KindShape, ...]


@router.get("/kinds", operation_id="listKinds", summary="Kinds of documents", responses=refusals())
def list_kinds(visit: TheVisit) -> KindsShape:
    """What `kind` of a run may be."""
    held = document_kinds((visit.here.kinds,)).values()
    return KindsShape(
        kinds=tuple(
            KindShape(
                id=k.id, title=k.title, audience=k.audience, needs_focus=k.focus == "required"
            )
            for k in held
        )
    )


def _person(visit: Visit) -> PersonShape:
    person, policy = visit.person, visit.store.policy
    identity = visit.signer.identity if person.role else None
    return PersonShape(
        who=person.who,
        name=identity.name if identity else person.name,
        role=person.role,
        fhir_user=person.fhir_user,
        authenticated_at=utc_text(person.authenticated_at),
        signs_until=utc_text(person.authenticated_at + policy.authentication_age),
        public_key=identity.public_key if identity else None,
    )


def _banner(visit: Visit) -> BannerShape:
    who = visit.chart().patient
    on = who.deceased.date if who.deceased else datetime.now(UTC).date()
    return BannerShape(
        reference=who.reference,
        name=who.name,
        birth=who.birth.text if who.birth else None,
        age=who.age(on),
        sex=who.sex,
        dead=who.dead,
    )
