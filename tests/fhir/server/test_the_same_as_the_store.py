"""Searches made by chance from what the demo record holds: a server gives what the store gives."""

import json
import random
from typing import Any

import pytest

from chartside.demo import record_json
from chartside.errors import ChartsideError, FHIRServerError
from chartside.fhir.server.record import FHIRServer

PARAMETERS = {
    "Observation": ("code", "category", "status", "date", "value-quantity", "_lastUpdated"),
    "Condition": ("code", "clinical-status", "onset-date", "recorded-date", "category"),
    "MedicationRequest": ("status", "intent", "authoredon", "encounter", "requester"),
    "DocumentReference": ("type", "status", "date", "category"),
    "Encounter": ("class", "date", "status", "type"),
    "Procedure": ("code", "date", "status"),
    "DiagnosticReport": ("code", "date", "category", "result"),
    "Immunization": ("vaccine-code", "date", "status"),
}
INCLUDES = {
    "Observation": ("_include=Observation:encounter", "_include=Observation:performer"),
    "MedicationRequest": ("_include=MedicationRequest:medication", "_include=*"),
    "DiagnosticReport": ("_include=DiagnosticReport:result",),
    "Encounter": ("_revinclude=Observation:encounter", "_include=Encounter:location"),
}


@pytest.fixture(scope="module")
def record() -> list[dict[str, Any]]:
    return [entry["resource"] for entry in json.loads(record_json())["entry"]]


@pytest.fixture
def held(fhir_server: Any, record: Any) -> Any:
    fhir_server.put(*(r for r in record if r["resourceType"] != "Binary"))
    return fhir_server


def tokens(value: Any) -> list[str]:
    """Codes that stand in an element, some with their system."""
    if isinstance(value, list):
        return [token for item in value for token in tokens(item)]
    if isinstance(value, dict):
        found = [f"{value['system']}|{value['code']}"] if {"system", "code"} <= set(value) else []
        return found + tokens(value.get("coding", []))
    return [value] if isinstance(value, str) and " " not in value else []


def query_of(chance: random.Random, patient: str, by_type: dict[str, list[Any]]) -> str:
    kind = chance.choice([kind for kind in PARAMETERS if by_type.get(kind)])
    example = chance.choice(by_type[kind])
    terms = [chance.choice(["patient={}", "subject=Patient/{}"]).format(patient)]
    if kind in {"Immunization"}:
        terms = [f"patient={patient}"]
    for name in chance.sample(PARAMETERS[kind], chance.randint(0, 2)):
        terms.append(term_of(chance, name, example))
    if chance.random() < 0.3:
        terms.append(f"_sort={chance.choice(['', '-'])}_id")
    if chance.random() < 0.4:
        terms.append(f"_count={chance.choice([1, 3, 50, 500])}")
    if chance.random() < 0.3 and kind in INCLUDES:
        terms.append(chance.choice(INCLUDES[kind]))
    if chance.random() < 0.2:
        terms.append(chance.choice(["_summary=count", "_elements=code", "_total=accurate"]))
    return f"{kind}?{'&'.join(t for t in terms if t)}"


def term_of(chance: random.Random, name: str, example: dict[str, Any]) -> str:
    if "date" in name.casefold() or name == "authoredon":
        dates = [v[:10] for k, v in example.items() if isinstance(v, str) and v[:2] in {"19", "20"}]
        prefix = chance.choice(["", "ge", "lt", "le", "gt", "ne", "sa", "eb"])
        return (
            f"{name}={prefix}{chance.choice(dates)[: chance.choice([4, 7, 10])]}" if dates else ""
        )
    if name == "value-quantity":
        return f"{name}={chance.choice(['gt', 'lt', 'ge'])}{chance.choice([1, 50, 120])}"
    element = {"clinical-status": "clinicalStatus", "vaccine-code": "vaccineCode"}.get(name, name)
    known = tokens(example.get(element))
    modifier = chance.choice(["", "", "", ":not"])
    return f"{name}{modifier}={chance.choice(known)}" if known else ""


async def test_searches_made_by_chance_agree(held: Any, record: Any) -> None:
    by_type: dict[str, list[Any]] = {}
    for one in record:
        by_type.setdefault(one["resourceType"], []).append(one)
    patient = by_type["Patient"][0]["id"]
    chance = random.Random(11)  # noqa: S311 - a test, the same each time
    agreed = refused = 0
    async with FHIRServer(held.base) as server:
        for number in range(150):
            held.page = chance.choice([7, 100, 1000])
            query = query_of(chance, patient, by_type)
            try:
                here = await held.store.search(query)
            except ChartsideError as wrong:
                with pytest.raises(type(wrong)):
                    await server.search(query)
                refused += 1
                continue
            there = await server.search(query)
            assert len(there.items) == len(here.items) or "clude" in query, (number, query)
            assert (there.total, there.truncated) == (here.total, here.truncated), (number, query)
            if not here.truncated or "_sort" in query:
                assert sorted(map(str, there.items)) == sorted(map(str, here.items)), query
            agreed += 1
    assert agreed > 100, (agreed, refused)


async def test_a_parameter_that_was_passed_over_is_never_unnoticed(held: Any, record: Any) -> None:
    by_type: dict[str, list[Any]] = {}
    for one in record:
        by_type.setdefault(one["resourceType"], []).append(one)
    patient = by_type["Patient"][0]["id"]
    chance = random.Random(12)  # noqa: S311 - a test, the same each time
    noticed = 0
    async with FHIRServer(held.base) as server:
        for _ in range(80):
            query = query_of(chance, patient, by_type).replace("&_elements=code", "")
            names = [t.partition("=")[0] for t in query.partition("?")[2].split("&")]
            criteria = [
                n for n in names if not n.startswith(("_count", "_summary", "_ele", "_tot"))
            ]
            held.ignores = frozenset({chance.choice(criteria)})
            held.without_self = chance.random() < 0.5
            here = await held.store.search(query)
            try:
                there = await server.search(query)
            except FHIRServerError as told:
                assert told.reason == "ignored"
                noticed += 1
                continue
            assert {i["id"] for i in there.items} <= {i["id"] for i in here.items}, query
    assert noticed > 30


@pytest.mark.parametrize(
    "query",
    [
        "Patient/{}/$everything?_type=Condition,Observation",
        "Patient/{}/$everything?_count=40",
        "Observation/$lastn?patient={}&category=laboratory&max=2",
        "DocumentReference/$docref?patient={}",
    ],
)
async def test_operations_agree(held: Any, record: Any, query: str) -> None:
    patient = next(r["id"] for r in record if r["resourceType"] == "Patient")
    query = query.format(patient)
    held.page = 1000
    here = await held.store.search(query)
    there = await FHIRServer(held.base).search(query)
    assert [i["id"] for i in there.items] == [i["id"] for i in here.items]
    assert there.truncated == here.truncated
