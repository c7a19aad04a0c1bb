"""From HL7's definitions to r4.toml, elements.toml and bindings.toml, once for each version.

    python -m chartside.fhir.search.compile FOLDER

FOLDER holds `search-parameters.json`, `profiles-resources.json`, `profiles-types.json`,
`valuesets.json` and `v3-codesystems.json` of the R4 definitions
(https://hl7.org/fhir/R4/downloads.html, CC0). Nothing in this file runs in the product.

Not covered, and so refused in a search: phonetic matching, `near`, `_text`, `_content`, `_query`,
parameters that follow a resource within a Bundle, and composites of two branches of a resource.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chartside.fhir.search.shapes import Shapes
from chartside.fhir.search.terms import Terms

LEFT_OUT = frozenset({"Resource", "DomainResource", "Bundle", "Parameters"})
MANY = 60
"""A reference to as many types is one to any type."""
_SEPARATE = re.compile(r"\s*\|\s*(?![^()]*\))")
_SPECIAL = {"Patient.deceased.exists() and Patient.deceased != false"}
_DECEASED = "deceasedBoolean | deceasedDateTime? | =false"
_IS = re.compile(r"\.where\(resolve\(\) is (\w+)\)$")
_AS = re.compile(r"\((\S+) as (\w+)\)")
_WHERE = re.compile(r"\.where\((\w+)='([^']+)'\)")
_FIT = {
    "date": {"date", "dateTime", "instant", "Period", "Timing"},
    "string": {"string", "markdown", "HumanName", "Address"},
    "reference": {"Reference", "canonical", "uri"},
    "uri": {"uri", "url", "canonical", "oid"},
    "number": {"integer", "decimal", "positiveInt", "unsignedInt"},
    "quantity": {"Quantity", "Age", "Duration", "Range", "Money", "SimpleQuantity", "Count"},
    "token": {
        *("code", "Coding", "CodeableConcept", "Identifier", "ContactPoint", "boolean"),
        *("string", "id", "uri"),
    },
}
"""The element types that a kind of parameter reads; a choice element is narrowed to them."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns expressions of SearchParameters into the paths of r4.toml."""

    shapes: Shapes

    def expression(self, text: str, base: str, kind: str) -> str:
        """The paths of a type, `|` between them; empty where the expression is not covered."""
        if text in _SPECIAL:
            return _DECEASED
        paths = [
            path
            for one in _SEPARATE.split(text)
            if one.lstrip("(").startswith(f"{base}.")
            for path in self._paths(one, kind)
        ]
        return " | ".join(dict.fromkeys(paths))

    def _paths(self, text: str, kind: str) -> Iterator[str]:
        is_type = _IS.search(text)
        ends = f" -> {is_type[1]}" if is_type else ""
        plain = _AS.sub(r"\1.as(\2)", _IS.sub("", text))
        plain = _WHERE.sub(r"[\1=\2]", plain)
        base, *steps = re.findall(r"as\(\w+\)|[\w]+(?:\[\w+=[\w-]+\])?", plain)
        if "entry[0]" not in plain:
            for path, end in self.shapes.walk(base, steps):
                if end in _FIT[kind]:
                    yield f"{path}{'.value' if end == 'ContactPoint' else ''}{ends}"

    def part(self, text: str, base: str, kind: str) -> str:
        """The paths of a part of a composite, from the element `base` (`Observation.component`)."""
        found = [
            path.removeprefix(f"{'.'.join(base.split('.')[1:])}.")
            for one in _SEPARATE.split(text)
            for path in self._paths(f"{base}.{one}", kind)
        ]
        return " | ".join(dict.fromkeys(found))


def sections(parameters: Iterable[Mapping[str, Any]], compiler: Compiler) -> Iterator[str]:
    """The sections of r4.toml, one a type and kind."""
    known = list(parameters)
    kinds = {p["url"]: p["type"] for p in known}
    lines: dict[tuple[str, str], dict[str, str]] = {}
    for parameter in known:
        for base in set(parameter["base"]) - LEFT_OUT:
            spec = _spec(parameter, base, compiler, kinds)
            if spec:
                section = lines.setdefault((base, parameter["type"]), {})
                section[parameter["code"]] = spec
    for (base, kind), named in sorted(lines.items()):
        yield f"[{base}.{kind}]"
        yield from (f'{name} = "{spec}"' for name, spec in sorted(named.items()))
        yield ""


def _spec(
    parameter: Mapping[str, Any], base: str, compiler: Compiler, kinds: Mapping[str, str]
) -> str:
    expression, kind = parameter.get("expression", ""), parameter["type"]
    if kind == "composite":
        return _composite(parameter, base, compiler, kinds)
    if kind not in _FIT or parameter.get("xpathUsage") == "phonetic":
        return ""
    spec = compiler.expression(expression, base, kind)
    targets = parameter.get("target", [])
    if spec and kind == "reference" and "->" not in spec and 0 < len(targets) < MANY:
        spec = f"{spec} : {' '.join(sorted(targets))}"
    return spec


def _composite(
    parameter: Mapping[str, Any], base: str, compiler: Compiler, kinds: Mapping[str, str]
) -> str:
    """`root: kind path | path $ kind path`, one for each root with `;` between."""
    found = []
    for root in parameter["expression"].split(" | "):
        if root.split(".")[0] != base or "%" in str(parameter["component"]):
            continue
        parts = []
        for component in parameter["component"]:
            kind = kinds[component["definition"]]
            parts.append((kind, compiler.part(component["expression"], root, kind)))
        if all(paths for _, paths in parts):
            joined = " $ ".join(f"{kind} {paths}" for kind, paths in parts)
            found.append(f"{'.'.join(root.split('.')[1:])}: {joined}")
    return " ; ".join(found)


def main(folder: Path) -> None:
    """Write r4.toml, elements.toml and bindings.toml beside this file."""

    def load(name: str) -> list[dict[str, Any]]:
        bundle = json.loads((folder / name).read_text(encoding="utf-8"))
        return [entry["resource"] for entry in bundle["entry"]]

    shapes = Shapes([*load("profiles-types.json"), *load("profiles-resources.json")])
    compiled = sections(load("search-parameters.json"), Compiler(shapes))
    systems = shapes.systems(load("valuesets.json"))
    here = Path(__file__).parent
    parameters = "\n".join([_HEAD, *compiled, "[systems]", *_lines(systems), ""])
    (here / "r4.toml").write_text(parameters, encoding="utf-8")
    (here / "elements.toml").write_text("\n".join([_HEAD, *elements(shapes)]), encoding="utf-8")
    terms = [*load("valuesets.json"), *load("v3-codesystems.json")]
    bound = "\n".join([_HEAD, *bindings(shapes, Terms(terms))])
    (here / "bindings.toml").write_text(bound, encoding="utf-8")


def elements(shapes: Shapes) -> Iterator[str]:
    """The sections of elements.toml: what a subset of a resource keeps."""
    for resource in sorted(shapes.resources):
        summary, needed, every = shapes.kept(resource)
        named = {"all": every, "needed": needed, "summary": summary}
        yield f"[{resource}]"
        yield from _lines(named | {f"less.{k}": v for k, v in shapes.within(resource).items()})
        yield ""


def bindings(shapes: Shapes, terms: Terms) -> Iterator[str]:
    """The sections of bindings.toml: the codes that elements require, each set once."""
    sets: dict[str, dict[str, list[str]]] = {}
    for resource in sorted(shapes.resources):
        named = {}
        for element, address in shapes.required(resource):
            codes = terms.codes(address)
            if codes:
                name = address.rsplit("/", 1)[-1]
                sets[name], named[element] = codes, name
        if named:
            yield f"[{resource}]"
            yield from (f"{json.dumps(e)} = {json.dumps(n)}" for e, n in sorted(named.items()))
            yield ""
    for name, codes in sorted(sets.items()):
        yield f"[sets.{json.dumps(name)}]"
        yield from (
            f"{json.dumps(s)} = {json.dumps(' '.join(c))}" for s, c in sorted(codes.items())
        )
        yield ""


def _lines(named: Mapping[str, str]) -> Iterator[str]:
    for name, value in sorted(named.items()):
        yield f'{name if name.isalpha() else json.dumps(name)} = "{value}"'


_HEAD = """# Made by compile.py from HL7's R4 (4.0.1) definitions, CC0: https://hl7.org/fhir/R4/downloads.html
# Not to be edited by hand.
"""

if __name__ == "__main__":
    main(Path(sys.argv[1]))
