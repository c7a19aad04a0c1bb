"""Marking a document that is on a server already, because another took its place.

The server's own copy is read, its status changed and put back in the version that was read:
nothing that the server holds of it is lost, and nothing is sent that it did not have.
"""

from http import HTTPStatus
from typing import Any, Final

from chartside.signoff.outbox.server import JSON, Answer, Later, Never, Server

_TRIES: Final = 3
_SUBSETTED: Final = "SUBSETTED"
_RETRACTED: Final = "entered-in-error"
_OTHER_VERSION: Final = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT})


async def follow(server: Server, place: str, status: str) -> str:
    """Give a document this status; what was done, or the code of why not.

    Raises:
        Later: No answer, or one that says to try again.
        Never: A redirect.
    """
    for _ in range(_TRIES):
        answer = (await server.get(place)).require()
        if not isinstance(answer.body, dict) or _is_part(answer.body):
            return "not to be read"
        if answer.body.get("status") in {status, _RETRACTED}:
            return str(answer.body["status"])
        version = answer.etag or _etag(answer.body)
        held = {"If-Match": version} if version else {}
        done = await server.send("PUT", place, _marked(answer.body, status), held)
        if done.status not in _OTHER_VERSION:
            return _said(done, status)
    return "in conflict"


def _said(done: Answer, status: str) -> str:
    try:
        done.require()
    except Never as refused:
        return refused.code
    except Later as late:
        if late.soon:
            raise
        return late.code  # it may be read and not changed by whoever asks
    return status


def _marked(resource: JSON, status: str) -> JSON:
    changed = {**resource, "status": status}
    return changed | ({"docStatus": status} if status == _RETRACTED else {})


def _is_part(resource: JSON) -> bool:
    """Whether a server gave some elements only: put back, the others would be lost."""
    meta = resource.get("meta")
    tags: Any = meta.get("tag") if isinstance(meta, dict) else None
    held = [tag for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    return any(tag.get("code") == _SUBSETTED for tag in held)


def _etag(resource: JSON) -> str:
    meta = resource.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return f'W/"{version}"' if isinstance(version, str) else ""
