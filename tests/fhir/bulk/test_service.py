"""Exports that are asked for by a registered service with a key of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from chartside.errors import LaunchRefused, UsageError
from chartside.fhir.bulk import BulkExport
from chartside.fhir.bulk.service import service
from chartside.fhir.store import RecordStore

TOKEN = "token-of-the-service"


def write(folder: Path, held: bytes, /, **said: str) -> Path:
    """A registration, and the key beside it."""
    (folder / "key").write_bytes(held)
    path = folder / "client.toml"
    text = "\n".join(f"{name} = {json.dumps(value)}" for name, value in said.items())
    path.write_text(text, encoding="utf-8")
    return path


class Office:
    """The token endpoint: it knows the public half of one key, and gives out tokens for proofs."""

    def __init__(self, peer: Any, key: RSAKey | ECKey, **says: Any) -> None:
        self.peer = peer
        self.key = key
        self.says = {
            "token_endpoint": f"{peer.url}/token",
            "capabilities": ["permission-v2", "client-confidential-asymmetric"],
            "grant_types_supported": ["client_credentials"],
            **says,
        }
        self.scopes: list[str] = []

    def answer(self, request: Any) -> Any:
        if request.path.endswith("/.well-known/smart-configuration"):
            return self.peer.said(200, json.dumps(self.says).encode())
        if request.path == "/token":
            return self._token(parse_qs(request.body.decode()))
        if request.token != f"Bearer {TOKEN}":
            return self.peer.said(401)
        return None

    def _token(self, form: dict[str, list[str]]) -> Any:
        proof = jwt.decode(form["client_assertion"][0], self.key, algorithms=["RS384", "ES384"])
        assert proof.claims["aud"] == f"{self.peer.url}/token"
        assert proof.header["kid"] == "2026-11"
        (scope,) = form["scope"]
        self.scopes.append(scope)
        said = {
            "access_token": TOKEN,
            "token_type": "bearer",
            "expires_in": 300,
            "scope": scope,
        }
        return self.peer.said(200, json.dumps(said).encode())


KEYS: dict[str, Callable[[], RSAKey | ECKey]] = {
    "RSA": lambda: RSAKey.generate_key(2048, auto_kid=False),
    "EC": lambda: ECKey.generate_key("P-384", auto_kid=False),
}


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("form", ["pem", "jwk"])
@pytest.mark.parametrize("found", ["named", "discovered"])
async def test_a_service_proves_who_it_is_and_exports(
    peer: Any, store: RecordStore, tmp_path: Path, kind: str, form: str, found: str
) -> None:
    key = KEYS[kind]()
    office = Office(peer, key)
    peer.tell = office.answer
    held = key.as_pem(private=True)
    said = {"client_id": "chartside", "key": "key", "scope": "system/*.rs"}
    if form == "jwk":
        held = json.dumps(key.as_dict(private=True) | {"kid": "2026-11"}).encode()
    else:
        said["kid"] = "2026-11"
    if found == "named":
        said["token_url"] = f"{peer.url}/token"
    async with service(write(tmp_path, held, **said), peer.base) as auth:
        done = await BulkExport(peer.base, auth).export(store)
    assert done.resources == 3
    assert office.scopes == ["system/*.rs"]
    assert [one.token for one in peer.of("/files")] == [f"Bearer {TOKEN}"] * 2  # beside the base


async def test_a_service_asks_for_scopes_in_the_words_of_its_registration(
    peer: Any, store: RecordStore, tmp_path: Path
) -> None:
    key = KEYS["EC"]()
    office = Office(peer, key)
    peer.tell = office.answer
    said = {"kid": "2026-11", "scope": "system/*.read", "token_url": f"{peer.url}/token"}
    path = write(tmp_path, key.as_pem(private=True), client_id="c", key="key", **said)
    async with service(path, peer.base) as auth:
        await BulkExport(peer.base, auth).export(store)
    assert office.scopes == ["system/*.read"]


async def test_the_token_of_a_service_goes_to_no_other_server(
    peers: Any, peer: Any, store: RecordStore, tmp_path: Path
) -> None:
    bucket = peers()
    key = KEYS["EC"]()
    peer.tell = Office(peer, key).answer
    peer.exports(requiresAccessToken=True)
    peer.manifest["output"] = [bucket.add("Patient", peer.lines(peer.patient(1)))]
    path = write(tmp_path, key.as_pem(private=True), client_id="c", key="key", kid="2026-11")
    async with service(path, peer.base) as auth:
        done = await BulkExport(peer.base, auth, files_from=[bucket.url]).export(store)
    assert done.resources == 1
    assert [one.token for one in bucket.asked] == [""]


async def test_a_token_endpoint_on_a_server_that_is_not_registered_is_refused(
    peer: Any, tmp_path: Path
) -> None:
    key = KEYS["EC"]()
    peer.tell = Office(peer, key, token_endpoint="http://127.0.0.1:9/token").answer
    path = write(tmp_path, key.as_pem(private=True), client_id="c", key="key", kid="2026-11")
    with pytest.raises(LaunchRefused, match="elsewhere"):
        async with service(path, peer.base):
            pass


PEM = KEYS["EC"]().as_pem(private=True)
GOOD = {"client_id": "canary-client", "key": "key", "kid": "canary-kid"}


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (PEM, {"key": "key", "kid": "k"}),
        (PEM, {"client_id": "canary-client", "key": "key"}),
        (PEM, {**GOOD, "secret": "canary-secret"}),
        (PEM, {**GOOD, "scope": "patient/*.rs"}),
        (PEM, {**GOOD, "scope": "system/canary"}),
        (PEM, {**GOOD, "token_url": "http://canary.example/token"}),
        (PEM, {**GOOD, "token_url": "canary"}),
        (PEM, {**GOOD, "key": "elsewhere"}),
        (KEYS["EC"]().as_pem(private=False), GOOD),
        (ECKey.generate_key("P-256", auto_kid=False).as_pem(private=True), GOOD),
        (b"-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n", GOOD),
        (b"canary", GOOD),
        (b'{"kty": "oct", "k": "canary"}', GOOD),
        (b"", GOOD),
    ],
)
async def test_a_registration_that_is_not_right_is_refused_without_telling_what_is_in_it(
    peer: Any, tmp_path: Path, key: bytes, said: dict[str, str]
) -> None:
    with pytest.raises(UsageError) as why:
        async with service(write(tmp_path, key, **said), peer.base):
            pass
    assert "canary" not in str(why.value)
    assert str(tmp_path) not in str(why.value)


@pytest.mark.parametrize("data", [b"client_id = ", b"\xff\xfe", b""])
async def test_a_registration_that_is_no_toml_is_refused(
    peer: Any, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "client.toml"
    path.write_bytes(data)
    with pytest.raises(UsageError):
        async with service(path, peer.base):
            pass
    with pytest.raises(UsageError, match="cannot be read"):
        async with service(tmp_path / "none.toml", peer.base):
            pass
