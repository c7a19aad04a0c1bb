"""A CDS client as an EHR has one, the service it calls, and a strict reading of every answer.

Whatever the service says in these tests goes through `read_answer`: the rules of CDS Hooks 2.0, and
the invariants of the 3.0 ballot that are worth holding to now.
"""

import copy
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from prometheus_client import CollectorRegistry

from chartside.demo import record_json
from chartside.fhir.smart.keys import KeySet
from chartside.sidebar.cds import Budget, Caller, Opened, Surroundings, open_service

Json = dict[str, Any]
URL = "https://chartside.example"
BASE = "https://ehr.example/fhir"
ISS = "https://ehr.example/cds-client"
NORA = "nora-lindqvist"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PATIENT = Budget(answer=120, fetch=60)
"""For whoever tests what is said: no machine is too slow for it."""
CHART, ORDERS = "chartside-chart", "chartside-orders"


class Clock:
    """The time of a test, in its hands."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Signing:
    """A key pair of a client, and the tokens that it makes."""

    key: ECKey | RSAKey
    algorithm: str
    kid: str = "k1"

    @property
    def jwks(self) -> Json:
        public = self.key.as_dict(private=False)
        return {"keys": [{**public, "kid": self.kid, "use": "sig"}]}

    def token(
        self, audience: Any, clock: Clock, *, header: Json | None = None, **claims: Any
    ) -> str:
        now = clock().timestamp()
        said = {
            "iss": ISS,
            "aud": audience,
            "iat": int(now),
            "exp": int(now) + 300,
            "jti": str(uuid4()),
            **claims,
        }
        head = {"alg": self.algorithm, "kid": self.kid, "typ": "JWT", **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(head, said, self.key, algorithms=[head["alg"]])


@pytest.fixture(scope="session")
def signing() -> Signing:
    return Signing(ECKey.generate_key("P-384"), "ES384")


@pytest.fixture(scope="session")
def other_signing() -> Signing:
    return Signing(ECKey.generate_key("P-384"), "ES384")


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Demo:
    """The demo record as a FHIR server would give it, by prefetch key."""

    def __init__(self) -> None:
        text = record_json()
        text = text.decode() if isinstance(text, bytes) else text
        for entry in json.loads(text)["entry"]:
            text = text.replace(entry["fullUrl"], entry["request"]["url"])
        self.resources: list[Json] = [e["resource"] for e in json.loads(text)["entry"]]

    def bundle(self, *resources: Json) -> Json:
        entries = [
            {"fullUrl": f"{BASE}/{r['resourceType']}/{r['id']}", "resource": r} for r in resources
        ]
        return {"resourceType": "Bundle", "type": "searchset", "entry": entries}

    def of(self, kind: str) -> list[Json]:
        return [r for r in self.resources if r["resourceType"] == kind]

    @property
    def prefetch(self) -> Json:
        of_hers = [r for r in self.of("Observation") if r["subject"]["reference"].endswith(NORA)]
        labs = [r for r in of_hers if '"laboratory"' in json.dumps(r)]
        labs.sort(key=lambda r: r.get("effectiveDateTime", ""), reverse=True)
        active = [r for r in self.of("MedicationRequest") if r["status"] == "active"]
        found = {
            "patient": self.of("Patient")[0],
            "allergies": self.bundle(*self.of("AllergyIntolerance")),
            "medications": self.bundle(*active),
            "results": self.bundle(*labs[:100]),
        }
        return dict(copy.deepcopy(found))


@pytest.fixture(scope="session")
def demo() -> Demo:
    return Demo()


def draft(name: str, text: str, **fields: Any) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{NORA}"},
        "medicationCodeableConcept": {"text": text},
        **fields,
    }


@dataclass
class Said:
    """An answer of the service that was read and found to hold to the rules."""

    status: int
    body: Json
    headers: httpx.Headers

    @property
    def cards(self) -> list[Json]:
        cards: list[Json] = self.body["cards"]
        return cards

    @property
    def summaries(self) -> list[str]:
        return [card["summary"] for card in self.cards]


@dataclass
class Client:
    """A CDS client: it signs each call, and reads each answer strictly."""

    http: httpx.AsyncClient
    opened: Opened
    signing: Signing
    clock: Clock
    registry: CollectorRegistry
    demo: Demo
    calls: list[Said] = field(default_factory=list)

    def body(self, hook: str = "patient-view", **more: Any) -> Json:
        """A call on the demo's patient with everything prefetched; `more` takes its place."""
        context = {"userId": "Practitioner/p1", "patientId": NORA}
        if hook == "encounter-start":
            context["encounterId"] = "e1"
        said = {
            "hook": hook,
            "hookInstance": str(uuid4()),
            "fhirServer": BASE,
            "context": context,
            "prefetch": self.demo.prefetch,
            **more,
        }
        return {name: value for name, value in said.items() if value is not ...}

    def orders(self, *drafts: Json, hook: str = "order-sign", **more: Any) -> Json:
        said = self.body(hook, **more)
        bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in drafts]}
        said["context"] |= {"draftOrders": bundle}
        return said

    async def call(
        self, body: Any, service: str | None = None, *, token: str | None = None, **headers: str
    ) -> Said:
        on_orders = isinstance(body, dict) and str(body.get("hook")).startswith("order")
        path = f"/cds-services/{service or (ORDERS if on_orders else CHART)}"
        return await self.post(path, body, token=token, **headers)

    async def post(self, path: str, body: Any, *, token: str | None = None, **headers: str) -> Said:
        signed = token or self.signing.token(URL + path, self.clock)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        asked = {"Authorization": f"Bearer {signed}", "Content-Type": "application/json"}
        answer = await self.http.post(path, content=content, headers=asked | headers)
        said = read_answer(answer, path)
        self.calls.append(said)
        return said

    async def hear(self, *feedback: Json, service: str = CHART, **more: Any) -> Said:
        path = f"/cds-services/{service}/feedback"
        return await self.post(path, {"feedback": list(feedback)}, **more)

    def count(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(f"chartside_cds_{name}_total", labels) or 0


@pytest.fixture
def caller(signing: Signing) -> Caller:
    return Caller(
        ISS,
        KeySet.pinned(signing.jwks),
        jku="https://ehr.example/jwks.json",
        bases=(BASE,),
        origins=("https://ehr.example",),
    )


class OpenClient(Protocol):
    """Opens a service, and gives a client of it; `more` goes into `Surroundings`."""

    def __call__(self, *callers: Caller, **more: Any) -> Client: ...


@pytest.fixture
def build_client(
    tmp_path: Path, caller: Caller, signing: Signing, clock: Clock, demo: Demo
) -> OpenClient:
    """As `open_client`, for whoever closes it."""

    def make(*callers: Caller, **more: Any) -> Client:
        registry = CollectorRegistry()
        around = Surroundings(
            **{
                "url": URL,
                "launch": f"{URL}/launch",
                "folder": tmp_path / "cds",
                "registry": registry,
                "clock": clock,
                "budget": PATIENT,
            }
            | more
        )
        service = open_service(callers or (caller,), around)
        app = FastAPI()
        app.include_router(service.service.router())
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://inside")
        return Client(http, service, signing, clock, registry, demo)

    return make


@pytest.fixture
async def open_client(build_client: OpenClient) -> AsyncIterator[OpenClient]:
    opened: list[Client] = []

    def make(*callers: Caller, **more: Any) -> Client:
        opened.append(build_client(*callers, **more))
        return opened[-1]

    yield make
    for one in opened:
        await one.opened.service.close()
        await one.http.aclose()


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    return open_client()


# What follows reads answers; each rule says where it comes from.


def read_answer(answer: httpx.Response, path: str) -> Said:
    """The answer, if it holds to CDS Hooks 2.0; an assertion otherwise."""
    kind = answer.headers["content-type"].partition(";")[0]
    body = answer.json()
    assert isinstance(body, dict)
    if answer.status_code != 200:
        assert kind == "application/problem+json"
        assert body["status"] == answer.status_code
        assert {"type", "title", "status", "code", "detail"} <= body.keys()
        assert body.keys() <= {"type", "title", "status", "code", "detail", "fields"}
    else:
        assert kind == "application/json"
        if path == "/cds-services":
            read_discovery(body)
        elif not path.endswith("/feedback"):
            read_cards(body)
    full(body)
    return Said(answer.status_code, body, answer.headers)


def full(value: Any, name: str = "") -> None:
    """ "JSON elements SHALL NOT be null or empty", but for `cards` and `services`."""
    assert value is not None, name
    assert value not in ("", {}), name
    assert value != [] or name in {"cards", "services"}, name
    for key, part in value.items() if isinstance(value, dict) else ():
        full(part, key)
    for part in value if isinstance(value, list) else ():
        full(part, f"{name}[]")


def only(value: Any, required: str, optional: str = "") -> None:
    """A JSON object with these fields and no others."""
    assert isinstance(value, dict)
    assert set(required.split()) <= value.keys(), value.keys()
    assert value.keys() <= {*required.split(), *optional.split(), "extension"}, value.keys()


def texts(value: Json, names: str) -> None:
    for name in names.split():
        assert isinstance(value.get(name, "-"), str)


def read_discovery(body: Json) -> None:
    only(body, "services")
    pairs = [(one["hook"], one["id"]) for one in body["services"]]
    assert len(pairs) == len(set(pairs))
    for one in body["services"]:
        only(one, "hook description id", "title prefetch usageRequirements")
        texts(one, "hook description id title usageRequirements")
        assert re.fullmatch(r"[a-z0-9-]+", one["id"])
        for key, template in one.get("prefetch", {}).items():
            assert isinstance(key, str)
            read_template(template)


TOKEN = re.compile(r"\{\{([^{}]*)\}\}")
USERS = {"userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"}


def read_template(template: str) -> None:
    """A read, or a search of the portable subset, with root fields of the context as tokens."""
    for token in TOKEN.findall(template):
        assert token in USERS or re.fullmatch(r"context\.[A-Za-z]+", token)
    filled = TOKEN.sub("1", template)
    assert "{" not in filled
    if "?" not in filled:
        assert re.fullmatch(r"[A-Z][A-Za-z]+/1", filled)
        return
    kind, _, query = filled.partition("?")
    assert re.fullmatch(r"[A-Z][A-Za-z]+", kind)
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        assert re.fullmatch(r"[a-z-]+(?::in)?|_count|_sort", name)
        assert value
        assert not re.search(r"[,$]|^(?:ne|sa|eb|ap)\d", value)


def read_cards(body: Json) -> None:
    only(body, "cards")  # no systemActions, ever
    for card in body["cards"]:
        read_card(card)
    assert len({card["uuid"] for card in body["cards"]}) == len(body["cards"])


def read_card(card: Json) -> None:
    only(
        card,
        "summary indicator source uuid",
        "detail suggestions selectionBehavior overrideReasons links",
    )
    texts(card, "summary detail indicator uuid")
    UUID(card["uuid"])
    assert 0 < len(card["summary"]) < 140
    assert "\n" not in card["summary"]
    assert card["indicator"] in {"info", "warning"}  # `critical` is a word of alarms
    read_source(card["source"])
    assert ("suggestions" in card) == ("selectionBehavior" in card)
    if "suggestions" in card:
        read_suggestions(card["suggestions"], card["selectionBehavior"])
    for reason in card.get("overrideReasons", ()):
        only(reason, "code system display")
    for link in card.get("links", ()):
        read_link(link)


def read_source(source: Json) -> None:
    only(source, "label topic", "url icon")
    only(source["topic"], "code system", "display")
    for name in {"url", "icon"} & source.keys():
        assert absolute(source[name])


def read_suggestions(suggestions: list[Json], behavior: str) -> None:
    assert behavior in {"at-most-one", "any"}
    recommended = [one for one in suggestions if one.get("isRecommended")]
    assert behavior == "any" or len(recommended) <= 1
    for one in suggestions:
        only(one, "label uuid actions", "isRecommended")
        texts(one, "label uuid")
        UUID(one["uuid"])
        for action in one["actions"]:
            assert action["type"] == "delete"  # nothing is written for a clinician
            only(action, "type description resourceId")
            assert re.fullmatch(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}", action["resourceId"])


def read_link(link: Json) -> None:
    only(link, "label url type", "appContext")
    assert link["type"] in {"absolute", "smart"}
    assert absolute(link["url"])
    if "appContext" in link:
        assert link["type"] == "smart"
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", link["appContext"])  # says nothing by itself


def absolute(url: str) -> bool:
    found = urlsplit(url)
    return found.scheme == "https" and bool(found.netloc)


@pytest.fixture
def read() -> Any:
    """Reads an answer that did not come through a `Client`."""
    return read_answer
