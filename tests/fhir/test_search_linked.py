"""Searches that follow references: chains, `_has`, includes, and the modifiers of references."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.fhir.file import RecordFile

LOINC = "http://loinc.org"


def ref(target: str) -> dict[str, str]:
    return {"reference": target}


def res(kind: str, identity: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": identity, **fields}


def coded(code: str, system: str = LOINC) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


WARD = [
    res("Organization", "hospital", name="St. Elsewhere"),
    res("Organization", "ward", name="Ward 7", partOf=ref("Organization/hospital")),
    res(
        "Practitioner",
        "dr",
        name=[{"family": "Osei"}],
        identifier=[{"system": "urn:npi", "value": "77"}],
    ),
    res(
        "Patient",
        "p1",
        gender="female",
        birthDate="1950",
        name=[{"family": "Roe"}],
        managingOrganization=ref("Organization/ward"),
        generalPractitioner=[ref("Practitioner?identifier=urn:npi|77")],
    ),
    res("Patient", "p2", gender="male", name=[{"family": "Doe"}]),
    res("Group", "g", type="person", actual=True, name="Roe"),
    res(
        "Encounter",
        "e1",
        status="finished",
        subject=ref("Patient/p1"),
        serviceProvider=ref("Organization/ward"),
    ),
    res(
        "Observation",
        "o1",
        status="final",
        code=coded("8867-4"),
        subject=ref("Patient/p1"),
        encounter=ref("Encounter/e1"),
    ),
    res("Observation", "o2", status="final", code=coded("8867-4"), subject=ref("Patient/p2")),
    res("Observation", "o3", status="final", code=coded("2345-7"), subject=ref("Group/g")),
    res(
        "Provenance",
        "v",
        target=[ref("Observation/o1")],
        agent=[{"who": ref("Practitioner/dr")}],
    ),
]


class Ward:
    """The resources above as a record."""

    def __init__(self, folder: Path) -> None:
        source = folder / "ward.ndjson"
        source.write_text("\n".join(map(json.dumps, WARD)), encoding="utf-8")
        self.record = RecordFile([source])

    def __call__(self, query: str) -> list[str]:
        return [i for i, mode in self.modes(query) if mode == "match"]

    def brought(self, query: str) -> list[str]:
        return [i for i, mode in self.modes(query) if mode == "include"]

    def modes(self, query: str) -> list[tuple[str, str]]:
        entries = self.record.search_bundle(query).get("entry", [])
        return [(json.loads(bytes(e["resource"]))["id"], e["search"]["mode"]) for e in entries]


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Observation?patient.name=roe", ["o1"]),
        ("Observation?patient.gender=male", ["o2"]),
        ("Observation?patient.gender=male,female", ["o1", "o2"]),
        ("Observation?patient.gender:not=male", ["o1"]),
        ("Observation?patient.birthdate=lt1960", ["o1"]),
        ("Observation?subject:Patient.name=roe", ["o1"]),
        ("Observation?subject:Group.actual=true", ["o3"]),
        ("Observation?subject.identifier:missing=true", ["o1", "o2", "o3"]),
        ("Observation?subject:Patient._id=p2", ["o2"]),
        ("Observation?subject:Patient.organization.name=ward", ["o1"]),
        ("Observation?subject:Patient.organization.partof.name:exact=St.%20Elsewhere", ["o1"]),
        ("Observation?patient.general-practitioner:Practitioner.family=osei", ["o1"]),
        ("Observation?encounter.service-provider=Organization/ward", ["o1"]),
        ("Observation?patient.name=roe&code=8867-4", ["o1"]),
        ("Observation?patient.name=roe&patient.gender=male", []),
        ("Observation?patient.name=nobody", []),
        ("Patient?_has:Observation:patient:code=8867-4", ["p1", "p2"]),
        ("Patient?_has:Observation:patient:code=2345-7", []),
        ("Patient?_has:Observation:patient:code=8867-4&gender=male", ["p2"]),
        ("Patient?_has:Observation:patient:_id=o1", ["p1"]),
        ("Patient?_has:Observation:subject:_has:Provenance:target:agent=Practitioner/dr", ["p1"]),
        ("Patient?_has:Observation:patient:encounter.status=finished", ["p1"]),
        ("Practitioner?_has:Patient:general-practitioner:gender=female", ["dr"]),
        ("Practitioner?_has:Provenance:agent:target=Observation/o1", ["dr"]),
        ("Organization?_has:Organization:partof:name=ward", ["hospital"]),
    ],
)
def test_a_search_follows_references_both_ways(ward: Ward, query: str, found: list[str]) -> None:
    assert ward(query) == found


@pytest.mark.parametrize(
    ("query", "brought"),
    [
        ("Observation?_id=o1&_include=Observation:subject", ["p1"]),
        ("Observation?_id=o1&_include=Observation:subject:Group", []),
        ("Observation?_id=o1&_include=*", ["e1", "p1"]),
        ("Observation?_id=o1&_include=Observation:*", ["e1", "p1"]),
        (
            "Observation?_id=o1&_include=Observation:subject"
            "&_include:iterate=Patient:organization&_include:iterate=Organization:partof",
            ["hospital", "ward", "p1"],
        ),
        ("Observation?_id=o1&_include:iterate=Patient:organization", []),
        (
            "Patient?_id=p1&_include=Patient:general-practitioner",
            ["dr"],
        ),
        ("Patient?_id=p1&_revinclude=Observation:subject", ["o1"]),
        (
            "Patient?_id=p1&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target",
            ["o1", "v"],
        ),
        ("Organization?_id=hospital&_revinclude:iterate=Organization:partof", ["ward"]),
        (
            "Organization?_id=hospital&_revinclude:iterate=Organization:partof"
            "&_revinclude:iterate=Patient:organization",
            ["ward", "p1"],
        ),
        ("Practitioner?_id=dr&_revinclude=Patient:general-practitioner", ["p1"]),
    ],
)
def test_what_is_brought_along(ward: Ward, query: str, brought: list[str]) -> None:
    assert sorted(ward.brought(query)) == sorted(brought)


def test_references_in_a_circle_are_followed_once(tmp_path: Path) -> None:
    ring = [
        res("Organization", str(n), partOf=ref(f"Organization/{(n + 1) % 5}")) for n in range(5)
    ]
    source = tmp_path / "ring.ndjson"
    source.write_text("\n".join(map(json.dumps, ring)), encoding="utf-8")
    found = RecordFile([source]).search_bundle(
        "Organization?_id=0&_include:iterate=Organization:partof"
        "&_revinclude:iterate=Organization:partof"
    )
    assert sorted(json.loads(bytes(e["resource"]))["id"] for e in found["entry"]) == list("01234")
    assert found["total"] == 1


def test_a_chain_of_many_links_is_refused(ward: Ward) -> None:
    with pytest.raises(UsageError, match="a chain of more than"):
        ward(f"Organization?{'partof.' * 9}name=x")
    with pytest.raises(UsageError, match="a chain of more than"):
        ward(f"Organization?{'_has:Organization:partof:' * 9}name=x")


def test_the_longest_chain_that_is_followed_is_answered(ward: Ward) -> None:
    assert ward(f"Organization?{'partof.' * 6}name=x") == []
    assert ward(f"Organization?{'_has:Organization:partof:' * 6}name=x") == []
    assert ward("Observation?subject:Patient.organization.partof._id=hospital") == ["o1"]


def test_a_reference_to_any_type_can_be_chained_to_what_many_types_have(ward: Ward) -> None:
    assert ward("Provenance?target.identifier=x") == []
    assert ward("Provenance?target.status=final") == ["v"]
    assert ward("Provenance?target.encounter.status=finished") == ["v"]


FOCUSED = [
    res("Observation", "first", focus=[ref("Observation/second")]),
    res("Observation", "second", focus=[ref("Patient/p")]),
    res("Task", "t", status="requested", intent="order", focus=ref("Observation/second")),
    res("Provenance", "v", target=[ref("Observation/first")]),
    res("Patient", "p", name=[{"family": "Roe"}]),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Observation?focus.focus._id=p", ["first"]),
        ("Observation?focus.focus.family=roe", ["first"]),
        ("Observation?focus.focus=Patient/p", ["first"]),
        ("Task?focus.focus:Patient.family=roe", ["t"]),
        ("Provenance?target.focus.focus:Patient.family=roe", ["v"]),
    ],
)
def test_a_chain_goes_twice_through_one_parameter_where_a_type_behind_it_has_it_too(
    tmp_path: Path, query: str, found: list[str]
) -> None:
    """`focus` of some other types is no reference: they cannot be meant."""
    assert ids(tmp_path, query, *FOCUSED) == found


@pytest.mark.parametrize(
    "query",
    [
        f"Provenance?{'entity.' * 6}_id=p",
        f"Provenance?target.{'_has:Observation:focus:' * 900}_id=p",
        f"Provenance?{'target.' * 5_000}_id=p",
    ],
)
def test_a_chain_that_may_lead_through_thousands_of_types_is_refused_at_once(
    ward: Ward, query: str
) -> None:
    with pytest.raises(UsageError, match=r"too many types|more than \d links"):
        ward(query)


def test_a_chain_that_holds_a_wrong_value_does_not_repeat_it(ward: Ward) -> None:
    with pytest.raises(UsageError) as refused:
        ward("Observation?patient.birthdate=Canary")
    assert "Canary" not in str(refused.value)


IDENTIFIED = [
    res(
        "Observation",
        "by-identifier",
        subject={"identifier": {"system": "urn:mrn", "value": "7"}},
    ),
    res("Observation", "by-reference", subject=ref("Patient/7")),
    res(
        "Patient",
        "typed",
        identifier=[
            {"type": {"coding": [{"system": "urn:v2", "code": "MR"}]}, "value": "7"},
            {"type": {"coding": [{"system": "urn:v2", "code": "SS"}]}, "value": "8"},
        ],
    ),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Observation?subject:identifier=urn:mrn|7", ["by-identifier"]),
        ("Observation?subject:identifier=7", ["by-identifier"]),
        ("Observation?subject:identifier=urn:other|7", []),
        ("Observation?subject=Patient/7", ["by-reference"]),
        ("Observation?subject:missing=true", []),
        ("Patient?identifier:of-type=urn:v2|MR|7", ["typed"]),
        ("Patient?identifier:of-type=urn:v2|MR|8", []),
        ("Patient?identifier:of-type=urn:v2|SS|7,urn:v2|SS|8", ["typed"]),
        ("Patient?identifier:of-type=urn:other|MR|7", []),
        ("Patient?_id:not=typed", []),
    ],
)
def test_an_identifier_is_matched_where_a_reference_or_its_type_names_it(
    tmp_path: Path, query: str, found: list[str]
) -> None:
    assert ids(tmp_path, query, *IDENTIFIED) == found


def ids(folder: Path, query: str, *resources: Mapping[str, Any]) -> list[str]:
    source = folder / "x.ndjson"
    source.write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    found = RecordFile([source]).search_bundle(query)
    return [json.loads(bytes(e["resource"]))["id"] for e in found.get("entry", [])]


SETS = [
    res(
        "ValueSet",
        "listed",
        url="http://x.example/listed",
        version="2",
        compose={
            "include": [{"system": LOINC, "concept": [{"code": "1-1"}, {"code": "2-2"}]}],
            "exclude": [{"system": LOINC, "concept": [{"code": "2-2"}]}],
        },
    ),
    res("ValueSet", "whole", compose={"include": [{"system": "urn:local"}]}),
    res(
        "ValueSet",
        "expanded",
        expansion={
            "contains": [{"abstract": True, "contains": [{"system": LOINC, "code": "2-2"}]}]
        },
    ),
    res("ValueSet", "both", compose={"include": [{"valueSet": ["http://x.example/listed"]}]}),
    res(
        "ValueSet",
        "filtered",
        compose={"include": [{"system": LOINC, "filter": [{"property": "CLASS"}]}]},
    ),
    res("ValueSet", "circle", compose={"include": [{"valueSet": ["ValueSet/circle"]}]}),
    res("Observation", "a", code=coded("1-1")),
    res("Observation", "b", code=coded("2-2")),
    res("Observation", "c", code=coded("1-1", "urn:local")),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("code:in=http://x.example/listed", ["a"]),
        ("code:in=http://x.example/listed|2", ["a"]),
        ("code:in=ValueSet/listed", ["a"]),
        ("code:not-in=ValueSet/listed", ["b", "c"]),
        ("code:in=ValueSet/whole", ["c"]),
        ("code:in=ValueSet/expanded", ["b"]),
        ("code:in=ValueSet/both", ["a"]),
        ("code:in=ValueSet/both,ValueSet/whole", ["a", "c"]),
    ],
)
def test_a_set_that_lists_its_codes_can_be_searched_by(
    tmp_path: Path, query: str, found: list[str]
) -> None:
    assert ids(tmp_path, f"Observation?{query}", *SETS) == found


@pytest.mark.parametrize(
    "address",
    [
        "http://x.example/listed|3",
        "http://x.example/none",
        "ValueSet/filtered",
        "ValueSet/circle",
        "Canary",
    ],
)
def test_a_set_that_does_not_list_its_codes_is_refused_and_never_taken_as_empty(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(UsageError, match=":in names") as refused:
        ids(tmp_path, f"Observation?code:not-in={address}", *SETS)
    assert "Canary" not in str(refused.value)


PRESSURES = [
    res(
        "Observation",
        name,
        component=[
            {"code": coded("8480-6"), "valueQuantity": {"value": systolic}},
            {"code": coded("8462-4"), "valueQuantity": {"value": diastolic}},
        ],
    )
    for name, systolic, diastolic in (("high", 160, 95), ("low", 110, 70))
] + [
    res("Observation", "alone", code=coded("8480-6"), valueQuantity={"value": 170}),
    res(
        "DocumentReference",
        "d",
        relatesTo=[
            {"code": "replaces", "target": ref("DocumentReference/old")},
            {"code": "appends", "target": ref("DocumentReference/other")},
        ],
    ),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Observation?component-code-value-quantity=8480-6$gt150", ["high"]),
        ("Observation?component-code-value-quantity=8462-4$gt100", []),
        ("Observation?component-code-value-quantity=8462-4$gt90", ["high"]),
        (f"Observation?component-code-value-quantity={LOINC}|8480-6$lt120", ["low"]),
        ("Observation?combo-code-value-quantity=8480-6$gt150", ["alone", "high"]),
        ("Observation?code-value-quantity=8480-6$gt150", ["alone"]),
        ("Observation?component-code-value-quantity=8480-6$gt150,8462-4$lt80", ["high", "low"]),
        ("Observation?component-code=8480-6&component-value-quantity=70", ["low"]),
    ],
)
def test_the_parts_of_a_composite_must_hold_within_one_component(
    tmp_path: Path, query: str, found: list[str]
) -> None:
    assert ids(tmp_path, query, *PRESSURES) == found


def test_uris_are_matched_above_and_below(tmp_path: Path) -> None:
    both = [
        res("Questionnaire", "q", url="http://x.example/a/b"),
        res("Questionnaire", "r", url="http://x.example/a"),
    ]
    assert ids(tmp_path, "Questionnaire?url:below=http://x.example/a", *both) == ["q", "r"]
    assert ids(tmp_path, "Questionnaire?url:above=http://x.example/a/b/c", *both) == ["q", "r"]
    assert ids(tmp_path, "Questionnaire?url:above=http://x.example/a", *both) == ["r"]


@pytest.mark.parametrize(
    ("asked", "patient"),
    [
        ("_summary=true", {"id", "name", "gender", "meta"}),
        ("_summary=data", {"id", "name", "gender", "maritalStatus", "meta"}),
        ("_elements=code", {"id", "name", "gender", "maritalStatus", "text"}),
        ("_elements=Observation.code", {"id", "name", "gender", "maritalStatus", "text"}),
        ("_elements=code,Patient.name", {"id", "name", "meta"}),
        ("_elements=Patient.name", {"id", "name", "meta"}),
    ],
)
def test_what_is_brought_along_is_cut_down_by_its_own_type_alone(
    tmp_path: Path, asked: str, patient: set[str]
) -> None:
    about = {"name": [{"family": "Roe"}], "gender": "female", "maritalStatus": {"text": "single"}}
    held = [
        res("Patient", "p", text={"status": "empty", "div": "<div/>"}, **about),
        res("Observation", "o", status="final", code=coded("1"), subject=ref("Patient/p")),
    ]
    (tmp_path / "z.ndjson").write_text("\n".join(map(json.dumps, held)), encoding="utf-8")
    found = RecordFile([tmp_path / "z.ndjson"]).search_bundle(
        f"Observation?_include=Observation:subject&{asked}"
    )
    match, include = (json.loads(bytes(e["resource"])) for e in found["entry"])
    assert set(include) == {*patient, "resourceType"}
    cut = "subject" not in match
    assert cut == (asked in {"_elements=code", "_elements=Observation.code"} or "code," in asked)
