"""One transaction Bundle of many resources.

The chapters name resources as `Type/id`; inside the Bundle entries name each other by `urn:uuid`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from chartside.demo.shapes import Json


def full_url(reference: str) -> str:
    """The `urn:uuid` of `Type/id`: a name-based UUID, so that it is the same in every run.

    >>> full_url("Patient/nora-lindqvist")
    'urn:uuid:147505fe-c401-5cec-8968-2a9a83fcb47c'
    """
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'https://chartside.example/demo/{reference}')}"


def transaction(resources: Iterable[Json]) -> Json:
    """A transaction Bundle that puts every resource at its own id, in the order given.

    Raises:
        ValueError: two resources have the same type and id.
    """
    by_reference: dict[str, Json] = {}
    for resource in resources:
        reference = f"{resource['resourceType']}/{resource['id']}"
        if reference in by_reference:
            raise ValueError(f"{reference} is written twice")
        by_reference[reference] = resource
    urls = {reference: full_url(reference) for reference in by_reference}
    entries = [
        {
            "fullUrl": urls[reference],
            "resource": _linked(resource, urls),
            "request": {"method": "PUT", "url": reference},
        }
        for reference, resource in by_reference.items()
    ]
    return {
        "resourceType": "Bundle",
        "id": "chartside-demo",
        "type": "transaction",
        "entry": entries,
    }


def to_bytes(bundle: Json) -> bytes:
    """The Bundle as UTF-8 JSON, one line an entry.

    The same bytes in every run and on every machine.
    """
    head = {name: value for name, value in bundle.items() if name != "entry"}
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in bundle["entry"])
    return f'{json.dumps(head)[:-1]}, "entry": [\n{lines}\n]}}\n'.encode()


def _linked(value: Any, urls: Mapping[str, str]) -> Any:
    """A copy in which each `reference` to something inside the Bundle is its `urn:uuid`."""
    if isinstance(value, dict):
        return {
            name: urls.get(part, part)
            if name == "reference" and isinstance(part, str)
            else _linked(part, urls)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_linked(part, urls) for part in value]
    return value
