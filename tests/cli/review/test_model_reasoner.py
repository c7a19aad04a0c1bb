"""`summarize --reasoner URL#MODEL`: a model behind a real socket, from command to draft."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Draft, Verdict, draft_from_json

Written = Callable[[list[dict[str, Any]]], Path]
LINE = re.compile(r"^\[([\d,]+)\] (.+)$", re.MULTILINE)


def copied(prompt: str) -> str:
    """What a model would answer that copies the first lines it is shown."""
    lines = LINE.findall(prompt.partition("<evidence>")[2])[:5]
    sentences = [
        {"text": text[:400], "sources": [int(n) for n in numbers.split(",")][:12]}
        for numbers, text in lines
    ]
    key = "replacements" if "<failing>" in prompt else "sentences"
    return json.dumps({key: [] if key == "replacements" else sentences})


class Server:
    """An OpenAI-compatible server; while it is `down` it answers 503."""

    def __init__(self) -> None:
        self.down = False
        self.answer: Callable[[str], str] = copied
        self.asked: list[dict[str, Any]] = []
        served = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                served.asked.append(body)
                self.send_response(503 if served.down else 200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b"{}" if served.down else served.said(body))

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self.http.server_port}/v1#medgemma-27b-it"

    def said(self, body: dict[str, Any]) -> bytes:
        (turn,) = body["messages"]
        content = turn["content"]
        text = content if isinstance(content, str) else "".join(p["text"] for p in content)
        answer = f"<unused94>thought\nLet me see.<unused95>{self.answer(text)}"
        message = {"role": "assistant", "content": answer}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
        whole = {"object": "chat.completion", "id": "1", "created": 1, "model": body["model"]}
        return json.dumps({**whole, "choices": [choice], "usage": usage}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    held = Server()
    yield held
    held.http.shutdown()
    held.http.server_close()


@pytest.fixture
def record(written: Written, resources: list[dict[str, Any]]) -> Path:
    return written(resources)


def drafted(ran: Any) -> Draft:
    assert ran.status == 0, ran.err
    return draft_from_json(ran.json)


def test_a_model_writes_a_cited_and_checked_draft_that_says_so(
    run: Any, record: Path, server: Server
) -> None:
    draft = drafted(run("summarize", record, "--reasoner", server.reasoner, "--json"))
    assert (draft.author.name, draft.author.model) == ("model", "medgemma-27b-it")
    assert draft.prompts.keys() == {"summary", "write", "revise"}
    assert len(draft.statements) > 5
    assert all(s.citations and s.verdict for s in draft.statements)
    assert sum(s.verdict is Verdict.SUPPORTED for s in draft.statements) > 3
    assert not [s for s in draft.statements if "thought" in s.text or "unused9" in s.text]


def test_every_call_is_one_user_turn_held_to_a_schema(
    run: Any, record: Path, server: Server
) -> None:
    drafted(run("summarize", record, "--reasoner", server.reasoner, "--json"))
    assert {body["response_format"]["type"] for body in server.asked} == {"json_schema"}
    assert {tuple(t["role"] for t in body["messages"]) for body in server.asked} == {("user",)}
    assert not [body for body in server.asked if "tools" in body]


def test_a_reader_is_told_which_model_wrote(run: Any, record: Path, server: Server) -> None:
    ran = run("summarize", record, "--reasoner", server.reasoner)
    assert ran.status == 0
    assert "medgemma-27b-it" in ran.out


def test_a_lying_model_gets_a_contradicted_draft(run: Any, record: Path, server: Server) -> None:
    lie = "Potassium was 4.1 mmol/L on 3 November 2026."
    server.answer = lambda _: json.dumps({"sentences": [{"text": lie, "sources": [1]}]})
    draft = drafted(run("summarize", record, "--reasoner", server.reasoner, "--json"))
    assert {s.verdict for s in draft.statements if s.text == lie} <= {
        *(Verdict.CONTRADICTED, Verdict.NOT_FOUND),
    }


def test_a_server_that_is_down_stops_the_run_which_goes_on_later(
    run: Any, record: Path, server: Server
) -> None:
    server.down = True
    ran = run("summarize", record, "--reasoner", server.reasoner)
    assert ran.status == 5
    assert "endpoint" in ran.err
    assert "--resume" in ran.err
    run_id = re.search(r"--resume (\w+)", ran.err)
    assert run_id
    server.down = False
    again = ("summarize", record, "--reasoner", server.reasoner, "--resume", run_id[1], "--json")
    assert len(drafted(run(*again)).statements) > 5
