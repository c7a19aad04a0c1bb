"""What a person reads: the draft with its verdicts, and what the sources of a sentence say."""

import json
from decimal import Decimal
from typing import Any

from chartside.draft import Citation
from chartside.sidebar.evidence import evidence

PATIENT = "Patient/nora-lindqvist"


async def read(client: Any, path: str) -> Any:
    answer = await client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_float=Decimal)


async def test_a_draft_is_read_with_all_that_its_signer_needs(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().cookie) as client:
        answer = await client.get(f"/api/v1/drafts/{clinic.draft}")
        found = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert (found["status"], found["version"], found["patient"]) == ("in_review", 1, PATIENT)
    assert len(found["seen"]) == 64
    assert found["may"] == ["edit", "sign", "decline"]
    assert found["step_up"] is None
    assert found["signature"] is None
    assert found["unsettled"]["contradicted"] == []
    assert {w["id"] for w in found["warnings"]} == {
        *(f"c{n}" for n in range(1, len(found["conflicts"]) + 1)),
        *(f"o{n}" for n in range(1, len(found["omissions"]) + 1)),
    }
    first = found["sections"][0]["statements"][0]
    assert first["verdict"] == "supported"
    assert first["citations"][0]["reference"] in found["sources"]
    assert "Nora Ellen Lindqvist" in found["banner"]


async def test_who_read_a_draft_is_in_the_audit_by_name(clinic: Any) -> None:
    browser = clinic.opened()
    async with clinic.client(headers=browser.cookie) as client:
        await read(client, f"/drafts/{clinic.draft}")
        rows = (await read(client, f"/audit?draft={clinic.draft}"))["events"]
    assert (rows[-1]["event"], rows[-1]["who"]) == ("viewed", browser.visit.person.who)
    assert "@north" in rows[-1]["who"]


async def test_verdicts_are_given_as_the_command_verify_gives_them(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().cookie) as client:
        found = await read(client, f"/drafts/{clinic.draft}/verdicts")
        whole = await read(client, f"/drafts/{clinic.draft}")
    listed = [s for section in whole["sections"] for s in section["statements"]]
    assert found["statements"] == listed
    assert found["omissions"] == whole["omissions"]


async def test_a_result_is_shown_with_its_range_its_date_and_its_course(clinic: Any) -> None:
    browser = clinic.opened()
    chart = browser.visit.chart()
    async with clinic.client(headers=browser.cookie) as client:
        for one in browser.visit.held(clinic.draft).draft.statements:
            path = f"/drafts/{clinic.draft}/statements/{one.id}/evidence"
            found = await read(client, path)
            for source in found["sources"]:
                entry = chart.get(source["reference"])
                assert entry is not None
                assert source["now"] == entry.version
                assert source["number"] >= 1
                if entry.when:
                    assert source["when"] == entry.when.text
                if source["kind"] == "lab" and entry.value:
                    assert source["value"] == entry.value.words
            for reference, courses in found["courses"].items():
                for course in courses:
                    held = {p["reference"] for p in course["points"]}
                    assert reference in held or course["left_out"]
                    moments = [p["at"] for p in course["points"]]
                    assert moments == sorted(moments)


async def test_a_quote_of_a_note_is_marked_in_the_text_around_it(clinic: Any) -> None:
    browser = clinic.opened()
    quoted = [
        (one, cited)
        for one in browser.visit.held(clinic.draft).draft.statements
        for cited in one.citations
        if cited.quote
    ]
    assert quoted
    async with clinic.client(headers=browser.cookie) as client:
        for one, cited in quoted:
            found = await read(client, f"/drafts/{clinic.draft}/statements/{one.id}/evidence")
            passages = [s["passage"] for s in found["sources"] if s["reference"] == cited.reference]
            marked = {p["text"][p["start"] : p["end"]] for p in passages}
            assert cited.quote in marked


async def test_decimals_keep_their_digits(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().cookie) as client:
        (course,) = (await read(client, "/chart/trends/2823-3"))["courses"]
    assert course["label"] == "Potassium"
    assert course["unit"] == "mmol/L"
    chart = clinic.opened().visit.chart()
    for point in course["points"]:
        value = chart.get(point["reference"]).value
        if value.unit == "mmol/L":
            assert point["number"] == value.number
            assert f"{point['number']} mmol/L" == point["words"]


async def test_a_blood_pressure_has_a_course_for_each_pressure(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().cookie) as client:
        courses = (await read(client, "/chart/trends/85354-9"))["courses"]
    assert [c["part"] for c in courses] == ["Systolic blood pressure", "Diastolic blood pressure"]


async def test_a_test_that_was_never_done_has_no_course(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().cookie) as client:
        assert (await read(client, "/chart/trends/99999-9"))["courses"] == []
        answer = await client.get("/api/v1/chart/trends/creatinine")
    assert answer.status_code == 422


async def test_the_chart_is_listed_newest_first_page_by_page(clinic: Any) -> None:
    browser = clinic.opened()
    async with clinic.client(headers=browser.cookie) as client:
        first = await read(client, "/chart/entries?kind=lab&kind=vital&limit=500")
        rows, offset = list(first["entries"]), first["next"]
        while offset is not None:
            page = await read(
                client, f"/chart/entries?kind=lab&kind=vital&limit=500&offset={offset}"
            )
            rows += page["entries"]
            offset = page["next"]
    assert len(rows) == first["total"] == len({r["reference"] for r in rows})
    days = [r["when"][:10] for r in rows if r["when"]]
    assert days[0] == max(days)
    assert {r["kind"] for r in rows} == {"lab", "vital"}
    chart = browser.visit.chart()
    assert first["set_aside"] == len(chart.set_aside)


async def test_the_session_says_who_is_here_and_whose_chart_is_open(clinic: Any) -> None:
    browser = clinic.opened()
    async with clinic.client(headers=browser.cookie) as client:
        found = await read(client, "/session")
    assert found["person"]["name"] == "Dr. Asha Rao"
    assert found["person"]["public_key"] == browser.visit.signer.identity.public_key
    assert found["patient"]["name"] == "Nora Ellen Lindqvist"
    assert found["patient"]["birth"] == "1957-08-14"
    assert found["csrf"] == browser.session.csrf


async def test_who_may_only_read_reads_and_has_no_key(clinic: Any) -> None:
    browser = clinic.opened("visitor", role="")
    async with clinic.client(headers=browser.changing) as client:
        assert (await read(client, "/session"))["person"]["public_key"] is None
        found = await read(client, f"/drafts/{clinic.draft}")
        assert found["may"] == []
        assert (await read(client, "/worklist"))["drafts"] == []
        body = {"decision": "decline", "patient": PATIENT, "reason": "no"}
        path = f"/api/v1/drafts/{clinic.draft}/decisions"
        answer = await client.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "policy")


async def test_the_worklist_is_what_this_person_may_decide(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened("rita", role="nurse").cookie) as client:
        assert (await read(client, "/worklist"))["drafts"] == []
    async with clinic.client(headers=clinic.opened().cookie) as client:
        (row,) = (await read(client, "/worklist"))["drafts"]
    assert row["id"] == clinic.draft


async def test_whoever_leaves_is_gone(clinic: Any) -> None:
    browser = clinic.opened()
    async with clinic.client(headers=browser.changing) as client:
        answer = await client.delete("/api/v1/session")
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await client.get("/api/v1/session")).status_code == 401


async def test_the_kinds_that_may_be_asked_for_are_listed(clinic: Any) -> None:
    async with clinic.client(headers=clinic.opened().cookie) as client:
        kinds = {k["id"]: k for k in (await read(client, "/kinds"))["kinds"]}
    assert kinds["problem"]["needs_focus"]
    assert not kinds["summary"]["needs_focus"]


def test_a_quote_that_the_text_holds_no_more_marks_nothing(clinic: Any) -> None:
    chart = clinic.opened().visit.chart()
    document = next(d for d in chart.documents() if d.text)
    gone = Citation(document.reference, "1", "words that nobody wrote", 5, 28)
    moved = Citation(document.reference, "1", document.text[40:60], 3, 23)
    lost, found = evidence(chart, (gone, moved), {})
    assert lost.passage
    assert lost.passage.lost
    assert lost.passage.start == lost.passage.end
    assert found.passage
    assert found.passage.text[found.passage.start : found.passage.end] == document.text[40:60]
    assert lost.changed


def test_a_source_that_is_gone_is_said_to_be(clinic: Any) -> None:
    chart = clinic.opened().visit.chart()
    (source,) = evidence(chart, (Citation("Observation/gone", "1"),), {})
    assert source.now is None
    assert source.changed
    assert source.value == ""
