"""What came as prefetch: what is there, what is missing, what failed, what is only a part.

A key that is missing was not satisfied; `null` says that there is no data; an OperationOutcome says
that the client could not get it either, so that the server is not asked again; a Bundle with a next
page is a part and is said to be one (CDS Hooks 2.0, "Prefetch Template").
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Final

import msgspec

from chartside.sidebar.cds.services import MEDICATIONS, NEEDED, PATIENT, RESULTS, TEMPLATES

_BAD: Final = frozenset({"error", "fatal"})
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """The data of a call by prefetch key, and how each of the other keys stands."""

    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    empty: Set[str] = _NONE
    missing: Set[str] = _NONE
    failed: Set[str] = _NONE
    partial: Set[str] = _NONE

    @property
    def lacking(self) -> tuple[str, ...]:
        """The keys without which nothing can be checked."""
        return tuple(key for key in NEEDED if key in self.missing | self.failed)

    @property
    def incomplete(self) -> tuple[str, ...]:
        """What was not looked at in full, in words for a clinician."""
        not_at_hand = self.missing | self.failed
        said = [f"{_NAMES[key]} (not at hand)" for key in TEMPLATES if key in not_at_hand]
        partly = [key for key in TEMPLATES if key in self.partial and key != RESULTS]
        return (*said, *(f"{_NAMES[key]} (only a part)" for key in partly))

    @property
    def in_part(self) -> bool:
        """Whether allergies or medicines came in part only."""
        return not self.partial.isdisjoint(NEEDED)

    def with_fetched(self, fetched: "Given") -> "Given":
        """Together with what was fetched of the missing keys."""
        return Given(
            {**self.data, **fetched.data},
            self.empty | fetched.empty,
            self.missing - fetched.data.keys() - fetched.empty - fetched.failed,
            self.failed | fetched.failed,
            self.partial | fetched.partial,
        )


_NAMES: Final = {
    PATIENT: "the patient",
    "allergies": "allergies",
    MEDICATIONS: "medicines",
    RESULTS: "laboratory results",
}


class _Link(msgspec.Struct):
    relation: str = ""


class _Issue(msgspec.Struct):
    severity: str = ""


class _Entry(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw(b"null")


class _Resource(msgspec.Struct, rename={"kind": "resourceType"}):
    kind: str = ""
    id: str = ""
    link: list[_Link] = []
    issue: list[_Issue] = []
    entry: list[_Entry] = []


class _Head(msgspec.Struct, rename={"kind": "resourceType"}):
    kind: str = ""
    issue: list[_Issue] = []


_resource: Final = msgspec.json.Decoder(_Resource)
_head: Final = msgspec.json.Decoder(_Head)


def given(prefetch: Mapping[str, bytes | None], patient: str) -> Given:
    """How the keys that we ask for stand; other keys are not looked at.

    Args:
        prefetch: The JSON of each key, None for `null`.
        patient: The id of the patient that the call is about.
    """
    data: dict[str, bytes] = {}
    failed: set[str] = set()
    partial: set[str] = set()
    for key in TEMPLATES.keys() & prefetch.keys():
        raw = prefetch[key]
        if raw is None:
            continue
        usable, whole = _standing(key, raw, patient)
        if usable:
            data[key] = raw
            partial |= set() if whole else {key}
        else:
            failed.add(key)
    empty = {key for key in TEMPLATES.keys() & prefetch.keys() if prefetch[key] is None}
    if PATIENT in empty:  # nobody is checked against a patient whom the server does not know
        empty.discard(PATIENT)
        failed.add(PATIENT)
    return Given(data, empty, TEMPLATES.keys() - prefetch.keys(), failed, partial)


def _standing(key: str, raw: bytes, patient: str) -> tuple[bool, bool]:
    """Whether a value is what its template asks for, and whether it is all of it."""
    try:
        held = _resource.decode(raw)
        if key == PATIENT:
            return held.kind == "Patient" and held.id == patient, True
        if held.kind != "Bundle":
            return False, True
        whole = not any(link.relation == "next" for link in held.link)
        return True, whole and not any(_is_failure(entry.resource) for entry in held.entry)
    except _UNREADABLE:
        return False, True


def _is_failure(raw: msgspec.Raw) -> bool:
    """Whether an entry is an OperationOutcome that tells of an error, or is unreadable."""
    head = _head.decode(raw) if bytes(raw) != b"null" else _Head()
    return head.kind == "OperationOutcome" and any(i.severity in _BAD for i in head.issue)
