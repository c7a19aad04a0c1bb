"""The server that an agent talks to, and what it posted there.

What is asked for is asked of a store in this process, or of one FHIR server; an address anywhere
else is answered with an error, and nothing goes there. What is posted is kept beside the record
for the length of one task and is found by the searches that come after it; it stands behind what
the record has. It is sent to a server only where that was asked for.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

import msgspec

from chartside.errors import FHIRServerError, UsageError
from chartside.fhir.ingest import Intake
from chartside.fhir.network.client import Web
from chartside.fhir.network.limits import Limits
from chartside.fhir.received import Batch, Received
from chartside.fhir.search.run import one_line
from chartside.fhir.server.client import FHIRClient
from chartside.fhir.store import RecordStore
from chartside.fhir.validation import problems

LOCAL: Final = "http://localhost:8080/fhir/"
"""What an agent is told is the address of a store in this process; nothing listens there."""

MAY_POST: Final = frozenset({"MedicationRequest", "Observation", "ServiceRequest"})
"""What a server is sent where writing is asked for."""

_WHERE: Final = re.compile(
    r"(?P<kind>[A-Z][A-Za-z]{2,63})(?:/(?P<id>[A-Za-z0-9\-.]{1,64}))?(?:\?(?P<query>[^\s#]*))?"
)
_FHIR_JSON: Final = "application/fhir+json"
_ANSWER: Final = Limits(answer=8 * 2**20)
_CREATED: Final = (200, 201)
_FIRST_REFUSAL: Final = 400

Body = dict[str, Any]
_exactly: Final = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agent asks for: a search, or a resource by its id."""

    kind: str
    id: str = ""
    query: str = ""

    @property
    def search(self) -> str:
        """As a store takes it."""
        return f"{self.kind}?{self.query}"


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted. `kept` is whether the server has it afterwards.

    `kind` is the type that its address names, empty where it leads elsewhere; `problems` is why a
    server would not take it.
    """

    url: str
    kind: str
    body: Any
    problems: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the server has it."""
        return not self.problems

    def to_json(self) -> Body:
        """Plain values."""
        return asdict(self)


class Served(Protocol):
    """A server of FHIR."""

    base: str

    async def asked(self, what: Asked) -> str:
        """Its answer as text."""
        ...

    async def everything(self, query: str) -> list[Body]:
        """Every resource that matches a search."""
        ...

    async def create(self, kind: str, body: Body) -> Body | None:
        """Write a resource, and read it again; None where nothing is ever written."""
        ...


class InProcess:
    """A store in this process."""

    base = LOCAL

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    async def asked(self, what: Asked) -> str:
        """As `Served` has it; links of pages lead to the base."""
        if what.id:
            found = await self._store.read(f"{what.kind}/{what.id}")
            if found is None:
                raise FHIRServerError("gone", 404)
            return _exactly(found).decode()
        bundle = self._store.search_bundle(what.search)
        links = [{**link, "url": f"{self.base}{link['url']}"} for link in bundle["link"]]
        return one_line({**bundle, "link": links})

    async def everything(self, query: str) -> list[Body]:
        """As `Served` has it."""
        bundle = self._store.search_bundle(query, every=True)
        return [msgspec.json.decode(e["resource"]) for e in bundle.get("entry", ())]

    async def create(self, kind: str, body: Body) -> Body | None:
        """Nothing is written to it."""
        del kind, body
        return None


class Remote:
    """A FHIR server, such as the one of the benchmark's own image.

    Args:
        base: Its base URL; http only to this machine, unless `plain_http`.
        write: Whether what an agent posts is really sent there.
        plain_http: Allow http to another machine.

    Raises:
        UsageError: It is no address of a server.
    """

    def __init__(self, base: str, *, write: bool = False, plain_http: bool = False) -> None:
        self._client = FHIRClient(base, plain_http=plain_http)
        self._plain = plain_http
        self._write = write
        self.base = f"{self._client.base}/"

    async def asked(self, what: Asked) -> str:
        """As `Served` has it."""
        where = f"{what.kind}/{what.id}" if what.id else what.kind
        query = "&".join(filter(None, (what.query, "_format=json")))
        return (await self._sent("GET", f"{where}?{query}")).decode("utf-8", "replace")

    async def everything(self, query: str) -> list[Body]:
        """As `Served` has it."""
        bundle = await self._client.search_bundle(query, every=True)
        return [msgspec.json.decode(e["resource"]) for e in bundle.get("entry", ())]

    async def create(self, kind: str, body: Body) -> Body | None:
        """As `Served` has it; never asked twice, or there might be two."""
        if not self._write or kind not in MAY_POST:
            return None
        made = msgspec.json.decode(await self._sent("POST", kind, _exactly(body)), type=Body)
        again = Asked(kind, str(made.get("id") or ""))
        if not again.id:
            raise FHIRServerError("not-fhir")
        return msgspec.json.decode(await self.asked(again), type=Body)

    async def _sent(self, method: str, where: str, content: bytes | None = None) -> bytes:
        headers = {"Accept": _FHIR_JSON} | ({"Content-Type": _FHIR_JSON} if content else {})
        async with Web((self.base,), limits=_ANSWER, plain_http=self._plain) as web:
            answer = await web.ask(method, f"{self.base}{where}", headers=headers, content=content)
        if answer.status >= _FIRST_REFUSAL or (content and answer.status not in _CREATED):
            raise FHIRServerError("refused", answer.status)
        return answer.body


class World:
    """A server as one task leaves it: the record, and what was posted.

    `note_as_object` takes a bare object for the list of notes of an order, where the agent was told
    to write one.
    """

    def __init__(self, served: Served, *, note_as_object: bool = False) -> None:
        self._served = served
        self._note_as_object = note_as_object
        self._beside: RecordStore | None = None
        self.posted: list[Posted] = []

    async def get(self, url: str) -> str:
        """What the server answers, what was posted behind it.

        Raises:
            UsageError: The address leads elsewhere, or the search is none.
            FHIRServerError: No usable answer.
            WebError: No answer.
        """
        what = self._below(url)
        if what is None:
            raise UsageError(f"only resources and searches below {self._served.base} are answered")
        if self._beside is None:
            return await self._served.asked(what)
        if what.id.startswith(_POSTED):
            return await InProcess(self._beside).asked(what)
        found = await self._served.asked(what)
        return found if what.id else _joined(found, self._beside.search_bundle(what.search))

    async def post(self, url: str, body: Any) -> None:
        """Take what was posted, and keep what a server would."""
        what = self._below(url)
        kind = what.kind if what and not (what.id or what.query) else ""
        if self._note_as_object and isinstance(body, dict) and isinstance(body.get("note"), dict):
            body = {**body, "note": [body["note"]]}
        wrong = _wrong(kind, body)
        if not wrong:
            body, wrong = await self._created(kind, body)
        self.posted.append(Posted(url, kind, body, wrong))
        if not wrong:
            self._keep(kind, body)

    async def _created(self, kind: str, body: Body) -> tuple[Body, tuple[str, ...]]:
        try:
            return await self._served.create(kind, body) or body, ()
        except (FHIRServerError, msgspec.DecodeError, msgspec.ValidationError) as error:
            return body, (f"the server: {getattr(error, 'reason', 'not-fhir')}",)

    def _keep(self, kind: str, body: Body) -> None:
        if self._beside is None:
            self._beside = RecordStore()
        name = f"{_POSTED}{len(self.posted)}"
        held = Received("", 1, kind, name, None, _exactly({**body, "id": name}))
        intake = Intake(self._beside)
        with self._beside.writing():
            intake.write(Batch("", [held]))
        intake.report()

    def _below(self, url: str) -> Asked | None:
        if not url.startswith(self._served.base):
            return None
        match = _WHERE.fullmatch(url.removeprefix(self._served.base))
        return Asked(match["kind"], match["id"] or "", match["query"] or "") if match else None


_POSTED: Final = "posted-"


def _wrong(kind: str, body: Any) -> tuple[str, ...]:
    """Why a server would not take it; by elements, with nothing that stands in them."""
    if not kind:
        return ("the address is none that takes a resource",)
    if not isinstance(body, dict) or body.get("resourceType") != kind:
        return ("resourceType: is not what the address takes",)
    found = problems(body, "R4")
    return tuple(f"{p.element}: {p.reason}" for p in found)


def _joined(found: str, more: Body) -> str:
    """A searchset with the entries of another behind it."""
    extra = [msgspec.Raw(msgspec.json.encode(e)) for e in more.get("entry", ())]
    if not extra:
        return found
    held = msgspec.json.decode(found, type=dict[str, msgspec.Raw])
    entries = msgspec.json.decode(held.get("entry", msgspec.Raw(b"[]")), type=list[msgspec.Raw])
    total = msgspec.json.decode(held["total"], type=int) + len(extra) if "total" in held else None
    joined = {**held, "entry": [*entries, *extra]}
    return one_line(joined | ({} if total is None else {"total": total}))
