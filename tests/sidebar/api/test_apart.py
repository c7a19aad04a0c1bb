"""Another patient, another person, another record system: as if they were not there."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.demo import record_json
from chartside.draft import draft_from_json
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

OTHER = {"resourceType": "Patient", "id": "canary-other", "name": [{"family": "Canaryname"}]}


@pytest.fixture
def other(clinic: Any) -> str:
    """A draft about another patient in the same store; its id."""
    visit = clinic.opened().visit
    mine = visit.held(clinic.draft).draft
    theirs = replace(draft_from_json(mine.to_json()), id="0" * 32, patient="Patient/canary-other")
    visit.store.propose(theirs)
    return theirs.id


READS = (
    "",
    "/verdicts",
    "/versions",
    "/changes",
    "/statements/s1/evidence",
    "/document?format=md",
)


@pytest.mark.parametrize("read", READS)
async def test_a_draft_of_another_patient_is_as_one_that_is_not_there(
    clinic: Any, other: str, read: str
) -> None:
    browser, client = clinic.opened(), clinic.client()
    answers = [
        await client.get(f"/api/v1/drafts/{name}{read}", headers=browser.cookie)
        for name in (other, "f" * 32)
    ]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/statements/s1", {"text": "Other words."}),
        ("DELETE", "/statements/s1", None),
        ("POST", "/recheck", None),
        ("POST", "/amendments", None),
        ("POST", "/decisions", {"decision": "decline", "patient": "P", "reason": "no"}),
    ],
)
async def test_nobody_changes_a_draft_of_another_patient(
    clinic: Any, other: str, method: str, path: str, body: Any
) -> None:
    browser, client = clinic.opened(), clinic.client()
    headers = {**browser.changing, "If-Match": '"1"'}
    answers = [
        await client.request(method, f"/api/v1/drafts/{name}{path}", headers=headers, json=body)
        for name in (other, "f" * 32)
    ]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert browser.visit.store.held(other).version == 1


async def test_lists_and_the_audit_hold_nothing_of_another_patient(clinic: Any, other: str) -> None:
    browser, client = clinic.opened(), clinic.client()
    for path in ("/drafts", "/worklist", "/audit", "/audit/verify", "/runs"):
        answer = await client.get(f"/api/v1{path}", headers=browser.cookie)
        assert answer.status_code == 200
        assert other not in answer.text
        assert "canary" not in answer.text.lower()
    answer = await client.get(f"/api/v1/audit?draft={other}", headers=browser.cookie)
    assert answer.status_code == 404


async def test_a_run_of_another_person_is_as_one_that_is_not_there(clinic: Any) -> None:
    async with clinic.house.open():
        mine, theirs = clinic.opened(), clinic.opened("ben")
        client = clinic.client()
        answer = await client.post("/api/v1/runs", headers=theirs.changing, json={})
        run = answer.json()["id"]
        for path in ("", "/events"):
            answers = [
                await client.get(f"/api/v1/runs/{name}{path}", headers=mine.cookie)
                for name in (run, "f" * 32)
            ]
            assert [a.status_code for a in answers] == [404, 404]
            assert answers[0].json() == answers[1].json()
        stop = await client.delete(f"/api/v1/runs/{run}", headers=mine.changing)
        assert stop.status_code == 404
        resume = {"resume": clinic.house.runs.of(theirs.visit.owner)[0].draft_id}
        answer = await client.post("/api/v1/runs", headers=mine.changing, json=resume)
        assert answer.status_code == 404


async def test_a_chart_of_another_patient_decides_on_no_draft_of_this_one(
    clinic: Any, tmp_path: Path
) -> None:
    snapshot, source = tmp_path / "other.db", tmp_path / "other.json"
    source.write_text(json.dumps(OTHER), encoding="utf-8")
    with RecordStore(snapshot) as record:
        ingest([source], record)
    browser = clinic.opened("eve", patient="Patient/canary-other", snapshot=snapshot)
    client = clinic.client()
    answer = await client.get("/api/v1/drafts", headers=browser.cookie)
    assert answer.json()["drafts"] == []
    answer = await client.get(f"/api/v1/drafts/{clinic.draft}", headers=browser.cookie)
    assert answer.status_code == 404


@pytest.fixture
def narrow(tmp_path: Path) -> Path:
    """The patient's chart as an account sees it that may read no results."""
    bundle = json.loads(record_json())
    bundle["entry"] = [
        one for one in bundle["entry"] if one["resource"]["resourceType"] != "Observation"
    ]
    (tmp_path / "narrow.json").write_text(json.dumps(bundle), encoding="utf-8")
    with RecordStore(tmp_path / "narrow.db") as record:
        ingest([tmp_path / "narrow.json"], record)
    return tmp_path / "narrow.db"


async def test_who_may_change_nothing_gives_no_sentence_another_verdict(
    clinic: Any, narrow: Path
) -> None:
    """Whoever reads less of the chart would find less supported, and undo what others have read."""
    client, path = clinic.client(), f"/api/v1/drafts/{clinic.draft}"
    doctor, reader = clinic.opened(), clinic.opened("eve", "", snapshot=narrow)
    before = (await client.get(path, headers=doctor.cookie)).json()
    assert (await client.get(path, headers=reader.cookie)).json()["version"] == before["version"]
    answer = await client.post(f"{path}/recheck", headers=reader.changing)
    assert (answer.status_code, answer.json()["code"]) == (403, "policy")
    after = (await client.get(path, headers=doctor.cookie)).json()
    assert (after["version"], after["seen"]) == (before["version"], before["seen"])


async def test_who_may_change_nothing_has_nothing_written_in_place_of_an_open_draft(
    clinic: Any,
) -> None:
    reader = clinic.opened("eve", "")
    answer = await clinic.client().post("/api/v1/runs", headers=reader.changing, json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "policy")
    assert reader.visit.job(question="Is she on an anticoagulant?").question


async def test_the_same_patient_id_of_another_record_system_is_another_patient(
    clinic: Any, tmp_path: Path
) -> None:
    browser = clinic.opened()
    visit = browser.visit
    elsewhere = replace(visit.here, home=tmp_path / "south")
    visit.here = elsewhere
    client = clinic.client()
    answer = await client.get(f"/api/v1/drafts/{clinic.draft}", headers=browser.cookie)
    assert answer.status_code == 404
    assert (await client.get("/api/v1/drafts", headers=browser.cookie)).json()["drafts"] == []


@pytest.mark.parametrize("secret", ["", "made-up", "\u00fc", "x" * 5000])
async def test_without_a_session_nothing_of_a_chart_is_told(clinic: Any, secret: str) -> None:
    client = clinic.client()
    headers = {"Cookie": f"chartside={secret}".encode()}
    for path, item in clinic.app.openapi()["paths"].items():
        if not path.startswith("/api/v1/") or "get" not in item:
            continue
        address = path.replace("{draft_id}", clinic.draft).replace("{statement_id}", "s1")
        query = "?format=md" if address.endswith("/document") else ""
        address = address.replace("{loinc}", "4548-4")
        answer = await client.get(f"{address}{query}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "launch"), path
