"""Attachments whose bytes are inside the resource, though a URL points to them.

Covered: `data:` URLs (RFC 2397) and a Binary that the resource contains (`#id`).
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

Json = Mapping[str, Any]

_DATA: Final = "data:"
_BASE64: Final = ";base64"


def at_hand(form: Json, body: Json, longest: int) -> Json:
    """The attachment with its bytes as `data`, where its URL holds or names them; else as it is.

    A `data:` URL of more than `longest` characters is given on undecoded.
    """
    url = form.get("url")
    if form.get("data") is not None or not isinstance(url, str):
        return form
    if url[: len(_DATA)].lower() == _DATA:
        return _of_url(form, url[len(_DATA) :], longest)
    binary = _contained(body, url[1:]) if url.startswith("#") else None
    if binary is None:
        return form
    kind = binary.get("contentType") or form.get("contentType")
    return {**_bare(form), "data": binary.get("data") or "", "contentType": kind}


def _of_url(form: Json, rest: str, longest: int) -> Json:
    declared, _, written = rest.partition(",")
    kind, base64 = declared, declared.lower().endswith(_BASE64)
    if base64:
        kind = declared[: -len(_BASE64)]
    if len(written) <= longest:
        octets = unquote_to_bytes(written)
        written = octets.decode("ascii", "replace") if base64 else b64encode(octets).decode()
    return {**_bare(form), "data": written, "contentType": kind or form.get("contentType")}


def _contained(body: Json, identity: str) -> Json | None:
    inside = body.get("contained")
    return next(
        (
            one
            for one in (inside if isinstance(inside, list) else ())
            if isinstance(one, dict)
            and one.get("resourceType") == "Binary"
            and one.get("id") == identity
        ),
        None,
    )


def _bare(form: Json) -> dict[str, Any]:
    return {k: v for k, v in form.items() if k not in {"url", "contentType"}}
