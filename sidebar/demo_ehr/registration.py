"""The apps that the demonstration record system knows, and what each is allowed to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Kind = Literal["public", "symmetric", "asymmetric", "backend"]
DEFAULT_SCOPES: Final = (
    "launch",
    "launch/patient",
    "launch/encounter",
    "openid",
    "fhirUser",
    "profile",
    "offline_access",
    "online_access",
    "patient/*.rs",
    "patient/DocumentReference.cu",
    "patient/Provenance.c",
    "patient/AuditEvent.c",
    "patient/Device.c",
    "patient/Observation.c",
    "patient/Condition.cu",
    "patient/MedicationRequest.u",
    "user/Practitioner.rs",
    "user/PractitionerRole.rs",
)
"""What an app that works beside one chart is registered with here."""
BACKEND_SCOPES: Final = ("system/*.cruds",)


@dataclass(frozen=True, slots=True)
class Registration:
    """An app, as its vendor and the record system agreed on it.

    `kind` says how it proves who it is: `public` not at all, `symmetric` by a secret, `asymmetric`
    by a signed assertion, `backend` by the same and without a person. Scopes may be of version 1.
    Keys are given (`jwks`) or fetched (`jwks_url`), which is also the only `jku` that is accepted.
    """

    client_id: str
    kind: Kind = "public"
    redirect_uris: tuple[str, ...] = ()
    launch_url: str = ""
    name: str = "Chartside"
    secret: str = field(default="", repr=False)
    jwks: Mapping[str, Any] | None = None
    jwks_url: str = ""
    scopes: tuple[str, ...] = DEFAULT_SCOPES
