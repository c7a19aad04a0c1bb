"""What HL7's StructureDefinitions say of elements: their types, bindings and summary flags.

Read once, by compile.py; nothing in this file runs in the product.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_STEP = re.compile(r"(\w+)(\[.*\])?")
_AS = re.compile(r"as\((\w+)\)")
_SYSTEM_TYPE = "http://hl7.org/fhirpath/System."


class Shapes:
    """The elements of all types, by path (`Observation.component.value[x]`)."""

    def __init__(self, definitions: Iterable[Mapping[str, Any]]) -> None:
        self._elements: dict[str, Mapping[str, Any]] = {}
        self.resources: list[str] = []
        for definition in definitions:
            if definition["resourceType"] != "StructureDefinition":
                continue
            if definition.get("derivation") == "constraint":
                continue
            if definition["kind"] == "resource" and not definition["abstract"]:
                self.resources.append(definition["type"])
            for element in definition["snapshot"]["element"]:
                self._elements[element["path"]] = element

    def walk(self, base: str, steps: Sequence[str]) -> Iterator[tuple[str, str]]:
        """JSON paths along an expression's steps, and the type at the end of each."""
        yield from self._walk(base, list(steps), [])

    def _walk(self, at: str, steps: list[str], path: list[str]) -> Iterator[tuple[str, str]]:
        if not steps:
            yield ".".join(path), self._type(at)
            return
        match, rest = _STEP.fullmatch(steps[0]), steps[1:]
        if match is None:
            return
        name, condition = match[1], match[2] or ""
        if (element := self._child(at, name)) is not None:
            yield from self._walk(element, rest, [*path, f"{name}{condition}"])
            return
        choice = self._child(at, f"{name}[x]")
        if choice is None:
            return
        wanted = _AS.fullmatch(rest[0]) if rest else None
        for kind in self._types(choice):
            if wanted is None or kind.lower() == wanted[1].lower():
                yield from self._walk(
                    kind,
                    rest[1:] if wanted else rest,
                    [*path, f"{name}{kind[0].upper()}{kind[1:]}"],
                )

    def _child(self, at: str, name: str) -> str | None:
        """The path of an element's child, through its type or what it is a copy of."""
        if f"{at}.{name}" in self._elements:
            return f"{at}.{name}"
        element = self._elements.get(at)
        if element is None:
            return None
        if "contentReference" in element:
            return self._child(element["contentReference"].lstrip("#"), name)
        for kind in self._types(at):
            if f"{kind}.{name}" in self._elements:
                return f"{kind}.{name}"
        return None

    def _types(self, path: str) -> list[str]:
        codes = [t["code"] for t in self._elements[path].get("type", [])]
        return ["string" if c.startswith(_SYSTEM_TYPE) else c for c in codes]

    def _type(self, at: str) -> str:
        """The type of an element, or of the type itself where a choice was taken."""
        if "." not in at:
            return at
        types = self._types(at)
        return types[0] if types else ""

    def systems(self, terminology: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """The code system of each plain `code` that R4 binds to exactly one (`Patient.gender`)."""
        of_set = {
            r["url"]: {i.get("system") for i in r.get("compose", {}).get("include", [])}
            for r in terminology
            if r["resourceType"] == "ValueSet"
        }
        found = {}
        for path, element in self._elements.items():
            bound = element.get("binding", {})
            if bound.get("strength") == "required" and self._type(path) == "code":
                systems = of_set.get(bound.get("valueSet", "").partition("|")[0], set())
                if len(systems) == 1 and None not in systems:
                    found[path] = str(next(iter(systems)))
        return found

    def required(self, resource: str) -> Iterator[tuple[str, str]]:
        """Each element with a required binding, as a path, and the address of its value set."""
        for path, element in self._elements.items():
            base, _, rest = path.partition(".")
            bound = element.get("binding", {})
            if base == resource and bound.get("strength") == "required" and "[x]" not in rest:
                address = str(bound.get("valueSet", "")).partition("|")[0]
                if self._type(path) in {"code", "Coding", "CodeableConcept"} and address:
                    yield rest, address

    def kept(self, resource: str) -> tuple[str, str, str]:
        """Top-level JSON names: in the summary, those no subset may leave out, and all."""
        summary: list[str] = []
        needed: list[str] = []
        every: list[str] = []
        for path, element in self._elements.items():
            base, _, name = path.partition(".")
            if base == resource and name and "." not in name:
                names = self._names(path, name)
                every += names
                summary += names if element.get("isSummary") else []
                needed += names if element.get("min") or element.get("isModifier") else []
        return " ".join(summary), " ".join(needed), " ".join(every)

    def within(self, resource: str) -> dict[str, str]:
        """For each backbone element in the summary, the names that the summary leaves out there."""
        left: dict[str, list[str]] = {}
        for path, element in self._elements.items():
            base, *names = path.split(".")
            inner = base == resource and len(names) > 1 and names[-1] not in {"id", "extension"}
            if inner and not element.get("isSummary") and self._shown(resource, names[:-1]):
                left.setdefault(".".join(names[:-1]), []).extend(self._names(path, names[-1]))
        return {path: " ".join(names) for path, names in left.items()}

    def _shown(self, resource: str, names: Sequence[str]) -> bool:
        paths = [".".join([resource, *names[:n]]) for n in range(1, len(names) + 1)]
        return all(self._elements[p].get("isSummary") for p in paths)

    def _names(self, path: str, name: str) -> list[str]:
        if not name.endswith("[x]"):
            return [name]
        return [f"{name[:-3]}{kind[0].upper()}{kind[1:]}" for kind in self._types(path)]
