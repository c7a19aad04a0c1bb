"""Where a person is asked: the authorization endpoint, and the page on which they sign in.

A person who opens an app from the EHR's own page has signed in already. Asked for again
(`prompt=login`, `max_age`), and in a standalone launch, they sign in here, and choose a patient
where none is open.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chartside.sidebar.demo_ehr.asked import Asked, Astray, SentBack, asked_of, client_asked
from chartside.sidebar.demo_ehr.clinic import PASSWORD, USERS, user
from chartside.sidebar.demo_ehr.faults import Faults
from chartside.sidebar.demo_ehr.grants import Code, Context, Grant, Grants
from chartside.sidebar.demo_ehr.people import Patients
from chartside.sidebar.demo_ehr.registration import Registration
from chartside.sidebar.demo_ehr.screens import Screens

TRIES: Final = 5
WAITING: Final = 200
"""Sign-in pages that are open at once."""
FORM_BYTES: Final = 65_536


@dataclass(slots=True)
class _Waiting:
    """A request whose person has not signed in yet."""

    asked: Asked
    wrong: int = 0


@dataclass(slots=True)
class Authorization:
    """The endpoint, and its memory of who is at the sign-in page."""

    base: str
    clients: Mapping[str, Registration]
    grants: Grants
    faults: Faults
    patients: Patients
    screens: Screens
    _waiting: dict[str, _Waiting] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """What it answers to; paths are below `/auth`."""
        return [
            Route("/authorize", self._authorize, methods=["GET", "POST"]),
            Route("/login", self._login, methods=["POST"]),
        ]

    async def _authorize(self, request: Request) -> Response:
        said = request.url.query if request.method == "GET" else await form_text(request)
        params = parse_qs(said, keep_blank_values=True)
        try:
            client, redirect_uri = client_asked(params, self.clients)
        except Astray as astray:
            return self.screens.astray(str(astray))
        try:
            return self._answered(params, (client, redirect_uri))
        except SentBack as back:
            return self._back(redirect_uri, params.get("state", [""])[0], back)

    def _answered(
        self, params: Mapping[str, Sequence[str]], who: tuple[Registration, str]
    ) -> Response:
        if self.faults.authorization_error:
            raise SentBack(self.faults.authorization_error, "as was asked for in this test")
        asked = asked_of(params, who, self.grants, self.base, self.faults.withheld)
        if asked.context is not None and not asked.must_sign_in(self.grants.clock.now()):
            return self._finish(asked, asked.context)
        if "none" in asked.prompt:
            raise SentBack("login_required", "the person has to sign in")
        return self._ask(_Waiting(asked))

    def _ask(self, waiting: _Waiting) -> Response:
        ticket = secrets.token_urlsafe(32)
        self._waiting[ticket] = waiting
        while len(self._waiting) > WAITING:
            del self._waiting[next(iter(self._waiting))]
        asked = waiting.asked
        return self.screens.sign_in(
            ticket=ticket,
            app=asked.client.name,
            users=self._who(asked),
            patients=self.patients.banners() if asked.needs_patient else (),
            wrong=bool(waiting.wrong),
            onward=_origin(asked.redirect_uri),
        )

    def _who(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """Who may sign in: whoever launched; else everybody, the one hinted at first."""
        shown = [(one.reference, f"{one.name}, {one.role}") for one in USERS]
        if asked.context is not None:
            return tuple(one for one in shown if one[0] == asked.context.user)
        return tuple(sorted(shown, key=lambda one: one[0] != asked.hint))

    async def _login(self, request: Request) -> Response:
        form = {n: v[0] for n, v in parse_qs(await form_text(request)).items() if len(v) == 1}
        waiting = self._waiting.pop(form.get("ticket", ""), None)
        if waiting is None:
            return self.screens.astray("This sign-in page is not open any more.")
        asked = waiting.asked
        denied = SentBack("access_denied", "the person did not sign in")
        if "cancel" in form:
            return self._back(asked.redirect_uri, asked.state, denied)
        who = user(form.get("user", ""))
        right = hmac.compare_digest(form.get("password", "").encode(), PASSWORD.encode())
        allowed = who is not None and who.reference in {name for name, _ in self._who(asked)}
        if who is None or not (right and allowed):
            waiting.wrong += 1
            if waiting.wrong >= TRIES:
                return self._back(asked.redirect_uri, asked.state, denied)
            return self._ask(waiting)
        now = self.grants.clock.now()
        context = replace(asked.context or Context(), user=who.reference, signed_in=now)
        if asked.needs_patient:
            patient = form.get("patient", "")
            if patient not in {id_ for id_, _ in self.patients.banners()}:
                return self._ask(waiting)
            context = replace(
                context, patient=patient, encounter=self.patients.latest_encounter(patient)
            )
        return self._finish(asked, context)

    def _finish(self, asked: Asked, context: Context) -> Response:
        if self.faults.another_patient:
            context = replace(context, patient=self.faults.another_patient, encounter="")
        grant = Grant(asked.client.client_id, asked.scopes, context, asked.nonce)
        code = self.grants.code(Code(grant, asked.redirect_uri, asked.challenge))
        return _to(asked.redirect_uri, {"code": code, "state": asked.state, "iss": self.base})

    def _back(self, redirect_uri: str, state: str, back: SentBack) -> Response:
        said = {"error": back.error, "error_description": back.why, "iss": self.base}
        return _to(redirect_uri, {**said, **({"state": state} if state else {})})


def _to(redirect_uri: str, params: Mapping[str, str]) -> Response:
    joint = "&" if "?" in redirect_uri else "?"
    said = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(f"{redirect_uri}{joint}{urlencode(params)}", 303, said)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def form_text(request: Request) -> str:
    """The body of a form; empty where it is none, or larger than any form of ours."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > FORM_BYTES:
            return ""
    return data.decode("utf-8", "replace")
