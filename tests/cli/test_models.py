"""The catalogue at the command line."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def test_every_model_is_listed_with_what_it_is_for_and_where_its_terms_are(run: Any) -> None:
    ran = run("models")
    assert ran.status == 0
    assert "medgemma-27b-it" in ran.out
    assert "51.1 GiB" in ran.out
    assert "https://developers.google.com/health-ai-developer-foundations/terms" in ran.out


def test_the_list_for_programs_has_models_and_tasks(run: Any) -> None:
    said = run("models", "--json").json
    assert len(said["models"]) == 9
    chosen = {task["name"]: task["models"][0] for task in said["tasks"]}
    assert (chosen["record"], chosen["labs"]) == ("medgemma-27b-it", "medgemma-1.5-4b-it")


def test_a_model_is_shown_with_its_figures_and_its_limits(run: Any) -> None:
    ran = run("models", "show", "google/medgemma-1.5-4b-it")
    assert ran.status == 0
    assert "EHRNoteQA" in ran.out
    assert "Intended use:" in ran.out
    assert run("models", "show", "medasr", "--json").json["audio"]["rate"] == 16000


def test_a_wrong_name_is_a_wrong_call_and_brings_names_like_it(run: Any) -> None:
    ran = run("models", "show", "medgemma-27")
    assert ran.status == 2
    assert "did you mean medgemma-27b-it" in ran.err
    assert "[no-such-model]" in ran.err


def test_what_is_missing_is_said_with_what_to_do_and_ends_with_5(run: Any, tmp_path: Path) -> None:
    ran = run("models", "check", "medasr", "--path", tmp_path / "none")
    assert ran.status == 5
    assert "is not a folder" in ran.out
    assert "to do: hf download google/medasr" in ran.out
    said = run("models", "check", "medasr", "--path", tmp_path / "none", "--json").json
    assert said["ok"] is False
    assert {need["name"] for need in said["needs"]} == {"extra", "weights", "terms", "memory"}


@pytest.mark.parametrize("words", [("--dtype", "int3"), ("--context", "0")])
def test_an_impossible_use_is_a_wrong_call(run: Any, words: tuple[str, str]) -> None:
    assert run("models", "check", "medgemma-27b-it", *words).status == 2


def test_the_doctor_says_which_weights_are_there(run: Any) -> None:
    checks = {c["name"]: c for c in run("doctor", "--json").json["checks"]}
    assert checks["models"]["state"] in {"ok", "note"}
    assert "weights" in checks["models"]["says"]


WITHOUT = """
import sys
for name in ("torch", "transformers", "sentence_transformers", "numpy", "PIL", "soundfile", "soxr"):
    sys.modules[name] = None
from chartside.cli import main
main(sys.argv[1:])
"""
"""The program as it is where the optional parts are not installed."""


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["models"], 0, "medgemma-27b-it"),
        (["models", "check", "medsiglip-448"], 5, "not installed: torch, transformers, PIL"),
        (["doctor"], 0, "The core works."),
        (["transcribe", "{wav}"], 2, "pip install 'chartside[local]'"),
        (["ingest", "{wav}", "--store", "{db}", "--embed", "{wav}"], 2, "no sentence-transformers"),
    ],
)
def test_without_the_optional_parts_the_catalogue_works_and_the_rest_says_what_to_install(
    words: list[str], status: int, says: str, tmp_path: Path
) -> None:
    (tmp_path / "note.wav").write_bytes(b"RIFF")
    named = {"wav": tmp_path / "note.wav", "db": tmp_path / "r.db"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *(word.format(**named) for word in words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert says in done.stdout + done.stderr
