"""A model server over real HTTP that does as a test tells it, well or badly."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chartside.models.endpoints.calls import Budget
from chartside.models.endpoints.chat import ChatEndpoint

Handler = BaseHTTPRequestHandler
Does = Callable[["Handler"], None]
"""What the server does with one request."""


class ModelServer:
    """One server on this machine: its n-th request meets the n-th thing to do, then the last."""

    def __init__(self) -> None:
        self.does: list[Does] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.paths: list[str] = []
        self.came = threading.Event()
        """Set when the first request has come."""
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.root}/v1#tiny"

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[Handler]:
        served = self

        class Turn(Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with served._lock:
                    served.asked.append(body)
                    served.headers.append(dict(self.headers.items()))
                    served.paths.append(self.path)
                    do = served.does[min(len(served.asked), len(served.does)) - 1]
                served.came.set()
                try:
                    do(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client has had enough

            def log_message(self, *_: object) -> None:
                """Nothing on standard error."""

        return Turn


class Doing:
    """Things a server may do."""

    def chat(self, text: str | None, **changed: Any) -> Does:
        """A good answer, unless something of it is changed; `usage=None` leaves it out."""
        choice = {"index": 0, "message": {"role": "assistant", "content": text}}
        body = {
            "object": "chat.completion",
            "model": "tiny-1",
            "choices": [choice | {"finish_reason": changed.pop("finish", "stop")}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
            **changed,
        }
        return self.json({k: v for k, v in body.items() if v is not None})

    def json(self, body: Any, status: int = 200) -> Does:
        return self.octets(json.dumps(body).encode(), status=status)

    def octets(
        self, body: bytes, kind: str = "application/json", status: int = 200, **headers: str
    ) -> Does:
        def do(turn: Handler) -> None:
            turn.send_response(status)
            turn.send_header("Content-Type", kind)
            turn.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                turn.send_header(name.replace("_", "-"), value)
            turn.end_headers()
            turn.wfile.write(body)

        return do

    def status(self, status: int, said: str = "no", **headers: str) -> Does:
        error = {"error": {"message": said, "type": "x", "code": status}}
        return self.octets(json.dumps(error).encode(), status=status, **headers)

    def pieces(self, *texts: str, end: bool = True, usage: Any = True) -> Does:
        """A stream of server-sent events; without `end`, the connection breaks off after them."""

        def event(**choice: Any) -> Any:
            return {"model": "tiny-1", "choices": [{"index": 0, **choice}]}

        events = [event(delta={"role": "assistant", "content": ""}, finish_reason=None)]
        events += [event(delta={"content": t}, finish_reason=None) for t in texts]
        if end:
            events.append(event(delta={}, finish_reason="stop"))
            if usage:
                seven = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
                told = seven if usage is True else usage
                events.append({"model": "tiny-1", "choices": [], "usage": told})
        lines = [f"data: {json.dumps(e)}\n\n".encode() for e in events]
        return self.events(*lines, *([b"data: [DONE]\n\n"] if end else []), whole=end)

    def events(self, *lines: bytes, whole: bool = True) -> Does:
        def do(turn: Handler) -> None:
            turn.send_response(200)
            turn.send_header("Content-Type", "text/event-stream")
            turn.send_header("Transfer-Encoding", "chunked")
            turn.end_headers()
            for line in lines:
                turn.wfile.write(b"%x\r\n%b\r\n" % (len(line), line))
                turn.wfile.flush()
            if whole:
                turn.wfile.write(b"0\r\n\r\n")
            turn.close_connection = True

        return do

    def endless(self, line: bytes, kind: str = "text/event-stream") -> Does:
        """Goes on until the other side hangs up."""

        def do(turn: Handler) -> None:
            turn.send_response(200)
            turn.send_header("Content-Type", kind)
            turn.end_headers()
            while True:
                turn.wfile.write(line)

        return do

    def silence(self, server: ModelServer) -> Does:
        """Takes the request and says nothing until the test is over."""

        def do(turn: Handler) -> None:
            server.over.wait(30)
            turn.close_connection = True

        return do

    def hang_up(self, turn: Handler) -> None:
        """Closes the connection without a word."""
        turn.close_connection = True


@pytest.fixture
def doing() -> Doing:
    return Doing()


@pytest.fixture
def serve() -> Iterator[Callable[..., ModelServer]]:
    """Starts servers: `serve(doing.chat("yes"), …)`."""
    started: list[ModelServer] = []

    def start(*does: Does) -> ModelServer:
        server = ModelServer()
        server.does += does
        started.append(server)
        return server

    yield start
    for server in started:
        server.close()


@pytest.fixture
def asks() -> Callable[..., ChatEndpoint]:
    """The model at some servers, patient for a fraction of a second unless a budget says else."""

    def model(*servers: ModelServer | str, **changed: Any) -> ChatEndpoint:
        options = {k: changed.pop(k) for k in ("max_tokens", "think") if k in changed}
        budget = Budget(**{"tries": 3, "seconds": 20.0, "pause": 0.001, **changed})
        urls = [s if isinstance(s, str) else s.url for s in servers]
        return ChatEndpoint.of(*urls, budget=budget, **options)

    return model
