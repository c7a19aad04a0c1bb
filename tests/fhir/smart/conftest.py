"""A record system with its own OAuth server, on real sockets, that can do everything wrong."""

import asyncio
import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import httpx
import pytest
import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chartside.fhir.network import Web
from chartside.fhir.smart.assertion import SigningKey
from chartside.fhir.smart.authorizing import Begun, begin, finish
from chartside.fhir.smart.discovery import discover
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Kind, Registration
from chartside.fhir.smart.tokens import Tokens, redeem

ISSUER = "https://ehr.example/oauth"
AUDIENCE = "chartside"
NOW = 1_800_000_000


@pytest.fixture(scope="session")
def rsa() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "rsa-1"}, private=True, auto_kid=False)


@pytest.fixture(scope="session")
def rsa_2() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "rsa-2"}, private=True, auto_kid=False)


@pytest.fixture(scope="session")
def ec() -> ECKey:
    return ECKey.generate_key("P-384", {"kid": "ec-1"}, private=True, auto_kid=False)


@pytest.fixture
def jwks() -> Callable[..., dict[str, Any]]:
    """The public key set of some keys, with what each says of itself."""

    def made(*keys: Any, **says: Any) -> dict[str, Any]:
        return {"keys": [{**key.as_dict(private=False), **says} for key in keys]}

    return made


@pytest.fixture
def token() -> Callable[..., str]:
    """A token of a key; `header` and `claims` replace, and None leaves out."""

    def made(
        key: Any,
        claims: dict[str, Any] | None = None,
        header: dict[str, Any] | None = None,
    ) -> str:
        said = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "user-1",
            "iat": NOW,
            "exp": NOW + 300,
            "jti": "jti-1",
            **(claims or {}),
        }
        algorithm = "ES384" if isinstance(key, ECKey) else "RS256"
        head = {"alg": algorithm, "kid": key.kid, "typ": "JWT", **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        payload = json.dumps({name: value for name, value in said.items() if value is not None})
        registry = jws.JWSRegistry(algorithms=[head["alg"]], strict_check_header=False)
        return jws.serialize_compact(head, payload.encode(), key, registry=registry)

    return made


@pytest.fixture
def forged() -> Callable[..., str]:
    """Three parts put together by hand."""

    def made(header: str | bytes, payload: str | bytes, signature: bytes = b"x") -> str:
        return ".".join(
            base64.urlsafe_b64encode(part.encode() if isinstance(part, str) else part)
            .rstrip(b"=")
            .decode()
            for part in (header, payload, signature)
        )

    return made


class Served:
    """An application on a real socket of this machine."""

    def __init__(self, app: Any, **tls: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", **tls)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), daemon=True
        )
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Starts an ASGI application; it ends with the test."""
    started: list[Served] = []

    def start(app: Any, **tls: Any) -> Served:
        started.append(Served(app, **tls))
        return started[-1]

    yield start
    for one in started:
        one.close()


BACK = "https://chartside.example/callback"


class Refusal(Exception):
    def __init__(self, error: str, status: int = 400) -> None:
        self.answer = JSONResponse({"error": error, "error_description": "canary"}, status)


@dataclass
class RecordSystem:
    """A strict server of launches, codes, tokens and one patient. Tests change what it says."""

    key: Any
    clients: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    configuration: dict[str, Any] = field(default_factory=dict)
    openid: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=lambda: {"patient": "p1", "encounter": "e1"})
    answer: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)
    """Answers in place of the real ones, by path."""
    asked: list[tuple[str, str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    """Method, path, form and headers of each request."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: set[str] = field(default_factory=set)
    refresh: dict[str, str] = field(default_factory=dict)
    proofs: set[str] = field(default_factory=set)
    lifetime: int = 300
    delay: float = 0
    bearers_may_ask: bool = True
    exchanging: threading.Event = field(default_factory=threading.Event)
    """Set when a token is asked for."""

    @property
    def base(self) -> str:
        return f"{self.url}/fhir"

    def app(self) -> Starlette:
        routes = [
            Route("/fhir/.well-known/smart-configuration", self._configuration),
            Route("/oauth/.well-known/openid-configuration", self._openid),
            Route("/oauth/jwks", self._jwks),
            Route("/oauth/authorize", self._authorize, methods=["GET", "POST"]),
            Route("/oauth/token", self._token, methods=["POST"]),
            Route("/oauth/introspect", self._introspect, methods=["POST"]),
            Route("/oauth/revoke", self._revoke, methods=["POST"]),
            Route("/{path:path}", self._fhir, methods=["GET", "POST"]),
        ]
        return Starlette(routes=routes)

    def calls(self, path: str) -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
        return [one for one in self.asked if one[1] == path]

    async def _heard(self, request: Request) -> dict[str, str]:
        body = (await request.body()).decode()
        form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)))
        self.asked.append((request.method, request.url.path, form, dict(request.headers)))
        return form

    def _instead(self, path: str) -> Response | None:
        said = self.says.get(path)
        if isinstance(said, list):
            said = said.pop(0) if said else None
        return said

    async def _configuration(self, request: Request) -> Response:
        await self._heard(request)
        said = {
            "issuer": f"{self.url}/oauth",
            "jwks_uri": f"{self.url}/oauth/jwks",
            "authorization_endpoint": f"{self.url}/oauth/authorize",
            "token_endpoint": f"{self.url}/oauth/token",
            "introspection_endpoint": f"{self.url}/oauth/introspect",
            "revocation_endpoint": f"{self.url}/oauth/revoke",
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "scopes_supported": ["openid", "launch", "patient/*.rs"],
            "code_challenge_methods_supported": ["S256"],
            "capabilities": [
                "launch-ehr",
                "launch-standalone",
                "permission-v2",
                "sso-openid-connect",
                "context-passthrough-banner",
                "https://ehr.example/own",
            ],
            **self.configuration,
        }
        return self._instead(request.url.path) or JSONResponse(
            {name: value for name, value in said.items() if value is not None}
        )

    async def _openid(self, request: Request) -> Response:
        await self._heard(request)
        said = {"issuer": f"{self.url}/oauth", "jwks_uri": f"{self.url}/oauth/jwks", **self.openid}
        return self._instead(request.url.path) or JSONResponse(said)

    async def _jwks(self, request: Request) -> Response:
        await self._heard(request)
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        form = await self._heard(request) or dict(request.query_params)
        client = self.clients[form["client_id"]]
        if form["redirect_uri"] != client["redirect_uri"]:
            return JSONResponse({"error": "invalid_request"}, 400)
        back = {"state": form["state"]}
        fits = form["aud"] == self.base and form["response_type"] == "code"
        if fits and form["code_challenge_method"] == "S256" and len(form["code_challenge"]) == 43:
            back["code"] = secrets.token_urlsafe(12)
            self.codes[back["code"]] = form
        else:
            back["error"] = "invalid_request"
        back |= self.says.get("callback", {})
        return RedirectResponse(f"{form['redirect_uri']}?{urlencode(back)}", 302)

    def _client(self, form: dict[str, str], headers: dict[str, str]) -> str:
        """Who asks, and whether it is proven."""
        basic = headers.get("authorization", "")
        if basic.startswith("Basic "):
            pair = base64.b64decode(basic[6:]).decode().split(":")
            name, secret = (unquote_plus(one) for one in pair)
        elif "client_assertion" in form:
            return self._asserted(form)
        else:
            name, secret = form.get("client_id", ""), form.get("client_secret")
        if name not in self.clients or self.clients[name].get("secret") != secret:
            raise Refusal("invalid_client", 401)
        if "jwks" in self.clients[name] or ("client_id" in form and basic):
            raise Refusal("invalid_client", 401)
        return str(name)

    def _asserted(self, form: dict[str, str]) -> str:
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        head, body = (
            json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            for part in form["client_assertion"].split(".")[:2]
        )
        client = self.clients[body["sub"]]
        keys = KeySet.import_key_set(client["jwks"])
        registry = jws.JWSRegistry(algorithms=["RS384", "ES384"])
        jws.deserialize_compact(
            form["client_assertion"], keys.get_by_kid(head["kid"]), registry=registry
        )
        fits = (
            form["client_assertion_type"] == kind
            and head["typ"] == "JWT"
            and head.get("jku") == client.get("jku")
            and body["iss"] == body["sub"]
            and body["aud"] == f"{self.url}/oauth/token"
            and time.time() < body["exp"] <= time.time() + 300
            and body["jti"] not in self.proofs
            and not {"client_id", "client_secret"} & form.keys()
        )
        if not fits:
            raise Refusal("invalid_client", 401)
        self.proofs.add(body["jti"])
        return str(body["sub"])

    async def _token(self, request: Request) -> Response:
        form = await self._heard(request)
        self.exchanging.set()
        await asyncio.sleep(self.delay)
        if instead := self._instead(request.url.path):
            return instead
        try:
            client = self._client(form, dict(request.headers))
            return JSONResponse(self._granted(form, client) | self.answer)
        except Refusal as why:
            return why.answer

    def _granted(self, form: dict[str, str], client: str) -> dict[str, Any]:
        if form["grant_type"] == "client_credentials":
            return self._issued(form["scope"])
        if form["grant_type"] == "refresh_token":
            scope = self.refresh.pop(form["refresh_token"], None)
            if scope is None:
                raise Refusal("invalid_grant")
            return self._issued(form.get("scope", scope)) | self._refreshable(scope) | self.context
        asked = self.codes.pop(form["code"], {})
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (asked.get("code_challenge"), asked.get("redirect_uri"), asked.get("client_id")) != (
            challenge,
            form["redirect_uri"],
            client,
        ):
            raise Refusal("invalid_grant")
        given = self._issued(asked["scope"]) | self._refreshable(asked["scope"]) | self.context
        if "openid" in asked["scope"].split():
            given["id_token"] = self.id_token(client, asked.get("nonce"))
        return given

    def _issued(self, scope: str) -> dict[str, Any]:
        token = secrets.token_urlsafe(12)
        self.access.add(token)
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": self.lifetime,
            "scope": scope,
        }

    def _refreshable(self, scope: str) -> dict[str, str]:
        token = secrets.token_urlsafe(12)
        self.refresh[token] = scope
        return {"refresh_token": token}

    def id_token(self, client: str, nonce: str | None) -> str:
        claims = {
            "iss": f"{self.url}/oauth",
            "aud": client,
            "sub": "user-1",
            "nonce": nonce,
            "iat": time.time() + 0.5,
            "exp": time.time() + 300,
            "auth_time": int(time.time()),
            "fhirUser": f"{self.base}/Practitioner/dr1",
            "name": "Dr. Adams",
            **self.claims,
        }
        payload = json.dumps({name: one for name, one in claims.items() if one is not None})
        head = {"alg": "RS256", "typ": "JWT"}  # without kid, as a real one does it
        return jws.serialize_compact(head, payload.encode(), self.key, algorithms=["RS256"])

    async def _introspect(self, request: Request) -> Response:
        form = await self._heard(request)
        if instead := self._instead(request.url.path):
            return instead
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if bearer not in self.access or not self.bearers_may_ask:
            if bearer and not bearer.startswith("Basic"):
                return Response("Authorization is required", 401)
            try:
                self._client(form, dict(request.headers))
            except Refusal as why:
                return why.answer
        if form["token"] not in self.access:
            return JSONResponse({"active": False, "error": {"any": "thing"}})
        said = {
            "active": True,
            "scope": "patient/Patient.rs",
            "client_id": "chartside",
            "exp": 2_000_000_000,
            "sub": "user-1",
            "iss": f"{self.url}/oauth",
            "fhirUser": "Practitioner/dr1",
        }
        return JSONResponse(said | self.context)

    async def _revoke(self, request: Request) -> Response:
        form = await self._heard(request)
        if instead := self._instead(request.url.path):
            return instead
        self._client(form, dict(request.headers))
        self.access.discard(form["token"])
        return Response(status_code=200)

    async def _fhir(self, request: Request) -> Response:
        await self._heard(request)
        if instead := self._instead(request.url.path):
            return instead
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.access:
            return JSONResponse({"resourceType": "OperationOutcome", "issue": []}, 401)
        return JSONResponse({"resourceType": "Patient", "id": "p1"})


class Front:
    """One socket for the whole session, behind which each test has a record system of its own."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def front() -> Iterator[tuple[Front, str]]:
    made = Front()
    served = Served(made)
    yield made, served.url
    served.close()


@pytest.fixture
def ehr(front: tuple[Front, str], rsa: RSAKey) -> RecordSystem:
    """A record system that runs."""
    made = RecordSystem(rsa)
    front[0].app = made.app()
    made.url = front[1]
    made.clients["chartside"] = {"redirect_uri": BACK}
    return made


@pytest.fixture
def client_key(ec: ECKey) -> SigningKey:
    return SigningKey(ec.as_dict(private=True))


@pytest.fixture
def registered(ehr: RecordSystem, client_key: SigningKey) -> Callable[..., Registration]:
    """Registers a client of a kind with the record system."""

    def made(kind: Kind = Kind.PUBLIC, **more: Any) -> Registration:
        known: dict[str, Any] = {"redirect_uri": BACK}
        if kind is Kind.SYMMETRIC:
            more = {"secret": "s3cr:t %/&+é?", **more}
            known["secret"] = more["secret"]
        if kind is Kind.ASYMMETRIC:
            key = more.setdefault("key", client_key)
            known |= {"jwks": {"keys": [key.public()]}, "jku": more.get("jku")}
        ehr.clients["chartside"] = known
        return Registration(ehr.base, "chartside", kind, BACK, **more)

    return made


@pytest.fixture
async def connect() -> AsyncIterator[Callable[..., Any]]:
    """The client of a registration, after it has read the server's configuration."""
    opened: list[Web] = []

    async def made(registration: Registration) -> Client:
        opened.append(Web(registration.reach()))
        return Client(opened[-1], await discover(opened[-1], registration), registration)

    yield made
    for web in opened:
        await web.aclose()


@pytest.fixture
def browser() -> Callable[[Begun], Any]:
    """Goes where it is sent, and tells what it comes back with."""

    async def made(begun: Begun) -> list[tuple[str, str]]:
        async with httpx.AsyncClient(trust_env=False) as client:
            if begun.form is None:
                answer = await client.get(begun.url)
            else:
                answer = await client.post(begun.url, data=dict(begun.form))
        assert answer.status_code == 302, answer.text
        where = urlsplit(answer.headers["location"])
        assert f"{where.scheme}://{where.netloc}{where.path}" == BACK
        return parse_qsl(where.query, keep_blank_values=True)

    return made


@pytest.fixture
def enter(registered: Any, connect: Any, browser: Any) -> Callable[..., Any]:
    """A whole EHR launch: the client, and what it was given."""

    async def made(kind: Kind = Kind.PUBLIC, **more: Any) -> tuple[Client, Tokens]:
        client = await connect(registered(kind, **more))
        begun = begin(client.configuration, client.registration, launch="xyz")
        code = finish(begun.pending, await browser(begun), client.configuration)
        return client, await redeem(client, begun.pending, code)

    return made
