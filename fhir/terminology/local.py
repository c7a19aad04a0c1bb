"""A terminology service over the CodeSystem, ValueSet and ConceptMap resources that a user has."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import msgspec

from chartside.errors import TerminologyError
from chartside.fhir import ucum
from chartside.fhir.codes import UCUM, Coding, canonical_system
from chartside.fhir.found import Found, SetAside
from chartside.fhir.reading import files, read
from chartside.fhir.terminology.resources import Concept, Json, Pair, System, pairs, system
from chartside.fhir.terminology.service import (
    LIMIT,
    Meaning,
    Subsumption,
    Translation,
    Validation,
)
from chartside.fhir.terminology.value_sets import Library
from chartside.fhir.ucum_names import in_words

_SHAPES = (TypeError, KeyError, AttributeError, ValueError, RecursionError, msgspec.MsgspecError)
"""What a resource of the wrong shape makes a reader raise."""


class LocalTerminology:
    """Meanings from resources at hand; UCUM is always among them.

    Of two resources with one URL the first counts. What could not be read is in `set_aside`.
    """

    def __init__(self, resources: Iterable[Json] = ()) -> None:
        self.set_aside: list[SetAside] = []
        self._systems: dict[str, System] = {}
        self._value_sets: dict[str, Json] = {}
        self._pairs: list[Pair] = []
        for position, body in enumerate(resources, start=1):
            self._take(body, "resources", position)
        self._library = Library(self._systems, self._value_sets)
        self._by_source: dict[tuple[str, str], list[Pair]] = {}
        self._index()

    @classmethod
    def read(cls, sources: Sequence[Path]) -> Self:
        """A service over files and folders of FHIR JSON: single resources, Bundles, NDJSON.

        Raises:
            UsageError: A source does not exist.
            NotFHIR: A named file, or a whole folder, holds no FHIR JSON.
        """
        found = cls()
        for file in files(sources):
            for batch in read(file):
                found.set_aside += batch.set_aside
                for item in batch.items:
                    try:
                        body = msgspec.json.decode(item.raw)
                    except _SHAPES:
                        found._aside(item.source, item.line, "cannot be read")
                    else:
                        found._take(body, item.source, item.line)
        found._index()
        return found

    def _take(self, body: Json, source: str, line: int) -> None:
        try:
            match body["resourceType"]:
                case "CodeSystem":
                    read_in = system(body)
                    self._systems.setdefault(read_in.url, read_in)
                case "ValueSet":
                    self._value_sets.setdefault(body["url"], body)
                case "ConceptMap":
                    self._pairs += (found := pairs(body))
                    if not found:
                        self._aside(source, line, "maps no code of a named system to another")
        except _SHAPES:
            self._aside(source, line, "is not shaped as its resource type")
        except TerminologyError as large:
            self._aside(source, line, large.reason)

    def _aside(self, source: str, line: int, reason: str) -> None:
        self.set_aside.append(SetAside(source, line, reason))

    def _index(self) -> None:
        self._by_source.clear()
        for pair in self._pairs:
            self._by_source.setdefault(pair.source, []).append(pair)

    async def expand(self, value_set: str, *, text: str = "", limit: int = LIMIT) -> Found[Coding]:
        """The codes of a value set, in its order.

        Raises:
            TerminologyError: `unknown`, `unsupported`, `too-large` or `not-fhir`; see `Library`.
        """
        members = self._members(value_set)
        wanted = text.casefold()
        chosen = [c for c in members.values() if wanted in c.display.casefold()]
        return Found(
            items=tuple(chosen[:limit]),
            query=f"$expand {value_set}",
            truncated=len(chosen) > limit,
            total=len(chosen),
        )

    def _members(self, value_set: str) -> dict[tuple[str, str], Coding]:
        try:
            return self._library.members(value_set)
        except _SHAPES as wrong:
            raise TerminologyError("$expand", "not-fhir") from wrong

    async def lookup(self, coding: Coding) -> Meaning | None:
        """What a code is called."""
        url, code = coding.key
        if url == UCUM:
            said = in_words(code) if code else None
            return Meaning(Coding(UCUM, code, said)) if said else None
        held = self._systems.get(url)
        concept = held.concept(code) if held else None
        if held is None or concept is None:
            return None
        known = Coding(url, concept.code, concept.display)
        return Meaning(known, concept.names, held.version, concept.inactive)

    async def translate(
        self, coding: Coding, *, to: str = "", concept_map: str = ""
    ) -> tuple[Translation, ...]:
        """What the maps at hand give for a code, source to target only."""
        goal = canonical_system(to)
        return tuple(
            Translation(pair.target, pair.equivalence, pair.concept_map)
            for pair in self._by_source.get(coding.key, ())
            if (not to or pair.target.system == goal)
            and concept_map in {"", pair.concept_map}
            and pair.equivalence != "unmatched"
        )

    async def validate_code(self, coding: Coding, *, value_set: str = "") -> Validation:
        """Whether a code is one of its system, or of a value set at hand."""
        if value_set:
            return self._in(coding, value_set)
        url, code = coding.key
        if url == UCUM:
            return Validation(ucum.is_valid(code), display=in_words(code) or "")
        held = self._systems.get(url)
        concept = held.concept(code) if held else None
        if concept is not None:
            return Validation(valid=True, display=concept.display)
        if held is None or not held.complete:
            return Validation(valid=None, message="the code system is not at hand")
        return Validation(valid=False, message="the code system has no such code")

    def _in(self, coding: Coding, value_set: str) -> Validation:
        try:
            member = self._members(value_set).get(coding.key)
        except TerminologyError as unknown:
            return Validation(valid=None, message=unknown.reason)
        if member is None:
            return Validation(valid=False, message="the value set has no such code")
        return Validation(valid=True, display=member.display)

    async def subsumes(self, system: str, one: str, other: str) -> Subsumption | None:
        """How two codes lie in a system whose hierarchy is said to mean is-a."""
        held = self._systems.get(canonical_system(system))
        left = held.concept(one) if held else None
        right = held.concept(other) if held else None
        if held is None or left is None or right is None:
            return None
        return _relation(held, left, right)

    def pairs(self) -> dict[tuple[tuple[str, str], tuple[str, str]], bool]:
        """Pairs that the maps say are one thing (True) or have nothing to do with each other.

        For `chartside.fhir.equivalence.ByMap`. A wider or narrower target is no equivalent.
        """
        same = {"equal": True, "equivalent": True, "disjoint": False}
        return {
            (p.source, p.target.key): same[p.equivalence]
            for p in self._pairs
            if p.equivalence in same
        }


def _relation(held: System, left: Concept, right: Concept) -> Subsumption | None:
    if left is right:
        return "equivalent"
    if not held.is_a:
        return None
    if held.fold(left.code) in held.ancestors(right.code):
        return "subsumes"
    if held.fold(right.code) in held.ancestors(left.code):
        return "subsumed-by"
    return "not-subsumed"
