"""The body of a call: bounded, JSON and nothing else, taken apart without copying its resources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from chartside.sidebar.cds.hooks import (
    CONTEXTS,
    Authorization,
    Call,
    Context,
    Hook,
)
from chartside.sidebar.cds.problems import Unanswerable

MOST: Final = 8 * 2**20
"""Bytes of a call: what is prefetched is a page of a few resource types."""
MOST_FEEDBACK: Final = 2**20
_MOST_KEYS: Final = 50
Model = TypeVar("Model", bound=BaseModel)
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)


class _Body(msgspec.Struct, rename="camel"):
    context: dict[str, msgspec.Raw] = {}
    prefetch: dict[str, msgspec.Raw] | None = None
    hook: Any = None
    hook_instance: Any = None
    fhir_server: Any = None
    fhir_authorization: Any = None


_body: Final = msgspec.json.Decoder(_Body)
_values: Final = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that can be understood. No `repr` shows what the record says.

    `prefetch` has the JSON of each key that came; None where the client said that there is no data.
    """

    hook: Hook
    instance: str
    context: Context
    base: str | None
    authorization: Authorization | None = field(repr=False)
    prefetch: Mapping[str, bytes | None] = field(repr=False)

    @property
    def patient(self) -> str:
        """`Patient/id` of the patient that the call is about."""
        return f"Patient/{self.context.patient_id}"


async def body_of(request: Request, most: int) -> bytes:
    """The bytes of a request.

    Raises:
        Unanswerable: 415 where it is not JSON or is packed; 413 where it is too large.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed != "identity" or not (
        kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    ):
        raise Unanswerable(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media-type", "a call is plain application/json"
        )
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > most:
            raise Unanswerable(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", f"at most {most} bytes"
            )
    return bytes(received)


def asked(data: bytes) -> Asked:
    """A call as it was received.

    Raises:
        Unanswerable: 400 where it is not what CDS Hooks says; the names of the fields are told.
    """
    try:
        body = _body.decode(data)
    except _UNREADABLE:
        raise invalid("it is not a JSON object of a CDS Hooks call") from None
    said = {
        "hook": body.hook,
        "hookInstance": body.hook_instance,
        "fhirServer": body.fhir_server,
        "fhirAuthorization": body.fhir_authorization,
    }
    call = checked(Call, said, "")
    context = checked(CONTEXTS[call.hook], _context(body.context), "context")
    found = Asked(
        call.hook,
        call.hook_instance,
        context,
        call.fhir_server,
        call.fhir_authorization,
        _prefetch(body.prefetch or {}),
    )
    token = found.authorization
    if token is not None and token.patient not in {None, context.patient_id}:
        raise invalid("the token is for another patient", ("fhirAuthorization.patient",))
    return found


def checked(model: type[Model], said: Mapping[str, Any], where: str) -> Model:
    """Outside data as this model has it.

    Raises:
        Unanswerable: 400, with the names of the fields that are wrong.
    """
    try:
        return model.model_validate({k: v for k, v in said.items() if v is not None})
    except ValidationError as wrong:
        found = wrong.errors(include_input=False, include_url=False, include_context=False)
        names = {".".join([*([where] if where else []), *map(str, e["loc"])]) for e in found}
        raise invalid("a field is missing or not as it should be", sorted(names - {""})) from None


def invalid(detail: str, fields: tuple[str, ...] | list[str] = ()) -> Unanswerable:
    """400."""
    return Unanswerable(HTTPStatus.BAD_REQUEST, "invalid", detail, fields)


def _context(raw: Mapping[str, msgspec.Raw]) -> dict[str, Any]:
    if len(raw) > _MOST_KEYS:
        raise invalid("the context has too many fields", ("context",))
    read = {name: _value(value) for name, value in raw.items() if name != "draftOrders"}
    orders = bytes(raw.get("draftOrders", msgspec.Raw(b"null")))
    return read if orders == b"null" else {**read, "draftOrders": orders}


def _value(raw: msgspec.Raw) -> Any:
    try:
        return _values.decode(raw)
    except _UNREADABLE:
        raise invalid("a value of the context cannot be read", ("context",)) from None


def _prefetch(raw: Mapping[str, msgspec.Raw]) -> dict[str, bytes | None]:
    if len(raw) > _MOST_KEYS:
        raise invalid("there is more prefetch than was asked for", ("prefetch",))
    return {key: None if bytes(one) == b"null" else bytes(one) for key, one in raw.items()}
