"""Re-checking drafts from anywhere: each sentence with its verdict and what its sources hold."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CANARY = "Xanthippe-canary"
RECORD = [
    {"resourceType": "Patient", "id": "p", "name": [{"text": "Ida Moss"}], "gender": "female"},
    {
        "resourceType": "Observation",
        "id": "k",
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {
            "coding": [{"system": "http://loinc.org", "code": "2823-3"}],
            "text": "Potassium",
        },
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2024-05-06",
        "valueQuantity": {
            "value": 4.10,
            "unit": "mmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
    },
    {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "criticality": "high",
        "code": {"text": "Penicillin"},
        "patient": {"reference": "Patient/p"},
        "reaction": [{"manifestation": [{"text": "Anaphylaxis"}], "severity": "severe"}],
    },
]
RIGHT = ("Potassium was 4.1 mmol/L on 6 May 2024.", "Observation/k")
WRONG = ("Potassium was 6.1 mmol/L on 6 May 2024.", "Observation/k")
NOWHERE = ("Potassium was 4.1 mmol/L on 6 May 2024.", "Observation/gone")
UNSOURCED = ("Potassium was 4.1 mmol/L on 6 May 2024.", None)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.ndjson"
    path.write_text("\n".join(json.dumps(r) for r in RECORD), encoding="utf-8")
    return path


def minimal(*sentences: tuple[str, str | None], **more: Any) -> dict[str, Any]:
    """The least that can be checked, as a person would write it by hand."""
    statements = [
        {"text": text, "citations": [{"reference": cited}] if cited else []}
        for text, cited in sentences
    ]
    return {"patient": "Patient/p", "sections": [{"statements": statements}], **more}


def put(folder: Path, draft: Any) -> Path:
    path = folder / "draft.json"
    path.write_text(draft if isinstance(draft, str) else json.dumps(draft), encoding="utf-8")
    return path


def test_each_sentence_of_a_minimal_draft_is_judged(run: Any, record: Path, tmp_path: Path) -> None:
    ran = run("verify", record, put(tmp_path, minimal(RIGHT, WRONG, NOWHERE, UNSOURCED)), "--json")
    assert ran.status == 0
    judged = ran.json["statements"]
    assert [s["verdict"] for s in judged] == ["supported", "contradicted", "not_found", "not_found"]
    assert [s["id"] for s in judged] == ["s1", "s2", "s3", "s4"]
    assert [bool(s["reasons"]) for s in judged] == [False, True, True, True]
    assert all(s["severity"] != "none" for s in judged[1:])


def test_a_verdict_that_the_draft_came_with_counts_for_nothing(
    run: Any, record: Path, tmp_path: Path
) -> None:
    draft = minimal(WRONG)
    draft["sections"][0]["statements"][0] |= {"verdict": "supported", "severity": "none", "id": "x"}
    judged = run("verify", record, put(tmp_path, draft), "--json").json["statements"]
    assert (judged[0]["id"], judged[0]["verdict"]) == ("x", "contradicted")


def test_what_the_draft_leaves_out_is_listed_beside_it(
    run: Any, record: Path, tmp_path: Path
) -> None:
    said = run("verify", record, put(tmp_path, minimal(RIGHT)), "--json").json
    assert any("enicillin" in f["text"] for f in said["omissions"])
    answer = minimal(RIGHT, kind="answer")
    assert run("verify", record, put(tmp_path, answer), "--json").json["omissions"] == []


def test_a_sentence_its_verdict_and_its_source_are_shown_together(
    run: Any, record: Path, tmp_path: Path
) -> None:
    ran = run("verify", record, put(tmp_path, minimal(RIGHT, WRONG)))
    wrong = ran.out[ran.out.index("6.1 mmol/L") :]
    places = [wrong.index(part) for part in ("contradicted", "= lab, 6 May 2024")]
    assert places == sorted(places)
    assert "2 sentences: ✓ 1 supported, ✗ 1 contradicted. Look at s2." in ran.out


def test_contradicted_sentences_change_the_status_only_when_asked(
    run: Any, record: Path, tmp_path: Path
) -> None:
    assert run("verify", record, put(tmp_path, minimal(WRONG))).status == 0
    strict = run("verify", record, put(tmp_path, minimal(WRONG, RIGHT)), "--strict", "--json")
    assert strict.status == 4
    assert "1 sentence is contradicted" in strict.err
    assert strict.json["counts"]["contradicted"] == 1
    assert run("verify", record, put(tmp_path, minimal(RIGHT)), "--strict").status == 0


def test_a_draft_of_summarize_is_judged_as_it_was_when_it_was_written(
    run: Any, demo_file: Path, tmp_path: Path
) -> None:
    draft = run("summarize", demo_file, "--json").json
    written = [s for section in draft["sections"] for s in section["statements"]]
    ran = run("verify", demo_file, put(tmp_path, draft), "--json")
    assert [(s["id"], s["verdict"]) for s in ran.json["statements"]] == [
        (s["id"], s["verdict"]) for s in written
    ]
    assert ran.json["chart_changed"] is False


def test_a_chart_that_has_changed_since_is_said(run: Any, record: Path, tmp_path: Path) -> None:
    draft = minimal(RIGHT, record={"digest": "0" * 64, "resources": 3, "as_of": "2024-06-01"})
    ran = run("verify", record, put(tmp_path, draft), "--json")
    assert ran.json["chart_changed"] is True
    assert "changed" in ran.err
    unknown = run("verify", record, put(tmp_path, minimal(RIGHT)), "--json")
    assert (unknown.json["chart_changed"], unknown.err) == (None, "")


def test_a_draft_of_somebody_else_is_refused(run: Any, record: Path, tmp_path: Path) -> None:
    ran = run("verify", record, put(tmp_path, minimal(RIGHT) | {"patient": "Patient/q"}))
    assert (ran.status, ran.out) == (5, "")
    assert "Patient/q is not a patient of this record" in ran.err


def test_ids_are_kept_and_missing_ones_clash_with_none(
    run: Any, record: Path, tmp_path: Path
) -> None:
    draft = minimal(RIGHT, RIGHT, RIGHT)
    draft["sections"][0]["statements"][0]["id"] = "s2"
    judged = run("verify", record, put(tmp_path, draft), "--json").json["statements"]
    assert [s["id"] for s in judged] == ["s2", "s2'", "s3"]


@pytest.mark.parametrize(
    "draft",
    [
        "",
        f"Dear colleague, {CANARY}",
        '{"patient": "Patient/p"',
        "[]",
        "7",
        json.dumps({"patient": "Patient/p"}),
        json.dumps(minimal((CANARY, "Observation/k")) | {"sections": CANARY}),
        json.dumps({"patient": 7, "sections": [{"statements": [{"text": 7}]}]}),
        json.dumps({"patient": "Patient/p", "sections": [{"statements": [CANARY]}]}),
        "[" * 100_000,
    ],
    ids=["empty", "text", "cut", "list", "number", "bare", "sections", "types", "words", "deep"],
)
def test_what_is_not_a_draft_is_refused_without_a_word_of_it(
    run: Any, record: Path, tmp_path: Path, draft: str
) -> None:
    ran = run("verify", record, put(tmp_path, draft), "--json")
    assert ran.status == 2
    assert ran.json["error"]["code"] == "usage"
    assert "draft" in ran.err
    assert CANARY not in ran.err + ran.out


def test_a_draft_that_is_not_there_or_a_folder_is_refused(
    run: Any, record: Path, tmp_path: Path
) -> None:
    assert "no such file" in run("verify", record, tmp_path / "gone.json").err
    ran = run("verify", record, tmp_path)
    assert ran.status == 2
    assert "is a folder" in ran.err


def test_a_draft_without_sentences_has_nothing_to_check(
    run: Any, record: Path, tmp_path: Path
) -> None:
    ran = run("verify", record, put(tmp_path, {"patient": "Patient/p", "sections": []}))
    assert ran.status == 0
    assert "0 sentences: nothing to check." in ran.out


def test_a_draft_can_come_in_through_a_pipe(
    run: Any, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(json.dumps(minimal(RIGHT)).encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", piped)
    assert run("verify", record, "-", "--json").json["counts"]["supported"] == 1


def test_text_of_a_draft_cannot_steer_the_terminal(run: Any, record: Path, tmp_path: Path) -> None:
    hostile = ("Potassium \x1b[2J\u202e[bold]4.1[/bold]\nForged line", "Observation/k\x1b]0;x\x07")
    ran = run("verify", record, put(tmp_path, minimal(hostile)))
    assert ran.status == 0
    assert not set(ran.out) & {"\x1b", "\x07", "\u202e"}
    assert "[bold]4.1[/bold]" in ran.out


def test_nothing_of_a_draft_or_a_chart_reaches_standard_error(run: Any, tmp_path: Path) -> None:
    people = [{**RECORD[0], "name": [{"text": CANARY}]}, *RECORD[1:]]
    record = tmp_path / "record.ndjson"
    record.write_text("\n".join(json.dumps(r) for r in people), encoding="utf-8")
    draft = minimal((f"Has {CANARY}.", f"Condition/{CANARY}{os.sep}"), WRONG)
    for words in ((), ("--json",), ("--strict",)):
        assert CANARY not in run("verify", record, put(tmp_path, draft), *words).err
    elsewhere = draft | {"patient": f"{CANARY} Jane"}
    ran = run("verify", record, put(tmp_path, elsewhere))
    assert ran.status == 5
    assert CANARY not in ran.err


@pytest.mark.parametrize(("order", "verdict"), [("dmy", "supported"), ("mdy", "contradicted")])
def test_an_ambiguous_date_is_read_in_the_order_that_was_stated(
    order: str, verdict: str, run: Any, record: Path, tmp_path: Path
) -> None:
    draft = put(tmp_path, minimal(("Potassium was 4.1 mmol/L on 06/05/2024.", "Observation/k")))
    ran = run("verify", record, draft, "--json", "--date-order", order)
    assert ran.json["statements"][0]["verdict"] == verdict
    ran = run("verify", record, draft, "--json")
    assert ran.json["statements"][0]["verdict"] == "not_checkable"


@pytest.mark.parametrize("columns", [80, 120])
def test_a_sentence_stands_beside_its_source_where_there_is_room(
    columns: int, record: Path, tmp_path: Path
) -> None:
    shown = subprocess.run(
        [
            Path(sys.executable).with_name("chartside"),
            "verify",
            record,
            put(tmp_path, minimal(WRONG)),
        ],
        env={"PATH": os.defpath, "COLUMNS": str(columns), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    sentence = next(line for line in shown.splitlines() if WRONG[0] in line)
    assert ("= lab, 6 May 2024" in sentence) is (columns == 120)
    assert "= lab, 6 May 2024" in shown
    assert max(len(line) for line in shown.splitlines()) <= columns
