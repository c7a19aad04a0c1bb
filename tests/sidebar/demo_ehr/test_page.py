"""The page of the record system in a browser, with a small app and a service from elsewhere."""

import base64
import json
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chartside.sidebar.demo_ehr.registration import Registration
from chartside.sidebar.demo_ehr.running import DemoEHR

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
DETAIL = (
    f"**Bold** \\*not\\* &lt;b&gt; {HOSTILE} ![x](https://x.example/p)\n\n- one\n- two `Type/1`"
)
WRITES = "launch openid patient/*.rs patient/DocumentReference.c"


@dataclass
class Stub:
    """An app and a CDS service on `localhost`, which is another site than `127.0.0.1`."""

    ehr: DemoEHR | None = None
    verifiers: dict[str, str] = field(default_factory=dict)
    tokens: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    callers: list[dict[str, Any]] = field(default_factory=list)
    origin: str = ""

    def routes(self) -> list[Route]:
        return [
            Route("/launch", self.launch),
            Route("/callback", self.callback),
            Route("/cds-services", self.discovery, methods=["GET", "OPTIONS"]),
            Route("/cds-services/{id}", self.service, methods=["POST", "OPTIONS"]),
            Route("/cds-services/{id}/feedback", self.feed, methods=["POST", "OPTIONS"]),
        ]

    async def launch(self, request: Request) -> Response:
        assert self.ehr
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        self.verifiers[state] = verifier
        digest = sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": "stub",
            "redirect_uri": f"{self.origin}/callback",
            "scope": WRITES,
            "state": state,
            "aud": request.query_params["iss"],
            "launch": request.query_params["launch"],
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return RedirectResponse(f"{self.ehr.origin}/auth/authorize?{urlencode(asked)}")

    async def callback(self, request: Request) -> Response:
        assert self.ehr
        form = {
            "grant_type": "authorization_code",
            "code": request.query_params["code"],
            "redirect_uri": f"{self.origin}/callback",
            "code_verifier": self.verifiers.pop(request.query_params["state"]),
            "client_id": "stub",
        }
        async with httpx.AsyncClient(trust_env=False) as client:
            said = (await client.post(f"{self.ehr.origin}/auth/token", data=form)).json()
        self.tokens.append(said)
        words = {
            "handle": said["smart_web_messaging_handle"],
            "origin": said["smart_web_messaging_origin"],
            "patient": said["patient"],
        }
        return HTMLResponse(
            f"<!doctype html><html lang=en><title>app</title><h1>App for {said['patient']}</h1>"
            f"<p id=context>{said.get('appContext', 'none')}</p><ol id=said></ol>"
            f"<script>const E={json.dumps(words)};"
            "addEventListener('message',e=>{if(e.origin!==E.origin)return;"
            "const l=document.createElement('li');l.textContent=JSON.stringify(e.data);"
            "document.getElementById('said').append(l)});"
            "function say(type,payload,handle=E.handle){parent.postMessage({messagingHandle:handle,"
            "messageId:String(Math.random()),messageType:type,payload},E.origin)}"
            "say('status.handshake',{})</script>"
        )

    def cors(self, request: Request) -> dict[str, str]:
        return {
            "Access-Control-Allow-Origin": request.headers.get("origin", ""),
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        }

    def claims(self, request: Request) -> None:
        assert self.ehr
        token = request.headers["authorization"].partition(" ")[2]
        jwks = httpx.get(f"{self.ehr.origin}/ehr/cds-jwks.json", trust_env=False).json()
        found = jwt.decode(token, KeySet.import_key_set(jwks), algorithms=["ES384"])
        self.callers.append({**found.header, **found.claims, "called": request.url.path})

    async def discovery(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers=self.cors(request))
        self.claims(request)
        hooks = ("patient-view", "order-select", "order-sign")
        prefetch = {
            "patient": "Patient/{{context.patientId}}",
            "labs": "Observation?patient={{context.patientId}}&category=laboratory&_count=3",
            "never": "Patient/{{context.nonsense}}",
        }
        services = [
            {"hook": one, "id": one, "description": one, "prefetch": prefetch} for one in hooks
        ]
        return JSONResponse({"services": services}, headers=self.cors(request))

    async def service(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers=self.cors(request))
        self.claims(request)
        call = await request.json()
        self.calls.append(call)
        card = {
            "uuid": "c-1",
            "summary": f"Potassium 5.9 mmol/L has not been answered ({call['hook']})",
            "detail": DETAIL,
            "indicator": "critical" if call["hook"] == "order-sign" else "warning",
            "source": {"label": "Stub"},
            "links": [
                {
                    "label": "Open the draft",
                    "url": f"{self.origin}/launch",
                    "type": "smart",
                    "appContext": "draft-7",
                },
                {"label": "Elsewhere", "url": "https://x.example/launch", "type": "smart"},
                {"label": "Script", "url": "javascript:alert(1)", "type": "absolute"},
                {"label": "Guideline", "url": "https://x.example/", "type": "absolute"},
            ],
            "suggestions": [
                {
                    "label": "Take the order back",
                    "uuid": "s-1",
                    "actions": [
                        {
                            "type": "delete",
                            "description": "Take it back",
                            "resourceId": "MedicationRequest/draft-amoxicillin",
                        }
                    ],
                }
            ],
            "selectionBehavior": "any",
            "overrideReasons": [{"code": "seen", "system": "x", "display": "Already seen"}],
        }
        number = 5 if call["context"]["patientId"] == "ida-sorel" else 1
        return JSONResponse({"cards": [card] * number}, headers=self.cors(request))

    async def feed(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers=self.cors(request))
        self.claims(request)
        self.feedback.append(await request.json())
        return JSONResponse({}, headers=self.cors(request))


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    made = Stub()
    listening = socket.create_server(("localhost", 0))
    made.origin = f"http://localhost:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        Starlette(routes=made.routes()), log_config=None, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        Event().wait(0.01)
    client = Registration(
        "stub", "public", (f"{made.origin}/callback",), f"{made.origin}/launch", name="Stub app"
    )
    with DemoEHR(client, cds=made.origin) as ehr:
        made.ehr = ehr
        yield made
    server.should_exit = True
    thread.join(20)
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, stub: Stub) -> Iterator[Page]:
    """The EHR's page, wide, with its first chart open; nothing may go wrong or elsewhere."""
    context = browser.new_context(viewport={"width": 1360, "height": 860})
    made = context.new_page()
    wrong: list[str] = []
    asked: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    made.on("request", lambda request: asked.append(request.url))
    assert stub.ehr
    made.goto(stub.ehr.origin)
    expect(made.locator("#cards .card")).to_have_count(1)
    yield made
    own = (stub.ehr.origin, stub.origin, "data:")
    assert [one for one in asked if not one.startswith(own)] == []
    assert wrong == []
    context.close()


def app_of(page: Page) -> Any:
    return page.frame_locator("#frame iframe")


def test_opening_a_chart_opens_the_app_for_it_beside_it(page: Page, stub: Stub) -> None:
    expect(page.locator("#name")).to_have_text("Lindqvist, Nora Ellen")
    expect(app_of(page).locator("h1")).to_have_text("App for nora-lindqvist")
    expect(page.locator("#allergies")).to_contain_text("Penicillin")
    frame = page.locator("#frame iframe")
    assert frame.get_attribute("sandbox") == (
        "allow-scripts allow-forms allow-same-origin allow-popups"
    )
    page.get_by_role("button", name="Feld, Marcus").click()
    expect(app_of(page).locator("h1")).to_have_text("App for marcus-feld")
    expect(page.locator("#name")).to_have_text("Feld, Marcus")
    assert stub.tokens[-1]["patient"] == "marcus-feld"


def test_the_frame_and_the_page_know_each_other_by_origin_and_handle(page: Page) -> None:
    said = app_of(page).locator("#said li")
    expect(said).to_have_count(1)
    frame = page.frames[-1]
    note = {"resourceType": "DocumentReference", "subject": {"reference": "Patient/nora-lindqvist"}}
    other = {**note, "subject": {"reference": "Patient/marcus-feld"}}
    frame.evaluate("r => say('scratchpad.create', {resource: r}, 'guessed')", note)
    frame.evaluate("r => say('scratchpad.create', {resource: r})", other)
    expect(said).to_have_count(2)
    expect(said.last).to_contain_text("403 Forbidden")
    frame.evaluate("r => say('scratchpad.create', {resource: r})", note)
    expect(said).to_have_count(3)
    expect(said.last).to_contain_text("201 Created")
    expect(page.locator("#scratchpad-count")).to_have_text("1")
    page.evaluate("window.postMessage({messageType: 'ui.done', messageId: 'x'}, '*')")
    expect(page.locator("#frame iframe")).to_have_count(1)
    frame.evaluate("say('ui.done', {})")
    expect(page.locator("#frame iframe")).to_have_count(0)
    expect(page.locator("#panel-state")).to_contain_text("done")


def test_services_are_called_with_a_token_for_each_address(page: Page, stub: Stub) -> None:
    call = stub.calls[-1]
    assert call["hook"] == "patient-view"
    assert call["context"]["patientId"] == "nora-lindqvist"
    assert call["prefetch"]["patient"]["id"] == "nora-lindqvist"
    assert len(call["prefetch"]["labs"]["entry"]) == 3
    assert "never" not in call["prefetch"]
    assert all(one["aud"] == f"{stub.origin}{one['called']}" for one in stub.callers)
    assert all(one["alg"] == "ES384" and one["kid"] for one in stub.callers)
    assert len({one["jti"] for one in stub.callers}) == len(stub.callers)
    assert stub.ehr
    token = call["fhirAuthorization"]["access_token"]
    with httpx.Client(
        base_url=f"{stub.ehr.base}/",
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    ) as client:
        assert client.get("Patient/nora-lindqvist").status_code == 200
        assert client.get("Patient/marcus-feld").status_code == 403
        assert client.post("DocumentReference", json={}).status_code == 403
    page.wait_for_timeout(1)


def test_a_card_is_text_and_its_links_lead_where_they_may(page: Page, stub: Stub) -> None:
    card = page.locator("#cards .card")
    expect(card).to_contain_text("<script>")
    expect(card).to_contain_text("*not* <b>")
    expect(card).to_contain_text("![x](https://x.example/p)")
    expect(card.locator("strong")).to_have_text("Bold")
    expect(card.locator("li")).to_have_count(2)
    expect(card.locator("img, script, .detail a")).to_have_count(0)
    assert page.title().startswith("Millbrook")
    expect(card.get_by_text("Script", exact=True)).to_have_count(0)
    expect(card.get_by_text("Elsewhere", exact=True)).to_have_count(0)
    assert card.get_by_text("Guideline").get_attribute("rel") == "noopener noreferrer"
    card.get_by_role("button", name="Open the draft").click()
    expect(app_of(page).locator("#context")).to_have_text("draft-7")
    assert stub.tokens[-1]["appContext"] == "draft-7"


def test_a_card_is_dismissed_with_a_reason(page: Page, stub: Stub) -> None:
    card = page.locator("#cards .card")
    card.get_by_text("Details, dismiss").click()
    card.get_by_role("button", name="Dismiss").click()
    expect(card).to_contain_text("Dismissed.")
    (said,) = stub.feedback.pop()["feedback"]
    assert said["card"] == "c-1"
    assert said["outcome"] == "overridden"
    assert said["overrideReason"]["reason"]["code"] == "seen"


def test_a_suggestion_that_is_taken_is_done_and_told(page: Page, stub: Stub) -> None:
    page.get_by_role("tab", name="Orders").click()
    row = page.locator('[data-order="amoxicillin"]')
    row.get_by_role("button", name="Choose").click()
    expect(page.locator("#cards")).to_contain_text("order-select")
    page.get_by_role("button", name="Take the order back").click()
    expect(row.get_by_role("button", name="Choose")).to_be_enabled()
    expect(row.get_by_role("button", name="Sign order")).to_be_disabled()
    expect(page.locator("#cards")).to_contain_text("Accepted.")
    (said,) = stub.feedback.pop()["feedback"]
    assert (said["outcome"], said["acceptedSuggestions"]) == ("accepted", [{"id": "s-1"}])


def test_many_cards_do_not_hide_the_chart(page: Page) -> None:
    page.get_by_role("button", name="Sorel, Ida").click()
    expect(page.locator("#cards .card:visible")).to_have_count(3)
    page.get_by_role("button", name="Show 2 more").click()
    expect(page.locator("#cards .card:visible")).to_have_count(5)


def test_choosing_and_signing_an_order_asks_each_time(page: Page, stub: Stub) -> None:
    page.get_by_role("tab", name="Orders").click()
    row = page.locator('[data-order="amoxicillin"]')
    expect(row.get_by_role("button", name="Sign order")).to_be_disabled()
    row.get_by_role("button", name="Choose").click()
    expect(page.locator("#cards")).to_contain_text("order-select")
    call = stub.calls[-1]
    draft = call["context"]["draftOrders"]["entry"][0]["resource"]
    assert call["context"]["selections"] == [f"MedicationRequest/{draft['id']}"]
    assert (draft["status"], draft["subject"]["reference"]) == (
        "draft",
        "Patient/nora-lindqvist",
    )
    row.get_by_role("button", name="Sign order").click()
    expect(page.locator("#cards .critical")).to_contain_text("order-sign")
    assert "selections" not in stub.calls[-1]["context"]


def test_a_document_that_comes_back_appears_as_text(page: Page, stub: Stub) -> None:
    assert stub.ehr
    expect(app_of(page).locator("h1")).to_have_text("App for nora-lindqvist")
    own = next(t for t in reversed(stub.tokens) if t["patient"] == "nora-lindqvist")
    data = base64.b64encode(f"# Signed\n\n{HOSTILE}".encode()).decode()
    note = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "subject": {"reference": "Patient/nora-lindqvist"},
        "author": [{"display": "Dr. Adaeze Okafor"}],
        "content": [
            {"attachment": {"contentType": "text/markdown", "data": data, "title": "Note"}}
        ],
    }
    made = httpx.post(
        f"{stub.ehr.base}/DocumentReference",
        content=json.dumps(note),
        headers={
            "Authorization": f"Bearer {own['access_token']}",
            "Content-Type": "application/fhir+json",
        },
        trust_env=False,
    )
    assert made.status_code == 201
    page.get_by_role("tab", name="Documents").click()
    paper = page.locator("#documents-list article")
    expect(paper).to_contain_text("<script>")
    expect(paper.locator(".title")).to_have_text("Signed")
    expect(paper).to_contain_text("current final · Dr. Adaeze Okafor")
    assert page.title().startswith("Millbrook")


def test_what_the_page_asks_for_is_answered_to_nobody_else(page: Page, stub: Stub) -> None:
    assert stub.ehr
    body = json.dumps({"patient": "nora-lindqvist", "user": "Practitioner/dr-okafor"})
    for headers in (
        {"Content-Type": "application/json"},
        {"Content-Type": "application/json", "Origin": stub.origin},
        {"Content-Type": "text/plain", "Origin": stub.ehr.origin},
        {"Content-Type": "application/json", "Origin": stub.ehr.origin, "Host": "x.example"},
    ):
        response = httpx.post(
            f"{stub.ehr.origin}/ehr/launch", content=body, headers=headers, trust_env=False
        )
        assert response.status_code == 403, headers
    expect(app_of(page).locator("h1")).to_be_visible()
    status = page.evaluate(
        "u => fetch('/ehr/call-token', {method: 'POST', headers: "
        "{'Content-Type': 'application/json'}, body: JSON.stringify({url: u})}).then(r => r.ok)",
        f"{stub.origin}/cds-services",
    )
    assert status is True
    own = {"Content-Type": "application/json", "Origin": stub.ehr.origin}
    for url in ("https://x.example/cds-services", f"{stub.origin}/cds-services/../launch"):
        response = httpx.post(
            f"{stub.ehr.origin}/ehr/call-token",
            content=json.dumps({"url": url}),
            headers=own,
            trust_env=False,
        )
        assert response.status_code == 403, url


def test_the_page_is_framed_by_nobody_and_frames_the_app_alone(stub: Stub) -> None:
    assert stub.ehr
    policy = httpx.get(stub.ehr.origin, trust_env=False).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert f"frame-src 'self' {stub.origin}" in policy
    assert "unsafe" not in policy


def test_the_tabs_work_by_keyboard(page: Page) -> None:
    page.get_by_role("tab", name="Chart").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Orders")).to_be_focused()
    expect(page.locator("#orders")).to_be_visible()
    expect(page.locator("#facts")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_the_page_can_be_read_by_everybody(page: Page, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 860})
    expect(app_of(page).locator("h1")).to_be_visible()
    page.get_by_text("Details, dismiss").click()
    page.wait_for_timeout(300)  # the card has come in
    found = Axe().run(page).response["violations"]
    own = [one for one in found if not all("iframe" in str(n["target"]) for n in one["nodes"])]
    assert [(one["id"], [n["target"] for n in one["nodes"]]) for one in own] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_can_be_read_by_everybody(page: Page, stub: Stub, scheme: Any) -> None:
    assert stub.ehr
    page.emulate_media(color_scheme=scheme)
    asked = {
        "response_type": "code",
        "client_id": "stub",
        "redirect_uri": f"{stub.origin}/callback",
        "scope": "openid launch/patient patient/*.rs",
        "state": "s" * 24,
        "aud": stub.ehr.base,
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    page.goto(f"{stub.ehr.origin}/auth/authorize?{urlencode(asked)}")
    page.get_by_label("Patient").select_option("ida-sorel")
    assert Axe().run(page).response["violations"] == []


def test_on_a_phone_the_app_fills_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    frame = page.locator("#frame iframe")
    expect(frame).to_be_visible()
    box = frame.bounding_box()
    assert box
    assert box["width"] >= 388
    assert box["height"] >= 0.8 * 844
