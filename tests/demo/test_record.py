"""The record as a file: the same every time, large enough, valid, and whole."""

import hashlib
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

import chartside.demo
from chartside.demo import PATIENT, record, record_json

BROKEN = "Observation/weight-2021-08-03-broken"
DELIBERATE = {
    "Practitioner?identifier=https://chartside.example/demo/staff|dr-silva",
    "Practitioner?identifier=https://chartside.example/demo/staff|quickstep-0417",
    "Patient/n-lindquist-1975",
}
FOLDER = Path(chartside.demo.__file__).parent


def digest_in_a_new_process(hash_seed: str, zone: str) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "chartside.demo"],
        env={"PYTHONHASHSEED": hash_seed, "TZ": zone},
        capture_output=True,
        check=True,
    )
    return hashlib.sha256(made.stdout).hexdigest()


def test_two_processes_in_two_time_zones_write_the_same_bytes():
    here = hashlib.sha256(record_json()).hexdigest()
    assert digest_in_a_new_process("1", "Asia/Tokyo") == here
    assert digest_in_a_new_process("2", "America/Los_Angeles") == here


def test_the_command_writes_the_record_to_the_named_file(tmp_path: Path):
    target = tmp_path / "demo.json"
    subprocess.run([sys.executable, "-m", "chartside.demo", str(target)], check=True)
    assert target.read_bytes() == record_json()


def test_the_bytes_are_the_record():
    assert json.loads(record_json()) == record()


def test_the_record_is_long_enough_to_be_worth_summarising(demo: Any):
    days = sorted(r["period"]["start"][:10] for r in demo.of("Encounter"))
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    assert len(demo.by_reference) >= 1500
    assert (last - first).days >= 12 * 365
    assert date(2026, 10, 15) < last < date(2026, 11, 24)


def test_it_holds_every_kind_of_resource_that_a_chart_is_made_of(demo: Any):
    kinds = {r["resourceType"] for r in demo.by_reference.values()}
    assert kinds >= {
        "AllergyIntolerance", "CarePlan", "CareTeam", "Condition", "Device",
        "DiagnosticReport", "DocumentReference", "Encounter", "FamilyMemberHistory", "Goal",
        "ImagingStudy", "Immunization", "Location", "Medication", "MedicationAdministration",
        "MedicationDispense", "MedicationRequest",
        "MedicationStatement", "Observation", "Organization", "Patient", "Practitioner",
        "PractitionerRole", "Procedure", "ServiceRequest",
    }  # fmt: skip


def test_every_resource_is_valid_fhir_but_the_broken_one(demo: Any):
    invalid = []
    for reference, resource in demo.by_reference.items():
        try:
            get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        except ValidationError:
            invalid.append(reference)
    assert invalid == [BROKEN]


def test_the_bundle_is_a_valid_transaction_without_the_broken_resource(demo: Any):
    whole = [e for e in demo.bundle["entry"] if e["request"]["url"] != BROKEN]
    bundle = get_fhir_model_class("Bundle").model_validate(demo.bundle | {"entry": whole})
    assert (bundle.type, len(bundle.entry)) == ("transaction", len(demo.bundle["entry"]) - 1)


def test_every_entry_puts_its_resource_at_its_own_id(demo: Any):
    for entry in demo.bundle["entry"]:
        resource = entry["resource"]
        assert entry["request"]["url"] == f"{resource['resourceType']}/{resource['id']}"
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", resource["id"])
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry["fullUrl"])


def test_every_reference_leads_to_a_resource_of_the_bundle_but_the_deliberate_ones(demo: Any):
    astray = {written for _, written in demo.references() if written not in demo.urls}
    assert astray == DELIBERATE


def test_one_conditional_reference_names_a_practitioner_of_the_record(demo: Any):
    identifier = demo["Practitioner/dr-silva"]["identifier"][0]
    query = f"Practitioner?identifier={identifier['system']}|{identifier['value']}"
    assert query in DELIBERATE


def test_there_is_one_patient_and_every_subject_is_her_but_the_misfiled_one(demo: Any):
    strangers = set()
    for reference, resource in demo.by_reference.items():
        subject = resource.get("subject") or resource.get("patient")
        if subject and demo.target(subject) != PATIENT:
            strangers.add(reference)
    assert [r["id"] for r in demo.of("Patient")] == [PATIENT.split("/")[1]]
    assert strangers == {"Observation/potassium-2026-10-20-misfiled"}


def test_the_generator_needs_only_the_standard_library_and_its_own_room():
    imports = {
        name
        for file in FOLDER.glob("*.py")
        for name in re.findall(r"^(?:from|import) ([\w.]+)", file.read_text("utf-8"), re.MULTILINE)
    }
    outside = {n for n in imports if not n.startswith("chartside.demo")}
    assert outside <= sys.stdlib_module_names | {"collections.abc"}


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/rtf", "image/tiff"])
def test_notes_come_in_several_formats(demo: Any, kind: str):
    kinds = [r["content"][0]["attachment"]["contentType"] for r in demo.of("DocumentReference")]
    assert any(k.startswith(kind) for k in kinds)
