"""`propose`, and signing what it drafted: a person decides each, or nothing leaves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BY = ("--identity", "asha", "--passphrase-env", "WARD")
SUBJECT = {"reference": "Patient/p"}


def order(name: str, drug: str, day: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": drug},
        "subject": SUBJECT,
        "authoredOn": day,
    }


@pytest.fixture
def record(
    ward: Any, resources: list[dict[str, Any]], written: Callable[[list[dict[str, Any]]], Path]
) -> Path:
    """The ward's record with two active orders of one medicine, and an overdue colonoscopy."""
    assert ward.draft
    request = {
        "resourceType": "ServiceRequest",
        "id": "c",
        "status": "active",
        "intent": "order",
        "code": {"text": "Colonoscopy"},
        "subject": SUBJECT,
        "authoredOn": "2026-01-10",
        "occurrenceDateTime": "2026-06-01",
    }
    held = [
        order("old", "Lisinopril 10 mg tablet", "2025-03-01"),
        order("new", "Lisinopril 20 mg tablet", "2026-03-01"),
        request,
    ]
    return written([*resources, *held])


@pytest.fixture
def proposed(run: Any, record: Path) -> dict[str, Any]:
    held: dict[str, Any] = run("propose", record, "--json").json
    return held


def sign(run: Any, draft: str, *decisions: str) -> Any:
    seen = run("review", "show", draft, "--json").json["seen"]
    words = ("--seen", seen, "--meaning", "approve", *decisions, "--json", *BY)
    return run("review", "sign", draft, *words)


def test_proposals_are_a_draft_in_the_store_each_with_its_fhir_and_its_reason(
    proposed: dict[str, Any], ward: Any
) -> None:
    assert [(p["id"], p["action"], p["accepted"]) for p in proposed["proposals"]] == [
        ("p1", "stop-duplicate", None),
        ("p2", "order-follow-up", None),
    ]
    reasons = {s["id"]: s for s in proposed["sections"][0]["statements"]}
    for one in proposed["proposals"]:
        assert reasons[one["statement"]]["verdict"] == "supported"
        assert reasons[one["statement"]]["citations"]
    assert ward.store.draft(proposed["id"]).status.value == "draft"


def test_a_person_reads_what_each_would_write(run: Any, proposed: dict[str, Any]) -> None:
    page = run("review", "show", proposed["id"]).out
    assert "p1, not decided: change MedicationRequest/old" in page
    assert "MedicationRequest.status: stopped" in page
    assert "p2, not decided: create ServiceRequest" in page


def test_an_unsigned_proposal_is_not_exported(run: Any, proposed: dict[str, Any]) -> None:
    done = run("export", proposed["id"], "--format", "fhir")
    assert (done.status, done.out) == (4, "")


@pytest.mark.parametrize("decisions", [(), ("--accept", "p1"), ("--reject", "p2")])
def test_a_signature_without_a_decision_on_each_is_refused(
    run: Any, proposed: dict[str, Any], ward: Any, decisions: tuple[str, ...]
) -> None:
    done = sign(run, proposed["id"], *decisions)
    assert done.status == 4
    assert "not decided: accept or reject each" in done.err
    assert not list(ward.here.documents.glob("proposals-*"))


def test_what_was_accepted_is_in_the_filed_transaction_and_what_was_rejected_is_not(
    run: Any, proposed: dict[str, Any]
) -> None:
    done = sign(run, proposed["id"], "--accept", "p1", "--reject", "p2")
    assert done.status == 0
    filed = Path(done.json["document"]).with_suffix(".fhir.json")
    bundle = json.loads(filed.read_text(encoding="utf-8"))
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds == ["DocumentReference", "Provenance", "AuditEvent", "Parameters"]
    assert bundle["entry"][-1]["request"] == {
        "method": "PATCH",
        "url": "MedicationRequest/old",
    }


def test_a_chart_that_calls_for_nothing_says_so(run: Any, ward: Any) -> None:
    assert run("propose", ward.record, "--json").json["error"]["code"] == "nothing-to-say"


def test_at_a_terminal_each_is_asked_about_and_none_is_ticked_before(
    terminal: Any, run: Any, proposed: dict[str, Any], ward: Any
) -> None:
    person = terminal("review", "sign", proposed["id"], *BY, size=(200, 120))
    person.sees("p1, not decided: change MedicationRequest/old")
    person.answers("What shall become of this proposal?", "")
    person.sees("Type one of a, r, d, q")
    person.types("a")
    person.answers("What shall become of this proposal?", "r")
    person.answers("What does your signature mean?", "p")
    status, _ = person.ends()
    assert status == 0
    held = run("review", "show", proposed["id"], "--json").json["draft"]["proposals"]
    assert [p["accepted"] for p in held] == [True, False]
    assert ward.store.draft(proposed["id"]).status.value == "signed"


def test_leaving_in_the_middle_signs_nothing(
    terminal: Any, proposed: dict[str, Any], ward: Any
) -> None:
    person = terminal("review", "sign", proposed["id"], *BY, size=(200, 120))
    person.answers("What shall become of this proposal?", "a")
    person.answers("What shall become of this proposal?", "q")
    status, _ = person.ends()
    assert status == 4
    assert ward.store.draft(proposed["id"]).status.value == "in_review"


def targets(held: dict[str, Any]) -> list[str]:
    return [p["target"] or p["resource"]["basedOn"][0]["reference"] for p in held["proposals"]]


def test_what_was_rejected_is_not_proposed_again_and_what_was_accepted_and_stands_is(
    run: Any, record: Path, proposed: dict[str, Any]
) -> None:
    assert sign(run, proposed["id"], "--accept", "p1", "--reject", "p2").status == 0
    again = run("propose", record, "--json").json
    assert targets(again) == ["MedicationRequest/old"]
    assert "not asked for: what was rejected before on the same sources: 1" in again["set_aside"]


def test_where_all_was_rejected_or_declined_there_is_nothing_to_propose(
    run: Any, record: Path, proposed: dict[str, Any]
) -> None:
    declined = run("review", "decline", proposed["id"], "--reason", "not now", "--json", *BY)
    assert declined.status == 0
    silent = run("propose", record)
    assert silent.status == 3
    assert "rejected before" in silent.err
