"""What is contained in a resource is searched through it, and never found as one of its own."""

import json
import math
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.file import RecordFile
from chartside.fhir.ingest import ingest
from chartside.fhir.search.contained import collect
from chartside.fhir.search.definitions import EMISSION
from chartside.fhir.search.emit import Rows, Target
from chartside.fhir.store import RecordStore

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def ref(target: str) -> dict[str, str]:
    return {"reference": target}


def coded(code: str, text: str = "") -> dict[str, Any]:
    return {"coding": [{"system": RXNORM, "code": code}], "text": text or code}


def medicine(identity: str, code: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Medication", "id": identity, "code": coded(code), **fields}


def order(identity: str, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": identity,
        "status": "active",
        "intent": "order",
        "subject": ref("Patient/p"),
        **fields,
    }


ASPIRIN = {"resourceType": "Substance", "id": "s", "code": coded("1191", "aspirin")}
LACTOSE = {"resourceType": "Substance", "id": "s", "code": coded("6211", "lactose")}
ORDERS = [
    {"resourceType": "Patient", "id": "p"},
    order(
        "tablet",
        medicationReference=ref("#m"),
        contained=[
            medicine("m", "243670", ingredient=[{"itemReference": ref("#s")}], status="active"),
            ASPIRIN,
        ],
    ),
    order(
        "other",
        medicationReference=ref("#m"),
        contained=[LACTOSE, medicine("m", "197361"), medicine("unused", "243670")],
    ),
    order("stored", medicationReference=ref("Medication/m")),
    order("coded", medicationCodeableConcept=coded("243670")),
    medicine("m", "197361"),
    {
        "resourceType": "Observation",
        "id": "inside",
        "status": "final",
        "code": coded("x"),
        "subject": ref("#who"),
        "contained": [{"resourceType": "Patient", "id": "who", "name": [{"family": "Roe"}]}],
    },
    {
        "resourceType": "Provenance",
        "id": "v",
        "target": [ref("#o")],
        "contained": [
            {
                "resourceType": "Observation",
                "id": "o",
                "component": [
                    {"code": coded("8480-6"), "valueQuantity": {"value": 160}},
                    {"code": coded("8462-4"), "valueQuantity": {"value": 95}},
                ],
                "identifier": [{"type": coded("FILL"), "value": "7"}],
            }
        ],
    },
]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> RecordFile:
    return RecordFile([put(tmp_path_factory.mktemp("c") / "orders.ndjson", *ORDERS)])


def put(path: Path, *resources: Mapping[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    return path


def ids(record: RecordStore, query: str) -> list[str]:
    entries = record.search_bundle(query).get("entry", [])
    return sorted(json.loads(bytes(e["resource"]))["id"] for e in entries)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("medication.code=243670", ["tablet"]),
        (f"medication.code={RXNORM}|197361", ["other", "stored"]),
        ("medication.code=243670,197361", ["other", "stored", "tablet"]),
        ("medication.code:text=2436", ["tablet"]),
        ("medication:Medication.status=active", ["tablet"]),
        ("medication.status:missing=true", ["other", "stored"]),
        ("medication.code:not=243670", ["other", "stored"]),
        ("medication._id=m", ["other", "stored", "tablet"]),
        ("medication.ingredient:Substance.code=1191", ["tablet"]),
        ("medication.ingredient:Substance.code=6211", []),
        ("medication.ingredient.code:text=asp", ["tablet"]),
        ("medication.ingredient:missing=false", ["tablet"]),
        ("medication.code=243670&status=active", ["tablet"]),
        ("medication:missing=true", ["coded"]),
        ("medication:missing=false", ["other", "stored", "tablet"]),
        ("medication=Medication/m", ["stored"]),
        ("code=243670", ["coded"]),
    ],
)
def test_an_order_is_found_by_the_medicine_contained_in_it(
    record: RecordFile, query: str, found: list[str]
) -> None:
    assert ids(record, f"MedicationRequest?{query}") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Medication", ["m"]),
        ("Medication?code=243670", []),
        ("Medication?code:not=197361", []),
        ("Medication?code:missing=false", ["m"]),
        ("Medication?_id=unused", []),
        ("Substance", []),
        ("Patient?family=roe", []),
        ("Medication?_has:MedicationRequest:medication:status=active", ["m"]),
    ],
)
def test_what_is_contained_is_no_match_of_its_own_type(
    record: RecordFile, query: str, found: list[str]
) -> None:
    assert ids(record, query) == found


def test_a_contained_patient_counts_as_one_for_the_parameter_that_follows_patients(
    record: RecordFile,
) -> None:
    assert ids(record, "Observation?patient:missing=true") == []
    assert ids(record, "Observation?patient.family=roe") == ["inside"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("component-code-value-quantity=8480-6$160", ["v"]),
        ("component-code-value-quantity=8480-6$95", []),
        ("component-code-value-quantity=8462-4$95", ["v"]),
        (f"identifier:of-type={RXNORM}|FILL|7", ["v"]),
        (f"identifier:of-type={RXNORM}|FILL|8", []),
    ],
)
def test_values_of_one_item_stay_together_in_what_is_contained(
    record: RecordFile, query: str, found: list[str]
) -> None:
    assert ids(record, f"Provenance?target:Observation.{query}") == found


def test_nothing_else_is_brought_along_for_what_is_contained(record: RecordFile) -> None:
    query = "MedicationRequest?_id=tablet&_include=MedicationRequest:medication"
    assert ids(record, query) == ["tablet"]


def test_what_a_replaced_version_contained_is_not_searched(tmp_path: Path) -> None:
    old = order("a", medicationReference=ref("#m"), contained=[medicine("m", "1")])
    new = old | {"contained": [medicine("m", "2")]}
    with RecordStore() as store:
        ingest([put(tmp_path / "1.ndjson", old)], store)
        ingest([put(tmp_path / "2.ndjson", new)], store)
        assert ids(store, "MedicationRequest?medication.code=1") == []
        assert ids(store, "MedicationRequest?medication.code=2") == ["a"]


@pytest.mark.parametrize(
    "contained",
    [
        {"resourceType": "Medication", "id": "m", "code": coded("1")},
        ["m", None, [medicine("m", "1")], {"id": "m"}, {"resourceType": "Spaceship", "id": "m"}],
        [{"resourceType": "Medication", "id": ["m"], "code": coded("1")}],
        [medicine("a/b", "1")],
    ],
)
def test_what_is_contained_in_a_wrong_shape_is_not_found_and_stops_nothing(
    tmp_path: Path, contained: Any
) -> None:
    source = put(
        tmp_path / "x.ndjson",
        order("a", medicationReference=ref("#m"), contained=contained),
        order("b", medicationReference=ref("#m"), contained=[medicine("m", "1"), ASPIRIN]),
        order("twice", medicationReference=ref("#m"), contained=[medicine("m", "2")] * 2),
    )
    record = RecordFile([source])
    assert ids(record, "MedicationRequest?medication.code=1") == ["b"]
    assert ids(record, "MedicationRequest?medication.code=2") == ["twice"]
    assert ids(record, "MedicationRequest?medication:missing=true") == []


def test_what_is_contained_is_not_told_as_missing_from_the_record(tmp_path: Path) -> None:
    with RecordStore() as store:
        report = ingest([put(tmp_path / "x.ndjson", *ORDERS[:2])], store)
    assert report.notes == ()


def test_a_store_of_a_version_that_did_not_read_what_is_contained_is_indexed_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "r.db"
    with RecordStore(path) as store:
        ingest([put(tmp_path / "x.ndjson", *ORDERS)], store)
    with sqlite3.connect(path) as conn:  # as it was: no such table, no such rows
        conn.execute("UPDATE meta SET value = 'c0ffee' WHERE key = 'definitions'")
        conn.execute("DROP TABLE contained")
        conn.execute("DELETE FROM token WHERE resource < 0")
        conn.execute("DELETE FROM reference WHERE target LIKE '#%'")
    conn.close()
    with RecordStore(path) as store:
        assert ids(store, "MedicationRequest?medication.code=243670") == ["tablet"]
    with RecordStore(path) as store:
        more = order("more", medicationReference=ref("#m"), contained=[medicine("m", "243670")])
        ingest([put(tmp_path / "more.ndjson", more)], store)
        assert ids(store, "MedicationRequest?medication.code=243670") == ["more", "tablet"]


SAMPLE: Mapping[str, Any] = {
    "resourceType": "Observation",
    "id": "o",
    "meta": {"lastUpdated": "2020-01-02T03:04:05Z", "profile": ["http://x.example/p"]},
    "contained": [{"resourceType": "Patient", "id": "p", "birthDate": "1950"}],
    "status": "final",
    "code": coded("8480-6"),
    "subject": {"reference": "#p", "identifier": {"system": "urn:mrn", "value": "7"}},
    "focus": [ref("Patient/p"), ref("#q"), ref("https://x.example/Patient/p")],
    "effectivePeriod": {"start": "2020", "end": "2021-02"},
    "valueQuantity": {"value": 5.4, "comparator": "<", "system": "urn:u", "code": "mg"},
    "component": [{"code": coded("1"), "valueString": "Größe"}],
}
ANSWER: Mapping[str, Any] = {
    "resourceType": "QuestionnaireResponse",
    "id": "a",
    "questionnaire": "http://x.example/Questionnaire/q#a",
}


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """The rows of two resources, without the numbers of indexes: they hold for one version."""
    target = Target(Rows(), 3, {})
    for resource in (SAMPLE, ANSWER):
        collect(resource["resourceType"], resource, target)
    names = ("token", "date", "string", "reference", "quantity", "uri", "contained")
    return {name: sorted({row[1:] for row in getattr(target.rows, name)}) for name in names}


def test_what_the_index_holds_of_a_resource_changes_only_with_the_number_of_its_making() -> None:
    """A store of before must be indexed again: raise EMISSION with any change below."""
    assert EMISSION == 2
    assert rows() == EXPECTED


EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    "token": [
        ("1", RXNORM, 3),
        ("1", RXNORM, 3 << 16),
        ("7", "urn:mrn", 3),
        ("8480-6", RXNORM, 3),
        ("false", "", -3 << 16),
        ("final", "http://hl7.org/fhir/observation-status", 3),
    ],
    "date": [
        (-631152000000000, -599616000000000, -3 << 16),
        (1577836800000000, 1614556800000000, 3),
        (1577934245000000, 1577934246000000, 3),
    ],
    "string": [],
    "reference": [
        ("#Patient/p", 3),
        ("#q", 3),
        ("Patient/p", 3),
        ("http://x.example/Questionnaire/q", 3),
        ("http://x.example/Questionnaire/q#a", 3),
    ],
    "quantity": [(-math.inf, 5.3999999999999995, "urn:u", "mg", "", 3)],
    "uri": [("http://x.example/p", 3)],
    "contained": [("Patient", "p")],
}
