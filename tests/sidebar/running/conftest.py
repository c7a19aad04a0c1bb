"""A small record in a store, a model that can be made to stall, and runs over both."""

import json
import os
import select
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.sidebar.running import Event, Job, Run, Runs
from chartside.sidebar.running.process import Worker

CANARY = "Xanthippe-canary gout"


def resource(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}


def problem(name: str, text: str) -> dict[str, Any]:
    return resource(
        "Condition",
        name,
        clinicalStatus={"coding": [{"code": "active"}]},
        verificationStatus={"coding": [{"code": "confirmed"}]},
        code={"text": text},
        onsetDateTime="1998",
    )


def order(name: str, drug: str) -> dict[str, Any]:
    return resource(
        "MedicationRequest",
        name,
        status="active",
        intent="order",
        medicationCodeableConcept={"text": drug},
        authoredOn="2025-01-01",
    )


def potassium(name: str, number: float, day: str) -> dict[str, Any]:
    return resource(
        "Observation",
        name,
        status="final",
        category=[{"coding": [{"code": "laboratory"}]}],
        code={"coding": [{"system": "http://loinc.org", "code": "2823-3"}], "text": "Potassium"},
        effectiveDateTime=f"{day}T08:00:00Z",
        valueQuantity={"value": number, "unit": "mmol/L", "code": "mmol/L"},
    )


RECORD = (
    {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17", "gender": "female"},
    problem("gout", CANARY),
    order("losartan", "Losartan 50 mg tablet"),
    potassium("k1", 4.1, "2025-06-01"),
    potassium("k2", 5.9, "2025-12-01"),
)


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one patient."""
    folder = tmp_path_factory.mktemp("record")
    entries = [{"resource": r} for r in RECORD]
    source = folder / "record.json"
    source.write_text(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}),
        encoding="utf-8",
    )
    with RecordStore(folder / "record.db") as store:
        ingest([source], store)
    return folder / "record.db"


class Model:
    """An OpenAI-compatible server that writes one sentence a section and stalls at one of them."""

    def __init__(self, stalls_at: str) -> None:
        self._released = threading.Event()
        served = self

        class Turn(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if stalls_at in asked:
                    served._released.wait()
                held = {"sentences": [{"text": f"Has {CANARY}.", "sources": [1]}]}
                message = {"role": "assistant", "content": json.dumps(held)}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
                body = {"model": "medgemma-27b-it", "choices": [choice], "usage": usage}
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.end_headers()
                    self.wfile.write(json.dumps(body).encode())
                except OSError:  # whoever asked is dead
                    return

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Turn)
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.reasoner = f"http://127.0.0.1:{self._http.server_port}/v1#medgemma-27b-it"

    def go_on(self) -> None:
        self._released.set()

    def close(self) -> None:
        self.go_on()
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def stalling() -> Iterator[Model]:
    """A model that does not come to the end of the section of medicines."""
    model = Model("Current medicines")
    yield model
    model.close()


@dataclass(frozen=True)
class Asking:
    """Makes jobs on the small record."""

    record: Path
    home: Path

    def __call__(self, **more: str) -> Job:
        return Job(str(self.record), "Patient/1", str(self.home), **more)


@pytest.fixture
def job(record: Path, tmp_path: Path) -> Asking:
    return Asking(record, tmp_path / "home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runs() -> AsyncIterator[Runs]:
    """Runs with one worker, warm from the first test of a module on: owners tell tests apart."""
    async with Runs() as running:
        yield running


async def heard(run: Run) -> list[Event]:
    """All that a run tells."""
    return [event async for event in run.follow()]


async def until(run: Run, name: str) -> Event:
    """The first event of this name."""
    async for event in run.follow():
        if event.name == name:
            return event
    raise AssertionError(f"{name} was never told")


def worker_of(runs: Runs, run: Run) -> Worker:
    """Who does a run now."""
    return runs._at[run.id]


def ended(pid: int) -> bool:
    """Wait until a process has ended that need not be a child of ours."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 60)[0])
    finally:
        os.close(process)


class Watch:
    """The functions above, for tests, which cannot import this file."""

    canary = CANARY
    heard = staticmethod(heard)
    until = staticmethod(until)
    worker_of = staticmethod(worker_of)
    ended = staticmethod(ended)


@pytest.fixture(scope="session")
def watch() -> type[Watch]:
    return Watch
