"""That a change was asked for by a page of ours: its origin, and the token of its session.

The session's cookie is sent from the frame of any site that the browser lets frame us, so that the
cookie alone proves nothing. Browsers send Origin with every POST, PUT and DELETE, and
Sec-Fetch-Site besides; whoever is no browser names this service in the Origin header.
"""

import secrets
from typing import Annotated, Final

from fastapi import Depends, Request

from chartside.sidebar.asked import TheHouse, TheSession
from chartside.sidebar.http.problems import refused
from chartside.sidebar.sessions import Session

HEADER: Final = "X-CSRF-Token"
FIELD: Final = "csrf"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


async def changing(request: Request, house: TheHouse, session: TheSession) -> Session:
    """The session of a request that changes something; 403 where it did not come from our pages."""
    if not _ours(request, house.site.origin):
        raise refused(403, "cross-origin", "a change is taken from the pages of this service only")
    given = request.headers.get(HEADER) or await _in_form(request)
    if not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise refused(403, "csrf", f"a change needs the session's token in {HEADER}")
    return session


def _ours(request: Request, origin: str) -> bool:
    said = request.headers.get("origin")
    if said is not None:
        return said.lower() == origin
    return request.headers.get("sec-fetch-site") == "same-origin"


async def _in_form(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return ""
    held = (await request.form()).get(FIELD)
    return held if isinstance(held, str) else ""


TheChange = Annotated[Session, Depends(changing)]
"""The session of a request that changes something."""
