"""One resource of a server: as it is now, as it was, only where it changed, or many at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import msgspec

from chartside.errors import FHIRServerError, UsageError
from chartside.fhir.network.client import Answer
from chartside.fhir.r4 import ALL_TYPES, ID
from chartside.fhir.references import address
from chartside.fhir.server.connection import FHIR_JSON, Connection
from chartside.fhir.server.telling import body_of, failure, issues, resource_of

_REFERENCE: Final = re.compile(r"([A-Z][A-Za-z]{2,63})/([A-Za-z0-9\-.]{1,64})")
_ABSENT: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_STATUS: Final = re.compile(r"([1-5][0-9]{2})\b")
_ROUNDS: Final = 3
"""In which entries of a batch that were turned away are asked again."""
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A resource as the server gave it, with what to ask by next time; None: it has not changed."""

    resource: Resource | None
    raw: bytes = field(default=b"", repr=False)
    etag: str = ""
    modified: str = ""


async def read(on: Connection, reference: str) -> Read | None:
    """The resource at `Type/id`; None where there is none, or it was deleted.

    Raises:
        FHIRServerError: No usable answer; also where a 404 does not come from a FHIR server.
    """
    where = below(on.base, reference)
    if where is None:
        return None
    answer = await on.get(f"{on.base}/{where}")
    if answer.status in _ABSENT:
        if not issues(body_of(answer)) and answer.status == HTTPStatus.NOT_FOUND:
            raise failure(answer.status, None)  # of a proxy, or of another server
        return None
    return _checked(answer, where)


async def version(on: Connection, reference: str, number: str) -> Read | None:
    """The resource as it was in a version; None where there is no such one."""
    where = below(on.base, reference)
    if where is None or not ID.fullmatch(number):
        return None
    answer = await on.get(f"{on.base}/{where}/_history/{number}")
    if answer.status in _ABSENT and issues(body_of(answer)):
        return None
    return _checked(answer, where)


async def changed(on: Connection, reference: str, known: Read) -> Read | None:
    """The resource where it is another than the known one, by its ETag or its date.

    None where it is gone. Where it is as it was, `resource` is None.
    """
    where = below(on.base, reference)
    if where is None:
        return None
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    answer = await on.get(f"{on.base}/{where}", {k: v for k, v in named.items() if v})
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return Read(None, etag=known.etag, modified=known.modified)
    if answer.status in _ABSENT and issues(body_of(answer)):
        return None
    return _checked(answer, where)


async def batch(on: Connection, asked: Sequence[str]) -> tuple[Resource | FHIRServerError, ...]:
    """Many reads and searches by one request; each has its own answer, or its own error.

    Args:
        on: The server.
        asked: `Type/id` or `Type?name=value&…` each. A search so asked is not compared with what
            the server applied: for that, and for its pages, there is `gather`.

    Raises:
        UsageError: One of them could lead away from the server.
        FHIRServerError: The whole was refused, or answered by another number of entries.
    """
    for text in asked:
        if not _may_be_asked(text):
            raise UsageError("a batch asks for Type/id or Type?name=value")
    found: dict[int, Resource | FHIRServerError] = {}
    left = list(range(len(asked)))
    for number in range(_ROUNDS if asked else 0):
        if number:
            await on.reach.limits.retries.rest(number)
        answers = await _batch(on, [asked[n] for n in left])
        found.update(zip(left, answers, strict=True))
        left = [n for n in left if _is_busy(found[n])]
        if not left:
            break
    return tuple(found[n] for n in range(len(asked)))


def below(base: str, reference: str) -> str | None:
    """`Type/id` of a reference to this server; None for any other."""
    absolute = address(reference)
    if absolute is not None:
        return absolute.reference if absolute.base == f"{base}/" else None
    match = _REFERENCE.fullmatch(reference)
    if match is None or match[1] not in ALL_TYPES or not match[2].strip("."):
        return None
    return reference


def _checked(answer: Answer, where: str) -> Read:
    """The resource of an answer, which has to be the one that was asked for."""
    body = resource_of(answer)
    if f"{body['resourceType']}/{body.get('id')}" != where:
        raise FHIRServerError("not-fhir", answer.status)
    headers = answer.headers
    return Read(body, answer.body, headers.get("etag", ""), headers.get("last-modified", ""))


async def _batch(on: Connection, asked: Sequence[str]) -> list[Resource | FHIRServerError]:
    entries = [{"request": {"method": "GET", "url": text}} for text in asked]
    body = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    answer = await on.post(on.base, msgspec.json.encode(body), {"Content-Type": FHIR_JSON})
    listed = resource_of(answer).get("entry")
    if not isinstance(listed, list) or len(listed) != len(asked):
        raise FHIRServerError("not-fhir", answer.status)
    return [_one(entry) for entry in listed]


def _one(entry: Any) -> Resource | FHIRServerError:
    """What an entry holds, by its own status: 429 and 403 come inside of a 200."""
    held: Resource = entry if isinstance(entry, dict) else {}
    told = held.get("response")
    response: Resource = told if isinstance(told, dict) else {}
    said = _STATUS.match(str(response.get("status", "")))
    resource = held.get("resource")
    status = int(said[1]) if said else 0
    if not status:
        return FHIRServerError("not-fhir")
    if status >= HTTPStatus.BAD_REQUEST:
        return failure(status, response.get("outcome") or resource)
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return FHIRServerError("not-fhir", status)
    return resource


def _is_busy(found: Resource | FHIRServerError) -> bool:
    return isinstance(found, FHIRServerError) and found.reason == "busy"


def _may_be_asked(text: str) -> bool:
    path, _, _ = text.partition("?")
    kind, _, identity = path.partition("/")
    plain = text.isascii() and text.isprintable() and " " not in text and "#" not in text
    return plain and kind in ALL_TYPES and (not identity or bool(ID.fullmatch(identity)))
