"""The files that the pages load, each under a name that changes with what is in it.

All of them come from here: the pages ask no other origin for anything. `htmx.min.js` is htmx
(Zero-Clause BSD, `htmx-LICENSE.txt` beside it); the others are Chartside's own.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

router: Final = APIRouter()
_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    "sidebar.css": "text/css; charset=utf-8",
    "sidebar.js": "text/javascript; charset=utf-8",
    "messaging.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "htmx-LICENSE.txt": "text/plain; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_FOREVER: Final = "public, max-age=31536000, immutable"


@cache
def _held(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@cache
def asset(name: str) -> str:
    """The address of a file, with the hash of what is in it."""
    return f"/static/{hashlib.sha256(_held(name)).hexdigest()[:16]}/{name}"


@router.get("/static/{digest}/{name}")
def read_asset(digest: str, name: str) -> Response:
    """One file; under another hash than its own there is none."""
    if name not in _TYPES or asset(name) != f"/static/{digest}/{name}":
        raise HTTPException(404)
    return Response(_held(name), media_type=_TYPES[name], headers={"Cache-Control": _FOREVER})
