"""`verify --judge`: a model's opinion beside what cannot be checked, and nothing more."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

NOTE = "DocumentReference/letter-cardiology-2019-11-26"
UNCLEAR = ("She was glad of it.", NOTE)
WRONG = ("Potassium was 6.9 mmol/L on 3 November 2026.", "Observation/potassium-2026-11-03")
RIGHT = ("Potassium was 5.9 mmol/L on 3 November 2026.", "Observation/potassium-2026-11-03")


class Judge:
    """An OpenAI-compatible server that gives one opinion, and keeps what it was asked."""

    def __init__(self) -> None:
        self.opinion = json.dumps({"verdict": "cannot tell", "quote": ""})
        self.asked: list[str] = []
        served = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                served.asked.append(self.rfile.read(length).decode())
                message = {"role": "assistant", "content": served.opinion}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
                body = {"model": "medgemma-27b-it", "choices": [choice], "usage": usage}
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self.http.server_port}/v1#medgemma-27b-it"


@pytest.fixture
def judge() -> Iterator[Judge]:
    held = Judge()
    yield held
    held.http.shutdown()
    held.http.server_close()


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    sentences = (UNCLEAR, WRONG, RIGHT)
    statements = [{"text": t, "citations": [{"reference": r}]} for t, r in sentences]
    held = {"patient": "Patient/nora-lindqvist", "sections": [{"statements": statements}]}
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    return path


def test_a_model_is_asked_only_of_what_cannot_be_checked_and_is_named(
    run: Any, demo_file: Path, draft: Path, judge: Judge
) -> None:
    judge.opinion = json.dumps({"verdict": "supported", "quote": "atrial fibrillation"})
    before = run("verify", demo_file, draft, "--json").json
    after = run("verify", demo_file, draft, "--json", "--judge", judge.reasoner).json
    assert len(judge.asked) == 1
    assert "She was glad of it." in judge.asked[0]
    assert after["counts"] == before["counts"]
    unclear, *others = after["statements"]
    assert others == before["statements"][1:]
    assert unclear["verdict"] == "not_checkable"
    assert unclear["reasons"][-1].startswith("a model (medgemma-27b-it) judged of")


def test_an_opinion_is_shown_on_a_line_of_its_own(
    run: Any, demo_file: Path, draft: Path, judge: Judge
) -> None:
    shown = run("verify", demo_file, draft, "--judge", judge.reasoner).out
    flat = " ".join(shown.split())
    assert "and: a model (medgemma-27b-it) judged of the whole sentence: cannot tell" in flat
    assert "Look at s1, s2." in flat


def test_an_answer_that_rests_on_nothing_cited_is_no_opinion(
    run: Any, demo_file: Path, draft: Path, judge: Judge
) -> None:
    judge.opinion = json.dumps({"verdict": "supported", "quote": "these words stand nowhere"})
    told = run("verify", demo_file, draft, "--json", "--judge", judge.reasoner).json
    assert "gave no usable answer" in told["statements"][0]["reasons"][-1]


def test_a_judge_that_is_no_model_is_refused(run: Any, demo_file: Path, draft: Path) -> None:
    assert run("verify", demo_file, draft, "--judge", "extractive").status == 2
