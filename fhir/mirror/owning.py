"""Whose a pulled resource is, before it comes anywhere near the record."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from chartside.fhir.compartment import CONTAINED, NOBODY, SEVERAL
from chartside.fhir.found import SetAside
from chartside.fhir.received import Received, values
from chartside.fhir.references import address
from chartside.fhir.server.bundles import Held
from chartside.fhir.writing import owner

_REASONS: Final = {
    NOBODY: "it names no patient",
    SEVERAL: "it names more than one patient",
    CONTAINED: "its patient is contained in it, and no patient of the server",
}
_ANOTHER: Final = "it is about another patient than the one that was asked for"
_ABROAD: Final = "it names a patient by a reference that leads nowhere on this server"
_CUT: Final = "the server gave a part of it only"


class Home:
    """What the references of one server mean: its own base, and how it calls itself inside.

    A server behind a proxy writes its inner address. That is learnt from the full URLs that it
    gives to its own resources.
    """

    def __init__(self, base: str) -> None:
        self._base = f"{base}/"
        self._bases = {self._base}

    def learn(self, held: Iterable[Held]) -> None:
        """Take the addresses of resources that end in their own `Type/id`."""
        for one in held:
            found = address(one.full_url)
            if found is not None and found.reference == f"{one.type}/{one.id}":
                self._bases.add(found.base)

    @property
    def inner(self) -> frozenset[str]:
        """How the server calls itself otherwise, with a slash at the end."""
        return frozenset(self._bases - {self._base})

    def get(self, text: str, /) -> str | None:
        """`Type/id` of an address on this server; another server's as it is; None: no address."""
        found = address(text)
        if found is None:
            return None
        return found.reference if found.base in self._bases else text


def refused(one: Held, patient: str, home: Home, source: str) -> SetAside | None:
    """Why a resource does not come in; None where it is the patient's, or nobody's by its type."""
    resource = values(Received(source, 0, one.type, one.id, None, one.raw))
    reference = f"{one.type}/{one.id}"
    if isinstance(resource, SetAside):
        return SetAside(source, None, resource.reason, reference)
    if _is_part(resource):
        return SetAside(source, None, _CUT, reference)
    whose = owner(one.type, one.id, resource, home)
    if whose in {patient, ""}:
        return None
    reason = _REASONS.get(whose, _ANOTHER if whose.startswith("Patient/") else _ABROAD)
    return SetAside(source, None, reason, reference)


def _is_part(resource: Mapping[str, Any]) -> bool:
    """Whether it is tagged SUBSETTED: elements of it are missing, which say nothing then."""
    meta = resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return isinstance(tags, list) and any(
        isinstance(tag, dict) and tag.get("code") == "SUBSETTED" for tag in tags
    )
