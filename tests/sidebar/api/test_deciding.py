"""Editing, signing, declining and taking back: only as read, only once, only by who may."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chartside.signoff.audit import events

PATIENT = "Patient/nora-lindqvist"


async def signing(client: Any, draft: str, **more: Any) -> Any:
    """A signature under the draft as it is now, every warning noted."""
    page = (await client.get(f"/api/v1/drafts/{draft}")).json()
    body = {
        "decision": "sign",
        "patient": PATIENT,
        "seen": page["seen"],
        "meaning": "review",
        "attested": page["unsettled"]["unsupported"],
        "acknowledged": [w["id"] for w in page["warnings"]],
        **more,
    }
    return await client.post(f"/api/v1/drafts/{draft}/decisions", json=body)


async def test_a_draft_is_signed_as_it_was_read(clinic: Any) -> None:
    browser = clinic.opened()
    async with clinic.client(headers=browser.changing) as client:
        answer = await signing(client, clinic.draft)
        assert answer.status_code == 201, answer.text
        signed = answer.json()
        assert (signed["status"], signed["who"]) == ("signed", browser.visit.person.who)
        page = (await client.get(answer.headers["location"])).json()
        audit = (await client.get("/api/v1/audit/verify")).json()
    assert page["status"] == "signed"
    assert page["seen"] is None
    assert page["signature"]["decision_id"] == signed["decision_id"]
    assert page["signature"]["name"] == "Dr. Asha Rao"
    assert page["may"] == ["amend", "retract"]
    assert audit["ok"]
    assert browser.visit.signed(clinic.draft).row.who == browser.visit.person.who
    assert list(browser.visit.here.documents.iterdir())


async def test_what_was_changed_since_it_was_read_is_not_signed(clinic: Any) -> None:
    reader, editor = clinic.opened(), clinic.opened("ben")
    async with clinic.client(headers=reader.changing) as client:
        seen = (await client.get(f"/api/v1/drafts/{clinic.draft}")).json()["seen"]
        path = f"/api/v1/drafts/{clinic.draft}/statements/s5"
        headers = {**editor.changing, "If-Match": '"1"'}
        assert (await client.delete(path, headers=headers)).status_code == 200
        answer = await signing(client, clinic.draft, seen=seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "overtaken")


async def test_who_saw_another_patients_banner_decides_on_nothing(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().changing) as client:
        answer = await signing(client, clinic.draft, patient="Patient/somebody-else")
    assert (answer.status_code, answer.json()["code"]) == (409, "other-patient")


async def test_an_old_proof_of_the_person_is_to_be_renewed_before_they_sign(clinic: Any) -> None:
    browser = clinic.opened()
    before = browser.visit.person
    browser.visit.person = replace(
        before, authenticated_at=before.authenticated_at - timedelta(minutes=6)
    )
    async with clinic.client(headers=browser.changing) as client:
        page = (await client.get(f"/api/v1/drafts/{clinic.draft}")).json()
        assert page["step_up"] == f"/launch/step-up?draft={clinic.draft}"
        answer = await signing(client, clinic.draft)
        assert (answer.status_code, answer.json()["code"]) == (403, "step-up")
        assert answer.json()["url"] == page["step_up"]
        browser.visit.person = before
        assert (await signing(client, clinic.draft)).status_code == 201


async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(clinic: Any) -> None:
    signer, decliner = clinic.opened(), clinic.opened("ben")
    async with clinic.client(headers=signer.changing) as client:
        page = (await client.get(f"/api/v1/drafts/{clinic.draft}")).json()
        path = f"/api/v1/drafts/{clinic.draft}/decisions"
        sign = {
            "decision": "sign",
            "patient": PATIENT,
            "seen": page["seen"],
            "meaning": "review",
            "acknowledged": [w["id"] for w in page["warnings"]],
        }
        decline = {"decision": "decline", "patient": PATIENT, "reason": "no"}
        answers = await asyncio.gather(
            client.post(path, json=sign),
            client.post(path, json=decline, headers=decliner.changing),
            client.post(path, json={**sign, "meaning": "author"}, headers=decliner.changing),
        )
    statuses = sorted(a.status_code for a in answers)
    assert statuses == [201, 409, 409]
    happened = [row.event for row in events(signer.visit.store)]
    assert len({"signed", "declined"} & set(happened)) == 1
    assert happened.count("signed") + happened.count("declined") == 1


async def test_declining_is_as_easy_as_signing(clinic: Any) -> None:
    browser = clinic.opened()
    async with clinic.client(headers=browser.changing) as client:
        body = {"decision": "decline", "patient": PATIENT, "reason": "not what I asked for"}
        answer = await client.post(f"/api/v1/drafts/{clinic.draft}/decisions", json=body)
        assert (answer.status_code, answer.json()["status"]) == (201, "declined")
        again = await client.post(
            f"/api/v1/drafts/{clinic.draft}/decisions", json={**body, "reason": "another"}
        )
        page = (await client.get(f"/api/v1/drafts/{clinic.draft}")).json()
    assert (again.status_code, again.json()["code"]) == (409, "overtaken")
    assert (page["status"], page["seen"], page["may"]) == ("declined", None, [])


async def test_an_edit_is_checked_at_once_and_what_the_chart_contradicts_blocks(
    clinic: Any,
) -> None:
    browser = clinic.opened()
    path = f"/api/v1/drafts/{clinic.draft}/statements/s20"
    async with clinic.client(headers=browser.changing) as client:
        body = {"text": "Amlodipine 10 mg tablet: 10 mg by mouth once daily."}
        answer = await client.put(path, json=body, headers={"If-Match": '"1"'})
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == '"2"'
        assert answer.json()["statement"]["verdict"] == "contradicted"
        page = (await client.get(f"/api/v1/drafts/{clinic.draft}")).json()
        assert page["unsettled"]["contradicted"] == ["s20"]
        blocked = await signing(client, clinic.draft)
        assert (blocked.status_code, blocked.json()["code"]) == (403, "policy")
        changes = (await client.get(f"/api/v1/drafts/{clinic.draft}/changes")).json()
        versions = (await client.get(f"/api/v1/drafts/{clinic.draft}/versions")).json()["versions"]
    (changed,) = changes["changes"]
    assert changed["statement"] == "s20"
    assert {r["kept"] for r in changed["runs"]} == {"same", "out", "in"}
    joined = " ".join(r["text"] for r in changed["runs"] if r["kept"] != "out")
    assert joined == body["text"]
    assert [v["origin"] for v in versions] == ["author", "edit"]
    assert versions[1]["by"] == browser.visit.person.who
    assert versions[1]["change"]["statement"] == "s20"


async def test_a_sentence_may_get_other_sources_only_from_this_chart(clinic: Any) -> None:
    browser = clinic.opened()
    path = f"/api/v1/drafts/{clinic.draft}/statements/s20"
    async with clinic.client(headers={**browser.changing, "If-Match": '"1"'}) as client:
        answer = await client.put(path, json={"cite": ["Observation/of-somebody-else"]})
        assert answer.status_code == 400
        other = ["MedicationRequest/amlodipine-2019-03", "Observation/urea-2026-11-03"]
        answer = await client.put(path, json={"cite": other})
    cited = [c["reference"] for c in answer.json()["statement"]["citations"]]
    assert cited == other
    assert answer.json()["version"] == 2


@pytest.mark.parametrize(
    ("tag", "status"), [(None, 422), ('"7"', 412), ("*", 422), ("1", 422), ('W/"1"', 422)]
)
async def test_nothing_is_overwritten_that_was_not_read(
    clinic: Any, tag: str | None, status: int
) -> None:
    browser = clinic.opened()
    headers = {**browser.changing, **({"If-Match": tag} if tag else {})}
    async with clinic.client(headers=headers) as client:
        path = f"/api/v1/drafts/{clinic.draft}/statements/s20"
        assert (await client.put(path, json={"text": "Other words."})).status_code == status
        assert (await client.delete(path)).status_code == status
    assert browser.visit.held(clinic.draft).version == 1


async def test_of_two_edits_of_one_version_one_is_refused(clinic: Any) -> None:
    browser = clinic.opened()
    async with clinic.client(headers={**browser.changing, "If-Match": '"1"'}) as client:
        answers = await asyncio.gather(
            *(client.delete(f"/api/v1/drafts/{clinic.draft}/statements/s{n}") for n in (4, 5, 6))
        )
    assert sorted(a.status_code for a in answers) == [200, 412, 412]


async def test_a_signed_document_is_corrected_or_taken_back_and_never_edited(
    clinic: Any,
) -> None:
    browser = clinic.opened()
    async with clinic.client(headers=browser.changing) as client:
        assert (await signing(client, clinic.draft)).status_code == 201
        path = f"/api/v1/drafts/{clinic.draft}"
        headers = {"If-Match": '"1"'}
        edit = await client.delete(f"{path}/statements/s4", headers=headers)
        assert (edit.status_code, edit.json()["code"]) == (409, "overtaken")
        amended = await client.post(f"{path}/amendments")
        assert amended.status_code == 201
        fresh = amended.json()["draft"]
        assert (await client.post(f"{path}/amendments")).json()["draft"] == fresh
        edit = await client.delete(f"/api/v1/drafts/{fresh}/statements/s4", headers=headers)
        assert edit.status_code == 200
        assert (await signing(client, fresh)).status_code == 201
        old = (await client.get(path)).json()
        assert (old["status"], old["superseded_by"]) == ("amended", fresh)
        assert old["followed"]
        body = {"decision": "retract", "patient": PATIENT, "reason": "wrong patient's note"}
        gone = await client.post(f"/api/v1/drafts/{fresh}/decisions", json=body)
        assert (gone.status_code, gone.json()["status"]) == (201, "retracted")
        file = await client.get(f"/api/v1/drafts/{fresh}/document?format=md")
        assert file.status_code == 403


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("md", "text/markdown; charset=utf-8", b"# "),
        ("pdf", "application/pdf", b"%PDF"),
        ("docx", "application/vnd.openxmlformats-officedocument", b"PK"),
        ("fhir", "application/fhir+json", b"{"),
        ("fhir-document", "application/fhir+json", b"{"),
    ],
)
async def test_a_signed_document_leaves_in_every_form_and_an_unsigned_one_in_none(
    clinic: Any, form: str, kind: str, begins: bytes
) -> None:
    browser = clinic.opened()
    path = f"/api/v1/drafts/{clinic.draft}/document?format={form}"
    async with clinic.client(headers=browser.changing) as client:
        assert (await client.get(path)).status_code == 403
        await signing(client, clinic.draft)
        answer = await client.get(path)
        events = (await client.get("/api/v1/audit")).json()["events"]
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.content.startswith(begins)
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    taken = [e for e in events if e["event"] == "exported"]
    assert [(e["who"], e["detail"]) for e in taken] == [(browser.visit.person.who, form)]


async def test_a_recheck_says_what_it_found(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().changing) as client:
        answer = await client.post(f"/api/v1/drafts/{clinic.draft}/recheck")
    assert answer.json() == {"version": 1, "checked_anew": False, "judged_otherwise": []}
