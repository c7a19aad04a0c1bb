"""A model server whose model plays a script for each task, told by the task's words."""

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[str], Sequence[str]]
"""What the model says in turn, by what it is asked first."""

_ANSWERED = re.compile(
    r"Please call FINISH if|Invalid POST request|Error in sending the GET request"
)


class AgentServer:
    """An OpenAI-compatible server; `asked` keeps every prompt."""

    def __init__(self, scripts: Mapping[str, Sequence[str]]) -> None:
        self.asked: list[str] = []
        served = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                held = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                prompt = _text(held["messages"])
                served.asked.append(prompt)
                turns = next(said for words, said in scripts.items() if words in prompt)
                number = min(len(_ANSWERED.findall(prompt)), len(turns) - 1)
                message = {"role": "assistant", "content": turns[number]}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 900, "completion_tokens": 9, "total_tokens": 909}
                body = {"model": "agent", "choices": [choice], "usage": usage}
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self._http.server_port}/v1#agent"

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()


def _text(messages: Sequence[Mapping[str, Any]]) -> str:
    parts = []
    for message in messages:
        content = message["content"]
        parts += [content] if isinstance(content, str) else [p.get("text", "") for p in content]
    return "\n".join(parts)
