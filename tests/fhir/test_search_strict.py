"""Whatever is asked, in a form that looks right: an answer, or a refusal that repeats no value."""

import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartside.errors import NoSuchPatient, UsageError
from chartside.fhir.file import RecordFile
from chartside.fhir.search.definitions import parameters

TYPES = ("Patient", "Observation", "Encounter", "Condition", "Claim", "Organization", "Provenance")
CANARY = "Jane Canaryman"


@pytest.fixture(scope="module")
def record(shared_data: Path) -> RecordFile:
    return RecordFile([min((shared_data / "synthea").rglob("Malik*.json.gz"))])


@pytest.fixture(scope="module")
def resources(shared_data: Path) -> dict[str, list[dict[str, Any]]]:
    source = min((shared_data / "synthea").rglob("Malik*.json.gz"))
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads(gzip.decompress(source.read_bytes()))["entry"]:
        body = entry["resource"]
        found.setdefault(body["resourceType"], []).append(body)
    return found


MODIFIERS = (
    ":missing", ":not", ":exact", ":contains", ":text", ":in", ":not-in", ":of-type",
    ":identifier", ":Patient", ":above", ":below", ":iterate", ":Spaceship", ":", "::",
)  # fmt: skip
RESULT = (
    "_sort", "_count", "_offset", "_include", "_include:iterate", "_revinclude",
    "_revinclude:iterate", "_total", "_summary", "_elements", "_format", "_filter", "_list",
)  # fmt: skip
SPECIAL = (
    "true", "false", "2019", "ge2019-01", "5", "gt5.4", "5||mg", "a|b", "|", "a|b|c",
    "Patient/1", "x$y", "$", ",", "a,b", "\\", "a\\,b", "date", "-date", "*", "#x",
    "Observation:patient", "count", "text", "code", "id,status", "1e400", "Patient:x:y",
    "0001-01-01", "9999-12-31T23:59:60Z", "urn:uuid:x", "http://x.example/Patient/1",
)  # fmt: skip


def names(kind: str) -> st.SearchStrategy[str]:
    known = st.sampled_from(sorted(parameters(kind))) | st.sampled_from(["_id", "colour", ""])
    plain = st.builds(str.__add__, known, st.just("") | st.sampled_from(MODIFIERS))
    chained = st.builds("{}.{}".format, plain, st.sampled_from(["name", "status", "_id", "code"]))
    links = st.sampled_from(["patient", "subject"])
    has = st.builds("_has:{}:{}:{}".format, st.sampled_from(TYPES), links, plain)
    return st.one_of(plain, chained, has, st.sampled_from(RESULT))


VALUES = st.text(max_size=6) | st.sampled_from([*SPECIAL, CANARY, "9" * 400])


@settings(
    max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_search_that_looks_right_is_answered_or_refused_and_nothing_else(
    record: RecordFile, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(TYPES))
    pairs = data.draw(st.lists(st.tuples(names(kind), VALUES), min_size=1, max_size=3))
    path = data.draw(
        st.sampled_from([kind, kind, kind, "Observation/$lastn", "Patient/x/$everything"])
    )
    query = f"{path}?" + "&".join(f"{quote(n, safe=':')}={quote(v)}" for n, v in pairs)
    try:
        assert record.search_bundle(query)["resourceType"] == "Bundle"
    except (UsageError, NoSuchPatient) as refused:
        assert CANARY not in str(refused)


SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def found(record: RecordFile, query: str, mode: str = "match") -> list[str]:
    entries = record.search_bundle(query, every=True).get("entry", [])
    return sorted(
        json.loads(bytes(e["resource"]))["id"] for e in entries if e["search"]["mode"] == mode
    )


def codes(value: Any) -> set[str]:
    items = value if isinstance(value, list) else [value] if value else []
    return {c["code"] for item in items for c in item.get("coding", [])}


def target(value: Any) -> str:
    return str((value or {}).get("reference", "")).rpartition(":")[2]


@SETTINGS
@given(data=st.data())
def test_a_chain_finds_what_following_every_reference_finds(
    record: RecordFile, resources: dict[str, list[dict[str, Any]]], data: st.DataObject
) -> None:
    visits = resources["Encounter"]
    code = data.draw(st.sampled_from(sorted({c for v in visits for c in codes(v["type"])})))
    year = data.draw(st.integers(min_value=1990, max_value=2024))
    of_type = {v["id"] for v in visits if code in codes(v["type"])}
    since = {v["id"] for v in visits if v["period"]["start"][:4] >= str(year)}
    seen = resources["Observation"]
    query = f"Observation?encounter.type={code}"
    assert found(record, query) == sorted(
        o["id"] for o in seen if target(o.get("encounter")) in of_type
    )
    assert found(
        record, f"Observation?encounter:Encounter.date=sa{year - 1}&{query[12:]}"
    ) == sorted(o["id"] for o in seen if target(o.get("encounter")) in of_type & since)


@SETTINGS
@given(data=st.data())
def test_has_finds_what_following_every_reference_back_finds(
    record: RecordFile, resources: dict[str, list[dict[str, Any]]], data: st.DataObject
) -> None:
    seen = resources["Observation"]
    code = data.draw(st.sampled_from(sorted({c for o in seen for c in codes(o["code"])})))
    visits = {target(o.get("encounter")) for o in seen if code in codes(o["code"])}
    query = f"Encounter?_has:Observation:encounter:code={code}"
    assert found(record, query) == sorted(v for v in visits if v)
    assert found(record, f"{query}&_revinclude=Observation:encounter", "include") == sorted(
        o["id"] for o in seen if target(o.get("encounter")) in visits
    )
    assert found(record, f"Observation?code={code}&_include=Observation:encounter", "include") == (
        sorted(v for v in visits if v)
    )
