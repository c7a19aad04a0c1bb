"""The page of the demonstration's EHR, and what its script asks for.

The script's requests are answered for the page itself only: what an app in a frame of it sends
comes from another origin, and is refused.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chartside.sidebar.demo_ehr.charting import Charting
from chartside.sidebar.demo_ehr.clinic import USERS, user
from chartside.sidebar.demo_ehr.hooking import Hooking, Open
from chartside.sidebar.demo_ehr.launching import Launching
from chartside.sidebar.demo_ehr.orders import ORDERS
from chartside.sidebar.demo_ehr.outcomes import Refused
from chartside.sidebar.demo_ehr.people import Patients
from chartside.sidebar.demo_ehr.records import encode
from chartside.sidebar.demo_ehr.screens import Screens, policy
from chartside.sidebar.demo_ehr.writes import json_resource

JSON = dict[str, Any]
HOOKS: Final = frozenset({"patient-view", "encounter-start", "order-select", "order-sign"})
STYLE: Final = {
    "color_background": "#f6f7f8",
    "color_error": "#9f1d1d",
    "color_highlight": "#0b5d8a",
    "color_modal_backdrop": "#1d2327",
    "color_success": "#1f6b34",
    "color_text": "#1d2327",
    "dim_border_radius": "6px",
    "dim_font_size": "15px",
    "dim_spacing_size": "12px",
    "font_family_body": "system-ui, sans-serif",
    "font_family_heading": "system-ui, sans-serif",
}
"""How this EHR looks, for apps that want to look like it (`smart_style_url`)."""
_BODY_BYTES: Final = 262_144
_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
Answering = Callable[[JSON], JSON]


@dataclass(slots=True)
class EHRPage:
    """The page, at `/`, and the addresses below `/ehr` that it uses.

    `cds` is the address of a CDS Hooks service, the part before `/cds-services`; empty for none.
    """

    origin: str
    launching: Launching
    hooking: Hooking
    charting: Charting
    patients: Patients
    screens: Screens
    cds: str = ""

    def routes(self) -> list[Route]:
        """What it answers to."""
        return [
            Route("/", self._page),
            Route("/ehr/cds-jwks.json", self._jwks),
            Route("/ehr/smart-style.json", self._style),
            *(
                Route(f"/ehr/{name}", self._own(answering), methods=["POST"])
                for name, answering in (
                    ("chart", self._chart),
                    ("documents", self._documents),
                    ("launch", self._launch),
                    ("call-token", self._call_token),
                    ("hook", self._hook),
                )
            ),
        ]

    async def _page(self, _request: Request) -> Response:
        app = self.launching.app_origin()
        csp = policy(
            script_src="'self'",
            connect_src=" ".join(filter(None, ("'self'", _origin(self.cds)))),
            frame_src=" ".join(filter(None, ("'self'", app))),
            form_action="'none'",
            frame_ancestors="'none'",
        )
        values = {
            "users": [(one.reference, one.name, one.role) for one in USERS],
            "patients": self.patients.banners(),
            "first": self.launching.first,
            "orders": [(name, term.text, dose) for name, (term, dose) in ORDERS.items()],
            "app": app,
            "app_name": self.launching.app_name(),
            "cds": self.cds,
        }
        return self.screens.page("ehr.html", csp, values)

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse(self.hooking.keys.call_jwks(), headers={"Cache-Control": "max-age=60"})

    async def _style(self, _request: Request) -> Response:
        return JSONResponse(STYLE, headers={"Cache-Control": "max-age=3600"})

    def _own(self, answering: Answering) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                self._require_page(request)
                asked = json_resource(await _read(request))
                said = answering(asked)
            except Refused as refused:
                return JSONResponse({"error": refused.text}, refused.status, _NO_STORE)
            return Response(encode(said), 200, _NO_STORE, "application/json")

        return answer

    def _require_page(self, request: Request) -> None:
        """Refuse what does not come from the page: another origin, or a form.

        Raises:
            Refused: 403.
        """
        own = request.headers.get("origin") == self.origin
        here = request.headers.get("host") == urlsplit(self.origin).netloc
        plain = request.headers.get("content-type", "").startswith("application/json")
        if not (own and here and plain):
            raise Refused(403, "forbidden", "this is for the page itself")

    def _open(self, asked: JSON) -> Open:
        patient, who = str(asked.get("patient", "")), user(str(asked.get("user", "")))
        known = patient in {id_ for id_, _ in self.patients.banners()}
        if who is None or not known:
            raise Refused(404, "not-found", "no such patient, or nobody who can sign in")
        return Open(patient, self.patients.latest_encounter(patient), who.reference)

    def _chart(self, asked: JSON) -> JSON:
        return self.charting.facts(self._open(asked).patient) or {}

    def _documents(self, asked: JSON) -> JSON:
        return {"documents": self.charting.written(self._open(asked).patient)}

    def _launch(self, asked: JSON) -> JSON:
        """Open the app; with messages to this page, which know each other by a handle."""
        chart = self._open(asked)
        handle = uuid4().hex
        beside: JSON = {
            "smart_web_messaging_handle": handle,
            "smart_web_messaging_origin": self.origin,
            "smart_style_url": f"{self.origin}/ehr/smart-style.json",
            "intent": "reconcile" if asked.get("intent") == "reconcile" else "summarize",
            "tenant": "millbrook",
        }
        context = asked.get("appContext")
        if isinstance(context, str) and context:
            beside["appContext"] = context
        url = self.launching.launch(chart.patient, user=chart.user, **beside)
        return {"url": url, "handle": handle}

    def _call_token(self, asked: JSON) -> JSON:
        url = str(asked.get("url", ""))
        own = rf"{re.escape(self.cds)}/cds-services(/[A-Za-z0-9\-.]+(/feedback)?)?"
        if not self.cds or not re.fullmatch(own, url) or ".." in url:
            raise Refused(403, "forbidden", "no service of ours is there")
        return {"token": self.hooking.call_token(url)}

    def _hook(self, asked: JSON) -> JSON:
        chart, hook = self._open(asked), asked.get("hook")
        orders, prefetch = asked.get("orders", []), asked.get("prefetch") or {}
        known = isinstance(orders, list) and all(one in ORDERS for one in orders)
        if hook not in HOOKS or not known or not isinstance(prefetch, dict):
            raise Refused(400, "invalid", "no such hook or order")
        return self.hooking.request(str(hook), chart, orders, prefetch)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


async def _read(request: Request) -> bytes:
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > _BODY_BYTES:
            raise Refused(413, "too-long", "too large")
    return bytes(data)
