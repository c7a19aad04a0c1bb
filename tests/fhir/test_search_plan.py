"""A search costs what it finds, not what the store holds; and it finds the same either way."""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.ingest import ingest
from chartside.fhir.search.query import parse
from chartside.fhir.search.run import FEW, Searcher
from chartside.fhir.store import RecordStore

PATIENTS, EACH = 40, 60
CODES = ("718-7", "2160-0", "2345-7")
NARROW = ("subject=Patient/7", "date=2019-05-03", "code=rare", "encounter=Encounter/e7-1")
WIDE = (
    "status=final",
    "status:not=final",
    "date=lt2030",
    "date=ge2001&date=lt2029",
    "value-quantity=gt20",
    "value-quantity=gt20||mg",
    "value-string=ab",
    "code=718-7,2160-0",
    "code:not=718-7",
    "subject:Patient=Patient/7,Patient/8",
    "encounter:missing=true",
    "code:text=anything",
    "subject:Patient._id=7",
)


def observation(patient: int, number: int) -> str:
    wide: dict[str, Any] = {
        "resourceType": "Observation",
        "id": f"o{patient}-{number}",
        "status": "final" if number % 9 else "preliminary",
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": CODES[number % 3]}]},
        "effectiveDateTime": f"20{number % 28:02d}-{patient % 12 + 1:02d}-03",
    }
    if number % 2:
        wide["valueQuantity"] = {"value": number, "unit": "mg"}
    else:
        wide["valueString"] = f"abc {number}"
    if number < 3:
        wide["encounter"] = {"reference": f"Encounter/e{patient}-{number}"}
    if patient == number:
        wide["code"] = {"coding": [{"code": "rare"}]}
    return json.dumps(wide)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordStore]:
    source = tmp_path_factory.mktemp("plan") / "many.ndjson"
    people = [json.dumps({"resourceType": "Patient", "id": str(p)}) for p in range(PATIENTS)]
    results = [observation(p, n) for p in range(PATIENTS) for n in range(EACH)]
    source.write_text("\n".join([*people, *results]), encoding="utf-8")
    assert len(results) > 2 * FEW
    with RecordStore() as filled:
        ingest([source], filled)
        yield filled


def found(store: RecordStore, query: str) -> set[str]:
    bundle = store.search_bundle(f"Observation?{query}", every=True)
    return {json.loads(bytes(e["resource"]))["id"] for e in bundle.get("entry", [])}


def plan(store: RecordStore, query: str) -> str:
    before, where = Searcher(store.conn, lambda text: text).translated(parse(query))
    steps = store.conn.execute(
        f"EXPLAIN QUERY PLAN {before.text}SELECT r.number FROM resource AS r WHERE {where.text}",  # noqa: S608 - values are bound
        (*before.values, *where.values),
    )
    return "\n".join(step[3] for step in steps)


@pytest.mark.parametrize("narrow", NARROW)
def test_two_criteria_find_what_each_of_them_finds_and_the_other_finds_too(
    store: RecordStore, narrow: str
) -> None:
    few = found(store, narrow)
    assert 0 < len(few) < FEW
    for wide in (*WIDE, *NARROW):
        assert found(store, f"{narrow}&{wide}") == few & found(store, wide), wide
        assert found(store, f"{wide}&{narrow}") == few & found(store, wide), wide


def test_criteria_that_all_find_much_are_still_all_met(store: RecordStore) -> None:
    for one, other in combinations(WIDE, 2):
        assert found(store, f"{one}&{other}") == found(store, one) & found(store, other)


@pytest.mark.parametrize(
    ("wide", "index"),
    [
        ("date=ge2001", "date"),
        ("status=final", "token"),
        ("status:not=nothing", "token"),
        ("value-quantity=gt1", "quantity"),
        ("value-string=ab", "string"),
    ],
)
def test_what_one_patient_has_is_asked_for_the_rest_one_by_one(
    store: RecordStore, wide: str, index: str
) -> None:
    steps = plan(store, f"Observation?subject=Patient/7&{wide}")
    assert f"SEARCH {index} USING COVERING INDEX {index}_of (resource=?" in steps
    assert f"SEARCH {index} USING PRIMARY KEY" not in steps
    assert "SEARCH r USING INTEGER PRIMARY KEY" in steps


@pytest.mark.parametrize(
    ("query", "step"),
    [
        ("code=rare", "SEARCH token USING PRIMARY KEY (param=? AND code=?)"),
        ("code=a,b", "SEARCH token USING PRIMARY KEY (param=? AND code=?)"),
        ("code=http://loinc.org|a,b", "SEARCH token USING PRIMARY KEY (param=? AND code=?)"),
        ("date=2019-05-03", "SEARCH date USING PRIMARY KEY (param=? AND low>?)"),
        ("value-string=ab", "SEARCH string USING PRIMARY KEY (param=? AND folded>?"),
        ("subject=Patient/7", "SEARCH reference USING PRIMARY KEY (param=? AND target=?)"),
        ("value-quantity=20", "SEARCH quantity USING PRIMARY KEY (param=? AND low>?)"),
        (
            "_profile=http://a.example/p",
            "SEARCH uri USING PRIMARY KEY (param=? AND uri>? AND uri<?)",
        ),
        ("_id=7", "SEARCH r USING COVERING INDEX resource_key (type=? AND id=?)"),
        ("_lastUpdated=gt2024-01-01", "SEARCH date USING PRIMARY KEY (param=?"),
    ],
)
def test_every_kind_of_criterion_is_looked_up_and_nothing_is_walked(
    store: RecordStore, query: str, step: str
) -> None:
    steps = plan(store, f"Observation?{query}")
    assert step in steps
    assert "SCAN r" not in steps
    assert "SEARCH r USING INDEX resource_key (type=?)" not in steps


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ('"Blood glucose"', "blood gl"),
        ('"  Blood \\t glucose"', "BLOOD GLUCOSE"),
        ('"\\u0042lood glucose"', "blood"),
        ('"Bl\u00f6od glucose"', "blood glucose"),
        ('"Glucose: \\"fasting\\""', 'glucose: "fast'),
        ('"Glu\u00f6se"', "glu\u00f6"),
    ],
)
def test_the_text_of_a_code_is_found_however_its_letters_are_written(
    tmp_path: Path, written: str, asked: str
) -> None:
    source = tmp_path / "one.json"
    head = '{"resourceType":"Observation","id":"x","status":"final"'
    source.write_text(f'{head},"code":{{"text":{written}}}}}', encoding="utf-8")
    with RecordStore() as store:
        ingest([source], store)
        assert found(store, f"code:text={asked}") == {"x"}
        assert found(store, f"code:text=of {asked}") == set()
