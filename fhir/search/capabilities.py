"""What can be searched, as a CapabilityStatement made from the definitions."""

from typing import Any

from chartside.fhir.search.definitions import defined_types, parameters


def capability_statement() -> dict[str, Any]:
    """Types, parameters and interactions of the embedded store (FHIR R4)."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "kind": "capability",
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": [_resource(kind) for kind in defined_types()]}],
    }


def _resource(kind: str) -> dict[str, Any]:
    known = parameters(kind).values()
    references = sorted(p.name for p in known if p.kind == "reference")
    inward = sorted(
        f"{other}:{p.name}"
        for other in defined_types()
        for p in parameters(other).values()
        if p.kind == "reference" and kind in p.targets
    )
    named = [{"name": "_id", "type": "token"}]
    named += [{"name": p.name, "type": p.kind} for p in known]
    return {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchInclude": [f"{kind}:{name}" for name in references],
        "searchRevInclude": inward,
        "searchParam": sorted(named, key=lambda p: p["name"]),
    }
