"""A model server that a test puts the words into the mouth of."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelServer:
    """An OpenAI-compatible server that says one thing, and keeps what it was asked."""

    def __init__(self, says: str, model: str) -> None:
        self.says = says
        self.finish = "stop"
        self.status = 200
        self.asked: list[dict[str, Any]] = []
        served = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                held = self.rfile.read(int(self.headers["Content-Length"]))
                served.asked.append(json.loads(held))
                message = {"role": "assistant", "content": served.says}
                choice = {"index": 0, "message": message, "finish_reason": served.finish}
                usage = {"prompt_tokens": 700, "completion_tokens": 3, "total_tokens": 703}
                body = {"model": model, "choices": [choice], "usage": usage}
                self.send_response(served.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self._http.server_port}/v1#{model}"

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()
