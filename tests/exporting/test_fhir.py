"""What leaves as FHIR is valid R4 to two validators, and says who wrote, who signed, on what."""

import base64
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fhir.resources.R4B import get_fhir_model_class

from chartside.errors import PolicyError
from chartside.fhir.validation import problems
from chartside.signoff import (
    Signed,
    amend,
    open_signed,
    retract,
    to_fhir,
    to_fhir_document,
    to_markdown,
)
from chartside.signoff.exporting.retraction import Retraction, open_retraction, retraction_fhir

Validator = Callable[[dict[str, Any]], list[tuple[str, str]]]


@pytest.fixture
def amended(ward: Any, a: Any, plain: Signed) -> Signed:
    fresh = amend(ward.store, plain.draft.id, ward.signer)
    return ward.signs_held(fresh.id, a.chart(), "author")  # type: ignore[no-any-return]  # a fixture


@pytest.fixture
def retraction(ward: Any, plain: Signed) -> Retraction:
    retract(ward.store, plain.draft.id, ward.signer, reason="Of another <patient>")
    return open_retraction(ward.store, plain.draft.id)


@pytest.fixture
def medplum_says(medplum: Path, tmp_path: Path) -> Validator:
    """Errors of Medplum's validator: type of the resource, and what is wrong with it."""

    def validate(bundle: dict[str, Any]) -> list[tuple[str, str]]:
        file = tmp_path / "bundle.json"
        file.write_text(json.dumps(bundle), encoding="utf-8")
        done = subprocess.run(
            ["node", "validate.mjs", file],
            cwd=medplum,
            capture_output=True,
            check=True,
            timeout=120,
        )
        return [
            (one["type"], json.dumps(issue))
            for one in json.loads(done.stdout)
            for issue in one["issues"]
            if issue["severity"] not in {"information", "warning"}
        ]

    return validate


def held(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]
    return found  # type: ignore[no-any-return]  # plain JSON


def every(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Each shape that leaves: plain, as a document, amended, retracted."""
    plain = request.getfixturevalue("plain")
    shapes = [to_fhir(plain), to_fhir_document(plain)]
    amended = request.getfixturevalue("amended")
    shapes += [to_fhir(amended), to_fhir_document(amended)]
    retract(amended.store, amended.draft.id, request.getfixturevalue("ward").signer, reason="Wrong")
    return [*shapes, retraction_fhir(open_retraction(amended.store, amended.draft.id))]


def test_everything_that_leaves_is_valid_to_fhir_resources(request: pytest.FixtureRequest) -> None:
    for bundle in every(request):
        get_fhir_model_class("Bundle").model_validate_json(json.dumps(bundle))
        for entry in bundle["entry"]:
            assert problems(entry["resource"], "R4") == ()


def test_everything_that_leaves_is_valid_to_medplum(
    request: pytest.FixtureRequest, medplum_says: Validator
) -> None:
    for bundle in every(request):
        assert medplum_says(bundle) == []


def test_medplums_validator_would_find_a_fault(plain: Signed, medplum_says: Validator) -> None:
    bundle = to_fhir(plain)
    bundle["entry"][0]["resource"]["colour"] = "red"
    assert [kind for kind, _ in medplum_says(bundle)] == ["Bundle", "DocumentReference"]


def test_a_document_bundle_keeps_the_rules_of_documents(plain: Signed) -> None:
    bundle = to_fhir_document(plain)
    assert bundle["type"] == "document"
    assert bundle["identifier"]["system"]
    assert bundle["identifier"]["value"].startswith("urn:uuid:")
    assert bundle["timestamp"] == plain.row.at
    assert bundle["entry"][0]["resource"]["resourceType"] == "Composition"
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert all("request" not in entry for entry in bundle["entry"])


def test_all_that_a_composition_refers_to_is_in_its_bundle(plain: Signed) -> None:
    bundle = to_fhir_document(plain)
    composition = held(bundle, "Composition")
    parties = [a["party"] for a in composition["attester"]]
    named = [composition["subject"], *composition["author"], *parties]
    kinds = {e["fullUrl"]: e["resource"]["resourceType"] for e in bundle["entry"]}
    assert [kinds[one["reference"]] for one in named] == [
        "Patient",
        "Practitioner",
        "Device",
        "Practitioner",
    ]
    assert held(bundle, "Provenance")["target"] == [{"reference": bundle["entry"][0]["fullUrl"]}]


def test_a_composition_is_labelled_and_says_who_wrote_and_who_signed(plain: Signed) -> None:
    composition = held(to_fhir_document(plain), "Composition")
    assert composition["meta"]["security"][0]["code"] == "AIAST"
    assert composition["status"] == "final"
    assert composition["attester"][0]["mode"] == "professional"
    first = composition["section"][0]["text"]["div"]
    assert "Signed as reviewer by Dr. Meredith Grey" in first
    assert "artificial intelligence: google/medgemma-27b-it" in first


def test_the_narrative_is_xhtml_that_holds_the_whole_text(plain: Signed) -> None:
    composition = held(to_fhir_document(plain), "Composition")
    divs = [ElementTree.fromstring(s["text"]["div"]) for s in composition["section"]]  # noqa: S314 - our own
    text = " ".join("".join(div.itertext()) for div in divs)
    assert all(s.text in text for s in plain.draft.statements)
    assert "not found in the sources it cites" in text
    assert plain.row.document_sha256 in text


@pytest.mark.parametrize("hostile", ["<script>x</script>", "&amp; & <b", "\x01\ufffe\ud7ff", "\"'"])
def test_hostile_text_stays_text_in_the_narrative(ward: Any, a: Any, hostile: str) -> None:
    chart = a.chart()
    signed = ward.signs(a.draft(chart, a.said("s1", f"A {hostile} Z"), a.said("s2", "y")), chart)
    composition = held(to_fhir_document(signed), "Composition")
    for section in composition["section"]:
        div = ElementTree.fromstring(section["text"]["div"])  # noqa: S314 - our own
        names = {element.tag.partition("}")[2] for element in div.iter()}
        assert names <= {"div", "p", "ul", "li", "em", "br"}


def test_an_amendment_replaces_the_older_document(plain: Signed, amended: Signed) -> None:
    older = f"urn:uuid:{plain.decision_id}"
    document = held(to_fhir(amended), "DocumentReference")
    assert document["docStatus"] == "amended"
    assert document["relatesTo"][0]["code"] == "replaces"
    assert document["relatesTo"][0]["target"]["identifier"]["value"] == older
    composition = held(to_fhir_document(amended), "Composition")
    assert composition["status"] == "amended"
    assert composition["relatesTo"][0]["targetIdentifier"]["value"] == older


def test_a_retraction_is_a_new_document_that_takes_the_place_of_the_old(
    plain: Signed, retraction: Retraction
) -> None:
    bundle = retraction_fhir(retraction)
    document = held(bundle, "DocumentReference")
    assert document["relatesTo"] == [
        {
            "code": "replaces",
            "target": {
                "type": "DocumentReference",
                "identifier": {
                    "system": "urn:ietf:rfc:3986",
                    "value": f"urn:uuid:{plain.decision_id}",
                },
            },
        }
    ]
    text = base64.b64decode(document["content"][0]["attachment"]["data"]).decode()
    assert text.startswith("# RETRACTED")
    assert "Do not act on it" in text
    assert "Of another &lt;patient>" in text
    assert held(bundle, "Provenance")["activity"]["coding"][0]["code"] == "NULLIFY"


def test_a_retraction_holds_none_of_the_withdrawn_text(
    plain: Signed, retraction: Retraction
) -> None:
    bundle = json.dumps(retraction_fhir(retraction))
    data = [json.dumps(bundle), *map(_decoded, _data(json.loads(bundle)))]
    for sentence in plain.draft.statements:
        assert all(sentence.text not in one for one in data)


def _data(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [v for k, v in value.items() if k == "data"]
        return own + [d for v in value.values() for d in _data(v)]
    return [d for v in value for d in _data(v)] if isinstance(value, list) else []


def _decoded(data: str) -> str:
    return base64.b64decode(data).decode()


def test_a_document_that_stands_has_no_retraction(ward: Any, plain: Signed) -> None:
    with pytest.raises(PolicyError, match="is signed, not retracted"):
        open_retraction(ward.store, plain.draft.id)


def test_a_retraction_cannot_be_made_by_hand(retraction: Retraction) -> None:
    with pytest.raises(PolicyError, match="made elsewhere"):
        replace(retraction, reason="Another", made_by=object())
    with pytest.raises(PolicyError, match="this is not one"):
        retraction_fhir(object())  # type: ignore[arg-type]  # the point of the test


def test_a_forged_retraction_is_found(ward: Any, retraction: Retraction) -> None:
    with ward.store.write() as tx:
        tx.run("DROP TRIGGER decisions_no_update")
        tx.run(
            "UPDATE decisions SET jws = ? WHERE id = ?",
            retraction.jws[:-4] + "AAAA",
            retraction.row.decision_id,
        )
    with pytest.raises(PolicyError, match="does not verify"):
        open_retraction(ward.store, "d1")


def test_a_model_is_named_as_a_device_with_its_revision_and_role(plain: Signed) -> None:
    provenance = held(to_fhir(plain), "Provenance")
    device = provenance["contained"][0]
    assert (device["modelNumber"], device["version"]) == (
        "google/medgemma-27b-it",
        [{"value": "abc123"}],
    )
    software = provenance["agent"][0]
    assert software["who"] == {"reference": "#device"}
    assert software["role"][0]["coding"][0]["code"] == "Artificial-Intelligence"


def test_the_signed_bytes_travel_with_their_signature(plain: Signed) -> None:
    for bundle in (to_fhir(plain), to_fhir_document(plain)):
        (binary,) = [
            r for r in held(bundle, "Provenance")["contained"] if r["resourceType"] == "Binary"
        ]
        assert base64.b64decode(binary["data"]) == plain.payload


def test_the_text_of_the_document_is_the_markdown(plain: Signed) -> None:
    document = held(to_fhir(plain), "DocumentReference")
    data = base64.b64decode(document["content"][0]["attachment"]["data"]).decode()
    assert data == to_markdown(open_signed(plain.store, plain.draft.id))
