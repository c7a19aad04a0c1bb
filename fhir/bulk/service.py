"""Who an export is asked by: a service registered at the server (SMART Backend Services).

The registration is a file, because it names a key: TOML, readable by the account that exports and
by nobody else who could sign with it.

    client_id = "chartside"
    key = "private.pem"                       # or a JSON Web Key; beside this file, or absolute
    kid = "2026-11"                           # where the key is a PEM
    scope = "system/*.rs"                     # what to ask for; this is the default
    token_url = "https://auth.example/token"  # else the server's own configuration says it
"""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chartside.errors import UsageError
from chartside.fhir.network.address import origin_of
from chartside.fhir.network.client import Web
from chartside.fhir.smart.assertion import SigningKey
from chartside.fhir.smart.backend import BackendAuth
from chartside.fhir.smart.discovery import Configuration, discover
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Kind, Registration
from chartside.fhir.smart.scopes import Scopes

_BIGGEST: Final = 100_000
_WRONG: Final = "the registration of the client has no good {}"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)

    client_id: str = Field(min_length=1)
    key: str = Field(min_length=1)
    kid: str | None = None
    scope: str = "system/*.rs"
    token_url: str | None = None


class ServiceAuth(BackendAuth):
    """A service's token, for all of the server's origin: exports lie beside the FHIR base."""

    def __init__(self, client: Client, scopes: Scopes) -> None:
        super().__init__(client, scopes)
        self._base = str(origin_of(client.registration.iss))


@asynccontextmanager
async def service(path: Path, base: str, *, plain_http: bool = False) -> AsyncIterator[httpx.Auth]:
    """What authorises a registered service at one server, for as long as it is open.

    Args:
        path: The registration; see the top of this module.
        base: The URL of the FHIR server.
        plain_http: Allow http to another machine.

    Raises:
        UsageError: The file or its key cannot be read, or is not as it should be.
        LaunchRefused: The server's configuration is not one that this client can use.
        WebError: The server could not be asked for it.
    """
    said = _read(path)
    scopes = _scopes(said)
    token_url = said.token_url
    who = Registration(
        iss=base,
        client_id=said.client_id,
        kind=Kind.ASYMMETRIC,
        key=_key(path, said),
        scopes=scopes,
        origins=frozenset([token_url] if token_url else []),
        plain_http=plain_http,
    )
    async with Web(who.reach(), plain_http=plain_http) as web:
        if token_url:
            written = frozenset() if said.scope == scopes.as_v1() else frozenset(["permission-v2"])
            configuration = Configuration(token_url, capabilities=written)
        else:
            configuration = await discover(web, who)
        yield ServiceAuth(Client(web, configuration, who), scopes)


def _read(path: Path) -> _File:
    try:
        with path.open("rb") as file:
            data = file.read(_BIGGEST)
        return _File.model_validate(tomllib.loads(data.decode("utf-8")))
    except OSError:
        raise UsageError("the registration of the client cannot be read") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise UsageError("the registration of the client is not TOML") from None
    except ValidationError as wrong:
        where = ", ".join(sorted({str(error["loc"][0]) for error in wrong.errors()}))
        raise UsageError(_WRONG.format(where)) from None


def _scopes(said: _File) -> Scopes:
    """What is asked for, checked before the server is asked anything."""
    scopes = Scopes.parse(said.scope)
    if not scopes.access or any(one.level != "system" for one in scopes.access):
        raise UsageError(_WRONG.format("scope: a service asks for system scopes"))
    return scopes


def _key(registration: Path, said: _File) -> SigningKey:
    """The key of a file, a JSON Web Key or a PEM without a passphrase."""
    path = registration.parent / Path(said.key).expanduser()
    try:
        with path.open("rb") as file:
            data = file.read(_BIGGEST)
    except OSError:
        raise UsageError("the key of the client cannot be read") from None
    if not data.lstrip().startswith(b"-----BEGIN"):
        return SigningKey.from_file(path)
    if not said.kid:
        raise UsageError(_WRONG.format("kid, which a key in PEM needs"))
    return SigningKey({**_jwk_of(data), "kid": said.kid})


def _jwk_of(pem: bytes) -> dict[str, Any]:
    for kind in (RSAKey, ECKey):
        try:
            return dict(kind.import_key(pem).as_dict(private=True))
        except (JoseError, ValueError, TypeError, AttributeError):
            continue
    raise UsageError(_WRONG.format("key: no private RSA or EC key without a passphrase"))
