"""An archive that lies: a real HTTP server which answers as a test tells it to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Said = tuple[int, dict[str, str], Iterator[bytes]]
Telling = Callable[[str], Said]


@dataclass
class Liar:
    """The server: `asked` are the paths that came in, `keys` what authorised them."""

    url: str = ""
    tell: Telling = lambda _: (404, {}, iter(()))
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    sent: int = 0

    def tells(self, status: int = 200, body: Any = b"", **headers: str) -> None:
        """Answer everything so; a header's underscores are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.tell = lambda _: (status, named, iter([body] if isinstance(body, bytes) else body))


def _served(liar: Liar) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # the end of the connection is the end of the body

        def do_GET(self) -> None:
            liar.asked.append(self.path)
            liar.keys.append(self.headers.get("Authorization", ""))
            status, headers, body = liar.tell(self.path)
            with suppress(OSError):  # the client may have gone, and should
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for chunk in body:
                    self.wfile.write(chunk)
                    liar.sent += len(chunk)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def liars() -> Iterator[Callable[[], Liar]]:
    """Starts such servers."""
    running = []

    def start() -> Liar:
        liar = Liar()
        server = _served(liar)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
        liar.url = f"http://127.0.0.1:{server.server_port}"
        return liar

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def liar(liars: Callable[[], Liar]) -> Liar:
    """One of them."""
    return liars()
