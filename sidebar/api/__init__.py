"""The API under `/api/v1`: what a launch lets a person do with one patient, as JSON; no pages.

Every request needs the session of a launch, and reaches its patient and no other: what belongs to
another patient, person or record system is answered as what there is not.
"""

from typing import Final

from fastapi import APIRouter, Depends
from fastapi.security import APIKeyCookie

from chartside.sidebar.api import (
    audit,
    decisions,
    documents,
    drafts,
    record,
    runs,
    sentences,
    session,
)
from chartside.sidebar.cookies import COOKIE

_cookie = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    description="The session of a launch; over https its name begins with `__Host-`.",
)
router: Final = APIRouter(dependencies=[Depends(_cookie)])
for _part in (session, runs, drafts, sentences, decisions, documents, audit, record):
    router.include_router(_part.router)
