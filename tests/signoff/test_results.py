"""Results of a report that came in: each decided by itself, final once signed, there once."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Action, Draft, Enclosure, Proposal
from chartside.errors import PolicyError, UsageError
from chartside.signoff import (
    Decided,
    Signed,
    SignoffStore,
    UnlockedIdentity,
    file_document,
    open_signed,
    preview_markdown,
    show,
    sign,
    to_fhir,
    to_markdown,
    verify,
)
from chartside.signoff.exporting.resources import require_valid

URI = "urn:ietf:rfc:3986"
SOURCE, POTASSIUM, SODIUM, REPORT = (
    f"urn:uuid:0000000{n}-0000-4000-8000-000000000000" for n in range(1, 5)
)
PDF = b"%PDF-1.4 the report"
SUBJECT = {"reference": "Patient/p1"}


def known_as(urn: str) -> list[dict[str, str]]:
    return [{"system": URI, "value": urn}]


def source() -> dict[str, Any]:
    attachment = {"contentType": "application/pdf", "data": base64.b64encode(PDF).decode()}
    return {
        "resourceType": "DocumentReference",
        "identifier": known_as(SOURCE),
        "status": "current",
        "docStatus": "preliminary",
        "subject": SUBJECT,
        "content": [{"attachment": attachment}],
    }


def result(urn: str, name: str, value: float, status: str = "preliminary") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "identifier": known_as(urn),
        "status": status,
        "code": {"text": name},
        "subject": SUBJECT,
        "valueQuantity": {"value": value, "unit": "mmol/L"},
        "derivedFrom": [{"reference": SOURCE}],
    }


def report(*urns: str) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "identifier": known_as(REPORT),
        "status": "preliminary",
        "code": {"text": "Laboratory report"},
        "subject": SUBJECT,
        "result": [{"reference": urn} for urn in urns],
    }


def filing(**resources: dict[str, Any]) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(name, Action.FILE_RESULT, "s1", resource) for name, resource in resources.items()
    )


def everything() -> tuple[Proposal, ...]:
    return filing(
        p1=source(),
        p2=result(POTASSIUM, "Potassium", 5.9),
        p3=result(SODIUM, "Sodium", 140),
        p4=report(POTASSIUM, SODIUM),
    )


def drafted(a: Any, proposals: tuple[Proposal, ...]) -> Draft:
    enclosed = Enclosure(
        "DocumentReference/enclosed-1", "sha256:1", "Laboratory report", "Potassium 5.9", "2026"
    )
    draft = replace(a.draft(), kind="results", proposals=proposals, enclosure=enclosed)
    return replace(draft, omissions=())


@pytest.fixture
def signs(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> Callable[..., Signed]:
    """The results proposed, read and signed with these decisions."""

    def signed(accepted: Any, rejected: Any = (), proposals: tuple[Proposal, ...] = ()) -> Signed:
        store.propose(drafted(a, proposals or everything()))
        return sign(
            store,
            "d1",
            physician,
            meaning="review",
            chart=a.chart(),
            seen=show(store, "d1", a.chart()).seen,
            decided=Decided(accepted, rejected),
        )

    return signed


def left(signed: Signed) -> dict[str, dict[str, Any]]:
    """What leaves beside the document, by its full URL."""
    return {entry["fullUrl"]: entry for entry in to_fhir(signed)["entry"][3:]}


def test_a_result_is_final_from_the_signature_on_and_not_before(
    store: SignoffStore, signs: Callable[..., Signed]
) -> None:
    signed = signs(["p1", "p2", "p3", "p4"])
    held = left(signed)
    assert [p.resource.get("status") for p in store.draft("d1").proposals][1:] == [
        *("preliminary", "preliminary", "preliminary")
    ]
    for urn in (POTASSIUM, SODIUM, REPORT):
        assert held[urn]["resource"]["status"] == "final"
        assert held[urn]["resource"]["issued"] == signed.row.at
    assert held[SOURCE]["resource"]["docStatus"] == "final"
    require_valid(to_fhir(signed))


def test_results_that_are_accepted_leave_together_and_name_one_another(
    signs: Callable[..., Signed],
) -> None:
    held = left(signs(["p1", "p2", "p3", "p4"]))
    assert list(held) == [SOURCE, POTASSIUM, SODIUM, REPORT]
    assert held[POTASSIUM]["resource"]["derivedFrom"] == [{"reference": SOURCE}]
    assert [r["reference"] for r in held[REPORT]["resource"]["result"]] == [POTASSIUM, SODIUM]


def test_a_report_that_is_filed_twice_is_there_once(signs: Callable[..., Signed]) -> None:
    for urn, entry in left(signs(["p1", "p2", "p3", "p4"])).items():
        assert entry["request"]["ifNoneExist"] == f"identifier={URI}|{urn}"
        assert entry["resource"]["identifier"] == known_as(urn)


def test_a_rejected_result_is_nowhere_in_what_leaves(signs: Callable[..., Signed]) -> None:
    signed = signs(["p1", "p2", "p4"], ["p3"])
    assert list(left(signed)) == [SOURCE, POTASSIUM, REPORT]
    beside = json.dumps(to_fhir(signed)["entry"][3:])
    assert SODIUM not in beside
    assert "Sodium" not in beside


def test_a_report_of_which_every_result_is_rejected_lists_none(
    signs: Callable[..., Signed],
) -> None:
    held = left(signs(["p1", "p4"], ["p2", "p3"]))
    assert "result" not in held[REPORT]["resource"]
    require_valid(held[REPORT]["resource"])


def test_a_result_is_not_accepted_without_the_report_that_it_was_read_from(
    signs: Callable[..., Signed],
) -> None:
    with pytest.raises(PolicyError, match=r"1 proposal accepted without what they rest on \(p2\)"):
        signs(["p2"], ["p1", "p3", "p4"])


def test_what_software_read_without_a_model_is_not_said_to_be_asserted_by_one(
    signs: Callable[..., Signed],
) -> None:
    by_model = result(SODIUM, "Sodium", 140) | {"meta": {"security": [{"code": "AIAST"}]}}
    held = left(signs(["p1", "p2"], (), filing(p1=source(), p2=by_model)))
    assert "meta" not in held[SOURCE]["resource"]
    assert held[SODIUM]["resource"]["meta"]["security"][0]["code"] == "AIAST"


@pytest.mark.parametrize("status", ["registered", "cancelled"])
def test_a_result_that_never_came_is_not_made_final(
    signs: Callable[..., Signed], status: str
) -> None:
    waiting = {k: v for k, v in result(SODIUM, "Sodium", 1, status).items() if k != "valueQuantity"}
    held = left(signs(["p1", "p2"], (), filing(p1=source(), p2=waiting)))
    assert held[SODIUM]["resource"]["status"] == status


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        (result(SODIUM, "Sodium", 140, "final"), "is final before anybody has signed it"),
        (source() | {"docStatus": "final"}, "is final before anybody has signed it"),
        (result("urn:oid:1.2", "Sodium", 140), "has no identifier that it is known by"),
        (result(SODIUM, "Sodium", 140), "rests on something that is not proposed with it"),
        (report(POTASSIUM), "rests on something that is not proposed with it"),
        (
            result(SODIUM, "Sodium", 140) | {"subject": {"reference": "Patient/p2"}},
            "is not about the draft's patient",
        ),
        (
            {"resourceType": "Condition", "subject": SUBJECT, "identifier": known_as(SODIUM)},
            "creates a resource of a type that may not be proposed",
        ),
    ],
)
def test_what_is_no_preliminary_result_of_this_patient_is_not_taken_in(
    a: Any, store: SignoffStore, resource: dict[str, Any], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        store.propose(drafted(a, filing(p1=resource)))


def test_results_are_filed_as_results_only(a: Any, store: SignoffStore) -> None:
    problem = Proposal("p1", Action.ADD_PROBLEM, "s1", result(SODIUM, "Sodium", 140))
    with pytest.raises(UsageError, match="of a type that may not be proposed"):
        store.propose(drafted(a, (problem,)))


def test_the_signer_reads_what_will_be_sent_and_the_hash_of_the_file(
    a: Any, store: SignoffStore, signs: Callable[..., Signed]
) -> None:
    store.propose(drafted(a, everything()))
    text = preview_markdown(store.draft("d1"))
    assert "status: final" in text
    assert "status: preliminary" not in text
    assert f"a file of {len(PDF)} bytes, SHA\\-256" in text or f"{len(PDF)} bytes, SHA-256" in text
    assert base64.b64encode(PDF).decode() not in text
    assert "p2, accepted by the signer: create Observation" in to_markdown(
        signs(["p1", "p2", "p3", "p4"])
    )


def test_a_signed_report_verifies_with_everything_that_was_enclosed(
    store: SignoffStore, signs: Callable[..., Signed]
) -> None:
    signed = signs(["p1", "p2", "p4"], ["p3"])
    assert verify(store).ok
    held = open_signed(store, "d1").draft
    assert held.enclosure is not None
    assert held.enclosure.text == "Potassium 5.9"
    assert signed.row.detail == "accepted p1, p2, p4; rejected p3"


def test_a_value_keeps_its_digits_from_the_page_to_what_leaves(
    store: SignoffStore, signs: Callable[..., Signed], tmp_path: Path
) -> None:
    exact = result(SODIUM, "Sodium", 0)
    exact["valueQuantity"] = {"value": Decimal("140.10"), "unit": "mmol/L"}
    signed = signs(["p1", "p2"], (), filing(p1=source(), p2=exact))
    assert store.draft("d1").proposals[1].resource["valueQuantity"]["value"] == Decimal("140.10")
    assert b'{"$decimal":"140.10"}' in signed.payload
    assert "value: 140.10" in to_markdown(signed)
    filed = file_document(signed, tmp_path).with_suffix(".fhir.json").read_text(encoding="utf-8")
    assert '"value": 140.10' in filed
    assert file_document(signed, tmp_path).exists()
    assert verify(store).ok


def test_a_report_of_a_megabyte_is_signed_and_verifies(
    store: SignoffStore, signs: Callable[..., Signed]
) -> None:
    large = source()
    data = base64.b64encode(PDF + bytes(1_000_000)).decode()
    large["content"] = [{"attachment": {"contentType": "application/pdf", "data": data}}]
    signed = signs(["p1"], (), filing(p1=large))
    assert verify(store).ok
    assert left(signed)[SOURCE]["resource"]["content"][0]["attachment"]["data"] == data


def test_two_reports_of_a_patient_lie_open_beside_each_other(a: Any, store: SignoffStore) -> None:
    store.propose(drafted(a, everything()))
    store.propose(replace(drafted(a, everything()), id="d2"))
    assert [store.held(name).status.value for name in ("d1", "d2")] == ["draft", "draft"]


def test_a_pharmacist_files_no_results(store: SignoffStore) -> None:
    with pytest.raises(PolicyError, match="no authority to accept proposals to file-result"):
        store.policy.require_accept("pharmacist", Action.FILE_RESULT.value)
