"""`summarize --kind progress --from FILE`: text or a transcript."""

import json
from pathlib import Path
from typing import Any

import pytest

SAID = "She denies chest pain. Blood pressure is 142 over 80."


def progress(run: Any, demo_file: Path, file: Path, *more: str) -> Any:
    return run("summarize", demo_file, "--kind", "progress", "--from", file, *more)


@pytest.mark.parametrize("name", ["said.txt", "said.json"])
def test_text_and_a_transcript_give_one_note(
    run: Any, demo_file: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    written = json.dumps({"text": SAID, "segments": []}) if name.endswith("json") else SAID
    file.write_text(written, encoding="utf-8")
    draft = progress(run, demo_file, file, "--json").json
    told = [s["text"] for section in draft["sections"] for s in section["statements"]]
    assert any(t.endswith('"She denies chest pain."') for t in told)
    assert draft["dictation"]["text"] == SAID
    page = run("review", "show", draft["id"]).out
    assert "not in the chart" not in page
    first = next(
        s["id"]
        for section in draft["sections"]
        for s in section["statements"]
        if "chest pain" in s["text"] and s["text"].startswith("Dictation")
    )
    assert "142 over 80" in run("review", "show", draft["id"], "--sentence", first).out


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("said.json", b'{"segments": []}'),
        ("said.json", b"no json"),
        ("said.txt", b"  \n"),
        ("said.txt", b"\xff\xfe\x00\x80"),
        ("said.txt", b"word " * 250_000),
        ("missing.txt", b""),
    ],
)
def test_what_is_no_dictation_is_refused_without_its_words(
    run: Any, demo_file: Path, tmp_path: Path, name: str, raw: bytes
) -> None:
    file = tmp_path / name
    if raw:
        file.write_bytes(raw)
    done = progress(run, demo_file, file)
    assert done.status == 2
    assert "word word" not in done.err
