"""Answers of a terminology server: Parameters, an expanded ValueSet, an OperationOutcome."""

from collections.abc import Mapping
from typing import Any

from chartside.fhir.codes import Coding, canonical_system
from chartside.fhir.terminology.resources import Json, equivalence, string
from chartside.fhir.terminology.service import Meaning, Translation, Validation


def values(items: Any, name: str) -> list[Any]:
    """The values of the parameters, or parts, of one name; those with parts as their parts."""
    found = []
    for item in items or []:
        if item.get("name") == name:
            value = next((v for k, v in item.items() if k.startswith("value")), None)
            found.append(item.get("part") if value is None else value)
    return found


def text(items: Any, name: str) -> str:
    """The first value of a name, as text; empty where there is none."""
    found = next(iter(values(items, name)), "")
    return found if isinstance(found, str) else ""


def meaning(body: Json, coding: Coding) -> Meaning:
    """A `$lookup` answer."""
    said = body.get("parameter")
    properties = {text(p, "code"): p for p in values(said, "property")}
    inactive = values(properties.get("inactive"), "value")
    names = tuple(text(d, "value") for d in values(said, "designation"))
    url, code = coding.key
    return Meaning(
        Coding(url, code, text(said, "display")),
        tuple(n for n in names if n),
        text(said, "version"),
        inactive=inactive[:1] in ([True], ["true"]),
    )


def translations(body: Json) -> tuple[Translation, ...]:
    """A `$translate` answer, of R4 (`equivalence`, `source`) or of R5 (`relationship`)."""
    found = []
    for match in values(body.get("parameter"), "match"):
        for concept in values(match, "concept"):
            if not isinstance(concept, Mapping) or not concept.get("code"):
                continue
            relation = {
                name: said
                for name in ("equivalence", "relationship")
                if (said := text(match, name))
            }
            coding = Coding(
                canonical_system(concept.get("system") or ""),
                string(concept["code"]),
                string(concept.get("display")),
            )
            origin = text(match, "source") or text(match, "originMap")
            found.append(Translation(coding, equivalence(relation), origin))
    return tuple(t for t in found if t.equivalence != "unmatched")


def validation(body: Json) -> Validation:
    """A `$validate-code` answer; its message is not kept, as it may hold what was asked."""
    said = body.get("parameter")
    result = next(iter(values(said, "result")), None)
    return Validation(result if isinstance(result, bool) else None, text(said, "display"))


def issues(body: Any) -> frozenset[str]:
    """The issue codes of an OperationOutcome."""
    if not isinstance(body, Mapping) or body.get("resourceType") != "OperationOutcome":
        return frozenset()
    listed = body.get("issue")
    coded = listed if isinstance(listed, list) else []
    return frozenset(str(i.get("code", "")) for i in coded if isinstance(i, Mapping))
