"""The MCP server over streamable HTTP: who may connect, and under which name and origin."""

from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import Any, Final

from chartside.errors import MissingExtra, PolicyError, SourceError, UsageError
from chartside.settings import is_this_machine

try:
    from mcp.server import Server
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.responses import PlainTextResponse
    from starlette.types import ASGIApp, Receive, Scope, Send
except ImportError as missing:
    raise MissingExtra("the MCP server", "mcp") from missing

PATH: Final = "/mcp"
LARGEST: Final = 256 * 1024
"""Bytes of a request: the arguments of a tool are short."""
SHORTEST: Final = 32
"""Characters of a token: as many as `openssl rand -hex 16` gives, 128 bits."""
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen: an IP address or `localhost`, and a port; port 0 takes any free one."""

    host: str
    port: int

    @property
    def local(self) -> bool:
        """Whether nobody beyond this machine can reach it."""
        return is_this_machine(self.host)

    @property
    def name(self) -> str:
        """The host as a URL has it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://{self.name}:{self.port}{PATH}"


def place(text: str) -> Place:
    """Read `HOST:PORT`.

    Raises:
        UsageError: It is not that, or names every address of the machine at once.

    >>> place("[::1]:8080").url
    'http://[::1]:8080/mcp'
    """
    host, _, port = text.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not port.isascii() or not port.isdigit() or int(port) > _PORTS:
        raise UsageError("--http must be HOST:PORT, such as 127.0.0.1:8765")
    if host != "localhost":
        try:
            address = ip_address(host)
        except ValueError:
            raise UsageError("the host of --http must be an IP address, or localhost") from None
        if address.is_unspecified:
            raise UsageError("the host of --http must be one address: this names every one")
    return Place(host, int(port))


def require_allowed(where: Place, token: str | None) -> None:
    """Hold that a chart is served beyond this machine only to those who have the token.

    Raises:
        PolicyError: It is not local and there is no token.
        UsageError: The token is so short that it can be guessed.
    """
    if token is None and not where.local:
        raise PolicyError("a chart is served beyond this machine only with CHARTSIDE_MCP_TOKEN set")
    if token is not None and (len(token) < SHORTEST or not token.isascii()):
        raise UsageError(f"CHARTSIDE_MCP_TOKEN must have {SHORTEST} ASCII characters or more")


def listening(where: Place) -> tuple[socket, Place]:
    """A socket that listens there, and the place with the port that it got.

    Raises:
        SourceError: The port is taken, or the address is none of this machine's.
    """
    host = "127.0.0.1" if where.host == "localhost" else where.host
    held = socket(AF_INET6 if ":" in host else AF_INET, SOCK_STREAM)
    held.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        held.bind((host, where.port))
        held.listen()
    except OSError as refused:
        held.close()
        raise SourceError(f"cannot listen there: {refused.strerror}") from None
    return held, Place(where.host, held.getsockname()[1])


def http_app(server: Server[Any], where: Place, token: str | None) -> ASGIApp:
    """The server as an ASGI application, which answers only under its own name and origin.

    Without that a web page that the user reads could talk to it, by an address that it resolves to
    this machine (DNS rebinding).
    """
    names = _LOOPBACK if where.local else (where.name,)
    hosts = [f"{name}:{where.port}" for name in names]
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,  # there is one chart, and nothing of a client is kept
        max_request_body_size=LARGEST,
        transport_security=TransportSecuritySettings(
            allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts]
        ),
    )
    return app if token is None else _Guarded(app, token)


class _Guarded:
    """Lets a request through that bears the token, and says nothing to any other."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._wanted = f"bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._admits(scope):
            headers = {"WWW-Authenticate": "Bearer"}
            await PlainTextResponse("", 401, headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
        return compare_digest(scheme.lower() + b" " + token, self._wanted)


_PORTS: Final = 65535
