"""What the FHIR server of the demonstration says that it can do."""

from functools import cache
from typing import Any, Final

from chartside.fhir.search.capabilities import capability_statement
from chartside.sidebar.demo_ehr.records import JSON

_INSTANCE: Final = ("read", "vread", "create", "update", "patch", "search-type")
_URIS: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SECURITY: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"


@cache
def capability(base: str) -> JSON:
    """The CapabilityStatement."""
    said = dict(capability_statement())
    rest = dict(said["rest"][0])
    rest["security"] = _security(base)
    rest["resource"] = [_resource(one) for one in rest["resource"]]
    rest["interaction"] = [{"code": "transaction"}, {"code": "batch"}]
    software = {"name": "Chartside demonstration record system"}
    return {
        **said,
        "software": software,
        "implementation": {"description": software["name"], "url": base},
        "date": "2026-11-26",
        "format": ["application/fhir+json", "json"],
        "rest": [rest],
    }


def _resource(one: dict[str, Any]) -> JSON:
    everything = {
        "name": "everything",
        "definition": "http://hl7.org/fhir/OperationDefinition/Patient-everything",
    }
    return {
        **one,
        "interaction": [{"code": code} for code in _INSTANCE],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": False,
        "conditionalCreate": True,
        **({"operation": [everything]} if one["type"] == "Patient" else {}),
    }


def _security(base: str) -> JSON:
    origin = base.rpartition("/")[0]
    uris = [
        {"url": name, "valueUri": f"{origin}/auth/{name}"}
        for name in ("authorize", "token", "introspect", "revoke")
    ]
    coding = [{"system": _SECURITY, "code": "SMART-on-FHIR"}]
    return {"service": [{"coding": coding}], "extension": [{"url": _URIS, "extension": uris}]}
