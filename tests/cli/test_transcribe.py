"""A dictation at the command line, with a tiny model of MedASR's class."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile


@pytest.fixture(scope="session")
def tiny(root: Path) -> Any:
    """The builder of the tiny model, which lies with the tests of the models."""
    place = root / "tests" / "models" / "tiny" / "medasr.py"
    spec = importlib.util.spec_from_file_location("tiny_medasr", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def weights(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tiny.medasr(tmp_path_factory.mktemp("weights") / "medasr")
    return folder


@pytest.fixture
def recording(tiny: Any, tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "note.wav", tiny.sound(25), 16_000)
    return tmp_path / "note.wav"


def test_a_recording_becomes_text_and_segments_with_seconds(
    run: Any, recording: Path, weights: Path
) -> None:
    said = run("transcribe", recording, "--model", weights, "--json").json
    assert said["text"]
    assert said["seconds"] == 25
    assert {"start", "end", "text"} == set(said["segments"][0])
    assert 0 <= said["segments"][0]["start"] < said["segments"][-1]["end"] <= 25
    ran = run("transcribe", recording, "--model", weights, "--times")
    assert ran.status == 0
    assert ran.out.startswith("00:0")


def test_without_weights_it_is_said_how_to_get_them(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own, whose cache of the hub is empty."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    done = subprocess.run(
        [sys.executable, "-c", "from chartside.cli import main; main()", "transcribe", recording],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "models check medasr" in done.stderr


def test_what_is_no_recording_is_refused_by_its_name_only(
    run: Any, weights: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("Anna Berg has gout", encoding="utf-8")
    ran = run("transcribe", tmp_path / "notes.txt", "--model", weights)
    assert ran.status == 2
    assert "no sound that can be read" in ran.err
    assert "Berg" not in ran.err


def test_a_silent_recording_says_that_nobody_speaks(run: Any, tiny: Any, tmp_path: Path) -> None:
    silent = tiny.medasr(tmp_path / "deaf", blank=1e4)
    soundfile.write(tmp_path / "silence.wav", np.zeros(16_000), 16_000)
    ran = run("transcribe", tmp_path / "silence.wav", "--model", silent)
    assert ran.status == 3
    assert "no word was heard" in ran.err
    said = run("transcribe", tmp_path / "silence.wav", "--model", silent, "--json")
    assert (said.status, said.json["text"], said.json["segments"]) == (3, "", [])
