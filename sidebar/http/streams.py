"""Streams of events: how many a session may have open at once, and that they end with it."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Request

from chartside.sidebar.asked import TheSession
from chartside.sidebar.http.problems import refused
from chartside.sidebar.sessions import Session, Sessions

MOST: Final = 40
Told = TypeVar("Told")


async def following(request: Request, session: TheSession) -> AsyncIterator[None]:
    """Room for one more stream of this session, until it ends; 429 where it has too many."""
    streams: Counter[str] = request.app.state.streams
    if streams[session.name] >= MOST:
        detail = f"{MOST} streams of this session are open: close some"
        raise refused(429, "too-many-streams", detail, headers={"Retry-After": "5"})
    streams[session.name] += 1
    try:
        yield
    finally:
        streams[session.name] -= 1
        if not streams[session.name]:
            del streams[session.name]


TheStream = Annotated[None, Depends(following)]


async def while_open(
    sessions: Sessions, session: Session, events: AsyncIterator[Told]
) -> AsyncIterator[Told]:
    """Events for as long as the session goes on: whoever has left is told nothing more of a chart.

    A stream does not keep its session awake.
    """
    async for event in events:
        if not sessions.is_open(session):
            return
        yield event
