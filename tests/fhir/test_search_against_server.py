"""The same searches on the store and on a server that others wrote: the same resources.

The server is the peer `memfhir` (Medplum's in-memory router), with its packages installed beside
it or in a copy under the temporary folder. Only what it implements as R4 says is compared: it reads
a period by its start, ends a short month a day late, knows no quantity, ignores case in `:exact`,
and finds a name by any word.
"""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from chartside.fhir.file import RecordFile

pytestmark = pytest.mark.slow
TOKENS = {
    "Observation": {"code": "code", "category": "category"},
    "Condition": {"code": "code", "clinical-status": "clinicalStatus"},
    "MedicationRequest": {"code": "medicationCodeableConcept"},
    "Immunization": {"vaccine-code": "vaccineCode"},
    "Encounter": {"type": "type"},
    "Procedure": {"code": "code"},
}
PLAIN = {"Observation": "status", "MedicationRequest": "intent", "Patient": "gender"}
DATES = {
    ("Observation", "date"): "effectiveDateTime",
    ("Condition", "onset-date"): "onsetDateTime",
    ("Condition", "recorded-date"): "recordedDate",
    ("MedicationRequest", "authoredon"): "authoredOn",
    ("Immunization", "date"): "occurrenceDateTime",
    ("Patient", "birthdate"): "birthDate",
}
REFERENCES = {
    ("Observation", "subject"): "subject",
    ("Observation", "encounter"): "encounter",
    ("Condition", "encounter"): "encounter",
    ("MedicationRequest", "requester"): "requester",
}


class Both:
    """One record on the store and on the server."""

    def __init__(self, record: RecordFile, base: str) -> None:
        self.record, self.base = record, base
        self.by_type: dict[str, list[dict[str, Any]]] = {}
        for kind, raw in record.conn.execute("SELECT type, raw FROM resource ORDER BY type, id"):
            self.by_type.setdefault(kind, []).append(json.loads(raw))

    def ours(self, query: str) -> list[str]:
        entries = self.record.search_bundle(query, every=True).get("entry", [])
        return sorted(json.loads(bytes(e["resource"]))["id"] for e in entries)

    def theirs(self, query: str) -> list[str]:
        found: list[str] = []
        while True:
            address = f"{self.base}/{quote(query, safe='?=&:/|,$%+~')}"
            with urlopen(f"{address}&_count=1000&_offset={len(found)}", timeout=60) as answer:  # noqa: S310 - our own server
                page = json.load(answer).get("entry", [])
            found += [entry["resource"]["id"] for entry in page]
            if len(page) < 1000:
                return sorted(found)


@pytest.fixture(scope="module")
def both(shared_data: Path, memfhir: Callable[..., Any]) -> Iterator[Both]:
    sources = sorted((shared_data / "synthea" / "bundles").glob("*.json.gz"))[-2:]
    with memfhir(sources) as base:
        yield Both(RecordFile(sources), base)


def concepts(value: Any) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else [value] if value else []
    return [c for item in items for c in item.get("coding", [])]


def tokens(both: Both, dice: random.Random) -> Iterator[str]:
    for kind, named in TOKENS.items():
        for name, element in named.items():
            held = [c for r in both.by_type.get(kind, []) for c in concepts(r.get(element))]
            for one, other in zip(dice.sample(held, 5), dice.sample(held, 5), strict=True):
                yield f"{kind}?{name}={one['code']}"
                yield f"{kind}?{name}={one['system']}|{one['code']}"
                yield f"{kind}?{name}={one['code']},{other['code']}"
                yield f"{kind}?{name}:not={one['code']}"
    for kind, element in PLAIN.items():
        for value in sorted({r[element] for r in both.by_type[kind]}):
            yield f"{kind}?{element}={value}"


def dates(both: Both, dice: random.Random) -> Iterator[str]:
    for (kind, name), element in DATES.items():
        held = sorted({r[element] for r in both.by_type[kind] if element in r})
        for text in dice.sample(held, min(4, len(held))):
            for prefix in ("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"):
                for length in (4, 10, len(text)):
                    yield f"{kind}?{name}={prefix}{text[:length].replace('+', '%2B')}"


def references(both: Both, dice: random.Random) -> Iterator[str]:
    for (kind, name), element in REFERENCES.items():
        held = sorted({r[element]["reference"] for r in both.by_type[kind] if element in r})
        for text in dice.sample(held, min(4, len(held))):
            yield f"{kind}?{name}={both.record._links.resolve(text)}"
        yield f"{kind}?{name}:missing=true"


def names(both: Both, _dice: random.Random) -> Iterator[str]:
    for kind in ("Patient", "Practitioner"):
        for resource in both.by_type[kind][:5]:
            word = resource["name"][0]["family"]
            yield f"{kind}?name={word[:4]}"
            yield f"{kind}?name={word[:4].upper()}"
            yield f"{kind}?name:contains={word[1:5]}"
            yield f"{kind}?family={word[:3]}"
            for identifier in resource.get("identifier", [])[:2]:
                yield f"{kind}?identifier={identifier['value']}"


@pytest.mark.parametrize("kind_of", [tokens, dates, references, names])
def test_a_server_that_others_wrote_finds_the_same(
    both: Both, kind_of: Callable[[Both, random.Random], Iterator[str]]
) -> None:
    asked = list(dict.fromkeys(kind_of(both, random.Random(4))))  # noqa: S311 - a choice of examples
    assert len(asked) > 10
    assert [q for q in asked if both.ours(q) != both.theirs(q)] == []
