"""What a request comes with: the house it came to, its session, its visit."""

from typing import Annotated

from fastapi import Depends, Request

from chartside.errors import LaunchRefused
from chartside.sidebar.cookies import COOKIE, cookie_name
from chartside.sidebar.house import House
from chartside.sidebar.sessions import Session
from chartside.sidebar.visits import Visit


def house_of(request: Request) -> House:
    """The house of this application."""
    house: House = request.app.state.house
    return house


def secret_of(request: Request) -> str:
    """The session's secret that the browser sent; empty where it sent none."""
    name = cookie_name(COOKIE, house_of(request).site.url)
    return request.cookies.get(name, "")


def session_of(request: Request) -> Session:
    """The session of the browser; `LaunchRefused("no-session")` where there is none."""
    session = house_of(request).sessions.get(secret_of(request))
    if session is None:
        raise LaunchRefused("no-session")
    return session


def visit_of(request: Request) -> Visit:
    """The visit of the browser's session."""
    return session_of(request).visit


TheHouse = Annotated[House, Depends(house_of)]
TheSession = Annotated[Session, Depends(session_of)]
TheVisit = Annotated[Visit, Depends(visit_of)]
