"""Searching a record from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

PATIENT = '{"resourceType": "Patient", "id": "p", "name": [{"family": "Moss"}]}'
POTASSIUM = (
    '{"resourceType": "Observation", "id": "k%d", "status": "final", '
    '"code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}], "text": "Potassium"}, '
    '"subject": {"reference": "Patient/p"}, "effectiveDateTime": "2020-03-0%d", '
    '"valueQuantity": {"value": 5.00, "unit": "mmol/L"}}'
)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "r.ndjson"
    path.write_text(
        "\n".join([PATIENT, *(POTASSIUM % (n, n) for n in (1, 2, 3))]), encoding="utf-8"
    )
    return path


def entries(bundle: Any) -> list[tuple[str, str]]:
    return [(e["resource"]["id"], e["search"]["mode"]) for e in bundle["entry"]]


def test_the_answer_is_a_searchset_whose_entries_say_why_they_are_there(
    run: Any, record: Path
) -> None:
    ran = run("search", record, "Observation?patient=p&_include=Observation:subject", "--json")
    assert ran.status == 0
    assert ran.json["type"] == "searchset"
    assert entries(ran.json) == [
        ("k1", "match"),
        ("k2", "match"),
        ("k3", "match"),
        ("p", "include"),
    ]


def test_a_number_keeps_the_digits_it_came_with(run: Any, record: Path) -> None:
    assert '"value": 5.00' in run("search", record, "Observation?_id=k1", "--json").out
    assert "5.00 mmol/L" in run("search", record, "Observation?_id=k1").out


def test_a_store_answers_as_the_files_did_that_it_was_filled_from(
    run: Any, record: Path, tmp_path: Path
) -> None:
    with RecordStore(tmp_path / "r.db") as store:
        ingest([record], store)
    query = "Observation?patient=p&date=ge2020-03-02&_sort=-date"
    from_store = run("search", tmp_path / "r.db", query, "--json")
    assert entries(from_store.json) == [("k3", "match"), ("k2", "match")]
    assert from_store.out == run("search", record, query, "--json").out


def test_a_query_that_is_not_understood_is_refused_and_says_why(run: Any, record: Path) -> None:
    ran = run("search", record, "Observation?colour=red", "--json")
    assert ran.status == 2
    assert ran.json["resourceType"] == "OperationOutcome"
    assert "colour" in ran.err
    assert run("search", record, "Observation?colour=red").out == ""


def test_a_search_that_finds_nothing_says_what_was_asked(run: Any, record: Path) -> None:
    ran = run("search", record, "Condition?patient=p")
    assert (ran.status, ran.out) == (0, "Nothing matches: Condition?patient=p\n")
    assert run("search", record, "Condition?patient=p", "--json").json["total"] == 0


def test_a_page_that_is_cut_off_says_so_and_all_shows_the_rest(run: Any, record: Path) -> None:
    first = run("search", record, "Observation?_count=2")
    assert "2 matches of 3" in first.err
    assert "--all" in first.err
    assert first.out.count("Potassium") == 2
    assert run("search", record, "Observation?_count=2", "--all").out.count("Potassium") == 3
    every = run("search", record, "Observation?_count=2", "--all", "--json").json
    assert len(every["entry"]) == 3
    assert [link["relation"] for link in every["link"]] == ["self"]


def test_a_count_is_told_without_a_table(run: Any, record: Path) -> None:
    ran = run("search", record, "Observation?_summary=count")
    assert ran.out == "3 matches: Observation?_summary=count\n"


def test_each_query_of_a_file_is_answered_on_a_line_of_its_own(
    run: Any, record: Path, tmp_path: Path
) -> None:
    asked = tmp_path / "queries.txt"
    asked.write_bytes(
        b"\xef\xbb\xbfPatient?_id=p\r\n\r\nNonsense?x=y\nObservation?_id=k1\nPatient?name=\xff\xfe\n"
    )
    ran = run("search", record, "--queries", asked)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [a["resourceType"] for a in answers] == [
        "Bundle",
        "OperationOutcome",
        "Bundle",
        "OperationOutcome",
    ]
    assert '"value":5.00' in ran.out
    assert (ran.status, ran.err.strip()) == (0, "4 queries, 2 of them refused.")


def test_a_query_that_cannot_be_answered_leaves_the_later_ones_theirs(
    run: Any, record: Path, tmp_path: Path
) -> None:
    addresses = ",".join(f"http://x.example/{n}" for n in range(20_000))
    unanswered = [
        "Patient/p9/$everything",
        "Patient?" + "&".join(["name=a"] * 1_100),
        "Patient?" + "&".join([f"name={','.join('a' * 450)}"] * 100),
        f"Observation?status=final&subject={addresses}",
    ]
    asked = tmp_path / "queries.txt"
    asked.write_text("\n".join([*unanswered, "Observation?_id=k1"]), encoding="utf-8")
    ran = run("search", record, "--queries", asked)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 0
    assert [a["resourceType"] for a in answers] == [*["OperationOutcome"] * 4, "Bundle"]
    issues = [a["issue"][0] for a in answers[:4]]
    assert [i["code"] for i in issues] == ["not-found", "invalid", "invalid", "invalid"]
    assert "100 criteria" in issues[1]["diagnostics"]
    assert "30,000 values" in issues[2]["diagnostics"]
    assert answers[4]["entry"][0]["resource"]["id"] == "k1"
    assert ran.err.strip() == "5 queries, 3 of them refused, 1 of them not answered."


def test_a_patient_who_is_not_there_is_said_as_fhir_says_it(run: Any, record: Path) -> None:
    ran = run("search", record, "Patient/p9/$everything", "--json")
    assert ran.status == 5
    assert ran.json["resourceType"] == "OperationOutcome"
    assert ran.json["issue"][0]["code"] == "not-found"
    assert "Patient/p9" in ran.err


def test_a_hit_about_another_servers_patient_is_not_told_as_about_the_namesake_here(
    run: Any, tmp_path: Path
) -> None:
    """The order is of their Patient/p, and its medicine is theirs: ours lends it no name."""
    here, there = "https://ehr.example/fhir/", "https://other.example/fhir/"
    ours: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "p"},
        {"resourceType": "Medication", "id": "m", "code": {"text": "Warfarin"}},
    ]
    theirs: dict[str, Any] = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "status": "active",
        "intent": "order",
        "subject": {"reference": f"{there}Patient/p"},
        "medicationReference": {"reference": f"{there}Medication/m"},
    }
    also = theirs | {"id": "s", "medicationReference": {"reference": f"{here}Medication/m"}}
    entries = [{"fullUrl": f"{here}{r['resourceType']}/{r['id']}", "resource": r} for r in ours]
    entries += [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in (theirs, also)]
    source = tmp_path / "x.json"
    source.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8")
    both = "MedicationRequest?_include=MedicationRequest:medication"
    told = run("search", source, both)
    lines = {
        line.split()[1]: line for line in told.out.splitlines() if "MedicationRequest/" in line
    }
    assert "Warfarin" in lines["MedicationRequest/s"]
    assert "Warfarin" not in lines["MedicationRequest/r"]


def test_a_reference_search_names_as_many_addresses_as_it_likes(run: Any, record: Path) -> None:
    addresses = ",".join(f"http://x.example/{n}" for n in range(5_000))
    ran = run("search", record, f"Observation?subject={addresses},Patient/p", "--json")
    assert ran.json["total"] == 3


@pytest.mark.parametrize("words", [(), ("Patient", "--queries", "x")])
def test_one_query_or_a_file_of_them_is_given(
    run: Any, record: Path, words: tuple[str, ...]
) -> None:
    ran = run("search", record, *words)
    assert ran.status == 2
    assert "--queries" in ran.err


def test_a_resource_in_a_wrong_shape_is_shown_as_one_and_the_others_are_read(
    run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "r.ndjson"
    wrong = '{"resourceType": "Observation", "id": "odd", "status": ["final"], "code": 7}'
    path.write_text("\n".join([PATIENT, wrong, POTASSIUM % (1, 1)]), encoding="utf-8")
    ran = run("search", path, "Observation")
    assert ran.status == 0
    assert "Observation/odd" in ran.out
    assert "Potassium" in ran.out


def test_a_name_from_an_included_resource_is_used(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "r.ndjson"
    lines = [
        PATIENT,
        '{"resourceType": "Medication", "id": "m", "code": {"text": "Apixaban 5 mg"}}',
        '{"resourceType": "MedicationRequest", "id": "r", "status": "active", "intent": "order",'
        ' "subject": {"reference": "Patient/p"},'
        ' "medicationReference": {"reference": "Medication/m"}}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    ran = run("search", path, "MedicationRequest?_include=MedicationRequest:medication")
    order = next(line for line in ran.out.splitlines() if "MedicationRequest/r" in line)
    assert "Apixaban 5 mg" in order
