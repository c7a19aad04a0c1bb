"""The peer: fhir.resources R4B, which validates each resource into a typed model."""

from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError


def validates(resource: dict[str, Any]) -> bool:
    """Whether the peer takes the resource; the demo record holds one that it does not."""
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError:
        return False
    return True


def without_refused(bundle: dict[str, Any]) -> dict[str, Any]:
    """The Bundle without what the peer would refuse whole for."""
    return {**bundle, "entry": [e for e in bundle["entry"] if validates(e["resource"])]}


def open_bundle(bundle: dict[str, Any]) -> Bundle:
    """The peer's way to open a record."""
    opened: Bundle = Bundle.model_validate(bundle)
    return opened
