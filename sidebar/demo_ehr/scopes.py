"""SMART scopes as an authorization server reads them: what is granted, and what that permits.

Source: SMART App Launch 2.2.0, Scopes and Launch Context. Version 1 spells letters as words:
`read` is `rs`, `write` is `cud`, `*` is all of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from chartside.fhir.r4 import RESOURCE_TYPES

LETTERS: Final = "cruds"
CONTEXT: Final = frozenset(
    {
        "launch",
        "launch/patient",
        "launch/encounter",
        "openid",
        "fhirUser",
        "profile",
        "offline_access",
        "online_access",
    }
)
"""What is asked for beside access to resources, and known here."""
_WORDS: Final = {"read": "rs", "write": "cud", "*": LETTERS}
_SCOPE: Final = re.compile(r"(patient|user|system)/([A-Za-z]+|\*)\.([a-z]+|\*)(?:\?(\S+))?")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Access:
    """One scope over resources: whose, of which type, by which letters, and which of them.

    `where` is the query part, `category=…|laboratory`; empty for all.
    """

    level: str
    kind: str
    letters: frozenset[str]
    where: Pairs = ()

    def covers(self, kind: str, letter: str) -> bool:
        """Whether resources of a type are within it, some of them at least."""
        return self.kind in {"*", kind} and letter in self.letters


@lru_cache(maxsize=1024)
def access(scope: str) -> Access | None:
    """What a scope gives; None where it is none over resources, or not well written.

    Letters that are twice or out of order make it no scope.

    >>> sorted(access("patient/Observation.rs").letters)
    ['r', 's']
    >>> access("patient/Observation.sr") is None
    True
    """
    found = _SCOPE.fullmatch(scope)
    if found is None or found[2] not in {"*", *RESOURCE_TYPES}:
        return None
    letters = _WORDS.get(found[3], found[3])
    if [one for one in LETTERS if one in letters] != list(letters):
        return None
    where = tuple(parse_qsl(found[4] or "", keep_blank_values=True))
    if found[4] and (len(where) != 1 or not where[0][1]):
        return None  # one parameter, so that a search can be narrowed by it
    return Access(found[1], found[2], frozenset(letters), where)


def within(asked: str, allowed: Iterable[str]) -> bool:
    """Whether a scope is no more than the scopes that a client was registered with.

    Each letter may come from another of them; a query part only makes it less.
    """
    wanted = access(asked)
    listed = tuple(allowed)
    if wanted is None:
        return asked in CONTEXT and asked in listed
    held = [one for one in map(access, listed) if one is not None]
    return all(
        any(
            one.level == wanted.level
            and one.kind in {"*", wanted.kind}
            and letter in one.letters
            and one.where in {(), wanted.where}
            for one in held
        )
        for letter in wanted.letters
    )


def accesses(scopes: Iterable[str]) -> Iterator[Access]:
    """What each of these scopes gives, where it is one over resources."""
    for scope in scopes:
        found = access(scope)
        if found is not None:
            yield found
