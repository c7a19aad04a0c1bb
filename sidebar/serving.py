"""Running the service: the house of a site's file, on a socket."""

import asyncio
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import uvicorn

from chartside.errors import SourceError, UsageError
from chartside.settings import Settings, passphrase
from chartside.sidebar.app import create_app
from chartside.sidebar.house import House
from chartside.sidebar.keys import VARIABLE as KEYS_VARIABLE
from chartside.sidebar.keys import open_keys
from chartside.sidebar.running import seclude
from chartside.sidebar.site import Site, read_site
from chartside.signoff.policy import default_policy

__all__ = [
    "KEYS_VARIABLE",
    "Certificate",
    "Listening",
    "open_house",
    "run",
]
_BACKLOG: Final = 256
_SHORTEST: Final = 20
"""Characters of the operator's token: a machine makes it, and nobody types it."""
_HEAD: Final = 32 * 1024
"""Bytes of a request's head: an address with a launch in it is long."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its private key, for HTTPS without a proxy."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen."""

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Certificate | None = None
    held: socket.socket | None = None
    """A socket that listens already."""

    def opened(self) -> "Listening":
        """The same with its socket open; `SourceError` where the port is taken."""
        return replace(self, held=self.held or _listening(self.host, self.port))

    @property
    def url(self) -> str:
        """The address that it listens on, once it does."""
        port = self.held.getsockname()[1] if self.held else self.port
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{port}"


def open_house(site_file: Path, here: Settings, keys_passphrase: str | None) -> House:
    """The house of a site's file.

    Raises:
        UsageError: The file is wrong, or a secret that it names is not there.
        PolicyError: The passphrase does not open the keys.
        StoreError: A file of the data folder cannot be used.
    """
    site = read_site(site_file)
    _require_roles(site)
    keys = open_keys(here.home / "sidebar-keys.json", keys_passphrase)
    return House(site, here, keys, operator=_operator(site))


def _require_roles(site: Site) -> None:
    """`UsageError` where a person has a role that the sign-off policy does not know."""
    for ehr in site.ehr:
        for role in filter(None, (*ehr.people.values(), ehr.default_role)):
            default_policy().require_known(role)


def _operator(site: Site) -> str:
    """The operator's token; empty where the site names none."""
    if not site.operator_token:
        return ""
    found = passphrase(site.operator_token, keep=False) or ""
    if len(found) < _SHORTEST:
        raise UsageError(
            f"the operator's token is {_SHORTEST} characters or more, in the environment variable "
            "that the site names"
        )
    return found


def run(house: House, where: Listening) -> None:
    """Serve until the process is stopped.

    Raises:
        SourceError: The port is taken.
    """
    seclude()  # before a key or a token comes into this process's memory by a request
    held, certificate = where.opened().held, where.certificate
    assert held is not None  # noqa: S101 - it was just opened
    config = uvicorn.Config(
        create_app(house),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nothing is believed of a header that anybody can send
        h11_max_incomplete_event_size=_HEAD,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
    server = uvicorn.Server(config)
    if hasattr(signal, "SIGHUP"):  # a terminal that is closed ends it as Ctrl-C does
        signal.signal(signal.SIGHUP, server.handle_exit)
    with held, suppress(KeyboardInterrupt):  # to be stopped is how a server ends
        asyncio.run(server.serve(sockets=[held]))


def _listening(host: str, port: int) -> socket.socket:
    """A socket that says it is TCP: asyncio turns Nagle's delay off for those that do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(_BACKLOG)
    except OSError as wrong:
        made.close()
        said = os.strerror(wrong.errno or 0)
        raise SourceError(f"port {port} of {host} cannot be listened on: {said}") from None
    return made
