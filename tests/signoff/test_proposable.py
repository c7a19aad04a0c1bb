"""What a hostile author may not have proposed, by whatever name it goes."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from chartside.draft import Action, Draft, Proposal
from chartside.errors import UsageError
from chartside.signoff import (
    Decided,
    SignoffStore,
    UnlockedIdentity,
    preview_markdown,
    show,
    sign,
    to_fhir,
)

JSON = dict[str, Any]
SUBJECT = {"reference": "Patient/p1"}
CONDITION = {"resourceType": "Condition", "code": {"text": "Gout"}, "subject": SUBJECT}
ORDER = {
    "resourceType": "ServiceRequest",
    "status": "draft",
    "intent": "order",
    "code": {"text": "Uric acid"},
    "subject": SUBJECT,
}
STOP = {
    "resourceType": "Parameters",
    "parameter": [
        {
            "name": "operation",
            "part": [
                {"name": "type", "valueCode": "replace"},
                {"name": "path", "valueString": "MedicationRequest.status"},
                {"name": "value", "valueCode": "stopped"},
            ],
        }
    ],
}
MEDICINE = "MedicationRequest/7"
ONE, TWO = (f"urn:uuid:{n}0000000-0000-4000-8000-000000000000" for n in (1, 2))
OTHER = {"system": "urn:oid:1.2.3", "value": "999"}


def result(urn: str = ONE, **fields: Any) -> JSON:
    return {
        "resourceType": "Observation",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": urn}],
        "status": "preliminary",
        "code": {"text": "Sodium"},
        "subject": SUBJECT,
        **fields,
    }


def report(*files: str) -> JSON:
    forms = [{"contentType": "application/pdf", "data": data} for data in files]
    return result(resourceType="DiagnosticReport", presentedForm=forms)


def drafted(a: Any, action: Action, *resources: JSON, target: str = "") -> Draft:
    held = (Proposal(f"p{n}", action, "s1", one, target) for n, one in enumerate(resources, 1))
    return replace(a.draft(), proposals=tuple(held))


@pytest.mark.parametrize(
    ("action", "resource", "target"),
    [
        (Action.ADD_PROBLEM, CONDITION, ""),
        (Action.ORDER_FOLLOW_UP, ORDER, ""),
        (Action.STOP_DUPLICATE, STOP, MEDICINE),
        (Action.STOP_MEDICINE, STOP, MEDICINE),
        (Action.FILE_RESULT, result(), ""),
    ],
)
def test_an_action_does_what_it_is_called_and_nothing_else(
    a: Any, store: SignoffStore, action: Action, resource: JSON, target: str
) -> None:
    for other in set(Action) - {action, Action.STOP_DUPLICATE, Action.STOP_MEDICINE}:
        with pytest.raises(UsageError, match=r"may not be proposed|may be changed"):
            store.propose(drafted(a, other, resource, target=target))
    store.propose(drafted(a, action, resource, target=target))
    assert len(store.draft("d1").proposals) == 1


@pytest.mark.parametrize("action", [Action.STOP_DUPLICATE, Action.STOP_MEDICINE])
@pytest.mark.parametrize("resource", [CONDITION, ORDER, result()])
def test_what_may_be_stopped_by_a_pharmacist_is_no_cover_for_a_diagnosis_or_an_order(
    a: Any, store: SignoffStore, action: Action, resource: JSON
) -> None:
    with pytest.raises(UsageError, match=f"may not be proposed to {action.value}"):
        store.propose(drafted(a, action, resource))


def test_an_order_is_proposed_as_a_draft_that_somebody_still_has_to_place(
    a: Any, store: SignoffStore
) -> None:
    with pytest.raises(UsageError, match="placed already"):
        store.propose(drafted(a, Action.ORDER_FOLLOW_UP, {**ORDER, "status": "active"}))


@pytest.mark.parametrize(
    "asserter",
    [
        {"type": "Patient", "identifier": OTHER},
        {"type": "http://hl7.org/fhir/StructureDefinition/Patient", "identifier": OTHER},
        {"identifier": OTHER},
        {"type": "Patient", "display": "Somebody Else"},
    ],
)
def test_another_patient_is_not_named_by_an_identifier_or_a_name_either(
    a: Any, store: SignoffStore, asserter: JSON
) -> None:
    with pytest.raises(UsageError, match="names another patient"):
        store.propose(drafted(a, Action.ADD_PROBLEM, {**CONDITION, "asserter": asserter}))
    with pytest.raises(UsageError, match="names another patient"):
        store.propose(drafted(a, Action.FILE_RESULT, result(focus=[asserter])))


def test_a_laboratory_is_named_by_its_identifier(a: Any, store: SignoffStore) -> None:
    made = result(performer=[{"type": "Organization", "identifier": OTHER, "display": "Lab"}])
    store.propose(drafted(a, Action.FILE_RESULT, made))
    assert store.ids() == ("d1",)


def test_a_resource_brings_its_specimen_and_nothing_else(a: Any, store: SignoffStore) -> None:
    specimen: JSON = {"resourceType": "Specimen", "id": "s", "type": {"text": "Serum"}}
    for held in (
        {"resourceType": "Patient", "id": "s", "name": [{"family": "Else"}]},
        {"resourceType": "RelatedPerson", "id": "s", "patient": SUBJECT},
        {**specimen, "subject": {"display": "Somebody Else"}},
    ):
        made = result(contained=[held], specimen={"reference": "#s"})
        with pytest.raises(UsageError, match="brings another resource"):
            store.propose(drafted(a, Action.FILE_RESULT, made))
    made = result(contained=[specimen], specimen={"reference": "#s"})
    store.propose(drafted(a, Action.FILE_RESULT, made))
    assert store.ids() == ("d1",)


def test_two_results_under_one_identifier_are_refused(a: Any, store: SignoffStore) -> None:
    with pytest.raises(UsageError, match="known by one identifier"):
        store.propose(drafted(a, Action.FILE_RESULT, result(), result(valueInteger=3)))
    store.propose(drafted(a, Action.FILE_RESULT, result(), result(TWO)))
    assert store.ids() == ("d1",)


@pytest.mark.parametrize("more", ["&_id=7", ",urn:uuid:x", "|", " ", "\n"])
def test_an_identifier_carries_nothing_into_the_search_of_the_server(
    a: Any, store: SignoffStore, more: str
) -> None:
    with pytest.raises(UsageError, match="no identifier that it is known by"):
        store.propose(drafted(a, Action.FILE_RESULT, result(ONE + more)))


@pytest.mark.parametrize("data", ["QQ", "Q!Q=", "QUFB\n", "===="])
def test_a_file_whose_bytes_cannot_be_read_is_not_taken_in(
    a: Any, store: SignoffStore, data: str
) -> None:
    with pytest.raises(UsageError, match="a file that cannot be read"):
        store.propose(drafted(a, Action.FILE_RESULT, report(data)))


def test_of_each_of_several_files_its_size_and_hash_are_read(a: Any, store: SignoffStore) -> None:
    files = [base64.b64encode(text).decode() for text in (b"one" * 99, b"two" * 99)]
    store.propose(drafted(a, Action.FILE_RESULT, report(*files)))
    text = preview_markdown(store.draft("d1"))
    assert text.count("a file of 297 bytes") == len(files)
    assert not any(data in text for data in files)


def document(**fields: Any) -> JSON:
    made = {"resourceType": "DocumentReference", "docStatus": "preliminary", "status": "current"}
    content = [{"attachment": {"contentType": "application/pdf", "data": "QUFB"}}]
    return {k: v for k, v in result(content=content).items() if k != "code"} | made | fields


def test_a_file_that_lies_elsewhere_is_not_what_was_signed(a: Any, store: SignoffStore) -> None:
    elsewhere = [{"attachment": {"url": "https://ehr.example/report.pdf"}}]
    with pytest.raises(UsageError, match="a file that cannot be read"):
        store.propose(drafted(a, Action.FILE_RESULT, document(content=elsewhere)))
    store.propose(drafted(a, Action.FILE_RESULT, document()))
    assert store.ids() == ("d1",)


@pytest.mark.parametrize("status", ["superseded", "entered-in-error"])
def test_a_report_is_filed_as_a_current_document(a: Any, store: SignoffStore, status: str) -> None:
    with pytest.raises(UsageError, match="is no current document"):
        store.propose(drafted(a, Action.FILE_RESULT, document(status=status)))


@pytest.mark.parametrize("issued", ["2020-01-01T00:00:00Z", None])
def test_a_result_is_issued_when_the_signer_read_that_it_was_or_else_now(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, issued: str | None
) -> None:
    said = {"issued": issued} if issued else {}
    chart = a.chart()
    store.propose(drafted(a, Action.FILE_RESULT, result(**said)))
    page = show(store, "d1", chart)
    signed = sign(
        store,
        "d1",
        physician,
        meaning="review",
        chart=chart,
        seen=page.seen,
        decided=Decided(["p1"]),
    )
    assert (f"issued: {issued}" in page.markdown) == bool(issued)
    assert to_fhir(signed)["entry"][-1]["resource"]["issued"] == (issued or signed.row.at)
