"""The pages of a visit to the demo record: as HTML, and in a real browser over a real server."""

import importlib.util
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from lxml import html
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from chartside.demo import PATIENT
from chartside.draft import Draft
from chartside.settings import Settings
from chartside.sidebar.app import create_app
from chartside.sidebar.cookies import COOKIE, cookie_name
from chartside.sidebar.house import House
from chartside.sidebar.keys import Keys
from chartside.sidebar.opened import Opened
from chartside.sidebar.people import Clinician
from chartside.sidebar.sessions import Session
from chartside.sidebar.site import site_of
from chartside.sidebar.visits import Visit
from chartside.signoff import Desk, SignoffStore

EHR = "http://127.0.0.1:8322"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-background-networking"]


@dataclass(frozen=True)
class Seen:
    """An answer as a reader sees it."""

    answer: httpx.Response
    tree: Any

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def words(self) -> str:
        """All text of the page, with single spaces."""
        return " ".join(self.tree.text_content().split())

    def all(self, path: str) -> list[Any]:
        """Elements or attributes by XPath."""
        return list(self.tree.xpath(path))

    def one(self, path: str) -> Any:
        (found,) = self.all(path)
        return found

    def told(self, path: str) -> list[str]:
        """The text of each element."""
        return [" ".join(found.text_content().split()) for found in self.all(path)]


@dataclass
class Sidebar:
    """A house with a person's visit; `get` and `post` are what their browser does."""

    house: House
    client: TestClient
    visit: Visit
    session: Session
    secret: str

    @property
    def store(self) -> SignoffStore:
        return self.visit.store

    @property
    def cookie(self) -> str:
        return f"{cookie_name(COOKIE, self.house.site.url)}={self.secret}"

    def lays_down(self, draft: Draft) -> str:
        """Propose a draft as the agent does; where it is."""
        Desk(self.visit.here.signoff, anchor=self.visit.here.anchor).propose(draft)
        return f"/drafts/{draft.id}"

    def rewords(self, at: str, sentence: str, text: str) -> None:
        """Change a sentence, by another way than the pages."""
        self.visit.edit(at.rpartition("/")[2], sentence, text)

    def get(self, path: str, **headers: str) -> Seen:
        sent = {"Cookie": self.cookie, "Accept": "text/html", **headers}
        return seen(self.client.get(path, headers=sent, follow_redirects=False))

    def post(self, path: str, part: bool = False, **fields: Any) -> Seen:
        """Send a form as a page of ours does; `part` as htmx does."""
        sent = {"Cookie": self.cookie, "Accept": "text/html", "Origin": self.house.site.origin}
        if part:
            sent["HX-Request"] = "true"
        data = {"csrf": self.session.csrf, **fields}
        return seen(self.client.post(path, data=data, headers=sent, follow_redirects=False))


def seen(answer: httpx.Response) -> Seen:
    kind = answer.headers.get("content-type", "")
    tree = html.fromstring(answer.text) if kind.startswith("text/html") and answer.text else None
    return Seen(answer, tree)


def house_for(home: Path, url: str, drafts: Path, **more: Any) -> House:
    """A house of its own, with a copy of the drafts in a home."""
    ehr = {"name": "north", "fhir": f"{EHR}/fhir", "client_id": "chartside", "frames": [EHR]}
    site = site_of({"url": url, "ehr": [{**ehr, **more}]})
    house = House(site, Settings(home=home), Keys.fresh())
    shutil.copytree(drafts, house.home_of(site.ehr[0]).home)
    return house


def arrive(
    house: House, snapshot: Path, role: str = "physician", **how: Any
) -> tuple[str, Session]:
    """A visit to the demo patient, with its session's secret."""
    ehr = house.site.ehr[0]
    since = datetime.now(UTC) - how.pop("proved", timedelta(0))
    who = Clinician("north", EHR, "asha", "Practitioner/asha", "Dr. Asha Rao", role, since)
    opened = Opened(how.pop("patient", PATIENT), **how)
    visit = Visit(ehr, house.home_of(ehr), who, opened, snapshot, house.keys)
    return house.sessions.open(visit, None)


def signed_in(house: House, snapshot: Path, role: str = "physician", **how: Any) -> Sidebar:
    secret, session = arrive(house, snapshot, role, **how)
    client = TestClient(create_app(house), base_url=house.site.url)
    return Sidebar(house, client, session.visit, session, secret)


@pytest.fixture
def house(drafted: Any, home: Path) -> House:
    return house_for(home, "http://127.0.0.1:8321", drafted.home)


@pytest.fixture
def comes(house: House, drafted: Any) -> Callable[..., Sidebar]:
    """Another person, or the same one in another browser."""

    def arrived(role: str = "physician", **how: Any) -> Sidebar:
        return signed_in(house, how.pop("snapshot", drafted.snapshot), role, **how)

    return arrived


@pytest.fixture
def sidebar(comes: Callable[..., Sidebar]) -> Sidebar:
    return comes()


@pytest.fixture(scope="session")
def hostile() -> Any:
    """`hostile.py` of this folder: text that would like to be more."""
    found = importlib.util.spec_from_file_location("hostile", Path(__file__).parent / "hostile.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def at(drafted: Any) -> str:
    """Where the drafted summary is."""
    return f"/drafts/{drafted.draft}"


@dataclass
class Served:
    """A real server, and Chromium with a session at it."""

    house: House
    snapshot: Path
    chromium: Chromium

    def tab(
        self, role: str = "physician", how: dict[str, Any] | None = None, **context: Any
    ) -> Tab:
        """A page of a fresh browser with a session of its own."""
        secret, _ = arrive(self.house, self.snapshot, role, **(how or {}))
        made = self.chromium.new_context(
            base_url=self.house.site.url, **{"viewport": {"width": 360, "height": 760}, **context}
        )
        name = cookie_name(COOKIE, self.house.site.url)
        made.add_cookies([{"name": name, "value": secret, "url": self.house.site.url}])
        return made.new_page()


@pytest.fixture(scope="module")  # while it is open, no other loop runs in this thread
def chromium() -> Iterator[Chromium]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def listening(house: House, port: socket.socket) -> tuple[uvicorn.Server, threading.Thread]:
    config = uvicorn.Config(create_app(house), log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [port]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    return server, thread


EHR_PAGE = """<!doctype html><title>EHR</title><iframe width=400 height=700></iframe><script>
window.heard = [];
const frame = document.querySelector("iframe");
addEventListener("message", (event) => {
  window.heard.push([event.origin, event.data]);
  const { messageId, messageType } = event.data;
  const made = { status: "201 Created", location: "x/1" };
  const payload = messageType === "scratchpad.create" ? made : {};
  const answer = { messageId: "m" + messageId, responseToMessageId: messageId, payload };
  event.source.postMessage(answer, event.origin);
});
frame.src = new URLSearchParams(location.search).get("app");
</script>"""


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(EHR_PAGE.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def record_system() -> Iterator[str]:
    """The origin of a page that frames the sidebar and speaks SMART Web Messaging."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def served(drafted: Any, home: Path, chromium: Chromium, record_system: str) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as port:
        url = f"http://127.0.0.1:{port.getsockname()[1]}"
        house = house_for(home, url, drafted.home, frames=[record_system])
        server, thread = listening(house, port)
        yield Served(house, drafted.snapshot, chromium)
        for context in chromium.contexts:
            context.close()
        server.should_exit = True
        thread.join()
