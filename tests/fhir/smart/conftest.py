"""Keys and tokens of an issuer that can do everything wrong."""

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

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

    def __init__(self, app: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none")
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
def serve() -> Iterator[Callable[[Any], Served]]:
    """Starts an ASGI application; it ends with the test."""
    started: list[Served] = []

    def start(app: Any) -> Served:
        started.append(Served(app))
        return started[-1]

    yield start
    for one in started:
        one.close()
