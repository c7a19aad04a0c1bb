"""The demo record, read once: by reference, by type, and its text."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from chartside.demo import record_json

Json = dict[str, Any]


class DemoRecord:
    """The Bundle as a reader gets it."""

    def __init__(self, bundle: Json) -> None:
        self.bundle = bundle
        self.urls = {e["fullUrl"]: e["request"]["url"] for e in bundle["entry"]}
        self.by_reference = {e["request"]["url"]: e["resource"] for e in bundle["entry"]}

    def __getitem__(self, reference: str) -> Json:
        return self.by_reference[reference]

    def of(self, kind: str) -> list[Json]:
        return [r for r in self.by_reference.values() if r["resourceType"] == kind]

    def target(self, reference: Json) -> str:
        """`Type/id` of a reference inside the Bundle."""
        return self.urls.get(reference["reference"], reference["reference"])

    def references(self) -> Iterator[tuple[str, str]]:
        """Every reference: where it stands, and as it is written."""
        for name, resource in self.by_reference.items():
            for value in _within(resource):
                yield name, value

    def text(self, resource: Json) -> str:
        """The words of a document or report; markup stays in."""
        forms = resource.get("presentedForm") or [c["attachment"] for c in resource["content"]]
        kind = forms[0]["contentType"]
        charset = re.search(r"charset=([\w-]+)", kind)
        return base64.b64decode(forms[0]["data"]).decode(charset[1] if charset else "ascii")


def _within(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from _within(part)
    elif isinstance(value, list):
        for part in value:
            yield from _within(part)


@pytest.fixture(scope="session")
def demo() -> DemoRecord:
    return DemoRecord(json.loads(record_json()))
