"""The codes of HL7's own value sets, as far as a definition lists them.

Read once, by compile.py; nothing in this file runs in the product.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


class Terms:
    """Value sets and code systems, by their address."""

    def __init__(self, resources: Iterable[Mapping[str, Any]]) -> None:
        self._sets: dict[str, Mapping[str, Any]] = {}
        self._systems: dict[str, Mapping[str, Any]] = {}
        for resource in resources:
            held = {"ValueSet": self._sets, "CodeSystem": self._systems}
            if resource["resourceType"] in held and "url" in resource:
                held[resource["resourceType"]][resource["url"]] = resource

    def codes(self, address: str) -> dict[str, list[str]]:
        """Codes by system; empty where the set cannot be told in full from its definition."""
        compose = self._sets.get(address, {}).get("compose", {})
        if not compose or "exclude" in compose:
            return {}
        found: dict[str, list[str]] = {}
        for part in compose["include"]:
            system = part.get("system", "")
            codes = [c["code"] for c in part.get("concept", ())] or self._whole(system)
            if "filter" in part or "valueSet" in part or not codes:
                return {}
            found.setdefault(system, []).extend(codes)
        return found if all(" " not in c for held in found.values() for c in held) else {}

    def _whole(self, system: str) -> list[str]:
        definition = self._systems.get(system, {})
        if definition.get("content") != "complete":
            return []
        return list(_below(definition.get("concept", ())))


def _below(concepts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for concept in concepts:
        yield str(concept["code"])
        yield from _below(concept.get("concept", ()))
