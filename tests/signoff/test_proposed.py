"""Proposals in the store: drafted only, decided one by one, out only when accepted and signed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Action, Draft, Proposal, draft_from_json
from chartside.errors import PolicyError, UsageError
from chartside.signoff import (
    Decided,
    Desk,
    Signed,
    SignoffStore,
    UnlockedIdentity,
    amend,
    create_identity,
    edit,
    events,
    file_document,
    open_signed,
    preview_markdown,
    recheck,
    show,
    sign,
    to_fhir,
    to_markdown,
    unlock,
    verify,
)
from chartside.signoff.exporting.resources import require_valid

CONDITION = {
    "resourceType": "Condition",
    "clinicalStatus": {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                "code": "active",
            }
        ]
    },
    "code": {"text": "Gout"},
    "subject": {"reference": "Patient/p1"},
}
ORDER = "MedicationRequest/7"


def patch(path: str = "MedicationRequest.status", value: str = "stopped") -> dict[str, Any]:
    part = [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": path},
        {"name": "value", "valueCode": value},
    ]
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": part}]}


def proposals() -> tuple[Proposal, ...]:
    return (
        Proposal("p1", Action.ADD_PROBLEM, "s1", CONDITION),
        Proposal("p2", Action.STOP_DUPLICATE, "s2", patch(), target=ORDER, version="3"),
    )


def chart(a: Any, version: str = "3") -> Any:
    return a.chart(a.entry("Observation/a1c"), a.entry("Observation/old"), a.entry(ORDER, version))


def drafted(a: Any, *held: Proposal) -> Draft:
    return replace(a.draft(chart=chart(a)), proposals=held or proposals())


@pytest.fixture
def signs(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> Callable[..., Signed]:
    """The draft proposed, read and signed with these decisions."""

    def signed(accepted: Any = (), rejected: Any = (), draft: Draft | None = None) -> Signed:
        store.propose(draft or drafted(a))
        return sign(
            store,
            "d1",
            physician,
            meaning="review",
            chart=chart(a),
            seen=show(store, "d1", chart(a)).seen,
            decided=Decided(accepted, rejected),
        )

    return signed


def resources(bundle: Any) -> list[str]:
    return [entry["resource"]["resourceType"] for entry in bundle["entry"]]


DOCUMENT = ["DocumentReference", "Provenance", "AuditEvent"]


def test_a_proposal_does_not_leave_before_the_draft_is_signed(
    a: Any, store: SignoffStore, tmp_path: Path
) -> None:
    store.propose(drafted(a))
    for state in ("draft", "in_review"):
        with pytest.raises(PolicyError, match=f"is {state}, not signed: it cannot leave"):
            open_signed(store, "d1")
        show(store, "d1", chart(a))
    for way_out in (to_fhir, to_markdown, lambda one: file_document(one, tmp_path / "out")):
        for unsigned in (store.draft("d1"), store.draft("d1").proposals[0], CONDITION):
            with pytest.raises(PolicyError, match="only a signed document can leave"):
                way_out(unsigned)  # type: ignore[arg-type]  # what an attacker would try
    assert not (tmp_path / "out").exists()


def test_what_is_accepted_leaves_with_the_signed_document_and_what_is_rejected_does_not(
    signs: Callable[..., Signed],
) -> None:
    bundle = to_fhir(signs(accepted=["p1"], rejected=["p2"]))
    assert resources(bundle) == [*DOCUMENT, "Condition"]
    condition = bundle["entry"][-1]
    assert condition["request"]["method"] == "POST"
    identifier = condition["resource"]["identifier"][0]["value"]
    assert condition["request"]["ifNoneExist"].endswith(f"|{identifier}")
    assert condition["resource"]["meta"]["security"][0]["code"] == "AIAST"
    provenance = bundle["entry"][1]["resource"]
    assert [t["reference"] for t in provenance["target"]][1:] == [condition["fullUrl"]]
    assert ORDER not in json.dumps(bundle["entry"][1:])


def test_an_accepted_change_is_a_patch_of_the_version_that_was_read(
    signs: Callable[..., Signed],
) -> None:
    bundle = to_fhir(signs(accepted=["p2"], rejected=["p1"]))
    assert resources(bundle) == [*DOCUMENT, "Parameters"]
    assert bundle["entry"][-1]["request"] == {
        "method": "PATCH",
        "url": ORDER,
        "ifMatch": 'W/"3"',
    }
    assert bundle["entry"][-1]["resource"] == patch()
    require_valid(bundle)


def test_where_all_are_rejected_the_document_leaves_alone(signs: Callable[..., Signed]) -> None:
    assert resources(to_fhir(signs(rejected=["p1", "p2"]))) == DOCUMENT


@pytest.mark.parametrize(
    ("accepted", "rejected", "why"),
    [
        ([], [], r"2 proposals not decided: accept or reject each \(p1, p2\)"),
        (["p1"], [], r"1 proposal not decided: accept or reject each \(p2\)"),
        (["p1", "p2"], ["p2"], r"both accepted and rejected \(p2\)"),
        (["p1", "p2", "p3"], [], "1 decision about no proposal of it"),
    ],
)
def test_each_proposal_needs_a_decision_of_its_own_and_the_refusal_is_audited(
    store: SignoffStore, signs: Callable[..., Signed], accepted: Any, rejected: Any, why: str
) -> None:
    with pytest.raises(PolicyError, match=why):
        signs(accepted, rejected)
    assert events(store)[-1].event == "denied"
    with pytest.raises(PolicyError, match="it cannot leave"):
        open_signed(store, "d1")


def test_nothing_is_decided_for_the_signer_whatever_the_author_wrote(
    a: Any, store: SignoffStore, signs: Callable[..., Signed]
) -> None:
    ticked = tuple(replace(p, accepted=True) for p in proposals())
    with pytest.raises(PolicyError, match="2 proposals not decided"):
        signs(draft=drafted(a, *ticked))
    assert [p.accepted for p in store.draft("d1").proposals] == [None, None]


def test_the_decisions_are_part_of_what_was_signed_and_of_what_is_read(
    store: SignoffStore, signs: Callable[..., Signed]
) -> None:
    signed = signs(accepted=["p1"], rejected=["p2"])
    assert [p.accepted for p in open_signed(store, "d1").draft.proposals] == [True, False]
    text = to_markdown(signed)
    assert "p1, accepted by the signer: create Condition" in text
    assert f"p2, rejected: change {ORDER}" in text
    assert signed.document.sha256 == signed.row.document_sha256
    assert signed.row.detail == "accepted p1; rejected p2"
    assert verify(store).ok
    flipped = signed.payload.replace(b'"accepted":false', b'"accepted":true')
    with pytest.raises(PolicyError, match="not the one on record"):
        replace(signed, payload=flipped)


def test_the_same_decision_twice_is_one_and_another_is_refused(
    store: SignoffStore, signs: Callable[..., Signed]
) -> None:
    first = signs(accepted=["p1"], rejected=["p2"])
    with pytest.raises(PolicyError):
        signs(accepted=["p1", "p2"])
    assert open_signed(store, "d1") == first
    assert to_fhir(first) == to_fhir(open_signed(store, "d1"))


def test_what_would_be_written_is_read_in_full_before_anyone_decides(a: Any) -> None:
    text = preview_markdown(drafted(a))
    assert "p1, not decided: create Condition" in text
    assert "clinicalStatus.coding.code: active" in text
    assert "code.text: Gout" in text
    assert "subject.reference: Patient/p1" in text
    assert "MedicationRequest.status: stopped" in text


def bad(**fields: Any) -> dict[str, Any]:
    return {**CONDITION, **fields}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"resource": bad(subject={"reference": "Patient/p2"})}, "not about the draft's patient"),
        ({"resource": bad(subject={"display": "p1"})}, "not about the draft's patient"),
        (
            {"resource": bad(subject={"reference": "Patient/p1", "identifier": {"value": "p2"}})},
            "not about the draft's patient",
        ),
        ({"resource": bad(asserter={"reference": "Patient/p2"})}, "names another patient"),
        (
            {"resource": bad(asserter={"reference": "https://ehr.example/fhir/Patient/p2"})},
            "names another patient",
        ),
        ({"resource": bad(onsetDateTime="yesterday")}, "not valid R4"),
        ({"resource": bad(resourceType="Patient")}, "a type that may not be proposed"),
        ({"resource": bad(resourceType="MedicationRequest")}, "a type that may not be proposed"),
        ({"resource": {}}, "a type that may not be proposed"),
        ({"resource": patch(), "target": "Patient/p1"}, "no patch of a resource"),
        ({"resource": patch(), "target": "MedicationRequest/7?x=1"}, "no patch of a resource"),
        ({"resource": CONDITION, "target": ORDER}, "no patch of a resource"),
        ({"resource": patch(value="active"), "target": ORDER}, "no patch of a resource"),
        ({"resource": patch("MedicationRequest.subject"), "target": ORDER}, "no patch of"),
        ({"resource": patch("Patient.status"), "target": ORDER}, "no patch of a resource"),
        ({"resource": {"resourceType": "Parameters"}, "target": ORDER}, "no patch of a resource"),
        ({"statement": "s9"}, "no sentence as its reason"),
        ({"id": "p 1; DROP"}, "id"),
    ],
)
def test_a_proposal_that_is_of_another_patient_shape_or_reason_is_not_taken_in(
    a: Any, store: SignoffStore, changed: dict[str, Any], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        store.propose(drafted(a, replace(proposals()[0], **changed)))
    assert store.ids() == ()


def test_two_proposals_under_one_id_are_refused(a: Any, store: SignoffStore) -> None:
    one = proposals()[0]
    with pytest.raises(UsageError, match="two proposals with one id"):
        store.propose(drafted(a, one, one))


def decides(store: SignoffStore, signer: UnlockedIdentity, now: Any, decided: Decided) -> Signed:
    seen = show(store, "d1", now).seen
    return sign(store, "d1", signer, meaning="review", chart=now, seen=seen, decided=decided)


def test_after_the_chart_changed_a_proposal_can_be_rejected_and_not_accepted(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(drafted(a))
    now = chart(a, version="4")
    recheck(store, "d1", now, a.judge_as("supported"))
    with pytest.raises(PolicyError, match=r"about a resource that changed.*\(p2\)"):
        decides(store, physician, now, Decided(["p2"], ["p1"]))
    with pytest.raises(PolicyError, match="the chart changed since the proposals"):
        decides(store, physician, now, Decided(["p1"], ["p2"]))
    assert decides(store, physician, now, Decided([], ["p1", "p2"]))


def test_a_proposal_whose_reason_was_taken_out_cannot_be_accepted(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(drafted(a))
    edit(store, "d1", "s1", None, physician, chart=chart(a), checker=a.judge_as("supported"))
    with pytest.raises(PolicyError, match=r"1 proposal without their reason \(p1\)"):
        decides(store, physician, chart(a), Decided(["p1", "p2"]))
    assert decides(store, physician, chart(a), Decided(["p2"], ["p1"]))


def test_who_may_sign_a_handoff_may_not_accept_a_proposal_in_it(
    a: Any, store: SignoffStore, nurse: UnlockedIdentity
) -> None:
    store.propose(replace(a.draft(chart=chart(a), kind="handoff"), proposals=proposals()))
    with pytest.raises(PolicyError, match="no authority to accept proposals to stop-duplicate"):
        decides(store, nurse, chart(a), Decided(["p2"], ["p1"]))
    assert decides(store, nurse, chart(a), Decided([], ["p1", "p2"]))


@pytest.fixture(scope="session")
def pharmacist(tmp_path_factory: pytest.TempPathFactory, a: Any) -> UnlockedIdentity:
    folder = tmp_path_factory.mktemp("pharmacy")
    create_identity(folder, "torres", "Callie Torres, PharmD", "pharmacist", a.passphrase)
    return unlock(folder, "torres", a.passphrase, clock=lambda: a.start)


def test_a_pharmacist_stops_a_duplicate_and_adds_no_diagnosis(
    a: Any, store: SignoffStore, pharmacist: UnlockedIdentity
) -> None:
    store.propose(replace(drafted(a), kind="proposals"))
    with pytest.raises(PolicyError, match="no authority to accept proposals to add-problem"):
        decides(store, pharmacist, chart(a), Decided(["p1", "p2"]))
    assert decides(store, pharmacist, chart(a), Decided(["p2"], ["p1"]))


def test_an_amendment_repeats_no_proposal(
    store: SignoffStore, physician: UnlockedIdentity, signs: Callable[..., Signed]
) -> None:
    signs(accepted=["p1"], rejected=["p2"])
    assert amend(store, "d1", physician).proposals == ()


def test_the_agents_desk_lays_proposals_down_and_decides_none(a: Any, store: SignoffStore) -> None:
    desk = Desk(store.path)
    desk.propose(drafted(a))
    assert desk.decision("d1") is None
    assert not {"sign", "accept", "decide", "export"} & set(dir(desk))


def test_a_draft_without_proposals_keeps_the_bytes_it_had_before_there_were_any(a: Any) -> None:
    assert "proposals" not in a.draft().to_json()
    held = drafted(a)
    assert draft_from_json(json.loads(json.dumps(held.to_json()))) == held
