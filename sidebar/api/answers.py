"""How the API answers: JSON with every decimal exact, and the refusals that an address may give."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi.responses import Response
from pydantic import BaseModel, Field

from chartside.sidebar.http.problems import MEDIA_TYPE
from chartside.signoff.exact import exact_json

PREFIX: Final = "/api/v1"
"""Of each part by itself, so that the template of a route is whole wherever it is counted."""
_NO_HEADERS: Final[Mapping[str, str]] = {}


class ProblemShape(BaseModel):
    """A refusal (RFC 9457), as `application/problem+json`."""

    type: str = Field(description="Where the code is explained.", examples=["/errors#not-there"])
    title: str = Field(description="The name of the status.", examples=["Not Found"])
    status: int = Field(examples=[404])
    code: str = Field(description="Stable; for programs.", examples=["not-there"])
    detail: str = Field(description="For people: ids, codes and counts, nothing of a chart.")


_SCHEMA: Final = ProblemShape.model_json_schema()
_SAID: Final = {
    400: "The request says something that cannot be meant.",
    401: "There is no session, or it has ended: launch again from the record system.",
    403: "Not allowed: by policy, from another origin, without the session's token, or the proof "
    "of the person is too old (`step-up`, with the `url` where it is renewed).",
    404: "There is nothing of this id here; what belongs to another patient is not here.",
    405: "Another method.",
    409: "It is not any more what was read, or it is decided: read it again.",
    412: "It is in another version than If-Match names.",
    413: "The body is too large.",
    415: "The body is of a type that is not taken.",
    422: "Fields are wrong (`fields` names them), or an Idempotency-Key is another request's.",
    429: "Too many requests or runs; Retry-After says when to try again.",
    500: "A bug.",
    501: "An optional part is not installed.",
    502: "The record system gave no usable answer.",
    503: "The store cannot be used now.",
}
_EVERYWHERE: Final = (401, 422, 429, 500, 503)
CHANGES: Final = (400, 403, 404, 409, 413)
"""What refuses a change besides."""


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of refusals with these statuses, and those that any address may give."""
    return {
        status: {
            "description": _SAID[status],
            "content": {MEDIA_TYPE: {"schema": _SCHEMA}},
        }
        for status in sorted({*_EVERYWHERE, *statuses})
    }


def exact(body: BaseModel, status: int = 200, headers: Mapping[str, str] = _NO_HEADERS) -> Response:
    """A body whose decimals keep their digits, wherever they stand."""
    text = exact_json(body.model_dump(mode="python"))
    return Response(text, status, dict(headers), "application/json")
