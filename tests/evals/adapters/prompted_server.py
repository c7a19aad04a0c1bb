"""A model server whose model answers by what stands in the prompt."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class PromptedServer:
    """An OpenAI-compatible server; `answer` is called with each prompt, `asked` keeps them all."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.asked: list[str] = []
        self.status = 200
        served = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                held = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                content = held["messages"][-1]["content"]
                told = content if isinstance(content, str) else content[-1]["text"]
                served.asked.append(told)
                message = {"role": "assistant", "content": answer(told)}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 500, "completion_tokens": 5, "total_tokens": 505}
                body = {"model": "made-up", "choices": [choice], "usage": usage}
                self.send_response(served.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self._http.server_port}/v1#made-up"

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()
