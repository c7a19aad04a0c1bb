"""What a site says of its sidebar: where it is reached, which EHRs may open it, who may sign.

One TOML file (`chartside serve --site FILE`). Secrets are not in it: it names the environment
variables or the files that hold them.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from chartside.errors import UsageError
from chartside.fhir.network import origin_of, server_address

_READS: Final = (
    *("Patient", "Observation", "Condition", "AllergyIntolerance", "Encounter", "Procedure"),
    *("MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration"),
    *("DiagnosticReport", "DocumentReference", "Composition", "ImagingStudy", "Immunization"),
    *("Media", "FamilyMemberHistory"),
    *("ServiceRequest", "CarePlan", "CareTeam", "Goal", "Flag", "Device", "DeviceUseStatement"),
)
_REFERS_TO: Final = ("Binary", "Medication", "Organization", "Location", "Endpoint")
SCOPES: Final = " ".join(
    (
        "launch openid fhirUser online_access",
        *(f"patient/{kind}.rs" for kind in _READS),
        *(f"patient/{kind}.r" for kind in _REFERS_TO),
        "user/Practitioner.r user/PractitionerRole.r",
    )
)
"""What is asked for where a site names nothing else: to read what a document needs, and to write
nothing."""
_WRITES: Final = "patient/DocumentReference.cu patient/Provenance.c patient/AuditEvent.c"
"""What is asked for besides where signed documents are written back, and an older one is marked."""


def _address(text: str) -> str:
    """An http(s) address as written, without a slash at its end; http on this machine only."""
    try:
        server_address(text, what="it")
    except UsageError as wrong:
        raise ValueError(str(wrong)) from None
    return text.rstrip("/")


def _origin(text: str) -> str:
    """An address without a path, as browsers write origins."""
    address = _address(text)
    if address.count("/") > _SLASHES:
        raise ValueError("an origin has no path")
    return _of(address)


def _of(address: str) -> str:
    """The origin of an address that is one."""
    return str(origin_of(address))


_SLASHES: Final = len("//")
Address = Annotated[str, AfterValidator(_address)]
Origin = Annotated[str, AfterValidator(_origin)]
Name = Annotated[str, Field(pattern=r"\A[a-z0-9][a-z0-9-]{0,19}\z")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class CdsClient(_Part):
    """A CDS Hooks client: the issuer of its tokens, and where its public keys come from.

    `jwks` is a file with pinned keys, `keys_url` the one address that they may be fetched from.
    """

    iss: str
    jwks: Path | None = None
    keys_url: Address | None = None
    tenant: str = ""
    origins: tuple[Origin, ...] = ()
    """Browsers of which origins may call (CORS)."""

    @model_validator(mode="after")
    def _one_source(self) -> "CdsClient":
        if (self.jwks is None) == (self.keys_url is None):
            raise ValueError("either jwks or keys_url")
        return self


class RegisteredEHR(_Part):
    """An EHR that may launch the sidebar, and how Chartside is registered with it."""

    name: Name
    fhir: Address
    """Its FHIR base URL: the `iss` of its launches."""
    client_id: str
    client: Literal["public", "symmetric", "asymmetric"] = "public"
    secret: str = ""
    """The environment variable with the client secret, of a symmetric client."""
    key: Path | None = None
    """The private key (PEM or JWK) of an asymmetric client."""
    key_id: str = ""
    scopes: str = SCOPES
    write_back: bool = False
    """Whether a signed document goes to the EHR as soon as it is signed."""
    step_up: Literal["auth-time", "new-token"] = "auth-time"
    """What proves that a person has just authenticated again before they sign: `auth_time` of the
    id_token, or, where the EHR gives none, that a token was issued after `prompt=login`."""
    takes_max_age: bool = False
    """Whether its authorisation server knows `max_age`."""
    frames: tuple[Origin, ...] = ()
    """Which origins may show the sidebar in a frame."""
    origins: tuple[Origin, ...] = ()
    """Other origins that belong to this EHR: its authorisation server, its attachments."""
    people: Mapping[str, str] = Field(default_factory=dict)
    """Who may do what: a role of the sign-off policy for a `fhirUser` such as `Practitioner/1`."""
    default_role: str = ""
    """The role of everybody else who launches; empty: they may read, and change nothing."""
    cds: tuple[CdsClient, ...] = ()

    @property
    def asked(self) -> str:
        """The scopes that a launch asks for."""
        return f"{self.scopes} {_WRITES}" if self.write_back else self.scopes

    @property
    def reach(self) -> frozenset[str]:
        """The origins that belong to this EHR."""
        return frozenset((_of(self.fhir), *self.origins))

    def role_of(self, fhir_user: str) -> str:
        """The role of a person, by `Practitioner/id`; empty where they may only read."""
        return self.people.get(fhir_user, self.default_role)


class Site(_Part):
    """Everything that `chartside serve` is told."""

    url: Address
    """Where browsers reach this service; nothing is ever taken from the Host header."""
    ehr: tuple[RegisteredEHR, ...] = Field(min_length=1)
    reasoner: str = "extractive"
    languages: tuple[Literal["en", "de"], ...] = ("en", "de")
    idle_minutes: Annotated[int, Field(ge=1, le=240)] = 15
    """A session ends after so long without a sign of its person."""
    session_minutes: Annotated[int, Field(ge=1, le=1440)] = 480
    snapshot_days: Annotated[int, Field(ge=2, le=3650)] = 14
    """A snapshot of a chart is deleted after so many days in which nobody opened it."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that write drafts."""
    operator_token: str = ""
    """The environment variable with the bearer token for `/metrics` and the whole audit; empty:
    metrics are given to this machine only, and the whole audit to nobody."""

    @model_validator(mode="after")
    def _told_apart(self) -> "Site":
        for what in ("name", "fhir"):
            if len({getattr(one, what) for one in self.ehr}) != len(self.ehr):
                raise ValueError(f"two EHRs with one {what}")
        return self

    @property
    def origin(self) -> str:
        """Scheme, host and port of this service."""
        return _of(self.url)

    def launched_by(self, iss: str) -> RegisteredEHR | None:
        """The EHR whose FHIR base a launch names; None: it is not registered here."""
        return next((one for one in self.ehr if one.fhir == iss.rstrip("/")), None)

    def named(self, name: str) -> RegisteredEHR:
        """The EHR of this name; `UsageError` where there is none."""
        for one in self.ehr:
            if one.name == name:
                return one
        raise UsageError("there is no EHR of this name here")


def read_site(path: Path) -> Site:
    """The site's file. Relative paths in it are taken from its folder.

    Raises:
        UsageError: It is not there, no TOML, or wrong; the message names the fields.
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise UsageError(f"{path} cannot be read: {wrong.strerror or 'no'}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise UsageError(f"{path} is not TOML: {wrong}") from None
    return site_of(held)


def site_of(held: Mapping[str, object]) -> Site:
    """A site from plain values; `UsageError` names the fields that are wrong."""
    try:
        return Site.model_validate(held)
    except ValidationError as wrong:
        found = [
            f"{'.'.join(str(part) for part in error['loc']) or 'site'} ({error['msg']})"
            for error in wrong.errors(include_input=False, include_url=False)
        ]
        raise UsageError(f"the site is described wrongly: {'; '.join(found)}") from None
