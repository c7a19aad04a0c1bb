"""What a code from an EHR leads to: a session with a visit in it, or a newer proof of a person."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.projection.elements import person_name
from chartside.fhir.references import local
from chartside.fhir.smart.auth import SmartAuth
from chartside.fhir.smart.context import LaunchContext
from chartside.fhir.smart.id_token import Person
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.style import fetch_style
from chartside.fhir.smart.tokens import redeem
from chartside.sidebar.house import House
from chartside.sidebar.launches.pending import Begun
from chartside.sidebar.opened import Opened
from chartside.sidebar.people import Clinician
from chartside.sidebar.pulling import begin
from chartside.sidebar.sessions import digest
from chartside.sidebar.site import RegisteredEHR
from chartside.sidebar.visits import Visit

log = logging.getLogger(__name__)
_OK: Final = 200
_BIGGEST: Final = 1_000_000
_CLINICIANS: Final = frozenset({"Practitioner", "PractitionerRole"})
_FHIR: Final = {"Accept": "application/fhir+json"}
_NEW_TOKEN: Final = "new-token"  # noqa: S105 - a word of the site's file


async def arrive(house: House, begun: Begun, client: Client, code: str, secret: str) -> str:
    """Open a session for who launched, and begin to read the chart; the secret for the browser.

    `secret` is that of a session that the browser had before: it ends, for one browser has one
    patient open.

    Raises:
        LaunchRefused: The EHR refused, it names no patient, or nobody who could use this.
        WebError: It gave no usable answer.
    """
    tokens = await redeem(client, begun.pending, code)
    who = await house.servers.id_tokens(begun.ehr)
    person = await who.person(tokens.id_token, begun.pending)
    if tokens.context.patient is None:
        raise LaunchRefused("no-patient")
    auth = SmartAuth(client, tokens)
    clinician = await _clinician(begun.ehr, person, client, auth)
    opened = replace(await _opened(begun.ehr, tokens.context, client), granted=tokens.scopes)
    visit = Visit(
        ehr=begun.ehr,
        here=house.home_of(begun.ehr),
        person=clinician,
        opened=opened,
        snapshot=house.snapshot_of(
            begun.ehr, opened.patient, person.iss, person.sub, str(tokens.scopes)
        ),
        keys=house.keys,
        reasoner=house.site.reasoner,
    )
    house.sessions.close(secret)
    fresh, session = house.sessions.open(visit, auth, f"{person.iss} {person.sub}")
    session.opening = begin(visit, auth)
    session.opening.then = _led_to(house, visit)
    return fresh


def _led_to(house: House, visit: Visit) -> str:
    """The draft that a card's link is about, else the first page."""
    if not visit.opened.app_context or house.cards is None:
        return "/"
    try:
        links = house.cards.links
        found = links.resolve(visit.opened.app_context, visit.ehr.fhir, visit.patient)
    except LaunchRefused:  # the chart opens all the same: the link was old, or another's
        return "/"
    return f"/drafts/{quote(found.draft, safe='')}" if found.draft else "/"


async def prove(house: House, begun: Begun, client: Client, code: str, secret: str) -> str:
    """Note that the person of a session has just authenticated again; the session's new secret.

    Raises:
        LaunchRefused: `no-session` (it ended meanwhile, or is another one than began this),
            `another-person`, `another-patient`, or what a launch is refused for.
        WebError: The EHR gave no usable answer.
    """
    session = house.sessions.get(secret)
    if session is None or digest(secret) != begun.session:
        raise LaunchRefused("no-session")
    tokens = await redeem(client, begun.pending, code)
    who = await house.servers.id_tokens(begun.ehr)
    person = await who.person(tokens.id_token, begun.pending)
    visit = session.visit
    if (person.iss, person.sub) != (visit.person.iss, visit.person.sub):
        raise LaunchRefused("another-person")
    if tokens.context.patient and f"Patient/{tokens.context.patient}" != visit.patient:
        raise LaunchRefused("another-patient")
    visit.person = replace(
        visit.person,
        authenticated_at=_authenticated(begun.ehr, person, asked=True),
        claims=_claims(begun.ehr, person),
    )
    fresh = house.sessions.renew(secret)
    if fresh is None:
        raise LaunchRefused("no-session")
    return fresh


async def _clinician(
    ehr: RegisteredEHR, person: Person, client: Client, auth: SmartAuth
) -> Clinician:
    kind = (person.fhir_user or "").partition("/")[0]
    if person.fhir_user is None or kind not in _CLINICIANS:
        raise LaunchRefused("fhir-user")  # a patient or a relative uses another product
    return Clinician(
        ehr=ehr.name,
        iss=person.iss,
        sub=person.sub,
        fhir_user=person.fhir_user,
        name=await _printed(person, client, auth),
        role=ehr.role_of(person.fhir_user),
        authenticated_at=_authenticated(ehr, person),
        claims=_claims(ehr, person),
    )


async def _printed(person: Person, client: Client, auth: SmartAuth) -> str:
    """The person's name as the EHR's own resource has it, else as the id_token says."""
    try:
        body = await _resource(person.fhir_user or "", client, auth)
        practitioner = local(_reference(body.get("practitioner")))
        if practitioner is not None:
            body = await _resource(practitioner, client, auth)
        found = next((text for name in _names(body) if (text := person_name(name))), "")
    except WebError as wrong:
        log.info("the name of a person could not be read: %s", wrong.reason)
        found = ""
    name = found or person.name or ""
    if not name:
        raise LaunchRefused("no-name")
    return name


async def _resource(reference: str, client: Client, auth: SmartAuth) -> Mapping[str, Any]:
    url = f"{client.registration.base}/{reference}"
    answer = await client.web.ask("GET", url, headers=_FHIR, auth=auth, most=_BIGGEST)
    body = answer.json() if answer.status == _OK else None
    return body if isinstance(body, dict) else {}


def _reference(held: object) -> str:
    return str(held.get("reference") or "") if isinstance(held, dict) else ""


def _names(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    held = body.get("name")
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _authenticated(ehr: RegisteredEHR, person: Person, *, asked: bool = False) -> datetime:
    """When they proved who they are: long ago without `auth_time`.

    Where a site says so, a token counts that was issued after the person was `asked` to sign in. A
    launch asks for nothing: its token says nothing of who sits there.
    """
    moment = person.auth_time
    if moment is None and asked and ehr.step_up == _NEW_TOKEN:
        moment = person.issued
    return datetime.fromtimestamp(moment or 0, UTC)


def _claims(ehr: RegisteredEHR, person: Person) -> Mapping[str, str]:
    """What is signed of the proof, beside its time."""
    proof = "auth_time" if person.auth_time is not None else ehr.step_up
    told = {
        "iss": person.iss,
        "sub": person.sub,
        "jti": person.jti,
        "fhirUser": person.fhir_user,
        "fhir_base": ehr.fhir,
        "acr": person.acr,
        "amr": " ".join(person.amr),
        "proof": proof,
    }
    return {name: value for name, value in told.items() if value}


async def _opened(ehr: RegisteredEHR, context: LaunchContext, client: Client) -> Opened:
    told = (context.messaging_handle or "", context.messaging_origin or "")
    known = told[1] in ehr.reach | {*ehr.frames}  # a signed document goes there
    return Opened(
        patient=f"Patient/{context.patient}",
        encounter=context.encounter or "",
        banner=context.need_patient_banner,
        intent=context.intent or "",
        app_context=context.app_context or "",
        messaging=told if known else ("", ""),
        style=await _style(context, client),
    )


async def _style(context: LaunchContext, client: Client) -> tuple[tuple[str, str], ...]:
    """How the EHR looks; an application without it looks as it always does."""
    if context.style_url is None:
        return ()
    try:
        async with asyncio.timeout(2):
            found = await fetch_style(client.web, client.registration, context.style_url)
    except (LaunchRefused, WebError, TimeoutError):
        log.info("the style of the EHR could not be read")
        return ()
    return tuple(sorted(found.items()))
