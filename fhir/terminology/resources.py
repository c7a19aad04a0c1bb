"""CodeSystem and ConceptMap resources, read into tables.

Read are R4 and R5. Concepts hang below one another by nesting, or by the properties `parent` and
`child`. Not read: supplements, and rules for what a map leaves out (`unmapped`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.errors import TerminologyError
from chartside.fhir.codes import Coding, canonical_system

Json = Mapping[str, Any]
MOST: Final = 1_000_000
"""Concepts of one code system, or pairs of one map; more is for a server."""


@dataclass(slots=True)
class Concept:
    """One code of a system."""

    code: str
    display: str = ""
    names: tuple[str, ...] = ()
    parents: set[str] = field(default_factory=set)  # folded as their system folds codes
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def inactive(self) -> bool:
        """Whether the system no longer uses the code."""
        retired = {"retired", "deprecated", "inactive"}
        return self.properties.get("inactive") == "true" or (
            self.properties.get("status") in retired
        )


@dataclass(slots=True)
class System:
    """A code system. `complete` if it holds all codes, `is_a` if its hierarchy means is-a."""

    url: str
    version: str
    complete: bool
    is_a: bool
    case_sensitive: bool
    concepts: dict[str, Concept]

    def fold(self, code: str) -> str:
        """The code as it is compared: in one case where the system does not tell cases apart."""
        return code if self.case_sensitive else code.casefold()

    def concept(self, code: str) -> Concept | None:
        """The concept of a code."""
        return self.concepts.get(self.fold(code))

    def ancestors(self, code: str) -> frozenset[str]:
        """Every code above a code, folded; a hierarchy that runs in a circle ends."""
        above: set[str] = set()
        waiting = [self.fold(code)]
        while waiting:
            concept = self.concepts.get(waiting.pop())
            new = (concept.parents if concept else set()) - above
            above |= new
            waiting += new
        return frozenset(above - {self.fold(code)})


def system(body: Json) -> System:
    """A CodeSystem resource as a table; raises `TypeError`, `KeyError` on what is none."""
    found = System(
        url=canonical_system(string(body["url"])),
        version=string(body.get("version")),
        complete=body.get("content") == "complete",
        is_a=body.get("hierarchyMeaning") == "is-a",
        case_sensitive=body.get("caseSensitive", True) is not False,
        concepts={},
    )
    for item, parent in _nested(body.get("concept"), "concept"):
        if len(found.concepts) >= MOST:
            raise TerminologyError("reading a CodeSystem", "too-large")
        concept = _concept(item)
        known = found.concepts.setdefault(found.fold(concept.code), concept)
        if parent:
            known.parents.add(found.fold(string(parent["code"])))
    _linked(found, body)
    return found


def _nested(items: Any, below: str) -> Iterator[tuple[Json, Json | None]]:
    """Items and those below them, however deep, each with the one above, in reading order."""
    waiting: list[tuple[Json, Json | None]] = [(i, None) for i in reversed(items or [])]
    while waiting:
        item, above = waiting.pop()
        yield item, above
        waiting += [(inner, item) for inner in reversed(item.get(below) or [])]


def _concept(item: Json) -> Concept:
    said = item.get("designation") or []
    return Concept(
        code=string(item["code"]),
        display=string(item.get("display")),
        names=tuple(string(d.get("value")) for d in said),
        properties={
            string(p["code"]): _value(p)
            for p in item.get("property") or []
            if p["code"] not in {"parent", "child"}
        },
    )


def _value(item: Json) -> str:
    """The value of a property as text; a Coding as its code."""
    value = next((v for k, v in item.items() if k.startswith("value")), "")
    if isinstance(value, Mapping):
        value = value.get("code", "")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _linked(found: System, body: Json) -> None:
    """Adds parents that are said by properties."""
    for item, _ in _nested(body.get("concept"), "concept"):
        for said in item.get("property") or []:
            if said["code"] == "parent" and (low := found.concept(string(item["code"]))):
                low.parents.add(found.fold(_value(said)))
            elif said["code"] == "child" and (low := found.concept(_value(said))):
                low.parents.add(found.fold(string(item["code"])))


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a map."""

    source: tuple[str, str]
    target: Coding
    equivalence: str
    concept_map: str


_R5: Final = {
    "equivalent": "equivalent",
    "source-is-narrower-than-target": "wider",
    "source-is-broader-than-target": "narrower",
    "related-to": "relatedto",
    "not-related-to": "disjoint",
}
"""R5 says what the source is to the target; R4 what the target is to the source."""


def pairs(body: Json) -> list[Pair]:
    """The lines of a ConceptMap that name a target; none of a group that names no systems."""
    found: list[Pair] = []
    for group in body.get("group") or []:
        source, goal = string(group.get("source")), string(group.get("target"))
        if not (source and goal):
            continue
        for element in group.get("element") or []:
            key = Coding(source, string(element.get("code"))).key
            for target in element.get("target") or []:
                if not target.get("code"):
                    continue
                if len(found) >= MOST:
                    raise TerminologyError("reading a ConceptMap", "too-large")
                coding = Coding(
                    canonical_system(goal), string(target["code"]), string(target.get("display"))
                )
                found.append(Pair(key, coding, equivalence(target), string(body.get("url"))))
    return found


def equivalence(target: Json) -> str:
    """How a target relates to its source, in R4's words, whichever version says it."""
    if "relationship" in target:
        return _R5.get(string(target["relationship"]), "relatedto")
    return string(target.get("equivalence")) or "relatedto"


def string(value: Any) -> str:
    """A string element, empty where it is absent; raises `TypeError` on anything else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise TypeError("a string was expected")
