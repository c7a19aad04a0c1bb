"""Told to end, the program leaves what a model has written so far, and says how to go on."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

LINE = re.compile(r"^\[([\d,]+)\] (.+)$", re.MULTILINE)
PROGRAM = [sys.executable, "-c", "from chartside.cli import main; main()"]
ANSWERED = 4
"""Sections that the model writes before it comes to no end."""


class Model:
    """Copies the first lines it is shown, and after some answers answers no more."""

    def __init__(self) -> None:
        self.asked = 0
        self.hangs, self.end = threading.Event(), threading.Event()
        model = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model.asked += 1
                if model.asked > ANSWERED:
                    model.hangs.set()
                    model.end.wait(120)
                    return
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(copied(body))

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self.http.server_port}/v1#medgemma-27b-it"


def copied(body: dict[str, Any]) -> bytes:
    (turn,) = body["messages"]
    content = turn["content"]
    text = content if isinstance(content, str) else "".join(p["text"] for p in content)
    lines = LINE.findall(text.partition("<evidence>")[2])[:3]
    said = [{"text": t[:300], "sources": [int(n) for n in ids.split(",")][:8]} for ids, t in lines]
    message = {"role": "assistant", "content": json.dumps({"sentences": said})}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
    whole = {"object": "chat.completion", "id": "1", "created": 1, "model": body["model"]}
    return json.dumps({**whole, "choices": [choice], "usage": usage}).encode()


@pytest.fixture
def model() -> Iterator[Model]:
    held = Model()
    yield held
    held.end.set()
    held.http.shutdown()
    held.http.server_close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_summary_that_is_told_to_end_leaves_an_unfinished_draft_and_says_how_to_go_on(
    number: signal.Signals, model: Model, demo_file: Path, tmp_path: Path
) -> None:
    words = [*PROGRAM, "summarize", str(demo_file), "--reasoner", model.reasoner]
    env = {**os.environ, "CHARTSIDE_HOME": str(tmp_path)}  # noqa: TID251 - a process needs its own
    with subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert model.hangs.wait(120)
        time.sleep(4)  # what was answered before is being written down
        process.send_signal(number)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "To go on: chartside summarize" in said
    assert "is an unfinished draft: chartside review show" in said
    listed = [*PROGRAM, "review", "list", "--json"]
    held = subprocess.run(listed, env=env, capture_output=True, text=True, check=True)
    assert "summary" in held.stdout
