"""What was signed and written back is in the next chart, and is no evidence there."""

import base64
import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from chartside.draft import Citation, Section, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.documents import Document
from chartside.fhir.retrieval.ask import Ask
from chartside.fhir.retrieval.index import index_of
from chartside.grounding import check_sections, find_conflicts
from chartside.signoff import Signed, retract, to_fhir, to_fhir_document, to_markdown, to_pdf
from chartside.signoff.exporting.retraction import open_retraction, retraction_fhir
from chartside.tools import gaps, search_notes

Body = dict[str, Any]
REASON = "written with Chartside from this chart: no source of its own"
SUBJECT = {"reference": "Patient/p1"}
PATIENT: Body = {"resourceType": "Patient", "id": "p1", "birthDate": "1950-04-03"}
ALLERGY: Body = {
    "resourceType": "AllergyIntolerance",
    "id": "penicillin",
    "patient": SUBJECT,
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": {"text": "Penicillin"},
    "recordedDate": "2019-05-01",
}


def note(id_: str, text: str, kind: str = "text/plain", **more: Any) -> Body:
    data = base64.b64encode(text.encode()).decode()
    return {
        "resourceType": "DocumentReference",
        "id": id_,
        "status": "current",
        "type": {"text": "Emergency department note"},
        "date": "2026-02-01T10:00:00Z",
        "subject": SUBJECT,
        "content": [{"attachment": {"contentType": kind, "data": data}}],
        **more,
    }


EMERGENCY = note("ed", "Seen for a cut. Allergies: none reported. Home.")


def chart_with(a: Any, *bodies: Mapping[str, Any], shared: Mapping[str, Body] = {}) -> Chart:
    rows = [
        Row(b["resourceType"], b["id"], "1", json.dumps(b).encode())
        for b in (PATIENT, ALLERGY, EMERGENCY, *bodies)
    ]
    others = {name: json.dumps(body).encode() for name, body in shared.items()}
    return build_chart("Patient/p1", rows, others.get, lambda ref: ref, (), a.now)


@pytest.fixture
def answer(ward: Any, a: Any) -> Signed:
    """Whether there is an allergy: signed, and about to be written back."""
    chart = chart_with(a)
    cited = Citation("AllergyIntolerance/penicillin", "1")
    said = Statement("Yes: allergy to penicillin.", (cited,), "s1", Verdict.SUPPORTED)
    sections = (Section("Answer", (said,)),)
    draft = a.draft(chart, said, kind="answer", sections=sections, omissions=())
    return ward.signs(draft, chart)  # type: ignore[no-any-return]  # a fixture


def written(signed: Signed) -> Body:
    """The document as the record system holds it."""
    return {**to_fhir(signed)["entry"][0]["resource"], "id": "back"}


def bare(signed: Signed, text: str, kind: str = "text/markdown") -> Body:
    """The document where a record system kept its text and nothing else that it did not know."""
    return note("back", text, kind, author=[{"display": signed.row.name}])


def unlabelled(signed: Signed) -> Body:
    return bare(signed, to_markdown(signed))


def without_its_text(signed: Signed) -> Body:
    body = written(signed)
    body["content"] = note("x", "Yes: allergy to penicillin.")["content"]
    return body


def printed(signed: Signed) -> Body:
    body = bare(signed, "", "application/pdf")
    body["content"][0]["attachment"]["data"] = base64.b64encode(to_pdf(signed)).decode()
    return body


def without_markup(signed: Signed) -> Body:
    text = to_markdown(signed).replace("**", "").replace("# ", "").replace("`", "")
    return bare(signed, text.replace("\n", "\r\n"))


def composed(signed: Signed) -> Body:
    body = to_fhir_document(signed)["entry"][0]["resource"]
    return {**body, "id": "back", "subject": SUBJECT}


FORMS: Mapping[str, Callable[[Signed], Body]] = {
    form.__name__: form
    for form in (written, unlabelled, without_its_text, printed, without_markup, composed)
}


def back(chart: Chart) -> Document:
    (found,) = (d for d in chart.documents() if d.reference.endswith("/back"))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_document_of_chartside_is_listed_and_not_read(answer: Signed, a: Any, form: str) -> None:
    held = back(chart_with(a, FORMS[form](answer)))
    assert (held.text[-900:], held.reason, held.own) == ("", REASON, True)


@pytest.mark.parametrize("form", FORMS)
async def test_an_answer_that_was_written_back_settles_no_conflict(
    answer: Signed, a: Any, form: str
) -> None:
    before, after = chart_with(a), chart_with(a, FORMS[form](answer))
    assert any("none reported" in finding.text for finding in find_conflicts(before))
    assert find_conflicts(after) == find_conflicts(before)
    found = await search_notes(after, "allergy to penicillin")
    assert found.items == (await search_notes(before, "allergy to penicillin")).items
    assert [one.reason for one in found.set_aside if one.reference] == [f"not searched: {REASON}"]
    assert (await gaps(after)).items == (await gaps(before)).items


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_is_not_supported_by_what_chartside_wrote(
    answer: Signed, a: Any, form: str
) -> None:
    body = FORMS[form](answer)
    cited = Citation(f"{body['resourceType']}/back", "1")
    said = Section("", (Statement("Allergy to penicillin.", (cited,), "s1"),))
    checked = check_sections((said,), chart_with(a, body))
    assert checked[0].statements[0].verdict is not Verdict.SUPPORTED


def test_a_conclusion_that_chartside_wrote_is_no_result(answer: Signed, a: Any) -> None:
    body = written(answer)
    report = {name: body[name] for name in ("contained", "identifier", "subject")} | {
        "resourceType": "DiagnosticReport",
        "id": "back",
        "status": "final",
        "code": {"text": "Answer"},
        "performer": body["author"],
        "conclusion": "Yes: allergy to penicillin.",
    }
    chart = chart_with(a, report)
    entry = chart.get("DiagnosticReport/back")
    assert entry is not None
    assert (entry.value, entry.text) == (None, "Answer")
    assert back(chart).reason == REASON


def test_the_device_that_drafted_a_composition_marks_it(answer: Signed, a: Any) -> None:
    bundle = to_fhir_document(answer)
    device = next(e for e in bundle["entry"] if e["resource"]["resourceType"] == "Device")
    body = composed(answer) | {"section": [{"title": "Allergy to penicillin"}]}
    assert back(chart_with(a, body)).text
    chart = chart_with(a, body, shared={device["fullUrl"]: device["resource"]})
    assert back(chart).own


def test_a_notice_of_retraction_is_no_source(ward: Any, answer: Signed, a: Any) -> None:
    retract(ward.store, answer.draft.id, ward.signer, reason="No allergies at all")
    sent = retraction_fhir(open_retraction(ward.store, answer.draft.id))
    notice = {**sent["entry"][0]["resource"], "id": "back"}
    stripped = copy.deepcopy(notice)
    for name in ("contained", "identifier", "author"):
        del stripped[name]
    assert back(chart_with(a, notice)).own
    assert back(chart_with(a, stripped)).own


def test_a_note_that_quotes_a_document_of_chartside_is_its_writers(answer: Signed, a: Any) -> None:
    pasted = f"Ward round. Rash after amoxicillin.\n\n{to_markdown(answer)}"
    followed = f"{to_markdown(answer)}\n\n{'Seen on the ward, and a rash after amoxicillin. ' * 4}"
    for text in (pasted, followed):
        held = back(chart_with(a, note("back", text)))
        assert held.text.count("rash after amoxicillin") or "Rash after amoxicillin" in held.text
        assert not held.own


def test_a_clinicians_document_with_a_uuid_is_read(a: Any) -> None:
    identifier = [{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:" + "0" * 32}]
    writer = {"resourceType": "Practitioner", "id": "w", "name": [{"text": "Dr. Chartside"}]}
    more = {"identifier": identifier, "contained": [writer], "author": [{"reference": "#w"}]}
    held = back(chart_with(a, note("back", "Rash after amoxicillin.", **more)))
    assert (held.text, held.own) == ("Rash after amoxicillin.", False)


def test_what_other_software_asserts_is_read_and_says_so(a: Any) -> None:
    system = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
    label = {"security": [{"system": system, "code": "AIAST"}]}
    held = back(chart_with(a, note("back", "Rash after amoxicillin.", meta=label)))
    assert held.label == "Emergency department note (asserted by software)"
    assert (held.text, held.own) == ("Rash after amoxicillin.", False)


def test_nothing_that_leaves_with_a_document_says_what_it_says(answer: Signed, a: Any) -> None:
    sent = [entry["resource"] for entry in to_fhir(answer)["entry"]]
    chart = chart_with(a, *({**body, "id": "back"} for body in sent))
    after = [entry for entry in chart.entries if entry.reference.endswith("/back")]
    assert "DocumentReference/back" in {entry.reference for entry in after}
    assert not any("penicillin" in f"{entry.text} {entry.value}".lower() for entry in after)
    found = index_of(chart).entries(Ask("penicillin"))
    assert {hit.entry.reference for hit in found.items} == {"AllergyIntolerance/penicillin"}
