"""The demonstration record system as a running server.

    with DemoEHR(Registration("chartside", redirect_uris=(...), launch_url=...)) as ehr:
        url = ehr.launch("nora-lindqvist")

Its address is known from the start, before it runs. A test reads `ehr.watched`, moves `ehr.clock`,
and sets `ehr.faults` meanwhile.
"""

import socket
from collections.abc import Mapping
from threading import Event, Thread
from typing import Any, Final, Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from chartside.errors import UsageError
from chartside.sidebar.demo_ehr.authorization import Authorization
from chartside.sidebar.demo_ehr.charting import Charting
from chartside.sidebar.demo_ehr.clients import Clients
from chartside.sidebar.demo_ehr.clock import Clock
from chartside.sidebar.demo_ehr.discovery import Discovery
from chartside.sidebar.demo_ehr.faults import Faults
from chartside.sidebar.demo_ehr.fhir_api import FHIRServer
from chartside.sidebar.demo_ehr.grants import Grants
from chartside.sidebar.demo_ehr.hooking import Hooking
from chartside.sidebar.demo_ehr.keys import Keys
from chartside.sidebar.demo_ehr.launching import Launching
from chartside.sidebar.demo_ehr.page import EHRPage
from chartside.sidebar.demo_ehr.people import Patients
from chartside.sidebar.demo_ehr.records import Records
from chartside.sidebar.demo_ehr.registration import Registration
from chartside.sidebar.demo_ehr.screens import FOLDER, Screens
from chartside.sidebar.demo_ehr.searches import Searches
from chartside.sidebar.demo_ehr.tokens import Tokens
from chartside.sidebar.demo_ehr.watched import Watched

_PATIENCE: Final = 30.0
_BACKLOG: Final = 128
SHIFT: Final = 3600.0
"""Seconds since its people signed in: long ago, for whoever wants to know who signs now."""


class DemoEHR:
    """A record system on a port of this machine; a context manager that serves it from a thread.

    Args:
        *clients: The apps that are registered; the first is the one that the page opens.
        records: A FHIR Bundle; None for the bundled demo record. Two more patients come with it.
        cds: The address of a CDS Hooks service, the part before `/cds-services`; empty for none.
        host: The address that it listens on, and goes by.
        port: Its port; 0 for any that is free.

    Attributes:
        origin: Where its page is.
        base: Its FHIR base URL, which is also the issuer.
        clients: The registered apps by their ids; more may be added while it runs.
        page: Its page; `page.cds` may be set while it runs.
    """

    def __init__(
        self,
        *clients: Registration,
        records: Mapping[str, Any] | None = None,
        cds: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._socket = _listening(host, port)
        self.origin = f"http://{host}:{self._socket.getsockname()[1]}"
        self.base = f"{self.origin}/fhir"
        self.clients = {one.client_id: one for one in clients}
        self.clock = Clock()
        self.faults = Faults()
        self.watched = Watched()
        self.keys = Keys()
        self.records = Records(self.clock, records)
        self.grants = Grants(self.clock)
        self.patients = Patients(self.records)
        self.launching = Launching(
            self.base, self.clients, self.grants, self.patients, self.clock.now() - SHIFT
        )
        self.page = self._paged(cds)
        self.app = self._made()
        self._server: uvicorn.Server | None = None
        self._thread: Thread | None = None

    def register(self, client: Registration) -> None:
        """Let an app in, or change what it was registered with."""
        self.clients[client.client_id] = client

    def launch(
        self, patient: str = "", *, user: str = "", client_id: str = "", **beside: Any
    ) -> str:
        """The address that opens an app for a patient, as the EHR's page would open it.

        Args:
            patient: The id of the patient; empty for none.
            user: `Practitioner/id`; empty for the first who can sign in.
            client_id: The app; empty for the first registered.
            **beside: More members of the token's answer; `encounter` is the id of a visit, by
                default the newest of the patient.

        Raises:
            UsageError: No such app.
        """
        return self.launching.launch(patient, user=user, client_id=client_id, **beside)

    def _paged(self, cds: str) -> EHRPage:
        searches = Searches(self.base, self.records)
        hooking = Hooking(self.origin, self.base, self.keys, self.grants, self.records, searches)
        return EHRPage(
            self.origin,
            self.launching,
            hooking,
            Charting(self.records),
            self.patients,
            Screens(),
            cds,
        )

    def _made(self) -> Starlette:
        auth, screens = f"{self.origin}/auth", self.page.screens
        clients = Clients(self.clients, self.grants, f"{auth}/token")
        fhir = FHIRServer(
            self.base, self.records, self.grants, self.faults, self.clock, self.watched
        )
        people = Authorization(
            self.base, self.clients, self.grants, self.faults, self.patients, screens
        )
        tokens = Tokens(self.base, clients, self.grants, self.keys, self.faults, self.watched)
        discovery = Discovery(self.base, auth, self.keys)
        made = Starlette(
            routes=[
                Mount("/fhir/.well-known", routes=discovery.routes()),
                *fhir.routes(),
                Mount("/auth", routes=[*people.routes(), *tokens.routes()]),
                *self.page.routes(),
                Mount("/static", StaticFiles(directory=FOLDER / "static")),
            ]
        )
        made.router.redirect_slashes = False
        return made

    def __enter__(self) -> Self:
        """Serve it."""
        config = uvicorn.Config(
            self.app, log_config=None, access_log=False, lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        waited = 0.0
        while not self._server.started and self._thread.is_alive() and waited < _PATIENCE:
            Event().wait(0.01)
            waited += 0.01
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and forget everything."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_PATIENCE)
        self._socket.close()
        self.records.close()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that says it is TCP: asyncio turns Nagle's delay off for those that do."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(_BACKLOG)
    except OSError as wrong:
        made.close()
        raise UsageError(f"port {port} cannot be listened on: {wrong.strerror or 'no'}") from None
    made.setblocking(False)  # noqa: FBT003 - the socket's own way to say it
    return made
