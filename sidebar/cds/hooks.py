"""What a call says: the hooks that are served, and their context, read as from a stranger.

Names and rules are those of CDS Hooks 2.0 and its hook definitions (patient-view 1.1,
encounter-start 1.0, order-select 1.0, order-sign 1.0). Of the 3.0 ballot: a token of a FHIR server
needs the server, and one of patient scopes the patient.
"""

import re
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel

from chartside.fhir.r4 import ID

_LONGEST_TOKEN: Final = 16_384
_LONGEST_URL: Final = 2048
_MOST_SELECTIONS: Final = 200
_SECONDS: Final = 10**8
_PATIENT_SCOPE: Final = re.compile(r"(?:^|\s)patient/")
_USERS: Final = frozenset({"Practitioner", "PractitionerRole", "Patient", "RelatedPerson"})
_UUID: Final = re.compile(r"(?i)(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Hook(StrEnum):
    """The moments of a workflow at which we are called."""

    PATIENT_VIEW = "patient-view"
    ENCOUNTER_START = "encounter-start"
    ORDER_SELECT = "order-select"
    ORDER_SIGN = "order-sign"


def _id(text: str) -> str:
    if not ID.fullmatch(text):
        raise ValueError("not a FHIR id")
    return text


def _reference(text: str) -> str:
    kind, _, identity = text.partition("/")
    if not kind.isascii() or not kind.isalpha() or not ID.fullmatch(identity):
        raise ValueError("not Type/id")
    return text


def _user(text: str) -> str:
    if _reference(text).partition("/")[0] not in _USERS:
        raise ValueError("not a user")
    return text


def _instance(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise ValueError("not a UUID")
    return str(UUID(text))


def _visible(text: str) -> str:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("not printable ASCII")
    return text


def _bearer(text: str) -> str:
    if text.lower() != "bearer":
        raise ValueError("not Bearer")
    return "Bearer"


FHIRId = Annotated[str, AfterValidator(_id)]
Reference = Annotated[str, AfterValidator(_reference)]
UserId = Annotated[str, AfterValidator(_user)]
_Words = Annotated[str, StringConstraints(max_length=_LONGEST_TOKEN)]


class _Said(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )


class Context(_Said):
    """What every hook tells: who is at work, and on which patient."""

    user_id: UserId
    patient_id: FHIRId
    encounter_id: FHIRId | None = None


class StartContext(Context):
    """Of encounter-start: the encounter is named."""

    encounter_id: FHIRId


class OrderContext(Context):
    """Of order-sign: the orders that are about to be signed, as the JSON that came."""

    draft_orders: bytes = Field(repr=False)


class SelectContext(OrderContext):
    """Of order-select: which of the draft orders have just been selected."""

    selections: Annotated[list[Reference], Field(min_length=1, max_length=_MOST_SELECTIONS)]


CONTEXTS: Final[dict[Hook, type[Context]]] = {
    Hook.PATIENT_VIEW: Context,
    Hook.ENCOUNTER_START: StartContext,
    Hook.ORDER_SELECT: SelectContext,
    Hook.ORDER_SIGN: OrderContext,
}


class Authorization(BaseModel):
    """A bearer token for the client's FHIR server, good for this call. No `repr` shows it."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    access_token: Annotated[
        str,
        StringConstraints(min_length=1, max_length=_LONGEST_TOKEN),
        AfterValidator(_visible),
        Field(repr=False),
    ]
    token_type: Annotated[str, AfterValidator(_bearer)]
    expires_in: Annotated[int, Field(ge=0, le=_SECONDS)]
    scope: _Words
    subject: _Words
    patient: FHIRId | None = None

    @model_validator(mode="after")
    def _of_a_patient(self) -> Self:
        if _PATIENT_SCOPE.search(self.scope) and self.patient is None:
            raise ValueError("scopes of a patient, and no patient")
        return self


class Call(_Said):
    """A call without its context and prefetch, which are read by themselves."""

    hook: Hook
    hook_instance: Annotated[str, AfterValidator(_instance)]
    fhir_server: (
        Annotated[str, StringConstraints(max_length=_LONGEST_URL), AfterValidator(_visible)] | None
    ) = None
    fhir_authorization: Authorization | None = None

    @model_validator(mode="after")
    def _of_a_server(self) -> Self:
        if self.fhir_authorization is not None and self.fhir_server is None:
            raise ValueError("a token for a server that is not named")
        return self
