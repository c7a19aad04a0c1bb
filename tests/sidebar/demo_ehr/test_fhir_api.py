"""What the FHIR server gives to whom, and what it keeps."""

import base64
import json
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from chartside.signoff.outbox.bearer import Bearer
from chartside.signoff.outbox.finding import able, documents
from chartside.signoff.outbox.server import Server

NORA = "nora-lindqvist"
LAB = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
FHIR = {"Content-Type": "application/fhir+json"}


def note(patient: str = NORA, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:aaaa"}],
        "type": {"text": "Note"},
        "subject": {"reference": f"Patient/{patient}"},
        "content": [
            {"attachment": {"contentType": "text/plain", "data": "U2lnbmVkLg==", "title": "x"}}
        ],
        **more,
    }


def sent(resource: Any) -> dict[str, Any]:
    return {"content": json.dumps(resource), "headers": FHIR}


def references(bundle: dict[str, Any]) -> list[str]:
    return [e["fullUrl"].split("/fhir/")[1] for e in bundle.get("entry", [])]


def test_nothing_is_read_without_a_token(app: Any) -> None:
    for headers in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic eDp5"}):
        response = app.client.get(f"{app.ehr.base}/Patient/{NORA}", headers=headers)
        assert response.status_code == 401
        assert "Bearer" in response.headers["www-authenticate"]
        assert response.json()["resourceType"] == "OperationOutcome"


def test_a_token_ends_when_its_time_is_over(app: Any) -> None:
    get = app.reading()
    assert get("GET", f"Patient/{NORA}").status_code == 200
    app.ehr.clock.ahead = 3601
    assert get("GET", f"Patient/{NORA}").status_code == 401


def test_a_token_for_one_chart_reads_no_other(app: Any) -> None:
    get = app.reading()
    for path in (
        "Patient/marcus-feld",
        "Condition/feld-asthma",
        "Observation/feld-peak-flow",
        "DocumentReference/feld-letter",
        "Binary/feld-letter-text",
        "Condition/feld-asthma/_history/1",
        "Patient/marcus-feld/$everything",
    ):
        assert get("GET", path).status_code == 403, path


def test_a_token_for_one_chart_finds_no_other(app: Any) -> None:
    get = app.reading()
    found = get("GET", "Condition?_count=200").json()
    assert found["entry"]
    assert "Condition/feld-asthma" not in references(found)
    assert references(get("GET", "Patient").json()) == [f"Patient/{NORA}"]
    for query in (
        "Condition?patient=marcus-feld",
        "Condition?subject=Patient/marcus-feld",
        f"Condition?patient={NORA},marcus-feld",
        "Condition?patient.name=Feld",
        "Patient?_id=marcus-feld",
        "Patient?_has:Condition:patient:code=195967001",
    ):
        assert get("GET", query).status_code == 403, query
    assert "entry" not in get("GET", "Condition?_id=feld-asthma").json()
    included = get("GET", f"Condition?patient={NORA}&_revinclude=Provenance:target").json()
    assert all("feld" not in one for one in references(included))


def test_who_may_see_every_patient_sees_every_patient(app: Any) -> None:
    app.client_id = "nightly"
    token = app.backend(app.assertion(), "system/*.rs").json()["access_token"]
    found = app.fhir(token, "GET", "Patient").json()
    assert {*references(found)} == {
        f"Patient/{NORA}",
        "Patient/marcus-feld",
        "Patient/ida-sorel",
    }


def test_what_belongs_to_nobody_is_read_with_any_chart(app: Any) -> None:
    get = app.reading()
    assert get("GET", "Practitioner/dr-okafor").status_code == 200
    assert get("GET", "Organization?_count=5").json()["entry"]


def test_a_type_that_no_scope_names_is_not_read(app: Any) -> None:
    get = app.reading("launch patient/Observation.rs")
    assert get("GET", "Observation?_count=1").status_code == 200
    assert get("GET", "Condition?_count=1").status_code == 403
    assert get("GET", "Condition/condition-gout").status_code == 403
    included = get("GET", "Observation?_count=5&_include=Observation:subject").json()
    assert all(one.startswith("Observation/") for one in references(included))


def test_letters_are_kept_apart(app: Any) -> None:
    get = app.reading("launch patient/Observation.r")
    assert get("GET", "Observation/potassium-2026-11-03").status_code == 200
    assert get("GET", "Observation").status_code == 403
    search = app.reading("launch patient/Observation.s")
    assert search("GET", "Observation?_count=1").status_code == 200
    assert search("GET", "Observation/potassium-2026-11-03").status_code == 403


def test_a_scope_for_laboratory_results_gives_no_others(app: Any) -> None:
    get = app.reading(f"launch patient/Observation.rs?category={LAB}")
    assert get("GET", "Observation/potassium-2026-11-03").status_code == 200
    assert get("GET", "Observation/weight-2026-10-06").status_code == 403
    found = get("GET", "Observation?_count=200").json()
    codes = {
        coding["code"]
        for entry in found["entry"]
        for category in entry["resource"]["category"]
        for coding in category["coding"]
    }
    assert codes == {"laboratory"}
    assert "entry" not in get("GET", "Observation?category=vital-signs").json()


def test_a_search_goes_page_by_page_and_the_pages_are_nobody_elses(app: Any) -> None:
    get = app.reading()
    first = get("GET", "Observation?code=2823-3&_count=7").json()
    seen, page = references(first), first
    assert first["total"] > 14
    while following := [one["url"] for one in page["link"] if one["relation"] == "next"]:
        assert following[0].startswith(f"{app.ehr.base}?")
        assert "Observation" not in following[0]
        page = get("GET", following[0]).json()
        seen += references(page)
    assert len(seen) == len({*seen}) == first["total"]
    opened = next(one["url"] for one in first["link"] if one["relation"] == "next")
    other = app.reading(patient="marcus-feld")
    assert other("GET", opened).status_code == 403
    assert get("GET", f"{app.ehr.base}?_page=made-up").status_code == 410


def test_a_search_by_post_is_the_same_search(app: Any) -> None:
    get = app.reading()
    asked = {"patient": NORA, "code": "2823-3", "_count": "3", "_sort": "-date"}
    posted = get("POST", "Observation/_search", data=asked).json()
    got = get("GET", "Observation", params=asked).json()
    assert references(posted) == references(got)
    assert posted["total"] == got["total"]
    assert next(one["url"] for one in got["link"] if one["relation"] == "self").startswith(
        f"{app.ehr.base}/Observation?patient={NORA}&code=2823-3"
    )


def test_a_search_that_is_not_understood_is_refused_and_not_answered_wider(app: Any) -> None:
    get = app.reading()
    for query in ("Observation?colour=red", "Observation?date=yesterday", "Observation?_count=x"):
        response = get("GET", query)
        assert response.status_code == 400, query
        assert response.json()["resourceType"] == "OperationOutcome"


def test_what_changed_since_is_found(app: Any) -> None:
    get = app.reading("launch patient/*.rs patient/DocumentReference.cu")
    assert "entry" not in get("GET", "Observation?_lastUpdated=gt2099-01-01").json()
    assert get("GET", "Observation?_lastUpdated=gt2020-01-01&_count=1").json()["entry"]


def test_everything_of_a_chart_goes_as_far_as_the_scopes(app: Any) -> None:
    get = app.reading("launch patient/Patient.rs patient/Condition.rs")
    found = get("GET", f"Patient/{NORA}/$everything?_count=200").json()
    assert {one.split("/")[0] for one in references(found)} <= {"Patient", "Condition"}
    assert f"Patient/{NORA}" in references(found)


def test_a_read_names_its_version_and_is_not_sent_twice(app: Any) -> None:
    get = app.reading()
    response = get("GET", f"Patient/{NORA}")
    etag = response.headers["etag"]
    assert response.json()["meta"]["versionId"] in etag
    assert response.headers["content-type"].startswith("application/fhir+json")
    again = get("GET", f"Patient/{NORA}", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_numbers_keep_the_digits_that_they_came_with(app: Any) -> None:
    get = app.reading("launch patient/Observation.crs")
    result = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "Potassium"},
        "subject": {"reference": f"Patient/{NORA}"},
    }
    text = json.dumps(result)[:-1] + ', "valueQuantity": {"value": 5.00, "unit": "mmol/L"}}'
    made = get("POST", "Observation", content=text, headers=FHIR)
    assert made.status_code == 201
    assert '"value":5.00' in made.text.replace(" ", "")


def test_a_file_is_given_as_it_is_or_as_fhir(app: Any) -> None:
    get = app.reading(patient="marcus-feld")
    plain = get("GET", "Binary/feld-letter-text", headers={"Accept": "text/plain"})
    assert plain.text.startswith("Asthma review")
    assert plain.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in plain.headers["content-security-policy"]
    held = get("GET", "Binary/feld-letter-text", headers={"Accept": "application/fhir+json"})
    assert base64.b64decode(held.json()["data"]).decode() == plain.text
    assert get("GET", "Binary/feld-letter-text", headers={"Accept": "image/png"}).status_code == 406


def test_a_signed_document_is_kept_once_and_followed(app: Any) -> None:
    write = app.reading("launch patient/*.rs patient/DocumentReference.cu")
    once = {**FHIR, "If-None-Exist": "identifier=urn:ietf:rfc:3986|urn:uuid:once"}
    own = note(identifier=[{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:once"}])
    made = write("POST", "DocumentReference", content=json.dumps(own), headers=once)
    again = write("POST", "DocumentReference", content=json.dumps(own), headers=once)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.headers["location"] == again.headers["location"]
    kept = made.json()
    changed = {**kept, "status": "superseded"}
    path = f"DocumentReference/{kept['id']}"
    assert write("PUT", path, **sent(changed)).status_code == 412
    stale = {**FHIR, "If-Match": 'W/"7"'}
    assert write("PUT", path, content=json.dumps(changed), headers=stale).status_code == 412
    right = {**FHIR, "If-Match": made.headers["etag"]}
    done = write("PUT", path, content=json.dumps(changed), headers=right)
    assert (done.status_code, done.headers["etag"]) == (200, 'W/"2"')
    assert write("GET", path).json()["status"] == "superseded"
    assert write("GET", f"{path}/_history/1").json()["status"] == "current"
    assert write("GET", f"{path}/_history/3").status_code == 404
    found = write("GET", "DocumentReference?identifier=urn:ietf:rfc:3986|urn:uuid:once").json()
    assert references(found) == [path]


@pytest.mark.parametrize(
    ("scope", "resource", "status"),
    [
        ("launch patient/*.rs", note(), 403),
        ("launch patient/DocumentReference.u", note(), 403),
        ("launch patient/DocumentReference.c", note("marcus-feld"), 403),
        ("launch patient/DocumentReference.c", note(subject=None), 403),
        ("launch patient/DocumentReference.c", note(status="signed"), 422),
        ("launch patient/DocumentReference.c", note(invented=True), 422),
        ("launch patient/DocumentReference.c", note(meta="x"), 422),
        ("launch patient/DocumentReference.c", {**note(), "resourceType": "Observation"}, 400),
        ("launch patient/DocumentReference.c", [note()], 400),
    ],
)
def test_what_may_not_be_written_is_not_kept(
    app: Any, scope: str, resource: Any, status: int
) -> None:
    before = len(app.ehr.records.of_kind("DocumentReference"))
    if isinstance(resource, dict):
        resource = {name: value for name, value in resource.items() if value is not None}
    response = app.reading(scope)("POST", "DocumentReference", **sent(resource))
    assert response.status_code == status, response.text
    assert response.json()["resourceType"] == "OperationOutcome"
    assert len(app.ehr.records.of_kind("DocumentReference")) == before


def test_a_body_of_another_type_is_not_read(app: Any) -> None:
    write = app.reading("launch patient/DocumentReference.c")
    response = write(
        "POST", "DocumentReference", content="<x/>", headers={"Content-Type": "application/xml"}
    )
    assert response.status_code == 415


def test_a_document_does_not_move_to_another_patient(app: Any) -> None:
    write = app.reading("launch patient/*.rs patient/DocumentReference.cu")
    made = write("POST", "DocumentReference", **sent(note()))
    moved = {**made.json(), "subject": {"reference": "Patient/marcus-feld"}}
    headers = {**FHIR, "If-Match": made.headers["etag"]}
    path = f"DocumentReference/{made.json()['id']}"
    assert write("PUT", path, content=json.dumps(moved), headers=headers).status_code == 403
    assert write("GET", path).json()["subject"] == {"reference": f"Patient/{NORA}"}


def entry(url: str, resource: Any, **request: Any) -> dict[str, Any]:
    return {
        "fullUrl": url,
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"], **request},
    }


def provenance(target: str) -> dict[str, Any]:
    return {
        "resourceType": "Provenance",
        "target": [{"reference": target}],
        "recorded": "2026-11-26T10:00:00Z",
        "agent": [{"who": {"reference": "Practitioner/dr-okafor"}}],
    }


def transaction(*entries: Any, kind: str = "transaction") -> dict[str, Any]:
    return sent({"resourceType": "Bundle", "type": kind, "entry": list(entries)})


WRITING = "launch patient/*.rs patient/DocumentReference.c patient/Provenance.c"


def test_a_document_and_its_provenance_are_kept_together(app: Any) -> None:
    write = app.reading(WRITING)
    url = "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    once = "identifier=urn:ietf:rfc:3986|urn:uuid:together"
    own = note(identifier=[{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:together"}])
    both = transaction(entry("urn:uuid:p", provenance(url)), entry(url, own, ifNoneExist=once))
    first = write("POST", "", **both)
    assert first.status_code == 200, first.text
    said = [one["response"] for one in first.json()["entry"]]
    assert [one["status"] for one in said] == ["201 Created", "201 Created"]
    place = said[1]["location"].split("/fhir/")[1].partition("/_history")[0]
    kept = write("GET", said[0]["location"]).json()
    assert kept["target"] == [{"reference": place}]
    again = write("POST", "", **both).json()["entry"]
    assert again[1]["response"]["status"] == "200 OK"
    assert again[1]["response"]["location"] == said[1]["location"]
    found = write("GET", f"Provenance?target={place}").json()
    assert len(found["entry"]) == 2
    other = app.reading(patient="marcus-feld")
    assert other("GET", said[0]["location"]).status_code == 403
    assert "entry" not in other("GET", f"Provenance?target={place}").json()


def test_not_even_a_number_tells_of_another_chart(app: Any) -> None:
    app.client_id = "nightly"
    token = app.backend(app.assertion(), "system/*.crs").json()["access_token"]
    for target in ("DocumentReference/feld-letter", "DocumentReference/letter-urgent-2026-10-31"):
        made = app.fhir(token, "POST", "Provenance", **sent(provenance(target)))
        assert made.status_code == 201, made.text
    app.client_id = "public"
    nora, feld = app.reading(), app.reading(patient="marcus-feld")
    for get in (nora, feld):
        for query in ("_summary=count", "_count=0"):
            found = get("GET", f"Provenance?target=DocumentReference/feld-letter&{query}").json()
            assert found["total"] == (1 if get is feld else 0)
            assert "entry" not in found
    assert "link" in nora("GET", "Provenance?_count=1").json()
    page = nora("GET", "Practitioner?_count=5").json()
    seen = references(page)
    while following := [one["url"] for one in page["link"] if one["relation"] == "next"]:
        page = nora("GET", following[0]).json()
        assert len(page["entry"]) <= 5
        seen += references(page)
    assert len(seen) == len({*seen}) == page["total"] == 12


def test_a_create_cannot_be_used_to_look_into_another_chart(app: Any) -> None:
    write = app.reading(WRITING)
    for once in ("patient.name=Feld", "_id=feld-letter", "identifier=a&_id=feld-letter"):
        headers = {**FHIR, "If-None-Exist": once}
        response = write("POST", "DocumentReference", content=json.dumps(note()), headers=headers)
        assert response.status_code == 412, once


ODD = [
    b"",
    b"null",
    b"[]",
    b"{",
    b'{"resourceType": "Bundle"}',
    b'{"resourceType": "Bundle", "type": "transaction", "entry": {}}',
    b'{"resourceType": "Bundle", "type": "transaction", "entry": [null]}',
    b'{"resourceType": "Bundle", "type": "transaction", "entry": [{"request": []}]}',
    b'{"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": []}}]}',
    b'{"resourceType": "Bundle", "type": "batch", "entry": [{"request": '
    b'{"method": "POST", "url": "../x"}, "resource": 7}]}',
    b'{"resourceType": "Bundle", "type": "batch", "entry": [{"request": '
    b'{"method": "PATCH", "url": "Condition/condition-gout", "ifMatch": 7}, "resource": {}}]}',
    b'{"resourceType": "Bundle", "type": [], "entry": []}',
    b'{"resourceType": "DocumentReference", "status": "\\ud800"}',
    b'{"a": ' * 3000 + b"1" + b"}" * 3000,
    b'{"resourceType": "Bundle", "type": "transaction", "entry": [{"request": '
    b'{"method": "POST", "url": "DocumentReference"}, "resource": '
    + b'{"a": ' * 600
    + b"1"
    + b"}" * 600
    + b"}]}",
    b'{"resourceType": "DocumentReference", "meta": {"tag": 1e999}}',
]


@pytest.mark.parametrize("number", range(len(ODD)))
@pytest.mark.parametrize("path", ["", "DocumentReference", "Condition/condition-gout"])
def test_what_is_no_fhir_is_refused_and_nothing_falls_over(
    app: Any, path: str, number: int
) -> None:
    write = app.reading("launch patient/*.rs patient/DocumentReference.cu patient/Condition.cu")
    method = "PUT" if "/" in path else "POST"
    headers = {**FHIR, "If-Match": 'W/"1"'}
    response = write(method, path, content=ODD[number], headers=headers)
    assert response.status_code < 500
    body = response.json()
    assert body["resourceType"] in {"OperationOutcome", "Bundle"}


def test_of_a_transaction_all_is_kept_or_nothing(app: Any) -> None:
    write = app.reading(WRITING)
    before = len(app.ehr.records.of_kind("DocumentReference"))
    broken = {**provenance("urn:uuid:d"), "recorded": "yesterday"}
    response = write("POST", "", **transaction(entry("urn:uuid:d", note()), entry("x", broken)))
    assert response.status_code == 422
    stranger = transaction(entry("urn:uuid:d", note()), entry("urn:uuid:e", note("marcus-feld")))
    assert write("POST", "", **stranger).status_code == 403
    assert len(app.ehr.records.of_kind("DocumentReference")) == before


def test_of_a_batch_each_stands_for_itself(app: Any) -> None:
    write = app.reading(WRITING)
    reading = {"request": {"method": "GET", "url": f"Patient/{NORA}"}}
    strange = {"request": {"method": "GET", "url": "Patient/marcus-feld"}}
    search = {"request": {"method": "GET", "url": "Observation?_count=1"}}
    entries = (reading, strange, search, entry("urn:uuid:d", note("ida-sorel")))
    said = write("POST", "", **transaction(*entries, kind="batch")).json()["entry"]
    assert [one["response"]["status"][:3] for one in said] == ["200", "403", "200", "403"]
    assert said[0]["resource"]["id"] == NORA
    assert said[1]["response"]["outcome"]["resourceType"] == "OperationOutcome"
    assert said[2]["resource"]["type"] == "searchset"


def test_an_order_is_stopped_in_the_version_that_was_read(app: Any) -> None:
    write = app.reading("launch patient/MedicationRequest.rus")
    path = "MedicationRequest/rosuvastatin-2024-02"
    parts = [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": "MedicationRequest.status"},
        {"name": "value", "valueCode": "stopped"},
    ]
    patch = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}
    request = {"method": "PATCH", "url": path, "ifMatch": write("GET", path).headers["etag"]}
    done = write("POST", "", **transaction({"resource": patch, "request": request}))
    assert done.status_code == 200, done.text
    assert write("GET", path).json()["status"] == "stopped"
    stale = write("POST", "", **transaction({"resource": patch, "request": request}))
    assert stale.status_code == 412
    parts[1]["valueString"] = "MedicationRequest.subject"
    request["ifMatch"] = write("GET", path).headers["etag"]
    moved = write("POST", "", **transaction({"resource": patch, "request": request}))
    assert moved.status_code == 422


def test_nothing_is_deleted(app: Any) -> None:
    write = app.reading("launch patient/*.rs patient/DocumentReference.cu")
    response = write("DELETE", "DocumentReference/letter-urgent-2026-10-31")
    assert response.status_code == 405
    assert response.json()["resourceType"] == "OperationOutcome"


def test_faults_are_met_once_and_then_it_works(app: Any) -> None:
    get = app.reading()
    for name, status in (("refuse", 401), ("broken", 500), ("busy", 429)):
        setattr(app.ehr.faults, name, 1)
        assert get("GET", f"Patient/{NORA}").status_code == status
        assert get("GET", f"Patient/{NORA}").status_code == 200


def test_tokens_can_be_made_to_end_early(app: Any) -> None:
    said = app.granted()
    app.ehr.grants.expire()
    assert app.fhir(said["access_token"], "GET", f"Patient/{NORA}").status_code == 401
    form = {"grant_type": "refresh_token", "client_id": "public"}
    second = app.token({**form, "refresh_token": said["refresh_token"]}).json()
    assert app.fhir(second["access_token"], "GET", f"Patient/{NORA}").status_code == 200


def test_it_keeps_who_asked_for_what_by_ids_only(app: Any) -> None:
    app.reading()("GET", "Patient?name=Lindqvist")
    newest = list(app.ehr.watched)[-1]
    assert (newest.what, newest.client) == ("GET /fhir/Patient", "public")
    assert (newest.user, newest.patient) == ("Practitioner/dr-okafor", NORA)
    assert "Lindqvist" not in str(list(app.ehr.watched))


async def test_the_outbox_of_sign_off_understands_it(app: Any) -> None:
    token = app.granted(scope="launch patient/*.rs patient/DocumentReference.cu")["access_token"]
    async with Server(app.ehr.base, Bearer(SecretStr(token))) as server:
        found = await able(server)
        assert found.transaction
        assert found.creates_once("DocumentReference")
        assert await documents(server, "urn:uuid:none-such") == ()
        assert (await server.get(f"Patient/{NORA}")).require().body["id"] == NORA


def test_what_it_says_of_itself_needs_no_token(app: Any) -> None:
    said = httpx.get(f"{app.ehr.base}/metadata", trust_env=False).json()
    assert said["fhirVersion"] == "4.0.1"
    uris = said["rest"][0]["security"]["extension"][0]["extension"]
    assert {"url": "token", "valueUri": f"{app.auth}/token"} in uris
