"""The addresses of a launch: where an EHR sends a browser, and where it comes back to."""

from dataclasses import replace
from html import escape
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from chartside.errors import LaunchRefused
from chartside.fhir.smart.authorizing import Begun as Authorisation
from chartside.fhir.smart.authorizing import begin, finish
from chartside.fhir.smart.discovery import Configuration
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Registration
from chartside.fhir.smart.scopes import Scopes
from chartside.sidebar.asked import TheHouse, TheSession, secret_of
from chartside.sidebar.cookies import COOKIE, LAUNCH, baked, cookie_name
from chartside.sidebar.house import House
from chartside.sidebar.launches.arriving import arrive, prove
from chartside.sidebar.launches.pending import AGE, Begun
from chartside.sidebar.pages.reader import language_of
from chartside.sidebar.pages.rendering import html
from chartside.sidebar.sessions import digest, fresh_secret
from chartside.sidebar.site import RegisteredEHR

router = APIRouter(prefix="/launch", include_in_schema=False)
OPENING: Final = "/launch/opening"
_SEE_OTHER: Final = 303
_OK: Final = 200
_FAILED: Final = 502
_KEPT: Final = "public, max-age=3600"


@router.get("")
async def launch(
    request: Request,
    house: TheHouse,
    iss: Annotated[str, Query(max_length=2000)],
    launch: Annotated[str, Query(max_length=8192)],
) -> Response:
    """An EHR opens the sidebar. `iss` has to be a registered one before anything is asked of it."""
    return await _sent(request, house, _registered(house, iss), launch=launch)


@router.get("/standalone/{name}")
async def standalone(request: Request, house: TheHouse, name: str) -> Response:
    """A person opens Chartside by itself, and chooses the patient in the EHR's own page."""
    return await _sent(request, house, house.site.named(name))


@router.get("/step-up")
async def step_up(
    request: Request,
    house: TheHouse,
    session: TheSession,
    draft: Annotated[str, Query(pattern=r"\A[A-Za-z0-9._-]{0,80}\z")] = "",
) -> Response:
    """The person proves who they are once more, as a signature needs; then back to the draft."""
    then = f"/drafts/{quote(draft)}/sign" if draft else "/"
    return await _sent(
        request, house, session.visit.ehr, then=then, session=digest(secret_of(request))
    )


@router.get("/callback")
async def callback(request: Request, house: TheHouse) -> Response:
    """The browser comes back from the EHR's authorisation server."""
    browser = request.cookies.get(cookie_name(LAUNCH, house.site.url), "")
    begun = house.launches.take(request.query_params.get("state", ""), browser)
    client = await house.servers.client(begun.ehr)
    code = finish(begun.pending, request.query_params.multi_items(), client.configuration)
    if begun.session:
        secret, then = await prove(house, begun, client, code, secret_of(request)), begun.then
    else:
        secret, then = await arrive(house, begun, client, code, secret_of(request)), OPENING
    answer = RedirectResponse(then, _SEE_OTHER)
    answer.headers.append("set-cookie", baked(cookie_name(COOKIE, house.site.url), secret))
    return answer


@router.get("/opening")
async def opening(request: Request, house: TheHouse, session: TheSession) -> Response:
    """How far the chart is read; the browser asks again each second, and goes on when it is."""
    now = session.opening
    if now is None or (now.done and not now.failed):
        return RedirectResponse(now.then if now else "/", _SEE_OTHER)
    held = {
        "read": now.read,
        "steps": now.steps,
        "failed": now.failed,
        "opened": session.visit.opened,
    }
    status = _FAILED if now.failed else _OK
    return html("opening.html", language_of(request, house), held, status)


@router.get("/jwks.json")
async def keys(house: TheHouse) -> Response:
    """The public keys of this service, for authorisation servers; for everybody to read."""
    return JSONResponse(house.servers.published(), headers={"Cache-Control": _KEPT})


def _registered(house: House, iss: str) -> RegisteredEHR:
    ehr = house.site.launched_by(iss)
    if ehr is None:
        raise LaunchRefused("unknown-ehr")
    return ehr


async def _sent(
    request: Request,
    house: House,
    ehr: RegisteredEHR,
    *,
    launch: str | None = None,
    then: str = "/",
    session: str = "",
) -> Response:
    """Send the browser to the EHR's authorisation server; the state is bound to this browser."""
    client = await house.servers.client(ehr)
    begun = _proof(ehr, client) if session else begin(*_known(client), launch=launch)
    name = cookie_name(LAUNCH, house.site.url)
    browser = request.cookies.get(name) or fresh_secret()
    now = house.launches.now()
    house.launches.put(Begun(ehr, begun.pending, digest(browser), now, session, then))
    answer = _to(begun)
    answer.headers.append("set-cookie", baked(name, browser, int(AGE.total_seconds())))
    return answer


def _known(client: Client) -> tuple[Configuration, Registration]:
    return client.configuration, client.registration


def _proof(ehr: RegisteredEHR, client: Client) -> Authorisation:
    """Who somebody is, asked anew, and nothing else: no chart is chosen and none is opened."""
    who = replace(client.registration, scopes=Scopes.parse("openid fhirUser"))
    max_age = 0 if ehr.step_up == "auth-time" else None
    return begin(client.configuration, who, prompt="login", max_age=max_age)


def _to(begun: Authorisation) -> Response:
    """A redirect, or a page with a form where the server takes one and the address is long."""
    if begun.form is None:
        return RedirectResponse(begun.url, _SEE_OTHER)
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in begun.form.items()
    )
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Chartside</title>'
        f'<form method="post" action="{escape(begun.url)}">{fields}'
        "<button>Go on to sign in</button></form>"
    )
