"""The demonstration record system over real sockets, and an app that talks to it by plain httpx."""

import base64
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from chartside.sidebar.demo_ehr.clinic import PASSWORD
from chartside.sidebar.demo_ehr.faults import Faults
from chartside.sidebar.demo_ehr.registration import BACKEND_SCOPES, Registration
from chartside.sidebar.demo_ehr.running import DemoEHR

REDIRECT = "http://localhost:9/callback"
LAUNCH = "http://localhost:9/launch"
SCOPES = "launch openid fhirUser online_access patient/*.rs"
EC = ECKey.generate_key("P-384", auto_kid=True)
RSA = RSAKey.generate_key(2048, auto_kid=True)
JWKS = {"keys": [EC.as_dict(private=False), RSA.as_dict(private=False)]}
CLIENTS = (
    Registration("public", "public", (REDIRECT,), LAUNCH),
    Registration("secretive", "symmetric", (REDIRECT,), LAUNCH, secret="s3cret: %&"),
    Registration("keyed", "asymmetric", (REDIRECT,), LAUNCH, jwks=JWKS),
    Registration("nightly", "backend", jwks=JWKS, scopes=BACKEND_SCOPES),
    Registration("older", "public", (REDIRECT,), LAUNCH, scopes=("launch", "patient/*.read")),
)


@dataclass
class App:
    """An app as a test plays it: honest unless told otherwise."""

    ehr: DemoEHR
    client: httpx.Client
    client_id: str = "public"
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def auth(self) -> str:
        return f"{self.ehr.origin}/auth"

    def params(self, **more: Any) -> dict[str, str]:
        digest = sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": REDIRECT,
            "scope": SCOPES,
            "state": self.state,
            "aud": self.ehr.base,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **more,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def handle(self, patient: str = "nora-lindqvist", **beside: Any) -> str:
        url = self.ehr.launch(patient, client_id=self.client_id, **beside)
        return parse_qs(urlsplit(url).query)["launch"][0]

    def authorize(self, **more: Any) -> httpx.Response:
        """An EHR launch, unless `launch` is None."""
        if "launch" not in more:
            more["launch"] = self.handle()
        return self.client.get(f"{self.auth}/authorize", params=self.params(**more))

    def code(self, **more: Any) -> str:
        return answered(self.authorize(**more))["code"]

    def form(self, code: str, **more: Any) -> dict[str, str]:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": self.verifier,
            "client_id": self.client_id,
            **more,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def token(self, form: dict[str, str], **more: Any) -> httpx.Response:
        return self.client.post(f"{self.auth}/token", data=form, **more)

    def granted(self, **more: Any) -> dict[str, Any]:
        """The token's answer to a whole launch."""
        response = self.token(self.form(self.code(**more)))
        assert response.status_code == 200, response.text
        said: dict[str, Any] = response.json()
        return said

    def fhir(self, token: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        where = path if path.startswith("http") else f"{self.ehr.base}/{path}"
        return self.client.request(method, where, headers=headers, **more)

    def reading(self, scope: str = SCOPES, patient: str = "nora-lindqvist") -> "Reader":
        token = self.granted(scope=scope, launch=self.handle(patient))["access_token"]
        return Reader(self, token)

    def sign_in(self, page: httpx.Response, **fields: str) -> httpx.Response:
        found = re.search(r'name="ticket" value="([^"]+)"', page.text)
        assert found, page.text
        sent = {
            "ticket": found[1],
            "user": "Practitioner/dr-okafor",
            "password": PASSWORD,
            **fields,
        }
        return self.client.post(f"{self.auth}/login", data=sent)

    def assertion(self, key: Any = EC, header: Any = None, **claims: Any) -> str:
        now = int(self.ehr.clock.now())
        made = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{self.auth}/token",
            "exp": now + 240,
            "jti": secrets.token_hex(8),
            **claims,
        }
        algorithm = "ES384" if isinstance(key, ECKey) else "RS384"
        head = {"alg": algorithm, "typ": "JWT", "kid": key.kid, **(header or {})}
        kept = {name: value for name, value in made.items() if value is not None}
        return jwt.encode(head, kept, key, algorithms=[head["alg"]])

    def asserted(self, assertion: str) -> dict[str, str]:
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return {"client_assertion_type": kind, "client_assertion": assertion}

    def backend(self, assertion: str, scope: str = "system/Observation.rs") -> httpx.Response:
        form = {"grant_type": "client_credentials", "scope": scope}
        return self.token({**form, **self.asserted(assertion)})


@dataclass
class Reader:
    """A token, and requests with it."""

    app: App
    token: str

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.app.fhir(self.token, method, path, **more)


def answered(response: httpx.Response) -> dict[str, str]:
    """What an app is told at its redirect URI."""
    assert response.status_code == 303, response.text
    url = urlsplit(response.headers["location"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == REDIRECT
    return {name: values[0] for name, values in parse_qs(url.query).items()}


@pytest.fixture(scope="session")
def running() -> Iterator[DemoEHR]:
    with DemoEHR(*CLIENTS) as made:
        yield made


@pytest.fixture
def ehr(running: DemoEHR) -> DemoEHR:
    """The server, behaving well and with the right time."""
    for name, value in vars_of(Faults()).items():
        setattr(running.faults, name, value)
    running.clock.ahead = 0.0
    return running


def vars_of(faults: Faults) -> dict[str, Any]:
    return {name: getattr(faults, name) for name in Faults.__slots__}


@pytest.fixture
def app(ehr: DemoEHR) -> Iterator[App]:
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield App(ehr, client)


@pytest.fixture
def told() -> Any:
    """What an app is told at its redirect URI."""
    return answered


@pytest.fixture
def keys() -> Any:
    """The private keys of the apps that have some: elliptic, RSA."""
    return EC, RSA


@pytest.fixture
def query_of() -> Any:
    return urlencode
