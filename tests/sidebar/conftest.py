"""A house with the demo record open in a visit, without a record system: nobody has to launch."""

import asyncio
import importlib.util
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from chartside import Assistant
from chartside.demo import PATIENT, record_json
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.settings import Settings
from chartside.sidebar import api, http
from chartside.sidebar.cookies import COOKIE, cookie_name
from chartside.sidebar.house import House
from chartside.sidebar.keys import Keys
from chartside.sidebar.opened import Opened
from chartside.sidebar.people import Clinician
from chartside.sidebar.sessions import Session
from chartside.sidebar.site import Site, site_of
from chartside.sidebar.visits import Visit

URL = "http://127.0.0.1:8321"
EHR = "http://127.0.0.1:8322"
PATIENT_NAME = "Lindqvist"


def house_at(home: Path, **more: object) -> House:
    """A house for one EHR, whose pages may be framed by it."""
    ehr = {"name": "north", "fhir": f"{EHR}/fhir", "client_id": "chartside", "frames": [EHR]}
    site: Site = site_of({"url": URL, "ehr": [ehr], **more})
    return House(site, Settings(home=home), Keys.fresh())


def clinician(sub: str = "asha", role: str = "physician") -> Clinician:
    return Clinician(
        ehr="north",
        iss=EHR,
        sub=sub,
        fhir_user=f"Practitioner/{sub}",
        name=f"Dr. {sub.title()} Rao",
        role=role,
        authenticated_at=datetime.now(UTC),
    )


@dataclass
class Browser:
    """A browser with a session: its secret, and what it sends with whatever changes something."""

    house: House
    secret: str
    session: Session
    visit: Visit

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"{cookie_name(COOKIE, self.house.site.url)}={self.secret}"}

    @property
    def changing(self) -> dict[str, str]:
        return {**self.cookie, "Origin": URL, "X-CSRF-Token": self.session.csrf}


@dataclass
class Clinic:
    """A house and its application; `opened` makes a visit to the demo patient with a session."""

    house: House
    app: FastAPI
    snapshot: Path
    draft: str
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def opened(
        self,
        sub: str = "asha",
        role: str = "physician",
        patient: str = PATIENT,
        snapshot: Path | None = None,
    ) -> Browser:
        ehr = self.house.site.ehr[0]
        visit = Visit(
            ehr,
            self.house.home_of(ehr),
            clinician(sub, role),
            Opened(patient),
            snapshot or self.snapshot,
            self.house.keys,
        )
        secret, session = self.house.sessions.open(visit, None)
        return Browser(self.house, secret, session, visit)

    def client(self, **more: object) -> httpx.AsyncClient:
        """A client without cookies of its own: every request names what it sends."""
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 4711))
        made = httpx.AsyncClient(transport=transport, base_url=URL, **more)  # type: ignore[arg-type]  # headers and the like
        self.clients.append(made)
        return made


@dataclass(frozen=True)
class Drafted:
    """The demo record in a store, a home with a summary in its sign-off store, and its id."""

    snapshot: Path
    home: Path
    draft: str


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Drafted:
    folder = tmp_path_factory.mktemp("drafted")
    bundle = folder / "demo.json"
    bundle.write_bytes(record_json())
    snapshot, home = folder / "demo.db", folder / "home"
    with RecordStore(snapshot) as record:
        ingest([bundle], record)
        assistant = Assistant(record, settings=Settings(home=home))
        draft = asyncio.run(assistant.summarize(record.open_chart(PATIENT)))
    return Drafted(snapshot, home, draft.id)


@pytest.fixture
def house(drafted: Drafted, home: Path) -> House:
    """A house of this test's own, with a copy of the drafted summary."""
    made = house_at(home)
    shutil.copytree(drafted.home, made.home_of(made.site.ehr[0]).home)
    return made


def app_of(house: House, rates: http.Rates | None = None, *, workers: bool = True) -> FastAPI:
    """The API by itself, with everything that holds for every answer."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with house.open() if workers else nullcontext():
            yield

    app = FastAPI(
        title="Chartside",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.house = house
    http.install(app, house, rates=rates)
    app.include_router(api.router)
    return app


@pytest.fixture
def clinic(house: House, drafted: Drafted) -> Iterator[Clinic]:
    made = Clinic(house, app_of(house), drafted.snapshot, drafted.draft)
    yield made
    for client in made.clients:
        asyncio.run(client.aclose())


@pytest.fixture
def limited(house: House, drafted: Drafted) -> Callable[..., Clinic]:
    """The same with other bounds."""

    def made(rates: http.Rates, *, workers: bool = True) -> Clinic:
        app = app_of(house, rates, workers=workers)
        return Clinic(house, app, drafted.snapshot, drafted.draft)

    return made


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The application behind a real server on this machine, with its workers; its address."""
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
    with socket.create_server(("127.0.0.1", 0)) as held:
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[held]))
        try:
            yield f"http://127.0.0.1:{held.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@pytest.fixture
async def address(clinic: Clinic) -> AsyncIterator[str]:
    """Where a real server answers for the clinic."""
    async with listening(clinic.app) as at:
        yield at


@pytest.fixture(scope="session")
def image_charts() -> Any:
    """`imaging/charts.py`: a chart whose images are made up."""
    place = Path(__file__).parent / "imaging" / "charts.py"
    found = importlib.util.spec_from_file_location("image_charts", place)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def imaged(image_charts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with that chart; its patient is `Patient/1`."""
    snapshot: Path = image_charts.store(tmp_path_factory.mktemp("imaged"))
    return snapshot
