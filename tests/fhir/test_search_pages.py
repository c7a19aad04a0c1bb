"""What a search gives back: pages and their links, and resources cut down to what was asked."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartside.fhir.file import RecordFile
from chartside.fhir.search.definitions import defined_types, section

RAW = (
    '{"resourceType":"Observation","id":"o","meta":{"versionId":"1","tag":[{"code":"x"}]},'
    '"text":{"status":"generated","div":"<div>words</div>"},"status":"final","_status":{"id":"s"},'
    '"category":[{"text":"lab"}],"code":{"text":"glucose"},"subject":{"reference":"Patient/p"},'
    '"valueQuantity":{"value":5.40,"unit":"mmol/L"},"note":[{"text":"Canary"}],'
    '"component":[{"code":{"text":"a"},"referenceRange":[{"text":"wide"}]}]}'
)
ENCOUNTER = (
    '{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"AMB"},'
    '"participant":[{"period":{"start":"2020"},"individual":{"display":"Dr"}}],'
    '"diagnosis":[{"condition":{"reference":"Condition/c"},"rank":1}],"length":{"value":1}}'
)


@pytest.fixture
def record(tmp_path: Path) -> RecordFile:
    (tmp_path / "x.ndjson").write_text(f"{RAW}\n{ENCOUNTER}", encoding="utf-8")
    return RecordFile([tmp_path / "x.ndjson"])


def one(record: RecordFile, query: str) -> dict[str, Any]:
    (entry,) = record.search_bundle(query)["entry"]
    found: dict[str, Any] = json.loads(bytes(entry["resource"]))
    return found


ALWAYS = {"resourceType", "id", "meta"}


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("_elements=code", {"status", "_status", "code"}),
        ("_elements=value,subject", {"status", "_status", "code", "valueQuantity", "subject"}),
        ("_elements=valueQuantity", {"status", "_status", "code", "valueQuantity"}),
        ("_elements=note", {"status", "_status", "code", "note"}),
        (
            "_summary=true",
            {"status", "_status", "code", "subject", "valueQuantity", "component"},
        ),
        ("_summary=text", {"status", "_status", "code", "text"}),
        (
            "_summary=data",
            {"status", "_status", "code", "subject", "valueQuantity", "component"}
            | {"category", "note"},
        ),
    ],
)
def test_a_resource_is_cut_down_to_what_was_asked_and_what_it_cannot_do_without(
    record: RecordFile, asked: str, kept: set[str]
) -> None:
    assert one(record, f"Observation?{asked}").keys() == kept | ALWAYS


def test_what_is_cut_down_is_marked_so_that_nobody_writes_it_back(record: RecordFile) -> None:
    meta = one(record, "Observation?_elements=code")["meta"]
    assert (meta["versionId"], [t["code"] for t in meta["tag"]]) == ("1", ["x", "SUBSETTED"])
    assert one(record, "Encounter?_summary=true")["meta"]["tag"][0]["code"] == "SUBSETTED"


def test_what_is_kept_is_kept_to_the_last_digit(record: RecordFile) -> None:
    (entry,) = record.search_bundle("Observation?_elements=value")["entry"]
    assert b'{"value":5.40,"unit":"mmol/L"}' in bytes(entry["resource"])


def test_the_summary_leaves_out_details_within_an_element_too(record: RecordFile) -> None:
    assert one(record, "Observation?_summary=true")["component"] == [{"code": {"text": "a"}}]
    visit = one(record, "Encounter?_summary=true")
    assert visit["participant"] == [{"individual": {"display": "Dr"}}]
    assert visit["diagnosis"] == [{"condition": {"reference": "Condition/c"}}]
    assert "length" not in visit


def test_a_search_that_cuts_nothing_gives_the_bytes_that_came(record: RecordFile) -> None:
    (entry,) = record.search_bundle("Observation?_summary=false")["entry"]
    assert bytes(entry["resource"]) == RAW.encode()


def test_every_type_has_its_elements_its_summary_and_what_it_needs() -> None:
    for kind in defined_types():
        known: Any = section("elements.toml", kind)
        every = set(known["all"].split())
        assert set(known["summary"].split()) <= every
        assert set(known["needed"].split()) <= every


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> RecordFile:
    source = tmp_path_factory.mktemp("many") / "x.ndjson"
    lines = [
        {
            "resourceType": "Observation",
            "id": f"o{n:02}",
            "status": "final" if n % 3 else "amended",
            "effectiveDateTime": f"20{n % 7:02}",
        }
        for n in range(23)
    ]
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return RecordFile([source])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    count=st.integers(min_value=1, max_value=30),
    sort=st.sampled_from(["", "&_sort=date", "&_sort=-date,_id", "&_sort=-status,date,-_id"]),
    where=st.sampled_from(["", "&status=final", "&date=ge2003", "&status=registered"]),
)
def test_pages_forth_and_back_are_the_whole_in_one_order(
    many: RecordFile, count: int, sort: str, where: str
) -> None:
    query = f"Observation?_total=accurate{where}{sort}"
    whole = ids(many.search_bundle(query))
    page = many.search_bundle(f"{query}&_count={count}")
    first, seen, back = page, ids(page), []
    while "next" in links(page):
        page = many.search_bundle(links(page)["next"])
        seen += ids(page)
    assert seen == whole
    if "last" in links(first):
        assert ids(many.search_bundle(links(first)["last"])) == ids(page)
        assert ids(many.search_bundle(links(page)["first"])) == ids(first)
    back = ids(page)
    while "previous" in links(page):
        page = many.search_bundle(links(page)["previous"])
        back = ids(page) + back
    assert back == whole


def links(found: dict[str, Any]) -> dict[str, str]:
    return {link["relation"]: link["url"] for link in found["link"]}


def ids(found: dict[str, Any]) -> list[str]:
    return [json.loads(bytes(e["resource"]))["id"] for e in found.get("entry", [])]


def test_a_page_says_what_was_understood_without_where_it_stands(many: RecordFile) -> None:
    found = many.search_bundle("Observation?status=final&_count=5&_offset=5")
    assert links(found) == {
        "self": "Observation?status=final&_count=5",
        "first": "Observation?status=final&_count=5&_offset=0",
        "previous": "Observation?status=final&_count=5&_offset=0",
        "next": "Observation?status=final&_count=5&_offset=10",
        "last": "Observation?status=final&_count=5&_offset=10",
    }


def test_a_total_that_nobody_wants_is_not_counted(many: RecordFile) -> None:
    assert "total" not in many.search_bundle("Observation?_total=none&_count=2")


def test_last_updated_tag_security_profile_and_source_are_searched_on_every_type(
    tmp_path: Path,
) -> None:
    meta = {
        "lastUpdated": "2024-05-01T10:00:00Z",
        "tag": [{"system": "urn:t", "code": "x"}],
        "security": [{"system": "urn:s", "code": "R"}],
        "profile": ["http://x.example/p"],
        "source": "urn:ehr",
    }
    source = tmp_path / "x.json"
    source.write_text(json.dumps({"resourceType": "Slot", "id": "s", "meta": meta}), "utf-8")
    record = RecordFile([source])
    for query in (
        *("_lastUpdated=2024-05-01", "_lastUpdated=gt2024-04", "_tag=urn:t|x"),
        *("_security=R", "_profile=http://x.example/p", "_source=urn:ehr", "_id=s"),
    ):
        assert ids(record.search_bundle(f"Slot?{query}")) == ["s"]
    assert ids(record.search_bundle("Slot?_lastUpdated=lt2024-05")) == []
