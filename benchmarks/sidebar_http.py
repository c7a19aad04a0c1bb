"""The sidebar's service under many readers: streams, requests by the second, memory.

A process of its own serves the API on this machine by HTTP; the requests come from this one, so
that both share the processors, as a proxy and the service would. On the demo record, whatever else
there is: its draft is the same on every machine.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from material import Material
from timing import Row

from chartside import Assistant
from chartside.demo import PATIENT, record_json
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.settings import Settings
from chartside.sidebar import api, http
from chartside.sidebar.cookies import COOKIE
from chartside.sidebar.house import House
from chartside.sidebar.keys import Keys
from chartside.sidebar.opened import Opened
from chartside.sidebar.people import Clinician
from chartside.sidebar.site import site_of
from chartside.sidebar.visits import Visit

STREAMS, PER_SESSION = 200, 40
REQUESTS, WARM, AT_ONCE = 10_000, 1_000, 8
READS = 300
FLAT = 16.0
"""MB that the process may grow by after the first thousand requests."""
_URL, _EHR = "http://127.0.0.1:8321", "http://127.0.0.1:8322"
_NO_END = 10**9
LONGEST = 1200.0
"""Seconds."""
_OK = 200


@dataclass(frozen=True, slots=True)
class _Pace:
    """Requests by the second, and how long they took, in milliseconds."""

    rate: float
    p50: float
    p99: float

    @property
    def words(self) -> str:
        return f"{self.rate:,.0f} a second, p50 {self.p50:.0f} ms, p99 {self.p99:.0f} ms"


def measure(_: Material, scratch: Path) -> list[Row]:
    """Reading a draft; streams, with reading beside them; memory over many requests."""
    with _served(scratch / "sidebar-http") as told:
        return asyncio.run(asyncio.wait_for(_measured(told), LONGEST))


async def _measured(told: dict[str, Any]) -> list[Row]:
    """Each figure in turn, of one process."""
    async with _client(told["address"]) as client:
        draft, browsers = f"/api/v1/drafts/{told['draft']}", told["browsers"]
        reading = await _pace(client, [draft] * READS, browsers[0])
        return [
            _told("reading a draft over HTTP", f"{READS} requests, {AT_ONCE} at once", reading),
            *await _streams(client, browsers, draft),
            *await _memory(client, browsers[0], draft, told["pid"]),
        ]


async def _pace(client: httpx.AsyncClient, paths: Sequence[str], browser: dict[str, str]) -> _Pace:
    waiting, took = iter(paths), list[float]()

    async def asks() -> None:
        for path in waiting:
            begun = time.perf_counter()
            answer = await client.get(path, headers=browser)
            took.append(time.perf_counter() - begun)
            if answer.status_code != _OK:
                raise AssertionError(f"{path}: {answer.status_code}")

    begun = time.perf_counter()
    await asyncio.gather(*(asks() for _ in range(AT_ONCE)))
    cuts = quantiles(took, n=100)
    return _Pace(len(took) / (time.perf_counter() - begun), cuts[49] * 1000, cuts[98] * 1000)


async def _streams(
    client: httpx.AsyncClient, browsers: list[dict[str, str]], draft: str
) -> list[Row]:
    """A run of each session that many follow; meanwhile the draft is read, one at a time."""
    runs = [await _begun(client, browser) for browser in browsers]
    begun = time.perf_counter()
    followers = [
        asyncio.create_task(_followed(client, run, browser))
        for run, browser in zip(runs, browsers, strict=True)
        for _ in range(PER_SESSION)
    ]
    took = list[float]()
    while not all(follower.done() for follower in followers):
        at = time.perf_counter()
        await client.get(draft, headers=browsers[0])
        took.append((time.perf_counter() - at) * 1000)
    ends = [await follower for follower in followers]
    seconds = time.perf_counter() - begun
    whole = sum(end == "ended" for end in ends)
    beside = f"p50 {quantiles(took, n=100)[49]:.0f} ms, p99 {quantiles(took, n=100)[98]:.0f} ms"
    return [
        Row(
            "open streams of events",
            f"{STREAMS} on {len(runs)} drafts that are written",
            f"{whole} to the end, {seconds:.1f} s for all",
            f"all {STREAMS}",
            met=whole == STREAMS,
        ),
        Row("reading a draft beside them", f"{len(took)} requests", beside, "", met=True),
    ]


async def _begun(client: httpx.AsyncClient, browser: dict[str, str]) -> str:
    answer = await client.post("/api/v1/runs", headers=browser, json={})
    return str(answer.json()["id"])


async def _followed(client: httpx.AsyncClient, run: str, browser: dict[str, str]) -> str:
    """The name of the last event."""
    last, path = "", f"/api/v1/runs/{run}/events"
    async with client.stream("GET", path, headers=browser) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                last = line.removeprefix("event: ")
    return last


async def _memory(
    client: httpx.AsyncClient, browser: dict[str, str], draft: str, pid: int
) -> list[Row]:
    often = ["/api/v1/session", "/api/v1/runs", "/api/v1/chart/entries?limit=50", "/api/v1/drafts"]
    asked = [draft if n % 20 == 0 else often[n % len(often)] for n in range(REQUESTS)]
    await _pace(client, asked[:WARM], browser)
    before = _resident(pid)
    mixed = await _pace(client, asked[WARM:], browser)
    after = _resident(pid)
    on = f"{REQUESTS - WARM:,} requests after {WARM:,}"
    grown = f"{after - before:+.1f} MB, to {after:.0f} MB"
    return [
        _told("requests of the sidebar, mixed", f"{on}, {AT_ONCE} at once", mixed),
        Row("memory of the service", on, grown, f"< {FLAT:.0f} MB", met=after - before < FLAT),
    ]


def _told(what: str, on: str, pace: _Pace) -> Row:
    return Row(what, on, pace.words, "", met=True)


def _resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in text.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


@asynccontextmanager
async def _client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=address, timeout=300, limits=limits) as client:
        yield client


@contextmanager
def _served(folder: Path) -> Iterator[dict[str, Any]]:
    """The service in a process of its own, and what it says of itself in its first line."""
    command = [sys.executable, __file__, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - this file
        if process.stdout is None:
            raise AssertionError("no pipe")
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


async def _serve(folder: Path) -> None:
    """What the other process does."""
    record, home = _drafted(folder)
    ehr = {"name": "north", "fhir": f"{_EHR}/fhir", "client_id": "c"}
    house = House(site_of({"url": _URL, "ehr": [ehr]}), Settings(home=home), Keys.fresh())
    browsers = [_opened(house, record, n) for n in range(STREAMS // PER_SESSION)]
    app = FastAPI()
    app.state.house = house
    http.install(app, house, rates=http.Rates(_NO_END, _NO_END, _NO_END))
    app.include_router(api.router)
    with RecordStore(record) as source:
        settings = house.home_of(house.site.ehr[0])
        draft = await Assistant(source, settings=settings).summarize(source.open_chart(PATIENT))
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    async with house.open():
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        told = {"address": f"http://127.0.0.1:{port}", "draft": draft.id, "browsers": browsers}
        print(json.dumps({**told, "pid": os.getpid()}), flush=True)
        await task


def _drafted(folder: Path) -> tuple[Path, Path]:
    folder.mkdir()
    bundle = folder / "demo.json"
    bundle.write_bytes(record_json())
    with RecordStore(folder / "demo.db") as store:
        ingest([bundle], store)
    return folder / "demo.db", folder / "home"


def _opened(house: House, record: Path, number: int) -> dict[str, str]:
    """The headers of a browser with a session."""
    ehr, who = house.site.ehr[0], f"Practitioner/{number}"
    person = Clinician("north", _EHR, str(number), who, "Dr. A", "physician", datetime.now(UTC))
    visit = Visit(ehr, house.home_of(ehr), person, Opened(PATIENT), record, house.keys)
    secret, session = house.sessions.open(visit, None)
    return {"Cookie": f"{COOKIE}={secret}", "Origin": _URL, "X-CSRF-Token": session.csrf}


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
