"""Real servers on real sockets, which answer as a test tells them to."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def key(self) -> str:
        return self.headers.get("authorization", "")


Said = tuple[int, Mapping[str, str], Any]
Telling = Callable[[Asked], Said]


@dataclass
class WebServer:
    """Answers by `tell`: a status, headers, and a body in one piece or in several."""

    url: str = ""
    tell: Telling = lambda _: (404, {}, b"")
    asked: list[Asked] = field(default_factory=list)
    sent: int = 0

    def tells(self, status: int = 200, body: Any = b"", **headers: str) -> None:
        """Answer everything so; a header's underscores are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.tell = lambda _: (status, named, body)


def served(server: WebServer) -> ThreadingHTTPServer:
    """The server, started; whoever starts it stops it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # the end of the connection is the end of the body

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            url = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, url.path, url.query, headers, self.rfile.read(length))
            server.asked.append(asked)
            status, told, body = server.tell(asked)
            with suppress(OSError):  # the client may have gone, and should
                self.send_response(status)
                for name, value in told.items():
                    self.send_header(name, value)
                self.end_headers()
                for chunk in [body] if isinstance(body, bytes) else body:
                    self.wfile.write(chunk)
                    server.sent += len(chunk)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_port}"
    return http


def serving() -> Iterator[Callable[[], WebServer]]:
    """Starts such servers, and stops them in the end."""
    running = []

    def start() -> WebServer:
        server = WebServer()
        running.append(served(server))
        return server

    yield start
    for http in running:
        http.shutdown()
        http.server_close()
