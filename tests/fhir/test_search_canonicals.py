"""References by canonical address: searched for, and followed by url and version."""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.fhir.file import RecordFile
from chartside.fhir.ingest import ingest
from chartside.fhir.search.definitions import Parameter, defined_types, parameters
from chartside.fhir.search.definitions import Path as ElementPath
from chartside.fhir.store import RecordStore


def res(kind: str, identity: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": identity, "status": "active", **fields}


def answer(identity: str, questionnaire: str, **fields: Any) -> dict[str, Any]:
    return res("QuestionnaireResponse", identity, questionnaire=questionnaire, **fields)


PAIN = "http://forms.example/Pain"
DEFINITIONS = [
    res("Questionnaire", "pain1", url=PAIN, version="1", title="Pain, first"),
    res("Questionnaire", "pain2", url=PAIN, version="2", title="Pain, second"),
    res("Questionnaire", "mood", url="urn:oid:1.2.3", title="Mood"),
    res("Questionnaire", "capital", url="http://forms.example/PAIN", version="1", title="Loud"),
    answer("one", f"{PAIN}|1"),
    answer("two", f"{PAIN}|2"),
    answer("any", PAIN),
    answer("part", f"{PAIN}|1#q7"),
    answer("none", f"{PAIN}|3"),
    answer("case", f"{PAIN.lower()}|1"),
    answer("oid", "urn:oid:1.2.3"),
    answer("relative", "Questionnaire/pain2"),
    answer("inside", "#q", contained=[res("Questionnaire", "q", title="Pain, within")]),
    res("Library", "logic", url="http://forms.example/Library/logic", version="0.1", name="Logic"),
    res(
        "PlanDefinition",
        "plan",
        url="http://forms.example/plan",
        version="5",
        library=["http://forms.example/Library/logic|0.1"],
        relatedArtifact=[
            {"type": "derived-from", "resource": f"{PAIN}|2"},
            {"type": "depends-on", "resource": "http://forms.example/absent"},
        ],
        action=[{"definitionCanonical": f"{PAIN}|1"}],
    ),
    res("ServiceRequest", "asked", instantiatesCanonical=["http://forms.example/plan|5"]),
]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> RecordFile:
    return RecordFile([put(tmp_path_factory.mktemp("d") / "x.ndjson", *DEFINITIONS)])


def put(path: Path, *resources: Mapping[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    return path


def ids(record: RecordStore, query: str, mode: str = "match") -> list[str]:
    entries = record.search_bundle(query).get("entry", [])
    found = (e for e in entries if e["search"]["mode"] == mode)
    return sorted(json.loads(bytes(e["resource"]))["id"] for e in found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("QuestionnaireResponse?questionnaire.title=pain%5C, first", ["any", "one", "part"]),
        ("QuestionnaireResponse?questionnaire.title=pain%5C, second", ["any", "relative", "two"]),
        ("QuestionnaireResponse?questionnaire.title=pain%5C, within", ["inside"]),
        ("QuestionnaireResponse?questionnaire.title=mood", ["oid"]),
        ("QuestionnaireResponse?questionnaire.title=loud", []),
        ("QuestionnaireResponse?questionnaire:Questionnaire.version=2", ["any", "relative", "two"]),
        ("QuestionnaireResponse?questionnaire._id=pain1", ["any", "one", "part"]),
        ("ServiceRequest?instantiates-canonical.depends-on:Library.name=logic", ["asked"]),
        (
            "ServiceRequest?instantiates-canonical.definition:Questionnaire.title=pain%5C, first",
            ["asked"],
        ),
        ("PlanDefinition?derived-from:Questionnaire.title=pain", ["plan"]),
        ("PlanDefinition?depends-on:Questionnaire.title=pain", []),
        ("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=one", ["pain1"]),
        ("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=any", ["pain1", "pain2"]),
        ("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=relative", ["pain2"]),
        ("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=case", []),
        ("Library?_has:PlanDefinition:depends-on:_id=plan", ["logic"]),
    ],
)
def test_a_canonical_is_followed_by_url_and_version_and_without_one_to_every_version(
    record: RecordFile, query: str, found: list[str]
) -> None:
    assert ids(record, query) == found


@pytest.mark.parametrize(
    ("query", "brought"),
    [
        ("QuestionnaireResponse?_id=one&_include=QuestionnaireResponse:questionnaire", ["pain1"]),
        ("QuestionnaireResponse?_id=part&_include=QuestionnaireResponse:questionnaire", ["pain1"]),
        ("QuestionnaireResponse?_id=any&_include=*", ["pain1", "pain2"]),
        ("QuestionnaireResponse?_id=none&_include=QuestionnaireResponse:questionnaire", []),
        ("QuestionnaireResponse?_id=oid&_include=QuestionnaireResponse:questionnaire", ["mood"]),
        ("PlanDefinition?_include=PlanDefinition:depends-on", ["logic"]),
        ("PlanDefinition?_include=PlanDefinition:derived-from:Library", []),
        (
            "ServiceRequest?_include=ServiceRequest:instantiates-canonical"
            "&_include:iterate=PlanDefinition:definition",
            ["pain1", "plan"],
        ),
        (
            "Questionnaire?_id=pain2&_revinclude=QuestionnaireResponse:questionnaire",
            ["any", "relative", "two"],
        ),
        ("Library?_revinclude=PlanDefinition:depends-on", ["plan"]),
    ],
)
def test_a_canonical_brings_along_what_it_names_and_what_names_it(
    record: RecordFile, query: str, brought: list[str]
) -> None:
    assert ids(record, query, "include") == brought


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (f"{PAIN}|1", ["one", "part"]),
        (PAIN, ["any", "none", "one", "part", "two"]),
        ("urn:oid:1.2.3", ["oid"]),
        (f"{PAIN}|1,urn:oid:1.2.3", ["oid", "one", "part"]),
    ],
)
def test_a_canonical_is_searched_for_as_it_is_written(
    record: RecordFile, value: str, found: list[str]
) -> None:
    assert ids(record, f"QuestionnaireResponse?questionnaire={value}") == found


@pytest.mark.parametrize(
    "query",
    [
        "PlanDefinition?depends-on:Medication.code=x",
        "PlanDefinition?_include=PlanDefinition:depends-on:Medication",
        "Medication?_revinclude=PlanDefinition:depends-on",
        "Medication?_has:PlanDefinition:depends-on:_id=plan",
    ],
)
def test_a_canonical_that_would_be_followed_to_a_type_without_a_url_is_refused(
    tmp_path: Path, record: RecordFile, query: str
) -> None:
    with pytest.raises(UsageError, match="depends-on holds canonical addresses"):
        record.search_bundle(query)
    relative = res("PlanDefinition", "p", library=["Medication/m"])
    source = put(tmp_path / "x.ndjson", relative, {"resourceType": "Medication", "id": "m"})
    assert RecordFile([source]).search_bundle(query)["total"] in {0, 1}


def test_a_canonical_under_the_records_own_server_is_followed_both_by_place_and_by_url(
    tmp_path: Path,
) -> None:
    """Its url may be on the very server that holds it, under another id or the same."""
    base = "https://ehr.example/fhir"
    forms = [
        res("Questionnaire", "here", title="By place"),
        res(
            "Questionnaire", "other", url=f"{base}/Questionnaire/here", version="1", title="By url"
        ),
    ]
    entries = [{"fullUrl": f"{base}/Questionnaire/{f['id']}", "resource": f} for f in forms]
    said = answer("a", f"{base}/Questionnaire/here")
    entries.append({"fullUrl": f"{base}/QuestionnaireResponse/a", "resource": said})
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    with RecordStore() as store:
        ingest([put(tmp_path / "b.json", bundle)], store)
        for title in ("by place", "by url"):
            assert ids(store, f"QuestionnaireResponse?questionnaire.title={title}") == ["a"]
        for value in ("Questionnaire/here", f"{base}/Questionnaire/here"):
            assert ids(store, f"QuestionnaireResponse?questionnaire={value}") == ["a"]


REMOVED_IN_R4B = "MedicinalProduct"


def _kind_of(resource_type: str, path: ElementPath) -> str:
    """How fhir.resources annotates the element at the end of a path."""
    module = importlib.import_module(f"fhir.resources.R4B.{resource_type.lower()}")
    shape, said = getattr(module, resource_type), ""
    for step in path:
        found = (f for n, f in shape.model_fields.items() if step.name in {n, f.alias})
        field = next(found)
        said = repr(field.annotation) + repr(field.metadata)
        if step is not path[-1]:
            name = next(n for n in _names(said) if n != "Fhir")
            shape = _shape(shape.__module__, name)
    return said


def _names(said: str) -> list[str]:
    return [part.rpartition(".")[2] for part in said.split("Type")[:-1]]


def _shape(module: str, name: str) -> Any:
    here = importlib.import_module(module)
    if hasattr(here, name):
        return getattr(here, name)
    return getattr(importlib.import_module(f"fhir.resources.R4B.{name.lower()}"), name)


def _references() -> list[Parameter]:
    return [
        parameter
        for kind in defined_types()
        if not kind.startswith(REMOVED_IN_R4B)
        for parameter in parameters(kind).values()
        if parameter.kind == "reference"
    ]


def test_the_parameters_that_read_canonicals_are_those_of_the_definitions() -> None:
    known = _references()
    assert len(known) > 500
    for parameter in known:
        kinds = [_kind_of(parameter.type, path) for path in parameter.paths]
        canonical = any("Canonical" in kind or "Uri()" in kind for kind in kinds)
        assert parameter.canonical == canonical, f"{parameter.type}.{parameter.name}"
