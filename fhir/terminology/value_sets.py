"""Value sets, expanded from their rules over code systems at hand.

Covered: lists of codes, whole systems, the filters `is-a`, `descendent-of`, `is-not-a`, `=`, `in`,
`not-in` and `exists`, value sets within value sets, exclusions, and expansions that come with the
resource. Not covered: `regex` (a pattern out of a file is not run) and `generalizes`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chartside.errors import TerminologyError
from chartside.fhir.codes import Coding, canonical_system
from chartside.fhir.terminology.resources import Concept, Json, System, string

Key = tuple[str, str]
DEEPEST: Final = 16
"""Value sets within value sets that are followed; a circle ends there."""
MOST: Final = 1_000_000
"""Codes of one expansion."""


@dataclass(frozen=True, slots=True)
class Library:
    """The code systems and value sets at hand, by URL."""

    systems: Mapping[str, System]
    value_sets: Mapping[str, Json]

    def members(self, url: str, depth: int = 0) -> dict[Key, Coding]:
        """The codes of a value set by system and code, in its order.

        Raises:
            TerminologyError: `unknown` where it, or a system it draws on, is not at hand;
                `unsupported` where a rule is not covered or the sets run in a circle.
        """
        body = self.value_sets.get(url) or self.value_sets.get(url.partition("|")[0])
        if body is None:
            raise TerminologyError("$expand", "unknown")
        if depth > DEEPEST:
            raise TerminologyError("$expand", "unsupported")
        try:
            return self._composed(body.get("compose") or {}, depth)
        except TerminologyError:
            came = body.get("expansion") or {}
            found = dict(contained(came))
            if not found or len(found) < (came.get("total") or 0):  # a page of it is not the set
                raise
            return found

    def _composed(self, compose: Json, depth: int) -> dict[Key, Coding]:
        includes = compose.get("include")
        if not includes:  # only an expansion, or nothing
            raise TerminologyError("$expand", "unknown")
        found: dict[Key, Coding] = {}
        for part in includes:
            for key, coding in self._part(part, depth).items():
                found.setdefault(key, coding)
            if len(found) > MOST:
                raise TerminologyError("$expand", "too-large")
        for part in compose.get("exclude") or []:
            for key in self._part(part, depth):
                found.pop(key, None)
        return found

    def _part(self, part: Json, depth: int) -> dict[Key, Coding]:
        """What one include or exclude selects: its own codes that are in all of its value sets."""
        chosen = self._selected(part) if part.get("system") else None
        for url in part.get("valueSet") or []:
            inner = self.members(url, depth + 1)
            chosen = inner if chosen is None else {k: c for k, c in chosen.items() if k in inner}
        return chosen or {}

    def _selected(self, part: Json) -> dict[Key, Coding]:
        url = canonical_system(part["system"])
        at_hand = self.systems.get(url)
        if listed := part.get("concept"):
            return dict(_listed(url, listed, at_hand))
        if at_hand is None or not at_hand.complete:
            raise TerminologyError("$expand", "unknown")
        chosen = [
            concept
            for concept in at_hand.concepts.values()
            if all(_passes(rule, concept, at_hand) for rule in part.get("filter") or [])
        ]
        codings = (Coding(url, c.code, c.display) for c in chosen)
        return {coding.key: coding for coding in codings}


def _listed(url: str, listed: Any, at_hand: System | None) -> Iterator[tuple[Key, Coding]]:
    for item in listed:
        known = at_hand.concept(item["code"]) if at_hand else None
        display = string(item.get("display")) or (known.display if known else "")
        coding = Coding(url, string(item["code"]), display)
        yield coding.key, coding


def _passes(rule: Json, concept: Concept, at_hand: System) -> bool:
    """Whether a concept meets one filter."""
    name, op, value = rule.get("property", ""), rule.get("op", ""), str(rule.get("value", ""))
    if op in {"is-a", "descendent-of", "is-not-a"}:
        if not at_hand.is_a:
            raise TerminologyError("$expand", "unsupported")
        below = at_hand.fold(value) in at_hand.ancestors(concept.code)
        itself = op != "descendent-of" and at_hand.fold(concept.code) == at_hand.fold(value)
        return (below or itself) is (op != "is-not-a")
    have = concept.code if name in {"code", "concept"} else concept.properties.get(name)
    wanted = {v.strip() for v in value.split(",")}
    match op:
        case "=":
            return have == value
        case "in":
            return have in wanted
        case "not-in":
            return have not in wanted
        case "exists":
            return (have is not None) is (value == "true")
        case _:
            raise TerminologyError("$expand", "unsupported")


def contained(expansion: Json) -> Iterator[tuple[Key, Coding]]:
    """The codes of an expansion, however deep; headings (`abstract`) are no codes to choose."""
    waiting = list(reversed(expansion.get("contains") or []))
    while waiting:
        item = waiting.pop()
        if item.get("code") and item.get("abstract") is not True:
            url = canonical_system(item.get("system") or "")
            coding = Coding(url, string(item["code"]), string(item.get("display")))
            yield coding.key, coding
        waiting += reversed(item.get("contains") or [])
