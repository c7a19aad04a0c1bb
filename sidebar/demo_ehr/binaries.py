"""Binary resources: as FHIR where the client asks for FHIR, and otherwise as what they hold."""

import base64
import binascii
from typing import Final

from starlette.responses import Response

from chartside.sidebar.demo_ehr.outcomes import Refused, fhir
from chartside.sidebar.demo_ehr.records import Held, decode

_FHIR: Final = ("application/fhir+json", "application/json")
_ASLEEP: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Disposition": "attachment",
}
"""A browser that comes by runs nothing of it."""


def binary(held: Held, accept: str) -> Response:
    """The answer to a read.

    Raises:
        Refused: 406, where the client takes neither FHIR nor its type.
    """
    resource = decode(held.raw)
    own = str(resource.get("contentType", "application/octet-stream"))
    wanted = {one.partition(";")[0].strip() for one in accept.split(",")}
    if wanted & {*_FHIR}:
        return fhir(held.raw, headers={"ETag": held.etag})
    if not wanted & {"", "*/*", own.partition(";")[0]}:
        raise Refused(406, "not-supported", "it is given as FHIR JSON, or as its own type")
    try:
        data = base64.b64decode(str(resource.get("data", "")), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(500, "exception", "it cannot be read") from None
    return Response(data, headers={**_ASLEEP, "ETag": held.etag}, media_type=own)
