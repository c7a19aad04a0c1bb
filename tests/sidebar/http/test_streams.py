"""A stream of events ends with its session, and there are not too many of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from chartside.sidebar.api import runs as api
from chartside.sidebar.http.streams import following, while_open
from chartside.sidebar.pages import runs as pages
from chartside.sidebar.running import Job, Run
from chartside.sidebar.sessions import Sessions

VISIT: Any = object()


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize("how", ["left", "slept"])
async def test_who_has_left_is_told_nothing_more(how: str) -> None:
    clock = Clock()
    sessions = Sessions(timedelta(minutes=15), timedelta(hours=8), clock)
    secret, session = sessions.open(VISIT, None)
    run = Run("r", "o", Job("r.db", "Patient/1", "home"), "d")
    run.tell("progress", {})
    events = while_open(sessions, session, run.follow())
    assert (await anext(events)).name == "progress"
    if how == "left":
        sessions.close(secret)
    else:
        clock.now += timedelta(minutes=15)
    run.tell("section", {"title": "Problems"})
    assert [event.name async for event in events] == []


@pytest.mark.parametrize("router", [api.router, pages.router], ids=["api", "pages"])
def test_every_stream_is_counted(router: APIRouter) -> None:
    held = [one for one in router.routes if isinstance(one, APIRoute)]
    (stream,) = [one for one in held if one.path.endswith(("/events", "/live"))]
    assert following in [one.call for one in stream.dependant.dependencies]
