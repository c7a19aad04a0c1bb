"""Cards of CDS Hooks over real sockets: 50 clients at once, each signing its calls.

The service runs in a process of its own, the clients in this one; both share the machine. What is
prepared is told from what the site holds ready; orders are held against a chart that comes with
the call, and what is not done in half a second is left out, which is told beside the figure.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from material import Material
from prometheus_client import CollectorRegistry
from timing import Row

from chartside.fhir.chart import Chart
from chartside.fhir.smart.keys import KeySet
from chartside.sidebar.cds import (
    Authorization,
    Budget,
    Caller,
    Ready,
    Subject,
    Surroundings,
    open_service,
)
from chartside.sidebar.cds.charts import chart_of
from chartside.sidebar.cds.notices import chart_notices
from chartside.sidebar.cds.services import TEMPLATES

CLIENTS = 50
CALLS = 1000
SECONDS = 0.5
"""What CDS Hooks 2.0 asks of a service."""
PROCESSOR = 0.005
"""Seconds: with it, one processor gives 50 clients their cards in a quarter of a second."""
_BASE, _ISS = "https://ehr.example/fhir", "https://ehr.example"
_MEDICINES = 40
_RESULTS = 100


def measure(_material: Material, scratch: Path) -> list[Row]:
    """p50 and p99 of prepared cards under load, and of draft orders, alone and under load."""
    key = ECKey.generate_key("P-384")
    jwks = scratch / "cds-keys.json"
    jwks.write_text(json.dumps({"keys": [{**key.as_dict(private=False), "kid": "k"}]}), "utf-8")
    with _served(scratch, jwks) as (url, process):
        asyncio.run(_load(url, key, "chartside-chart", _view(), CLIENTS, CLIENTS))
        asyncio.run(_load(url, key, "chartside-orders", _orders(), 1, 5))  # neither counts
        before = _processor(process)
        on_chart = asyncio.run(_load(url, key, "chartside-chart", _view(), CLIENTS, CALLS))
        spent = (_processor(process) - before) / CALLS
        alone = asyncio.run(_load(url, key, "chartside-orders", _orders(), 1, 100))
        together = asyncio.run(_load(url, key, "chartside-orders", _orders(), CLIENTS, CLIENTS))
    many = f"{CLIENTS} clients at once"
    chart = f"{_MEDICINES} orders and {_RESULTS} results in the call"
    return [
        _row("cards that were prepared", many, on_chart),
        Row(
            "processor time of a prepared answer",
            many,
            f"{spent * 1000:.1f} ms",
            f"< {PROCESSOR * 1000:.0f} ms",
            met=spent < PROCESSOR,
        ),
        _row("cards on draft orders", f"one client, {chart}", alone),
        _row("cards on draft orders", f"{CLIENTS} at the same moment, {chart}", together, 0),
    ]


def _row(what: str, on: str, times: Sequence[tuple[float, int]], seconds: float = SECONDS) -> Row:
    """A line on these calls; without a target where `seconds` is 0."""
    cut = quantiles([took for took, _ in times], n=100)
    empty = sum(not cards for _, cards in times) / len(times)
    left_out = f"; {empty:.0%} left out" if empty else ""
    figure = f"p50 {cut[49] * 1000:.0f} ms, p99 {cut[98] * 1000:.0f} ms{left_out}"
    target = f"p99 < {seconds * 1000:.0f} ms" if seconds else ""
    return Row(what, on, figure, target, met=not seconds or cut[98] < seconds)


async def _load(
    url: str, key: ECKey, service: str, body: bytes, clients: int, calls: int
) -> list[tuple[float, int]]:
    """Seconds, and how many cards, of each call; signed before the clock runs."""
    signed = [_token(key, f"{url}/cds-services/{service}") for _ in range(calls)]
    times: list[tuple[float, int]] = []
    await asyncio.gather(*(_client(url, service, body, signed, times) for _ in range(clients)))
    return times


async def _client(
    url: str, service: str, body: bytes, signed: list[str], times: list[tuple[float, int]]
) -> None:
    """One connection, call after call: as little of a client as there can be beside the server."""
    host, _, port = url.rpartition("/")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    while signed:
        head = (
            f"POST /cds-services/{service} HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Authorization: Bearer {signed.pop()}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        begun = time.perf_counter()
        writer.write(head.encode() + body)
        said = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(said.partition("content-length: ")[2].partition("\r")[0])
        answer = json.loads(await reader.readexactly(length))
        times.append((time.perf_counter() - begun, len(answer["cards"])))
    writer.close()
    await writer.wait_closed()


def _token(key: ECKey, audience: str) -> str:
    now = int(time.time())
    claims = {"iss": _ISS, "aud": audience, "iat": now, "exp": now + 600, "jti": str(uuid4())}
    return jwt.encode({"alg": "ES384", "kid": "k"}, claims, key, algorithms=["ES384"])


def _call(hook: str, **more: Any) -> dict[str, Any]:
    return {
        "hook": hook,
        "hookInstance": str(uuid4()),
        "fhirServer": _BASE,
        "context": {"userId": "Practitioner/1", "patientId": "1"},
        **more,
    }


def _view() -> bytes:
    return json.dumps(_call("patient-view")).encode()


def _orders() -> bytes:
    said = _call("order-sign", prefetch=_prefetch())
    drafts = [
        _order("d1", "Amoxicillin 500 mg capsule", status="draft"),
        _order("d2", "Ibuprofen 600 mg tablet", status="draft"),
    ]
    said["context"]["draftOrders"] = _bundle(drafts)
    return json.dumps(said).encode()


def _prefetch() -> dict[str, Any]:
    """A chart of middling size: an allergy, medicines, and the newest results."""
    subject = {"reference": "Patient/1"}
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "criticality": "high",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Penicillin"},
        "patient": subject,
    }
    names = ("Lisinopril 10 mg tablet", "Metformin 500 mg tablet", "Simvastatin 20 mg tablet")
    medicines = [_order(f"m{n}", names[n % 3], authoredOn="2026-01-01") for n in range(_MEDICINES)]
    today = datetime.now(UTC).date().isoformat()
    results = [
        {
            "resourceType": "Observation",
            "id": f"o{number}",
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
            "subject": subject,
            "effectiveDateTime": today,
            "valueQuantity": {"value": 4.1, "unit": "mmol/L"},
        }
        for number in range(_RESULTS)
    ]
    return {
        "patient": {"resourceType": "Patient", "id": "1", "birthDate": "1960-01-01"},
        "allergies": _bundle([allergy]),
        "medications": _bundle(medicines),
        "results": _bundle(results),
    }


def _order(name: str, text: str, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/1"},
        "medicationCodeableConcept": {"text": text},
        **fields,
    }


def _bundle(resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}


@contextmanager
def _served(scratch: Path, jwks: Path) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    words = (sys.executable, str(Path(__file__)), str(port), str(scratch / "cds"), str(jwks))
    server = subprocess.Popen(words)  # noqa: S603 - our own command
    try:
        for _ in range(300):
            try:
                httpx.get(f"{url}/cds-services", trust_env=False)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                break
        yield url, server.pid
    finally:
        server.terminate()
        server.wait()


def _processor(process: int) -> float:
    """Seconds of processor time that the server has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Shelf:
    """Everything is ready: what a site holds after a patient was opened once."""

    def __init__(self) -> None:
        parts = [(key, json.dumps(_prefetch()[key]).encode()) for key in TEMPLATES]
        chart: Chart = chart_of("Patient/1", parts, datetime.now(UTC))
        self._notices = chart_notices(chart)

    async def ready(self, _: Subject) -> Ready:
        return Ready("d" * 32, datetime.now(UTC), 40, 38, self._notices)

    async def prepare(self, _subject: Subject, _authorization: Authorization | None) -> None:
        """Nothing is left to prepare."""


def _serve(port: int, folder: Path, jwks: Path) -> None:
    url = f"http://127.0.0.1:{port}"
    caller = Caller(_ISS, KeySet.from_file(jwks), bases=(_BASE,))
    shelf, budget = _Shelf(), Budget(processes=1)
    around = Surroundings(
        url, f"{url}/launch", folder, CollectorRegistry(), prepared=shelf, budget=budget
    )
    app = FastAPI()
    app.include_router(open_service([caller], around).service.router())
    quiet: dict[str, Any] = {"log_level": "error", "access_log": False}
    uvicorn.run(app, host="127.0.0.1", port=port, timeout_keep_alive=60, **quiet)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
