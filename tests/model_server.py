"""A model server that a test puts the words into the mouth of."""

import json
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelServer:
    """An OpenAI-compatible server that says one thing, or what `says` makes of each prompt.

    It keeps what it was asked, `asked` as it came and `prompts` as text.
    """

    def __init__(self, says: str | Callable[[str], str], model: str) -> None:
        self.says = says
        self.finish = "stop"
        self.status = 200
        self.asked: list[dict[str, Any]] = []
        self.prompts: list[str] = []
        served = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = served.answer(
                    json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                )
                self.send_response(served.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps({"model": model, **body}).encode())

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self._http.server_port}/v1#{model}"

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What is said to a request, and what it cost."""
        prompt = _text(asked["messages"])
        self.asked.append(asked)
        self.prompts.append(prompt)
        fixed = isinstance(self.says, str)
        says = self.says if fixed else self.says(prompt)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": says},
            "finish_reason": self.finish,
        }
        read = 700 if fixed else 1 + len(prompt) // 3  # fewer would be a prompt that was cut off
        usage = {"prompt_tokens": read, "completion_tokens": 3, "total_tokens": read + 3}
        return {"choices": [choice], "usage": usage}

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()


def _text(messages: Sequence[dict[str, Any]]) -> str:
    parts: list[str] = []
    for content in (message["content"] for message in messages):
        parts += [content] if isinstance(content, str) else [p.get("text", "") for p in content]
    return "\n".join(parts)
