"""Scopes as sets: what may be done, in either syntax of SMART (scopes and launch context, 2.2).

`.r` and `.s` together are `.rs`, version 1's `.read` is `.rs`, `*` covers each type, and access
without a query covers access with one. So two texts are compared as what they allow.
"""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple, Self

from typing_extensions import override

from chartside.errors import LaunchRefused

LETTERS: Final = "cruds"
"""Create, read, update, delete, search: in this order and no other."""
_LEVELS: Final = ("patient", "user", "system")
_V1: Final = {"read": "rs", "write": "cud", "*": LETTERS}
_OF_V1: Final = {frozenset("rs"): "read", frozenset("cud"): "write", frozenset(LETTERS): "*"}
_RESOURCE: Final = re.compile(
    r"(?P<level>patient|user|system)/(?P<type>[A-Z][A-Za-z]{0,63}|\*)"
    r"\.(?P<may>read|write|\*|(?=[cruds])c?r?u?d?s?)(\?(?P<query>[^?\s]+))?"
)
_CONTEXT: Final = re.compile(r"launch(/[a-z]{1,64}(\?role=[^\s?&]+)?)?")
"""Types in small letters, and one role at most."""
_ALIKE: Final = re.compile(r"(launch|patient|user|system)(/.*)?", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,1024}")
"""RFC 6749 3.3; what is written otherwise is no scope of any kind."""
_FIRST: Final = ("launch", "openid", "fhirUser", "profile", "online_access", "offline_access")
_LONGEST: Final = 65_536


class Access(NamedTuple):
    """One thing that may be done: `patient`, `Observation`, `s`, and a query or nothing."""

    level: str
    type: str
    letter: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Scopes:
    """A set of scopes; equal to another that allows the same.

    Attributes:
        access: What may be done with resources, in the fewest terms.
        others: Context, identity, and whatever else a server knows, as written.
    """

    access: frozenset[Access] = frozenset()
    others: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The scopes of a text with spaces between them.

        What cannot be read as access to resources is kept and allows none: `patient/Patient.dus`
        has its letters out of order, and could be a word of another convention.

        Raises:
            LaunchRefused: `scope`, where the text is longer than any that would be sent.

        >>> str(Scopes.parse("patient/Observation.s openid patient/Observation.r"))
        'openid patient/Observation.rs'
        """
        if len(text) > _LONGEST:
            raise LaunchRefused("scope")
        access: set[Access] = set()
        others: set[str] = set()
        for word in text.split():
            if found := _RESOURCE.fullmatch(word):
                access.update(_access(found))
            elif _TOKEN.fullmatch(word):
                others.add(word)
        return cls(_fewest(access), frozenset(others))

    def allows(self, resource: str, letters: str, level: str | None = None) -> bool:
        """Whether each of these may be done with every resource of a type that is in reach.

        Args:
            resource: A resource type.
            letters: Some of `cruds`.
            level: `patient`, `user` or `system`; None for any of them.
        """
        levels = _LEVELS if level is None else (level,)
        return bool(letters) and all(
            any(_covers(self.access, Access(one, resource, letter)) for one in levels)
            for letter in letters
        )

    def queries(self, resource: str, letter: str) -> frozenset[str]:
        """The queries to which access to a type is confined; empty where it is not, or is none."""
        if self.allows(resource, letter):
            return frozenset()
        return frozenset(
            one.query
            for one in self.access
            if one.letter == letter and one.type in {resource, "*"} and one.query
        )

    def has(self, scope: str) -> bool:
        """Whether a scope of context or identity is among them, such as `openid`."""
        return scope in self.others

    def missing(self, asked: "Scopes") -> "Scopes":
        """What of `asked` is not here."""
        return Scopes(
            frozenset(one for one in asked.access if not _covers(self.access, one)),
            asked.others - self.others,
        )

    def misspelt(self) -> frozenset[str]:
        """Scopes that look like SMART's and are not written as SMART writes them."""
        return frozenset(
            one for one in self.others if _ALIKE.fullmatch(one) and not _CONTEXT.fullmatch(one)
        )

    def __or__(self, more: "Scopes") -> "Scopes":
        """Both together."""
        return Scopes(_fewest(self.access | more.access), self.others | more.others)

    def without(self, *others: str) -> "Scopes":
        """These but for some scopes of context or identity."""
        return Scopes(self.access, self.others - set(others))

    @override
    def __str__(self) -> str:
        """As version 2 writes them, in one order and the shortest form."""
        return " ".join([*_ordered(self.others), *_written(self.access, v1=False)])

    def as_v1(self) -> str:
        """As version 1 writes them, for servers that know no other.

        It has no letters and no queries, so that the text may ask for more: `.read` for `.r`.
        """
        return " ".join([*_ordered(self.others), *_written(self.access, v1=True)])


def _access(found: re.Match[str]) -> Iterator[Access]:
    query = "&".join(sorted(set((found["query"] or "").split("&"))))
    for letter in _V1.get(found["may"], found["may"]):
        yield Access(found["level"], found["type"], letter, query)


def _wider(one: Access) -> set[Access]:
    """Access that holds this one within it, and this one."""
    return {
        Access(one.level, kind, one.letter, query)
        for kind in (one.type, "*")
        for query in (one.query, "")
    }


def _covers(held: Set[Access], one: Access) -> bool:
    return not _wider(one).isdisjoint(held)


def _fewest(access: Set[Access]) -> frozenset[Access]:
    return frozenset(one for one in access if (_wider(one) - {one}).isdisjoint(access))


def _ordered(others: Iterable[str]) -> list[str]:
    def place(scope: str) -> tuple[int, str]:
        head = scope.partition("/")[0]
        return (_FIRST.index(head) if head in _FIRST else len(_FIRST), scope)

    return sorted(others, key=place)


def _written(access: Iterable[Access], *, v1: bool) -> Iterator[str]:
    def group(one: Access) -> tuple[int, str, str]:
        return _LEVELS.index(one.level), one.type, "" if v1 else one.query

    for (level, kind, query), ones in groupby(sorted(access, key=group), group):
        letters = {one.letter for one in ones}
        may = _words(letters) if v1 else "".join(sorted(letters, key=LETTERS.index))
        yield f"{_LEVELS[level]}/{kind}.{may}" + (f"?{query}" if query else "")


def _words(letters: set[str]) -> str:
    fitting = [words for words in _OF_V1 if letters <= words]
    return _OF_V1[min(fitting, key=len)]


READING: Final = Scopes.parse(
    "launch openid fhirUser patient/Patient.r "
    "patient/Condition.rs patient/AllergyIntolerance.rs patient/FamilyMemberHistory.rs "
    "patient/MedicationRequest.rs patient/MedicationStatement.rs patient/MedicationDispense.rs "
    "patient/MedicationAdministration.rs patient/Medication.r patient/Observation.rs "
    "patient/DiagnosticReport.rs patient/DocumentReference.rs patient/Binary.r "
    "patient/Encounter.rs patient/Procedure.rs patient/Immunization.rs patient/ServiceRequest.rs "
    "patient/CarePlan.rs patient/Goal.rs"
)
"""The least that a chart of one patient is read with, and a signer known by."""

WRITING: Final = Scopes.parse("patient/DocumentReference.c patient/Provenance.c")
"""What is asked for in addition where signed documents are written back."""
