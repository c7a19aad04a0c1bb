"""The content of an attachment that lies on a server, below its base or elsewhere.

What authorises us goes to the server's own origin and to no other; another origin is asked only
where a site has listed it.
"""

import binascii
from base64 import b64decode
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from chartside.errors import FHIRServerError
from chartside.fhir.network.client import Answer
from chartside.fhir.server.connection import FHIR_JSON, Connection
from chartside.fhir.server.telling import body_of, failure, is_refusal, issues

_JSON: Final = frozenset({FHIR_JSON, "application/json"})
_REFUSED: Final = frozenset({HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE})


@dataclass(frozen=True, slots=True)
class Attached:
    """The bytes of an attachment and their media type, as the server declares it."""

    data: bytes = field(repr=False)
    media_type: str


async def attached(on: Connection, url: str, media_type: str = "") -> Attached:
    """What lies at the URL of an attachment.

    Args:
        on: The server.
        url: As the attachment has it: `Binary/1`, relative to the base, or absolute.
        media_type: The attachment's own, if it says.

    Raises:
        FHIRServerError: `not-listed` for an origin that is neither the server's nor listed; else no
            usable answer. `too-large` where it is larger than the limit.
    """
    await on.statement()  # tells the quirks
    where = _where(on.base, url)
    binary = "/Binary/" in urlsplit(where).path
    most = on.reach.limits.attachment
    other = media_type.partition(";")[0].strip() or "*/*"
    accept = (on.quirks.binary or FHIR_JSON) if binary else other
    # As base64 in JSON it is larger by a third, and a Binary has a head.
    answer = await on.get(where, {"Accept": accept}, most * 4 // 3 + 4096 if binary else most)
    if answer.status in _REFUSED and accept != other:
        answer = await on.get(where, {"Accept": other}, most)
    found = _content(answer, media_type)
    if len(found.data) > most:
        raise FHIRServerError("too-large")
    return found


def _where(base: str, url: str) -> str:
    try:
        upwards = ".." in urlsplit(url).path.split("/")
        where = urljoin(f"{base}/", url)
    except ValueError:
        raise FHIRServerError("not-listed") from None
    if upwards:  # nobody needs it, but whoever wrote the record may try
        raise FHIRServerError("not-listed")
    return where


def _content(answer: Answer, media_type: str) -> Attached:
    said = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    body: Any = body_of(answer) if said in _JSON or not said else None
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        raise failure(answer.status, body_of(answer))
    if is_refusal(body):
        raise FHIRServerError("refused", answer.status, issues(body))
    if isinstance(body, dict) and body.get("resourceType") == "Binary":
        return _of_binary(body, media_type)
    if not answer.body:
        raise FHIRServerError("not-fhir", answer.status)
    if said == "text/html" and media_type.partition(";")[0].strip().lower() != said:
        raise FHIRServerError("not-fhir", answer.status)  # a page that asks for a password, say
    return Attached(answer.body, answer.headers.get("content-type", "") or media_type)


def _of_binary(body: dict[str, Any], media_type: str) -> Attached:
    data, kind = body.get("data"), body.get("contentType")
    try:
        octets = b64decode("".join(str(data).split()), validate=True) if data else b""
    except (binascii.Error, ValueError):
        raise FHIRServerError("not-fhir") from None
    return Attached(octets, kind if isinstance(kind, str) and kind else media_type)
