"""A signed document gets to the server once, whatever happens on the way, or a person is told."""

import asyncio
import base64
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chartside.draft import Action, Proposal
from chartside.errors import UsageError
from chartside.fhir.network.address import server_address
from chartside.signoff import Decided, Signed, amend, events, retract, to_markdown, verify
from chartside.signoff.outbox import rows
from chartside.signoff.outbox.rows import State
from chartside.signoff.outbox.server import Never, Server

DOCUMENT = "DocumentReference"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


def listed(store: Any) -> tuple[rows.Posting, ...]:
    with store.read() as tx:
        return rows.listed(tx)


def test_a_signature_puts_the_document_into_the_outbox(ward: Any, plain: Signed) -> None:
    (row,) = listed(ward.store)
    assert (row.decision_id, row.draft_id) == (plain.decision_id, "d1")
    assert (row.kind, row.state, row.attempts) == ("document", "waiting", 0)


def test_without_a_signature_nothing_is_in_the_outbox(ward: Any, a: Any) -> None:
    chart = a.chart()
    ward.store.propose(a.draft(chart, a.said("s1", "x"), a.said("s2", "y")))
    assert listed(ward.store) == ()


def test_a_document_gets_there_with_who_wrote_and_who_signed(
    sends: Any, ehr: Any, plain: Signed
) -> None:
    row = sends.one()
    assert (row.state, row.lost) == ("sent", ())
    assert ehr.text() == to_markdown(plain)
    place = f"{DOCUMENT}/{ehr.one(DOCUMENT)['id']}"
    assert ehr.one("Provenance")["target"] == [{"reference": place}]
    assert ehr.one("AuditEvent")["entity"][0]["what"] == {"reference": place}
    assert row.written[DOCUMENT].startswith(place)


def test_a_server_that_takes_a_transaction_gets_one(sends: Any, ehr: Any, plain: Signed) -> None:
    ehr.transactions = True
    row = sends.one()
    assert (row.state, row.lost) == ("sent", ())
    assert ehr.asked("POST") == [""]
    place = f"{DOCUMENT}/{ehr.one(DOCUMENT)['id']}"
    assert ehr.one("Provenance")["target"] == [{"reference": place}]
    assert ehr.text() == to_markdown(plain)


def test_a_server_that_says_so_gets_resources_under_our_ids(
    sends: Any, ehr: Any, plain: Signed
) -> None:
    kinds = (DOCUMENT, "Provenance", "AuditEvent")
    ehr.says = {"resource": [{"type": kind, "updateCreate": True} for kind in kinds]}
    ehr.searches = "not"
    ehr.fault("PUT", DOCUMENT, "dies after")
    ehr.fault("PUT", "Provenance", "dies after")
    assert sends.one().state == "sent"
    assert [len(ehr.held(kind)) for kind in kinds] == [1, 1, 1]
    assert plain.decision_id in ehr.one(DOCUMENT)["identifier"][0]["value"]


@pytest.mark.usefixtures("plain")
def test_sending_again_changes_nothing(sends: Any, ehr: Any) -> None:
    sends()
    before = len(ehr.log)
    assert sends() == ()
    assert sends("d1") == ()
    assert len(ehr.log) == before


@pytest.mark.parametrize(("transactions", "once"), [(True, False), (False, False), (False, True)])
@pytest.mark.parametrize("fault", ["dies before", "dies after", "slow after", "html", 503])
@pytest.mark.usefixtures("plain")
def test_one_document_is_there_when_the_answer_was_lost(
    sends: Any, ehr: Any, fault: Any, once: bool, transactions: bool
) -> None:
    ehr.once, ehr.transactions = once, transactions
    path = "" if transactions else DOCUMENT
    ehr.fault("POST", path, fault)
    row = sends.one(seconds=0.5 if fault == "slow after" else 10.0)
    assert row.state == "sent"
    assert [len(ehr.held(k)) for k in (DOCUMENT, "Provenance", "AuditEvent")] == [1, 1, 1]


@pytest.mark.parametrize("kind", ["Provenance", "AuditEvent"])
@pytest.mark.parametrize("fault", ["dies before", "dies after", 503])
@pytest.mark.usefixtures("plain")
def test_what_stands_beside_the_document_is_there_once(
    sends: Any, ehr: Any, kind: str, fault: Any
) -> None:
    ehr.fault("POST", kind, fault)
    assert sends.one().state == "sent"
    assert [len(ehr.held(k)) for k in (DOCUMENT, "Provenance", "AuditEvent")] == [1, 1, 1]


@pytest.mark.usefixtures("plain")
def test_an_empty_answer_with_a_location_is_a_good_one(sends: Any, ehr: Any) -> None:
    ehr.body = False
    row = sends.one()
    assert row.state == "sent"
    assert row.written[DOCUMENT] == f"{DOCUMENT}/1/_history/1"


@pytest.mark.parametrize("body", [True, False])
@pytest.mark.usefixtures("plain")
def test_an_answer_without_a_location_is_looked_up(sends: Any, ehr: Any, body: bool) -> None:
    ehr.location, ehr.body = False, body
    assert sends.one().state == "sent"
    assert len(ehr.held(DOCUMENT)) == 1


@pytest.mark.usefixtures("plain")
def test_fields_that_the_server_dropped_are_told(sends: Any, ehr: Any) -> None:
    ehr.drops = frozenset({"meta.security", "description", "authenticator"})
    row = sends.one()
    assert row.state == "sent"
    assert set(row.lost) == {"AIAST", "description", "authenticator"}


def test_a_text_that_was_changed_is_not_taken_for_the_signed_one(
    sends: Any, ehr: Any, plain: Signed
) -> None:
    def shortens(request: Any) -> None:
        attachment = request.body["content"][0]["attachment"]
        attachment["data"] = base64.b64encode(b"shortened").decode()

    ehr.fault("POST", DOCUMENT, shortens)
    row = sends.one()
    assert (row.state, row.lost) == ("altered", ("text",))
    assert plain.decision_id == row.decision_id


def test_a_document_under_another_patient_is_an_alarm(sends: Any, ehr: Any, plain: Signed) -> None:
    def misfiles(request: Any) -> None:
        request.body["subject"]["reference"] = "Patient/p2"

    ehr.fault("POST", DOCUMENT, misfiles)
    assert (sends.one().state, plain.draft.patient) == ("altered", "Patient/p1")


def test_content_that_is_kept_apart_is_read_back_too(sends: Any, ehr: Any, plain: Signed) -> None:
    ehr.binary = True
    assert (sends.one().lost, plain.decision_id != "") == ((), True)
    assert "Binary/b1" in ehr.asked("GET")


@pytest.mark.parametrize(
    "url", ["https://evil.example/Binary/1", "//evil.example/Binary/1", "../x"]
)
@pytest.mark.usefixtures("plain")
def test_content_is_never_fetched_from_another_server(sends: Any, ehr: Any, url: str) -> None:
    def elsewhere(request: Any) -> None:
        request.body["content"] = [{"attachment": {"url": url}}]

    ehr.fault("POST", DOCUMENT, elsewhere)
    assert sends.one().state == "altered"


@pytest.mark.parametrize("status", [400, 404, 405, 410, 415, 422, 501])
@pytest.mark.usefixtures("plain")
def test_a_refusal_is_for_a_person_and_not_tried_again(sends: Any, ehr: Any, status: int) -> None:
    ehr.fault("POST", DOCUMENT, status)
    row = sends.one()
    assert (row.state, row.said, row.attempts) == ("refused", f"HTTP {status} processing", 1)
    assert sends() == ()
    assert sends.one("d1").state == "sent"


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.usefixtures("plain")
def test_who_is_not_let_in_waits_and_does_not_knock_again(
    sends: Any, ehr: Any, status: int
) -> None:
    ehr.fault("POST", DOCUMENT, status)
    row = sends.one()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert sends.one().state == "sent"


@pytest.mark.parametrize("status", [409, 423, 429, 502, 504])
@pytest.mark.usefixtures("plain")
def test_what_may_pass_is_tried_again(sends: Any, ehr: Any, status: int) -> None:
    ehr.fault("POST", DOCUMENT, status)
    row = sends.one()
    assert (row.state, row.attempts) == ("sent", 2)
    assert sends.paused == [0.5]


@pytest.mark.usefixtures("plain")
def test_a_server_is_left_alone_as_long_as_it_asks(sends: Any, ehr: Any) -> None:
    ehr.fault("POST", DOCUMENT, (429, {"Retry-After": "7"}))
    assert sends.one().state == "sent"
    assert sends.paused == [7.0]


def test_a_server_that_asks_for_longer_is_left_to_another_run(
    sends: Any, ehr: Any, a: Any, plain: Signed
) -> None:
    ehr.fault("POST", DOCUMENT, (503, {"Retry-After": "3600"}))
    row = sends.one()
    assert (row.state, sends.paused) == ("waiting", [])
    assert row.not_before == "2026-03-02T10:30:00.000Z"
    assert sends() == ()
    assert (sends.one("d1").state, a.now.year, plain.draft.id) == ("sent", 2026, "d1")


@pytest.mark.parametrize("when", ["Mon, 02 Mar 1998 09:30:00 GMT", "soon", "-5", "²", ""])
@pytest.mark.usefixtures("plain")
def test_any_retry_after_can_be_read(sends: Any, ehr: Any, when: str) -> None:
    ehr.fault("POST", DOCUMENT, (429, {"Retry-After": when.encode().decode("latin-1")}))
    assert sends.one().state == "sent"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.usefixtures("plain")
def test_redirects_are_not_followed(sends: Any, ehr: Any, status: int) -> None:
    ehr.fault("POST", DOCUMENT, (status, {"Location": f"{ehr.base}/elsewhere"}))
    row = sends.one()
    assert (row.state, row.said) == ("refused", f"redirected (HTTP {status})")
    assert not [p for p in ehr.asked("POST") if "elsewhere" in p]


@pytest.mark.usefixtures("plain")
def test_a_server_that_is_not_there_leaves_the_document_waiting(sends: Any, ehr: Any) -> None:
    ehr.base = "http://127.0.0.1:9"
    row = sends.one()
    assert (row.state, row.said, row.attempts) == ("waiting", "unreachable", 1)
    assert sends.paused == [0.5, 1.0, 2.0]


@pytest.mark.usefixtures("plain")
def test_several_documents_of_one_identifier_are_for_a_person(sends: Any, ehr: Any) -> None:
    sends()
    twin = {**ehr.one(DOCUMENT), "id": "twin"}
    ehr.resources[f"{DOCUMENT}/twin"] = twin
    with sends.store.write() as tx:
        tx.run("UPDATE outbox SET state = 'waiting', written = NULL")
    row = sends.one()
    assert (row.state, row.said) == ("refused", "several")


@pytest.mark.parametrize("fault", ["dies before", "dies after"])
@pytest.mark.usefixtures("plain")
def test_without_search_or_a_promise_a_lost_answer_is_for_a_person(
    sends: Any, ehr: Any, fault: str
) -> None:
    ehr.searches = "not"
    ehr.fault("POST", DOCUMENT, fault)
    row = sends.one()
    assert (row.state, row.said) == ("refused", "cannot-tell")
    assert len(ehr.asked("POST")) == 1


@pytest.mark.usefixtures("plain")
def test_a_search_that_gave_other_documents_only_says_nothing(sends: Any, ehr: Any) -> None:
    ehr.searches = "ignores"
    ehr.resources[f"{DOCUMENT}/other"] = {"resourceType": DOCUMENT, "id": "other"}
    ehr.fault("POST", DOCUMENT, "dies before")
    assert sends.one().said == "cannot-tell"


@pytest.mark.usefixtures("plain")
def test_a_search_that_gave_the_document_among_others_has_found_it(sends: Any, ehr: Any) -> None:
    ehr.searches = "ignores"
    ehr.resources[f"{DOCUMENT}/other"] = {"resourceType": DOCUMENT, "id": "other"}
    ehr.fault("POST", DOCUMENT, "dies after")
    assert sends.one().state == "sent"
    assert len(ehr.held(DOCUMENT)) == 2


@pytest.mark.usefixtures("plain")
def test_without_search_a_promise_of_conditional_create_is_enough(sends: Any, ehr: Any) -> None:
    ehr.searches = "not"
    ehr.says = {"resource": [{"type": DOCUMENT, "conditionalCreate": True}]}
    ehr.fault("POST", DOCUMENT, "dies after")
    assert sends.one().state == "sent"
    assert len(ehr.held(DOCUMENT)) == 1


@pytest.mark.usefixtures("plain")
def test_a_server_without_provenance_takes_the_document_alone(sends: Any, ehr: Any) -> None:
    ehr.forbids = frozenset({"Provenance", "AuditEvent"})
    row = sends.one()
    assert row.state == "sent"
    assert (row.written["Provenance"], row.written["AuditEvent"]) == ("HTTP 405", "HTTP 405")


@pytest.mark.usefixtures("plain")
def test_a_transaction_that_is_refused_whole_leaves_the_document_alone_to_be_taken(
    sends: Any, ehr: Any
) -> None:
    ehr.transactions = True
    ehr.fault("POST", "", 422)
    assert sends.one().state == "sent"
    assert ehr.asked("POST")[:2] == ["", DOCUMENT]
    assert len(ehr.held(DOCUMENT)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": [{"text": "Another Person"}]}, "another-patient"),
        ({"birthDate": "1951-04-03"}, "another-patient"),
        ({"link": [{"type": "replaced-by", "other": {}}]}, "patient-merged"),
        ({"resourceType": "Person"}, "no-such-patient"),
    ],
)
@pytest.mark.usefixtures("plain")
def test_a_document_goes_to_the_patient_it_names_and_to_no_other(
    sends: Any, ehr: Any, changes: dict[str, Any], said: str
) -> None:
    ehr.resources["Patient/p1"] |= changes
    row = sends.one()
    assert (row.state, row.said) == ("refused", said)
    assert ehr.asked("POST") == []


@pytest.mark.parametrize("reference", ["Patient/..", "Patient/."])
def test_no_reference_leads_to_another_server(
    sends: Any, ehr: Any, ward: Any, a: Any, reference: str
) -> None:
    chart = a.chart(reference=reference)
    draft = a.draft(chart, a.said("s1", "x"), a.said("s2", "y"), patient=reference)
    ward.signs(draft, chart)
    row = sends.one()
    assert row.state == "refused"
    assert ehr.asked("GET") == ["metadata"]


@pytest.mark.parametrize(
    "path",
    [
        "http://127.0.0.1:1/x",
        "//evil.example/x",
        "../x",
        "/x",
        "Patient/..",
        "Patient/./x",
        "Patient?x",
    ],
)
def test_a_client_asks_its_own_server_only(ehr: Any, path: str) -> None:
    async def asks() -> None:
        async with Server(ehr.base) as server:
            await server.get(path)

    with pytest.raises(Never, match="elsewhere"):
        asyncio.run(asks())
    assert ehr.log == []


@pytest.fixture
def proposing(ward: Any, a: Any) -> Signed:
    """A document with an accepted proposal."""
    problem = {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"system": CLINICAL, "code": "active"}]},
        "code": {"text": "Type 2 diabetes"},
        "subject": {"reference": "Patient/p1"},
    }
    chart = a.chart()
    draft = a.draft(chart, a.said("s1", "x"), a.said("s2", "y"))
    ward.store.propose(
        replace(draft, proposals=(Proposal("p1", Action.ADD_PROBLEM, "s1", problem),))
    )
    return ward.signs_held("d1", chart, decided=Decided(accepted=("p1",)))  # type: ignore[no-any-return]  # a fixture


@pytest.mark.usefixtures("proposing")
def test_an_accepted_proposal_goes_with_its_document_or_not_at_all(sends: Any, ehr: Any) -> None:
    row = sends.one()
    assert (row.state, row.said) == ("refused", "transaction-needed")
    assert ehr.asked("POST") == []
    ehr.transactions = True
    ehr.fault("POST", "", 422)
    assert sends.one("d1").said == "HTTP 422 processing"
    assert ehr.held(DOCUMENT) == []
    ehr.fault("POST", "", "dies after")
    assert sends.one("d1").state == "sent"
    assert [len(ehr.held(kind)) for kind in (DOCUMENT, "Condition")] == [1, 1]


@pytest.mark.usefixtures("plain")
def test_a_patient_who_is_not_there_gets_no_document(sends: Any, ehr: Any) -> None:
    del ehr.resources["Patient/p1"]
    assert sends.one().said == "no-such-patient"
    assert ehr.held(DOCUMENT) == []


@pytest.mark.usefixtures("plain")
def test_a_patient_who_died_since_is_the_same_patient(sends: Any, ehr: Any) -> None:
    ehr.resources["Patient/p1"]["deceasedDateTime"] = "2026-03-02"
    assert sends.one().state == "sent"


@pytest.mark.parametrize("transactions", [True, False])
def test_an_amendment_replaces_the_document_on_the_server(
    sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed, transactions: bool
) -> None:
    ehr.transactions = transactions
    sends()
    first = ehr.one(DOCUMENT)["id"]
    fresh = amend(ward.store, plain.draft.id, ward.signer)
    ward.signs_held(fresh.id, a.chart(), "author")
    row = sends.one()
    assert row.state == "sent"
    older, newer = sorted(ehr.held(DOCUMENT), key=lambda r: r["id"] != first)
    assert (older["status"], newer["status"], newer["docStatus"]) == (
        "superseded",
        "current",
        "amended",
    )
    assert newer["relatesTo"][0]["target"]["reference"] == f"{DOCUMENT}/{first}"
    assert row.written[f"{DOCUMENT}/{first}"] == "superseded"


def test_an_amendment_of_what_was_never_sent_goes_alone(
    sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed
) -> None:
    fresh = amend(ward.store, plain.draft.id, ward.signer)
    ward.signs_held(fresh.id, a.chart(), "author")
    before, after = sends()
    assert (before.state, after.state) == ("withdrawn", "sent")
    assert ehr.one(DOCUMENT)["docStatus"] == "amended"
    assert plain.decision_id in json.dumps(ehr.one(DOCUMENT)["relatesTo"])


def test_a_refused_document_that_was_amended_since_needs_nobody(
    sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed
) -> None:
    ehr.fault("POST", DOCUMENT, 422)
    assert sends.one().state == "refused"
    fresh = amend(ward.store, plain.draft.id, ward.signer)
    ward.signs_held(fresh.id, a.chart(), "author")
    assert [row.state for row in sends()] == ["withdrawn", "sent"]


def test_what_is_on_the_server_is_superseded_over_an_amendment_that_never_got_there(
    sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed
) -> None:
    sends()
    first = ehr.one(DOCUMENT)["id"]
    for draft_id in (plain.draft.id, f"{plain.draft.id}.a1"):
        fresh = amend(ward.store, draft_id, ward.signer)
        ward.signs_held(fresh.id, a.chart(), "author")
    assert [row.state for row in sends()] == ["withdrawn", "sent"]
    assert len(ehr.held(DOCUMENT)) == 2
    assert ehr.resources[f"{DOCUMENT}/{first}"]["status"] == "superseded"


def test_a_document_that_got_there_unnoticed_is_superseded_by_its_amendment(
    sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed
) -> None:
    ehr.fault("POST", DOCUMENT, "dies after")
    assert sends.one(tries=1).state == "waiting"
    fresh = amend(ward.store, plain.draft.id, ward.signer)
    ward.signs_held(fresh.id, a.chart(), "author")
    assert [row.state for row in sends()] == ["sent", "sent"]
    assert sorted(r["status"] for r in ehr.held(DOCUMENT)) == ["current", "superseded"]


def test_a_retraction_marks_the_document_and_takes_its_place(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    sends()
    first = ehr.one(DOCUMENT)["id"]
    retract(ward.store, plain.draft.id, ward.signer, reason="Of another patient")
    row = sends.one()
    assert (row.kind, row.state) == ("retraction", "sent")
    withdrawn = ehr.resources[f"{DOCUMENT}/{first}"]
    assert (withdrawn["status"], withdrawn["docStatus"]) == ("entered-in-error",) * 2
    notice = next(r for r in ehr.held(DOCUMENT) if r["id"] != first)
    text = base64.b64decode(notice["content"][0]["attachment"]["data"]).decode()
    assert "RETRACTED" in text
    assert "Of another patient" in text
    assert notice["relatesTo"][0]["target"]["reference"] == f"{DOCUMENT}/{first}"


def test_a_retraction_of_what_was_never_sent_sends_nothing(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    retract(ward.store, plain.draft.id, ward.signer, reason="Of another patient")
    assert [row.state for row in sends()] == ["withdrawn", "withdrawn"]
    assert ehr.asked("POST") == []


def test_a_server_that_lets_nothing_be_changed_still_gets_the_retraction(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    sends()
    first = ehr.one(DOCUMENT)["id"]
    retract(ward.store, plain.draft.id, ward.signer, reason="Of another patient")
    ehr.forbids = frozenset({"PUT"})
    row = sends.one()
    assert (row.state, row.written[f"{DOCUMENT}/{first}"]) == ("sent", "HTTP 405")
    assert len(ehr.held(DOCUMENT)) == 2


def test_a_change_made_meanwhile_is_not_overwritten(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    sends()
    where = f"{DOCUMENT}/{ehr.one(DOCUMENT)['id']}"

    def meanwhile(_: Any) -> None:
        ehr.resources[where] |= {"description": "by another", "meta": {"versionId": "5"}}

    retract(ward.store, plain.draft.id, ward.signer, reason="Of another patient")
    ehr.fault("PUT", where, meanwhile)
    assert sends.one().written[where] == "entered-in-error"
    assert ehr.resources[where]["description"] == "by another"


def test_a_resource_that_came_in_part_is_not_written_back(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    sends()
    where = f"{DOCUMENT}/{ehr.one(DOCUMENT)['id']}"
    ehr.resources[where]["meta"]["tag"] = [{"code": "SUBSETTED"}]
    retract(ward.store, plain.draft.id, ward.signer, reason="Of another patient")
    assert sends.one().written[where] == "not to be read"
    assert ehr.asked("PUT") == []


def test_a_row_that_another_process_sends_is_left_alone(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    with ward.store.write() as tx:
        tx.run(
            "UPDATE outbox SET state = 'sending', holder = 'x', attempts = 1, held_until = ?",
            "2026-03-02T09:31:00.000Z",
        )
    row = sends.one()
    assert (row.state, row.decision_id) == ("sending", plain.decision_id)
    assert ehr.asked("POST") == []


def test_a_row_whose_process_died_is_taken_over(sends: Any, ward: Any, plain: Signed) -> None:
    with ward.store.write() as tx:
        tx.run(
            "UPDATE outbox SET state = 'sending', holder = 'x', attempts = 1, held_until = ?",
            "2026-03-02T09:29:00.000Z",
        )
    assert (sends.one().state, plain.draft.id) == ("sent", "d1")


def test_whoever_lost_the_row_writes_nothing_more(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    def taken_over(_: Any) -> None:
        with ward.store.write() as tx:
            tx.run("UPDATE outbox SET holder = 'another'")

    ehr.fault("GET", DOCUMENT, taken_over)
    row = sends.one()
    assert (row.state, row.holder) == ("sending", "another")
    assert (ehr.asked("POST"), plain.draft.id) == ([], "d1")


def test_many_senders_leave_one_document(sends: Any, ehr: Any, plain: Signed) -> None:
    ehr.once = False
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sends(), range(8)))
    assert [len(ehr.held(k)) for k in (DOCUMENT, "Provenance", "AuditEvent")] == [1, 1, 1]
    assert [row.state for row in listed(sends.store)] == ["sent"]
    assert plain.draft.id == "d1"


@pytest.mark.usefixtures("plain")
def test_a_document_stays_with_the_server_it_was_first_sent_to(sends: Any, ehr: Any) -> None:
    ehr.fault("POST", DOCUMENT, "dies after")
    sends.one(tries=1)
    real, ehr.base = ehr.base, ehr.base.replace("127.0.0.1", "localhost")
    assert sends("d1") == ()
    ehr.base = real
    assert sends.one("d1").state == "sent"


def test_writing_and_refusal_are_in_the_audit(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    ehr.fault("POST", DOCUMENT, 422)
    sends()
    sends("d1")
    told = [(row.event, row.detail) for row in events(ward.store)][-2:]
    place = f"{DOCUMENT}/{ehr.one(DOCUMENT)['id']}/_history/1"
    assert told == [("write_refused", "HTTP 422 processing"), ("written", place)]
    assert verify(ward.store).ok
    assert plain.draft.id == "d1"


def test_a_forged_signature_is_not_sent(sends: Any, ehr: Any, ward: Any, plain: Signed) -> None:
    with ward.store.write() as tx:
        on = " ON decisions" if tx.connection.dialect.name == "postgresql" else ""
        tx.run(f"DROP TRIGGER decisions_no_update{on}")
        tx.run("UPDATE decisions SET payload = ?", plain.payload.replace(b"7.2 %", b"9.9 %"))
    row = sends.one()
    assert (row.state, row.said) == ("refused", "policy")
    assert ehr.asked("POST") == []


def test_a_row_that_somebody_wrote_for_an_unsigned_draft_sends_nothing(
    sends: Any, ehr: Any, ward: Any, a: Any
) -> None:
    chart = a.chart()
    ward.store.propose(a.draft(chart, a.said("s1", "x"), a.said("s2", "y")))
    with ward.store.write() as tx:
        forged = {"decision_id": "11111111-1111-4111-8111-111111111111", "draft_id": "d1"}
        rest = {"kind": "document", "state": "waiting", "queued": "2026", "attempts": 0}
        tx.insert("outbox", forged | rest)
    assert sends.one().said == "policy"
    assert ehr.asked("POST") == []


def test_a_row_that_names_another_decision_sends_nothing(
    sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed
) -> None:
    chart = a.chart()
    other = a.draft(chart, a.said("s1", "x"), a.said("s2", "y"), id="d2", kind="progress")
    ward.signs(other, chart)
    with ward.store.write() as tx:
        tx.run("UPDATE outbox SET draft_id = 'd2' WHERE decision_id = ?", plain.decision_id)
    assert sorted(row.state for row in sends()) == ["refused", "sent"]
    assert len(ehr.held(DOCUMENT)) == 1


def test_no_word_of_chart_server_or_token_is_in_row_audit_or_log(
    sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed, caplog: pytest.LogCaptureFixture
) -> None:
    class Bearer(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Any:
            request.headers["Authorization"] = "Bearer Canary-token"
            yield request

    caplog.set_level(logging.DEBUG)
    ehr.fault("POST", DOCUMENT, 422)
    sends.one(auth=Bearer())
    sends.one("d1", auth=Bearer())
    assert all(r.headers["authorization"] == "Bearer Canary-token" for r in ehr.log)
    kept = [repr(listed(ward.store)), repr(events(ward.store)[-2:]), caplog.text]
    for secret in ("Canary", a.patient, *(s.text for s in plain.draft.statements)):
        assert all(secret not in one for one in kept), secret


def test_what_was_signed_before_there_was_an_outbox_is_sent_when_it_is_named(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    with ward.store.write() as tx:
        tx.run("DELETE FROM outbox")
    assert sends() == ()
    assert sends.one("d1").state == "sent"
    assert (len(ehr.held(DOCUMENT)), plain.draft.id) == (1, "d1")


def test_a_draft_that_nobody_signed_cannot_be_sent(sends: Any, ward: Any, a: Any) -> None:
    chart = a.chart()
    ward.store.propose(a.draft(chart, a.said("s1", "x"), a.said("s2", "y")))
    with pytest.raises(UsageError, match="there is nothing to send"):
        sends("d1")


@pytest.mark.parametrize(
    "url",
    [
        "http://ehr.example/fhir",
        "ftp://ehr.example",
        "ehr.example",
        "https://user:secret@ehr.example/fhir",
        "https://ehr.example/fhir?x=1",
        "https://ehr.example:port/",
        "http://2130706433/fhir",
        "http://0x7f000001/fhir",
        "http://127.0.0.1.evil.example/fhir",
        "",
    ],
)
def test_a_server_is_named_by_https_or_is_on_this_machine(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        server_address(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["http://localhost:8080/fhir", "http://[::1]/fhir", "https://A.b/"])
def test_good_addresses_are_taken(url: str) -> None:
    assert server_address(url).lower() == url.rstrip("/").lower()


def test_numbers_of_a_resource_that_is_marked_keep_their_digits(
    sends: Any, ehr: Any, ward: Any, plain: Signed
) -> None:
    sends()
    seen: list[bytes] = []

    class Raw(httpx.Auth):
        requires_request_body = True

        def auth_flow(self, request: httpx.Request) -> Any:
            if request.method == "PUT":
                seen.append(request.content)
            yield request

    async def again() -> None:
        async with Server(ehr.base, Raw()) as server:
            answer = await server.get("Patient/p1")
            await server.send("PUT", "Patient/p1", answer.body, {})

    ehr.resources["Patient/p1"]["extension"] = [{"url": "x", "valueDecimal": 5.10}]
    asyncio.run(again())
    assert b"5.1" in seen[0]
    assert (ward.store is sends.store, plain.draft.id) == (True, "d1")


def test_states_are_closed_or_open() -> None:
    assert {s for s in State if s not in rows.CLOSED} == {"waiting", "sending", "refused"}
    assert replace(_posting(), marks={"a": True, "b": False}).lost == ("b",)


def _posting() -> rows.Posting:
    return rows.Posting("d", "d", rows.Kind.DOCUMENT, State.WAITING, "")
