"""A study of images as an ImagingStudy describes it: its UIDs, and the archive that keeps it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.fhir.attachments import objects
from chartside.fhir.imaging.uids import uid_of

Json = Mapping[str, Any]
_UIDS: Final = "urn:dicom:uid"
_ARCHIVES: Final = frozenset({"dicom-wado-rs", "dicom-qido-rs"})
"""Connection types of DICOMweb: FHIR R4, endpoint-connection-type."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a study; `instances` are UIDs in the order of the resource."""

    uid: str
    modality: str = ""
    instances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """A study: `reference` is its `Type/id`, `archives` the addresses of DICOMweb servers.

    An address is what the record says: nothing is asked there unless a site allows it.
    """

    reference: str
    uid: str
    series: tuple[Series, ...] = ()
    archives: tuple[str, ...] = field(default=(), repr=False)


def study_of(body: Json, raw: Callable[[str], Json | None]) -> Study | None:
    """The study of an ImagingStudy; None where it has no UID, and for other resources.

    Args:
        body: The resource.
        raw: Gives a resource of the record by its reference: the Endpoint that a study names.
    """
    if body.get("resourceType") != "ImagingStudy":
        return None
    uid = next(_study_uids(body), "")
    if not uid:
        return None
    series = tuple(_series(one) for one in objects(body.get("series")) if uid_of(one.get("uid")))
    named = [*objects(body.get("endpoint"))]
    named += [e for one in objects(body.get("series")) for e in objects(one.get("endpoint"))]
    addresses = dict.fromkeys(a for one in named if (a := _address(one, body, raw)))
    return Study(f"ImagingStudy/{body.get('id', '')}", uid, series, tuple(addresses))


def _study_uids(body: Json) -> Iterator[str]:
    """By its system first; a record may leave the system out, or have STU3's `uid`."""
    known = list(objects(body.get("identifier")))
    for one in sorted(known, key=lambda i: i.get("system") != _UIDS):
        written = one.get("value")
        marked = one.get("system") == _UIDS or str(written).startswith("urn:oid:")
        if marked and (uid := uid_of(written)):
            yield uid
    if uid := uid_of(body.get("uid")):
        yield uid


def _series(one: Json) -> Series:
    modality = one.get("modality")
    code = modality.get("code") if isinstance(modality, dict) else None
    instances = (uid_of(i.get("uid")) for i in objects(one.get("instance")))
    return Series(
        uid_of(one.get("uid")),
        code if isinstance(code, str) else "",
        tuple(uid for uid in instances if uid),
    )


def _address(named: Json, body: Json, raw: Callable[[str], Json | None]) -> str:
    """The address of an Endpoint of DICOMweb that is in use; empty for any other."""
    written = named.get("reference")
    if not isinstance(written, str):
        return ""
    held = _contained(body, written[1:]) if written.startswith("#") else raw(written)
    if not held or held.get("resourceType") != "Endpoint" or held.get("status", "active") in _OVER:
        return ""
    coded = held.get("connectionType")
    kinds = [coded] if isinstance(coded, dict) else list(objects(coded))
    kinds += [coding for kind in kinds for coding in objects(kind.get("coding"))]  # as in R5
    address = held.get("address")
    usable = any(kind.get("code") in _ARCHIVES for kind in kinds)
    return address if usable and isinstance(address, str) else ""


_OVER: Final = frozenset({"suspended", "error", "off", "entered-in-error", "test"})


def _contained(body: Json, identity: str) -> Json | None:
    return next((c for c in objects(body.get("contained")) if c.get("id") == identity), None)
