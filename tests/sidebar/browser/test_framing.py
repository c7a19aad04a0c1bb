"""Who may show the sidebar in a frame, and which cookies come back to it there."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class _Framing(BaseHTTPRequestHandler):
    """A page of somebody else with the sidebar in a frame."""

    def __init__(self, app: list[str], *request: Any) -> None:
        self._app = app
        super().__init__(*request)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{self._app[0]}"></iframe>'.encode())

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests print what they have to say."""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Another origin of this machine; the list holds what it frames."""
    app = [""]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Framing, app))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", app
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_frame_of_an_origin_that_is_not_registered_stays_empty(
    demo: Any, desk_at: Callable[..., Any], elsewhere: tuple[str, list[str]]
) -> None:
    desk = desk_at(demo.ehr)
    desk.app.get_by_role("heading", name="Nora Ellen Lindqvist").wait_for()
    there = next(f.url for f in desk.page.frames if "localhost" in f.url)
    address, app = elsewhere
    app[0] = there
    stranger = desk.context.new_page()
    complaints: list[str] = []
    stranger.on("console", lambda m: complaints.append(m.text))
    stranger.goto(address)
    stranger.wait_for_timeout(1500)
    assert any("frame-ancestors" in said for said in complaints)
    assert all("localhost" not in f.url for f in stranger.frames)


def test_only_partitioned_cookies_are_set_and_they_come_back_in_the_frame(
    demo: Any, desk_at: Callable[..., Any]
) -> None:
    desk = desk_at(demo.ehr)
    desk.app.get_by_role("heading", name="Nora Ellen Lindqvist").wait_for()
    cookies = [c for c in desk.context.cookies() if c["domain"] == "localhost"]
    assert {c["name"] for c in cookies} >= {"chartside"}
    for cookie in cookies:
        assert cookie["secure"]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "None"
        assert cookie.get("partitionKey")


def test_the_session_of_a_frame_is_none_in_a_window_of_its_own(
    demo: Any, desk_at: Callable[..., Any]
) -> None:
    desk = desk_at(demo.ehr)
    desk.app.get_by_role("heading", name="Nora Ellen Lindqvist").wait_for()
    there = next(f.url for f in desk.page.frames if "localhost" in f.url)
    alone = desk.context.new_page()
    answer = alone.goto(there)
    assert answer is not None
    assert answer.status == 401
    assert "Lindqvist" not in alone.content()
