"""A small FHIR server over a record store, with the habits that a test gives it."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from chartside.errors import ChartsideError
from chartside.fhir.ingest import Intake
from chartside.fhir.received import Batch, Received
from chartside.fhir.removing import remove
from chartside.fhir.search.run import one_line
from chartside.fhir.store import RecordStore

JSON = {"Content-Type": "application/fhir+json"}
Said = tuple[int, dict[str, str], Any]


@dataclass
class StoreServer:
    """Answers as FHIR servers do, from what was put into it.

    `ignores` are parameters that it passes over; `page` the most matches of a page; `next_at` how
    it writes the link to the next (`root`, `relative` or `absolute`).
    """

    web: Any
    path: str = "/fhir"
    page: int = 1000
    ignores: frozenset[str] = frozenset()
    without_self: bool = False
    without_post: bool = False
    everything: bool = False
    statement: dict[str, Any] | None = None
    next_at: str = "root"
    fails: dict[str, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = RecordStore(None)
        self._lock = threading.Lock()
        self._pages: list[str] = []
        self.web.tell = self._tell
        self.base = f"{self.web.url}{self.path}"

    def put(self, *resources: dict[str, Any]) -> None:
        """Create or update."""
        items = [
            Received("server", n, r["resourceType"], r["id"], None, json.dumps(r).encode())
            for n, r in enumerate(resources, start=1)
        ]
        intake = Intake(self.store)
        with self._lock, self.store.writing():
            remove(self.store.conn, [f"{i.type}/{i.id}" for i in items])
            intake.write(Batch("server", items, first=False))
        with self._lock:
            intake.report()

    def delete(self, *references: str) -> None:
        with self._lock, self.store.writing():
            remove(self.store.conn, references)

    def asked(self, *words: str) -> list[str]:
        """What came in, as `METHOD path?query body`, where all the words are in it."""
        lines = [
            f"{a.method} {a.path}?{a.query} {a.body.decode(errors='replace')}"
            for a in self.web.asked
        ]
        return [line for line in lines if all(word in line for word in words)]

    def _tell(self, asked: Any) -> Said:
        with self._lock:
            for start, said in self.fails.items():
                if f"{asked.method} {asked.path}?{asked.query}".startswith(start):
                    return said
            try:
                return self._answer(asked)
            except ChartsideError as refused:
                return outcome(400, "invalid", str(refused.code))

    def _answer(self, asked: Any) -> Said:
        path = asked.path.removeprefix(self.path).strip("/")
        if path == "metadata":
            return self._metadata()
        if asked.method == "POST" and not path:
            return self._batch(json.loads(asked.body))
        return self._found(asked, path)

    def _found(self, asked: Any, path: str) -> Said:
        if asked.query.startswith("_getpages="):
            return self._search(self._pages[int(asked.query.partition("=")[2])], "")
        if path.endswith("/_search"):
            if self.without_post or asked.method != "POST":
                return outcome(405, "not-supported")
            return self._search(path.removesuffix("/_search"), asked.body.decode())
        if "/" in path and "$" not in path:
            return self._read(path, asked.headers)
        return self._search(path, asked.query)

    def _metadata(self) -> Said:
        told = self.statement or dict(self.store.capabilities())
        if self.everything:
            rest = {**told["rest"][0], "operation": [{"name": "everything"}]}
            told = {**told, "rest": [rest]}
        return 200, JSON, json.dumps(told).encode()

    def _read(self, path: str, headers: Any) -> Said:
        kind, identity, *more = path.split("/")
        row = self.store.conn.execute(
            "SELECT raw, version FROM resource WHERE type = ? AND id = ?", (kind, identity)
        ).fetchone()
        if row is None or (more and more[1] != row[1]):
            return outcome(404, "not-found")
        etag = f'W/"{row[1]}"'
        if headers.get("if-none-match") == etag:
            return 304, {"ETag": etag}, b""
        return 200, {**JSON, "ETag": etag}, bytes(row[0])

    def _batch(self, bundle: dict[str, Any]) -> Said:
        entries = []
        for entry in bundle["entry"]:
            path, _, query = entry["request"]["url"].partition("?")
            status, _, body = self._read(path, {}) if "/" in path else self._search(path, query)
            entries.append({"response": {"status": f"{status} x"}, "resource": json.loads(body)})
        return 200, JSON, json.dumps({"resourceType": "Bundle", "entry": entries}).encode()

    def _search(self, path: str, query: str) -> Said:
        path, _, rest = path.partition("?")
        pairs = [p for p in parse_qsl(rest or query) if p[0] not in self.ignores]
        if not any(name == "_count" and int(value) <= self.page for name, value in pairs):
            pairs = [p for p in pairs if p[0] != "_count"] + [("_count", str(self.page))]
        text = f"{path}?{urlencode(pairs)}"
        found = self.store.search_bundle(text)
        links = [{"relation": "self", "url": f"{self.base}/{text}"}]
        for link in found["link"]:
            if link["relation"] == "next":
                self._pages.append(link["url"])
                links.append({"relation": "next", "url": self._next()})
        if self.without_self:
            links = links[1:]
        for entry in found.get("entry", ()):
            held = json.loads(bytes(entry["resource"]))
            entry["fullUrl"] = f"{self.base}/{held['resourceType']}/{held['id']}"
        return 200, JSON, one_line({**found, "link": links}).encode()

    def _next(self) -> str:
        token = f"?_getpages={len(self._pages) - 1}"
        ways = {"root": f"{self.web.url}/{token}", "relative": token}
        return ways.get(self.next_at, f"{self.base}{token}")


def outcome(status: int, code: str, words: str = "") -> Said:
    """A refusal as FHIR servers write it."""
    issue = {"severity": "error", "code": code, "diagnostics": words or "CANARY-DIAGNOSTICS"}
    body = {"resourceType": "OperationOutcome", "issue": [issue]}
    return status, JSON, json.dumps(body).encode()
