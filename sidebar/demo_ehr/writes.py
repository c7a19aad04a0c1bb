"""Writing to the demonstration server: one resource, or several at once.

Create (also conditionally), update and patch in the version that was read, transaction and batch.
A resource is checked against R4 before it is kept, and against the token's scopes and patient after
that and before it is committed: what the token does not reach is rolled back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from chartside.errors import UsageError
from chartside.fhir.r4 import ID, RESOURCE_TYPES
from chartside.fhir.validation import problems
from chartside.sidebar.demo_ehr.outcomes import Refused, unknown
from chartside.sidebar.demo_ehr.permits import Permit
from chartside.sidebar.demo_ehr.records import JSON, Held, NotKept, Records, decode

_ETAG: Final = re.compile(r'W/"([A-Za-z0-9\-.]{1,64})"')
_ONCE: Final = re.compile(r"identifier=[^&,;]+")
"""What a create may be made conditional on: other searches would tell of other charts."""
_NOT_WRITTEN: Final = frozenset({"Patient", "Practitioner", "PractitionerRole", "Organization"})
"""Types that this system keeps itself."""


class Written(NamedTuple):
    """What became of a write: 201 created, 200 changed or there already."""

    status: int
    kind: str
    id: str
    held: Held

    def location(self, base: str) -> str:
        """The address of the version."""
        return f"{base}/{self.kind}/{self.id}/_history/{self.held.version}"


@dataclass(frozen=True, slots=True)
class Writes:
    """Writes with one token's permit. The caller opens the transaction, and `Refused` ends it."""

    records: Records
    permit: Permit

    def create(self, kind: str, resource: JSON, once: str = "", id_: str = "") -> Written:
        """Keep a new resource; `once` is a search: where it finds one, nothing is written.

        Raises:
            Refused: Not valid, not permitted, or more than one found.
        """
        self.permit.require_kind(kind, "c")
        _require_valid(kind, resource)
        there = self._there(kind, once) if once else None
        if there is not None:
            return there
        return self._keep(201, {**resource, "id": id_ or self.records.new_id(kind)}, 1, "c")

    def _there(self, kind: str, once: str) -> Written | None:
        if not _ONCE.fullmatch(once):
            raise Refused(412, "not-supported", "a create is conditional on one identifier")
        try:
            found = self.records.store.search_bundle(f"{kind}?{once}")
        except UsageError as wrong:
            raise Refused(400, "invalid", str(wrong)) from None
        entries = found.get("entry", [])
        if len(entries) > 1:
            raise Refused(412, "multiple-matches", "If-None-Exist finds more than one")
        if not entries:
            return None
        id_ = str(decode(entries[0]["resource"])["id"])
        self.permit.require(kind, id_, "c")
        held = self.records.held(kind, id_)
        return Written(200, kind, id_, held) if held else None

    def update(self, kind: str, id_: str, resource: JSON, match: str) -> Written:
        """Keep the next version of a resource.

        Raises:
            Refused: Not there, another version than the newest, not valid or not permitted.
        """
        held = self._changing(kind, id_, match)
        if resource.get("id") != id_:
            raise Refused(400, "invalid", "the id of the resource is not the one of the address")
        _require_valid(kind, resource)
        return self._keep(200, resource, int(held.version) + 1, "u")

    def patch(self, kind: str, id_: str, patch: JSON, match: str) -> Written:
        """Replace elements of a resource by a FHIRPath Patch: operations `replace`, `Type.element`.

        Raises:
            Refused: As for `update`, or another kind of patch.
        """
        held = self._changing(kind, id_, match)
        changed = decode(held.raw)
        for name, value in _replaced(kind, patch):
            if name not in changed:
                raise Refused(422, "processing", "a path of the patch leads to nothing")
            changed[name] = value
        _require_valid(kind, changed)
        return self._keep(200, changed, int(held.version) + 1, "u")

    def _changing(self, kind: str, id_: str, match: str) -> Held:
        self.permit.require_kind(kind, "u")
        held = self.records.held(kind, id_)
        if held is None:
            raise unknown(f"{kind}/{id_}")
        self.permit.require(kind, id_, "u")
        version = _ETAG.fullmatch(match)
        if version is None:
            raise Refused(412, "conflict", "an update names the version it was read in: If-Match")
        if version[1] != held.version:
            raise Refused(412, "conflict", f"the newest version is {held.version}")
        return held

    def _keep(self, status: int, resource: JSON, version: int, letter: str) -> Written:
        kind, id_ = resource["resourceType"], resource["id"]
        try:
            held = self.records.write(resource, version)
        except NotKept as wrong:
            raise Refused(422, "processing", f"{kind} {wrong}") from None
        self.permit.require(kind, id_, letter)
        return Written(status, kind, id_, held)


def _require_valid(kind: str, resource: Mapping[str, Any]) -> None:
    if kind in _NOT_WRITTEN or kind not in RESOURCE_TYPES:
        raise Refused(405, "not-supported", f"{kind} is not written from outside")
    if resource.get("resourceType") != kind:
        raise Refused(400, "invalid", "the resource is of another type than the address")
    wrong = problems(resource, "R4")
    if wrong:
        named = ", ".join(f"{one.element}: {one.reason}" for one in wrong[:5])
        raise Refused(422, "invariant", f"not valid R4: {named}")


def _replaced(kind: str, patch: JSON) -> list[tuple[str, Any]]:
    """The elements that a patch replaces, with their values."""
    wrong = Refused(422, "not-supported", "a patch replaces elements, by FHIRPath Patch")
    operations = patch.get("parameter")
    if patch.get("resourceType") != "Parameters" or not isinstance(operations, list):
        raise wrong
    found = []
    for operation in operations:
        parts = operation.get("part") if isinstance(operation, dict) else None
        if not isinstance(parts, list):
            raise wrong
        said = {str(part.get("name")): _value(part) for part in parts if isinstance(part, dict)}
        path = re.fullmatch(rf"{kind}\.([a-z][A-Za-z]*)", str(said.get("path")))
        if said.get("type") != "replace" or path is None or "value" not in said:
            raise wrong
        if path[1] in {"id", "meta", "subject", "patient"}:
            raise Refused(422, "business-rule", "a patch changes neither whose it is nor its id")
        found.append((path[1], said["value"]))
    return found


def _value(part: JSON) -> Any:
    return next((value for name, value in part.items() if name.startswith("value")), None)


def json_resource(data: bytes) -> JSON:
    """The object of a body.

    Raises:
        Refused: It is none.
    """
    try:
        found = decode(data)
    except (ValueError, RecursionError):
        raise Refused(400, "structure", "the body is not JSON") from None
    if not isinstance(found, dict):
        raise Refused(400, "structure", "the body is not a resource")
    return found


def require_id(id_: str) -> str:
    """An id that is one.

    Raises:
        Refused: It is not.
    """
    if not ID.fullmatch(id_):
        raise Refused(400, "invalid", "not the id of a resource")
    return id_
