"""A patient of a server in a store: all at first, then what changed, and what is gone."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import FHIRServerError, NoSuchPatient
from chartside.fhir.ingest import ingest
from chartside.fhir.mirror.mirror import Pulled, RecordMirror
from chartside.fhir.network import Retries
from chartside.fhir.server.limits import ServerLimits
from chartside.fhir.server.record import FHIRServer
from chartside.fhir.store import RecordStore

PATIENT = {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17", "gender": "female"}
AT_ONCE = ServerLimits(retries=Retries(tries=1))


def stamped(resource: dict[str, Any], version: int = 1) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {**resource, "meta": {"versionId": str(version), "lastUpdated": now}}


@pytest.fixture
def server(fhir_server: Any, make: Any) -> Any:
    """A server with a patient, and another one who is none of ours."""
    fhir_server.put(
        stamped(PATIENT),
        stamped({**PATIENT, "id": "2"}),
        stamped(make.lab("glucose", 101)),
        stamped(make.lab("other", 99, subject={"reference": "Patient/2"})),
        stamped(make.problem("gout", "gout")),
        stamped(
            make.order(
                "order",
                "x",
                medicationCodeableConcept=None,
                medicationReference={"reference": "Medication/m"},
                requester={"reference": "Practitioner/dr"},
            )
        ),
        stamped({"resourceType": "Medication", "id": "m", "code": {"text": "metformin"}}),
        stamped({"resourceType": "Practitioner", "id": "dr", "name": [{"family": "Osei"}]}),
        stamped({"resourceType": "Practitioner", "id": "unasked"}),
    )
    return fhir_server


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with RecordStore(tmp_path / "mirror.db") as held:
        yield held


async def pulled(server: Any, store: RecordStore, **more: Any) -> Pulled:
    mirror = RecordMirror(FHIRServer(server.base, limits=AT_ONCE), store)
    return await mirror.pull("Patient/1", **more)


def held(store: RecordStore) -> set[str]:
    rows = store.conn.execute("SELECT type || '/' || id FROM resource").fetchall()
    return {row[0] for row in rows}


OURS = {
    "Patient/1",
    "Observation/glucose",
    "Condition/gout",
    "MedicationRequest/order",
    "Medication/m",
    "Practitioner/dr",
}


@pytest.mark.parametrize("everything", [False, True])
async def test_a_patient_comes_whole_and_nobody_else(
    server: Any, store: RecordStore, *, everything: bool
) -> None:
    server.everything = everything
    steps: list[tuple[int, int]] = []
    first = await pulled(server, store, progress=lambda done, of: steps.append((done, of)))
    assert held(store) == OURS
    assert (first.resources, first.changed, first.removed) == (6, 6, 0)
    assert first.types["Observation"] == 1
    assert steps[-1][0] == steps[-1][1]
    assert bool(server.asked("$everything")) == everything
    chart = store.open_chart("1")
    assert chart.set_aside == ()
    assert {entry.reference for entry in chart.entries} >= {"Observation/glucose", "Condition/gout"}


@pytest.mark.parametrize("everything", [False, True])
async def test_later_only_what_changed_is_asked_for(
    server: Any, store: RecordStore, make: Any, *, everything: bool
) -> None:
    server.everything = everything
    first = await pulled(server, store)
    server.web.asked.clear()
    again = await pulled(server, store)
    assert (again.changed, again.removed, again.resources) == (0, 0, 6)
    assert server.asked("Observation/_search", f"_lastUpdated=ge{first.since:%Y-%m-%dT%H%%3A%M}")
    assert server.asked("Observation/_search", "_elements=id")
    assert not server.asked("$everything")
    server.put(
        stamped(make.lab("glucose", 250), 2),
        stamped(make.lab("new", 7)),
        stamped({"resourceType": "Medication", "id": "m", "code": {"text": "metformin XR"}}, 2),
    )
    server.delete("Condition/gout")
    later = await pulled(server, store)
    assert (later.changed, later.removed, later.resources) == (3, 1, 6)
    assert held(store) == OURS - {"Condition/gout"} | {"Observation/new"}
    found = await store.read("Observation/glucose")
    assert found is not None
    assert found["valueQuantity"]["value"] == 250
    medicine = await store.read("Medication/m")
    assert medicine is not None
    assert medicine["code"]["text"] == "metformin XR"
    assert (await store.search("Condition?patient=1")).items == ()


async def test_a_resource_that_moved_to_another_patient_leaves_the_record(
    server: Any, store: RecordStore, make: Any
) -> None:
    await pulled(server, store)
    server.put(stamped(make.lab("glucose", 101, subject={"reference": "Patient/2"}), 2))
    later = await pulled(server, store)
    assert later.removed == 1
    assert "Observation/glucose" not in held(store)


async def test_what_a_list_leaves_out_but_the_server_still_has_stays(
    server: Any, store: RecordStore
) -> None:
    await pulled(server, store)
    empty = json.dumps(
        {
            "resourceType": "Bundle",
            "type": "searchset",
            "link": [{"relation": "self", "url": "?patient=1&_lastUpdated=ge2020"}],
        }
    ).encode()
    server.fails["POST /fhir/Observation/_search"] = (200, {}, empty)
    later = await pulled(server, store)
    assert later.removed == 0
    assert "Observation/glucose" in held(store)


@pytest.mark.parametrize("status", [403, 404, 500, 400])
async def test_a_type_that_the_server_refuses_hinders_no_other_and_is_said_in_the_chart(
    server: Any, store: RecordStore, status: int
) -> None:
    await pulled(server, store)
    server.fails["POST /fhir/Observation"] = (status, {}, b"")
    server.fails["GET /fhir/Observation"] = (status, {}, b"")
    later = await pulled(server, store)
    assert held(store) == OURS
    assert [one.reason.partition(" (")[0] for one in later.set_aside] == ["not given by the server"]
    chart = store.open_chart("1")
    assert any("): Observation" in one.reason for one in chart.set_aside)


async def test_resources_of_somebody_else_and_of_nobody_are_set_aside(
    web_server: Any, store: RecordStore, make: Any
) -> None:
    two = {"reference": "Patient/2"}
    wrong = [
        make.lab("two", subject=two),
        make.lab("nobody", subject={}),
        make.lab("contained", subject={"reference": "#p"}, contained=[{**PATIENT, "id": "p"}]),
        make.lab("abroad", subject={"reference": "https://other.example/fhir/Patient/1"}),
        make.lab("by-urn", subject={"reference": "urn:uuid:7"}),
        make.lab("part", meta={"tag": [{"code": "SUBSETTED"}]}),
        {**PATIENT, "id": "2"},
    ]
    good = make.lab("good", subject={"reference": f"{web_server.url}/Patient/1"})
    body = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": r} for r in [PATIENT, good, *wrong]],
    }

    def answer(asked: Any) -> Any:
        if asked.path.endswith("metadata"):
            rest = [{"resource": [{"type": "Patient"}], "operation": [{"name": "everything"}]}]
            told = {"resourceType": "CapabilityStatement", "rest": rest}
            return 200, {}, json.dumps(told).encode()
        if asked.path.endswith("$everything"):
            return 200, {}, json.dumps(body).encode()
        return 200, {}, json.dumps(PATIENT).encode()

    web_server.tell = answer
    mirror = RecordMirror(FHIRServer(web_server.url, limits=AT_ONCE), store)
    found = await mirror.pull("1")
    assert held(store) == {"Patient/1", "Observation/good"}
    assert len([one for one in found.set_aside if one.reference]) == len(wrong)
    chart = store.open_chart("1")
    assert [e.reference for e in chart.entries if e.reference.startswith("Obs")] == [
        "Observation/good"
    ]


async def test_a_server_behind_a_proxy_may_call_itself_otherwise(
    web_server: Any, store: RecordStore, make: Any
) -> None:
    inner = "http://inner.hospital.example:8080/fhir"
    dr = {"reference": f"{inner}/Practitioner/dr"}
    lab = make.lab("a", subject={"reference": f"{inner}/Patient/1"}, performer=[dr])

    def answer(asked: Any) -> Any:
        resources = {"Patient/1": PATIENT, "Practitioner/dr": {"resourceType": "Practitioner"}}
        path = asked.path.strip("/")
        if path in resources:
            identity = path.partition("/")[2]
            return 200, {}, json.dumps({**resources[path], "id": identity}).encode()
        if path == "metadata":
            return 404, {}, b""
        query = asked.body.decode() or asked.query
        entry = {"fullUrl": f"{inner}/Observation/a", "resource": lab}
        entries = [entry] if path.startswith("Observation") else []
        link = [{"relation": "self", "url": f"{inner}/x?{query}"}]
        body = {"resourceType": "Bundle", "type": "searchset", "link": link, "entry": entries}
        return 200, {}, json.dumps(body).encode()

    web_server.tell = answer
    mirror = RecordMirror(FHIRServer(web_server.url, limits=AT_ONCE), store)
    found = await mirror.pull("1", types=["Observation", "Condition"])
    assert found.set_aside == ()
    assert held(store) == {"Patient/1", "Observation/a", "Practitioner/dr"}
    entries = store.open_chart("1").entries
    assert "Observation/a" in {entry.reference for entry in entries}


async def test_an_interrupted_pull_changes_nothing_and_is_gone_on_with(
    server: Any, store: RecordStore, make: Any
) -> None:
    await pulled(server, store)
    server.page = 2
    server.put(*(stamped(make.lab(f"lab-{n}", n)) for n in range(9)))
    server.delete("Condition/gout")
    state = held(store)
    number = 0
    tell = server.web.tell

    def failing(asked: Any) -> Any:
        nonlocal number
        number += asked.query.startswith("_getpages")
        return (503, {}, b"") if number > 2 else tell(asked)

    server.web.tell = failing
    with pytest.raises(FHIRServerError, match="busy"):
        await pulled(server, store)
    assert held(store) == state
    server.web.tell = tell
    server.web.asked.clear()
    later = await pulled(server, store)
    assert held(store) == OURS - {"Condition/gout"} | {f"Observation/lab-{n}" for n in range(9)}
    assert later.removed == 1
    first_pages = server.asked("Observation/_search", "_lastUpdated")
    assert first_pages == []


async def test_a_pull_of_a_store_that_files_were_loaded_into_keeps_what_they_brought(
    server: Any, store: RecordStore, make: Any, tmp_path: Path
) -> None:
    file = tmp_path / "own.ndjson"
    file.write_text(json.dumps(make.lab("from-a-file", 3)), encoding="utf-8")
    ingest([file], store)
    await pulled(server, store)
    again = await pulled(server, store)
    assert again.removed == 0
    assert held(store) == OURS | {"Observation/from-a-file"}


@pytest.mark.parametrize("url", ["Binary/note", "{base}/Binary/note", "{base}/content/77"])
async def test_the_text_of_a_note_comes_with_it(server: Any, store: RecordStore, url: str) -> None:
    data = base64.b64encode(b"Patient denies chest pain.").decode()
    server.put(
        {"resourceType": "Binary", "id": "note", "contentType": "text/plain", "data": data},
        stamped(
            {
                "resourceType": "DocumentReference",
                "id": "d",
                "status": "current",
                "subject": {"reference": "Patient/1"},
                "content": [
                    {
                        "attachment": {
                            "contentType": "text/plain",
                            "url": url.format(base=server.base),
                        }
                    }
                ],
            }
        ),
    )
    server.fails["GET /fhir/content/77"] = (
        200,
        {"Content-Type": "text/plain"},
        b"Patient denies chest pain.",
    )
    await pulled(server, store)
    chart = store.open_chart("1")
    document = chart.document("DocumentReference/d")
    assert document is not None
    assert "denies chest pain" in document.text
    server.web.asked.clear()
    await pulled(server, store)
    assert not server.asked("GET", "Binary/note")
    assert not server.asked("GET", "content/77")


async def test_a_note_that_lies_elsewhere_is_not_fetched_and_that_is_said(
    server: Any, store: RecordStore, web_servers: Callable[[], Any]
) -> None:
    trap = web_servers()
    forms = [
        {"attachment": {"url": f"{trap.url}/note"}},
        {"attachment": {"url": "http://169.254.169.254/latest"}},
        {"attachment": {"url": "file:///etc/passwd"}},
        {"attachment": {"url": "Binary/../../../x"}},
    ]
    server.put(
        stamped(
            {
                "resourceType": "DocumentReference",
                "id": "d",
                "status": "current",
                "subject": {"reference": "Patient/1"},
                "content": forms,
            }
        )
    )
    found = await pulled(server, store)
    assert trap.asked == []
    assert any(one.reference == "DocumentReference/d" for one in found.set_aside)
    assert "DocumentReference/d" in held(store)


async def test_a_binary_of_another_patient_is_not_read_into_the_chart(
    server: Any, store: RecordStore
) -> None:
    data = base64.b64encode(b"CANARY of another patient").decode()
    server.put(
        {
            "resourceType": "Binary",
            "id": "note",
            "contentType": "text/plain",
            "data": data,
            "securityContext": {"reference": "Patient/2"},
        },
        stamped(
            {
                "resourceType": "DocumentReference",
                "id": "d",
                "status": "current",
                "subject": {"reference": "Patient/1"},
                "content": [{"attachment": {"url": "Binary/note", "contentType": "text/plain"}}],
            }
        ),
    )
    await pulled(server, store)
    document = store.open_chart("1").document("DocumentReference/d")
    assert document is None or "CANARY" not in document.text


async def test_only_the_types_that_were_asked_for_are_pulled(
    server: Any, store: RecordStore
) -> None:
    server.everything = True
    await pulled(server, store, types=["Condition"])
    assert held(store) == {"Patient/1", "Condition/gout"}
    assert not server.asked("Observation")


async def test_a_patient_that_the_server_does_not_have_is_no_patient(
    server: Any, store: RecordStore
) -> None:
    mirror = RecordMirror(FHIRServer(server.base), store)
    for name in ("nobody", "../metadata", "Group/1"):
        with pytest.raises(NoSuchPatient):
            await mirror.pull(name)


async def test_a_server_that_is_out_of_reach_leaves_the_record_as_it_was(
    server: Any, store: RecordStore
) -> None:
    await pulled(server, store)
    server.web.tells(503)
    with pytest.raises(FHIRServerError, match="busy"):
        await pulled(server, store)
    assert held(store) == OURS


async def test_a_new_resource_without_a_date_of_update_comes_too(
    server: Any, store: RecordStore, make: Any
) -> None:
    await pulled(server, store)
    server.put(make.lab("undated", 4))
    later = await pulled(server, store)
    assert later.changed == 1
    assert "Observation/undated" in held(store)


async def test_what_was_set_aside_is_still_said_after_a_later_pull(
    server: Any, store: RecordStore, make: Any
) -> None:
    two = [{"reference": "Patient/1"}, {"reference": "Patient/2"}]
    odd = make.resource("Observation", "odd", subject=two, status="final")
    server.put(stamped(odd))
    server.put(stamped(make.lab("good", 4)))
    for _ in range(2):
        await pulled(server, store)
        said = [one.reference for one in store.open_chart("1").set_aside]
        assert said == ["Observation/odd"]


async def test_where_a_server_loses_some_between_its_pages_the_chart_says_so(
    server: Any, store: RecordStore
) -> None:
    tell = server.web.tell

    def losing(asked: Any) -> Any:
        status, headers, body = tell(asked)
        if asked.path.endswith("Observation/_search"):
            bundle = json.loads(body)
            body = json.dumps({**bundle, "total": 7}).encode()
        return status, headers, body

    server.web.tell = losing
    await pulled(server, store)
    said = [one.reason for one in store.open_chart("1").set_aside]
    assert said == ["Observation: the server counts 7 and gave 1"]


async def test_a_content_beside_the_base_is_not_taken_for_a_binary_of_the_server(
    server: Any, store: RecordStore
) -> None:
    data = base64.b64encode(b"CANARY of the server itself").decode()
    server.put({"resourceType": "Binary", "id": "7", "contentType": "text/plain", "data": data})
    server.fails["GET /other/Binary/7"] = (200, {"Content-Type": "text/plain"}, b"Seen today.")
    form = {"contentType": "text/plain", "url": f"{server.web.url}/other/Binary/7"}
    server.put(
        stamped(
            {
                "resourceType": "DocumentReference",
                "id": "d",
                "status": "current",
                "subject": {"reference": "Patient/1"},
                "content": [{"attachment": form}],
            }
        )
    )
    await pulled(server, store)
    document = store.open_chart("1").document("DocumentReference/d")
    assert document is not None
    assert document.text == "Seen today."


async def test_a_chart_without_allergies_says_when_the_server_gave_none_for_want_of_a_right(
    server: Any, store: RecordStore
) -> None:
    """Everything of a patient is everything that a token may see; the rest is missing silently."""
    server.everything = True
    for kind in ("AllergyIntolerance", "Goal"):
        server.fails[f"POST /fhir/{kind}"] = (403, {}, b"")
    await pulled(server, store)
    said = [one.reason for one in store.open_chart("1").set_aside]
    assert said == ["not given by the server (forbidden): AllergyIntolerance, Goal"]
    server.fails.clear()
    await pulled(server, store)
    assert store.open_chart("1").set_aside == ()


async def test_a_server_that_offers_no_allergies_at_all_is_said_to(
    server: Any, store: RecordStore
) -> None:
    offered = list(server.store.capabilities()["rest"][0]["resource"])
    rest = [{"resource": [one for one in offered if one["type"] != "AllergyIntolerance"]}]
    server.statement = {"resourceType": "CapabilityStatement", "rest": rest}
    await pulled(server, store)
    said = [one.reason for one in store.open_chart("1").set_aside]
    assert said == ["not given by the server (not offered): AllergyIntolerance"]


async def test_a_server_that_wants_a_category_is_asked_by_category(
    server: Any, store: RecordStore, make: Any
) -> None:
    tell = server.web.tell

    def choosy(asked: Any) -> Any:
        said = asked.query + asked.body.decode()
        searched = asked.path in {"/fhir/Observation", "/fhir/Observation/_search"}
        return (400, {}, b"") if searched and "category=" not in said else tell(asked)

    server.web.tell = choosy
    vital = make.lab("vital", 80, category=[make.code("vital-signs", system="category")])
    server.put(stamped(vital))
    first = await pulled(server, store)
    assert {"Observation/glucose", "Observation/vital"} <= held(store)
    said = [one.reason for one in first.set_aside]
    assert len(said) == 1
    assert said[0].startswith("Observation was given by category only: laboratory, vital-signs")
    server.put(stamped({**vital, "valueQuantity": {"value": 90}}, 2))
    server.delete("Observation/glucose")
    later = await pulled(server, store)
    assert (later.changed, later.removed) == (1, 1)
    assert "Observation/glucose" not in held(store)


async def test_a_category_that_is_refused_takes_nothing_away(
    server: Any, store: RecordStore
) -> None:
    await pulled(server, store)
    tell = server.web.tell

    def choosy(asked: Any) -> Any:
        said = asked.query + asked.body.decode()
        if asked.path.startswith("/fhir/Observation") and "category=vital-signs" not in said:
            return 403, {}, b""
        return tell(asked)

    server.web.tell = choosy
    later = await pulled(server, store)
    assert (later.changed, later.removed) == (0, 0)
    assert held(store) == OURS
