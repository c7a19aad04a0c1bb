"""How many streams of events one session may have open at once."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Depends, Request

from chartside.sidebar.asked import TheSession
from chartside.sidebar.http.problems import refused

MOST: Final = 40


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
