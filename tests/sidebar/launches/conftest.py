"""A house that a strict EHR launches, and browsers that follow where they are sent."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from chartside.fhir.server.client import FHIRClient
from chartside.settings import Settings
from chartside.sidebar.app import create_app
from chartside.sidebar.cookies import COOKIE
from chartside.sidebar.demo_ehr.clinic import PASSWORD
from chartside.sidebar.demo_ehr.registration import Registration
from chartside.sidebar.demo_ehr.running import DemoEHR
from chartside.sidebar.house import House
from chartside.sidebar.keys import Keys
from chartside.sidebar.sessions import Session
from chartside.sidebar.site import site_of

URL = "http://localhost:9000"
NORA = "nora-lindqvist"
DOCTOR = "Practitioner/dr-okafor"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = held.get("action", "")
        elif tag == "input" and held.get("name"):
            self.fields[held["name"]] = held.get("value", "")


@dataclass
class Browser:
    """Keeps cookies of each host, also `Secure` ones of this machine, and follows by itself."""

    app: FastAPI
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)

    async def get(self, url: str, **more: Any) -> httpx.Response:
        return await self.ask("GET", url, **more)

    async def ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        """One request, no redirect followed."""
        self.visited.append(url)
        host = urlsplit(url).netloc
        held = "; ".join(f"{k}={v}" for k, v in self.cookies.get(host, {}).items())
        headers = {"Accept": "text/html", **more.pop("headers", {})}
        if held:
            headers["Cookie"] = held
        transport = httpx.ASGITransport(app=self.app) if url.startswith(URL) else None
        async with httpx.AsyncClient(transport=transport, timeout=60) as client:
            answer = await client.request(method, url, headers=headers, **more)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            self.cookies.setdefault(host, {})[name] = rest.partition(";")[0]
        return answer

    async def follow(self, url: str, user: str = DOCTOR) -> httpx.Response:
        """Until there is something to read; signs in on the EHR's page where it asks."""
        answer = await self.get(url)
        for _ in range(20):
            if answer.is_redirect:
                url = urljoin(url, answer.headers["location"])
                answer = await self.get(url)
            elif 'type="password"' in answer.text:
                form = _Forms()
                form.feed(answer.text)
                url = urljoin(url, form.action or url)
                fields = {**form.fields, "password": PASSWORD, "user": user}
                answer = await self.ask("POST", url, data=fields)
            else:
                return answer
        raise AssertionError("the browser is sent in circles")


@dataclass
class Scene:
    """A house, and an EHR that launches it; `url` is where the house is."""

    ehr: DemoEHR
    house: House
    app: FastAPI
    url: str = URL

    def browser(self) -> Browser:
        return Browser(self.app)

    def session_of(self, browser: Browser) -> Session | None:
        return self.house.sessions.get(browser.cookies.get("localhost:9000", {}).get(COOKIE, ""))

    def proven(self, session: Session) -> None:
        """The person has just authenticated."""
        visit = session.visit
        visit.person = replace(visit.person, authenticated_at=datetime.now(UTC))

    async def in_the_record(self, session: Session, query: str) -> Sequence[Mapping[str, Any]]:
        """What the EHR finds for this person."""
        return (await FHIRClient(self.ehr.base, auth=session.auth).search(query)).items

    def gets_a_result(self, patient: str = NORA) -> None:
        """A laboratory sends a potassium to the EHR."""
        coding = {"system": "http://loinc.org", "code": "2823-3", "display": "Potassium"}
        result = {
            "resourceType": "Observation",
            "id": "potassium-of-just-now",
            "status": "final",
            "category": [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}],
            "code": {"coding": [coding]},
            "subject": {"reference": f"Patient/{patient}"},
            "effectiveDateTime": "2026-11-20T08:00:00Z",
            "valueQuantity": {
                "value": 4.4,
                "unit": "mmol/L",
                "system": "http://unitsofmeasure.org",
                "code": "mmol/L",
            },
        }
        self.ehr.records.write(result, 1)

    async def launched(self, browser: Browser, patient: str = NORA, **more: Any) -> Session:
        """A session, its chart read."""
        await browser.follow(self.ehr.launch(patient, **more))
        session = self.session_of(browser)
        assert session
        assert session.opening
        assert session.opening.task
        await session.opening.task
        return session


PEOPLE = {"Practitioner/dr-okafor": "physician", "Practitioner/nurse-petersen": "nurse"}


@pytest.fixture
def ehr() -> Iterator[DemoEHR]:
    app = Registration(
        "chartside", redirect_uris=(f"{URL}/launch/callback",), launch_url=f"{URL}/launch"
    )
    with DemoEHR(app) as running:
        yield running


@asynccontextmanager
async def opened(ehr: DemoEHR, home: Path, **said: Any) -> AsyncIterator[Scene]:
    about = {
        "name": "demo",
        "fhir": ehr.base,
        "client_id": "chartside",
        "frames": [ehr.origin],
        "people": PEOPLE,
        **said,
    }
    house = House(site_of({"url": URL, "ehr": [about]}), Settings(home), Keys.fresh())
    app = create_app(house)
    async with app.router.lifespan_context(app):
        yield Scene(ehr, house, app)


@pytest.fixture
def opening(ehr: DemoEHR, home: Path) -> Callable[..., AbstractAsyncContextManager[Scene]]:
    """Opens a house of which a site says something else."""
    return partial(opened, ehr, home)


@pytest.fixture
async def scene(ehr: DemoEHR, home: Path) -> AsyncIterator[Scene]:
    async with opened(ehr, home) as made:
        yield made
