"""Runs that end in the middle: cut off, killed, called off, or with addresses that expire."""

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import FHIRServerError, WebError
from chartside.fhir.bulk import BulkExport
from chartside.fhir.bulk.splitting import BEGINNING, Changed, Splitting
from chartside.fhir.store import RecordStore

PROGRAM = Path(__file__).with_name("exporting.py")
MANY = 10_000


def many(peer: Any, first: int = 0) -> bytes:
    made: bytes = peer.lines(*(peer.potassium(n) for n in range(first, first + MANY)))
    return made


async def ids(store: RecordStore) -> Counter[str]:
    """The ids of every result in the store, by a search: so of the index, too."""
    rows = store.conn.execute("SELECT id FROM resource WHERE type = 'Observation'")
    found = Counter(row[0] for row in rows)
    assert (await store.search("Observation?code=2823-3")).total == found.total()
    return found


def expected(number: int) -> Counter[str]:
    return Counter(f"k{n}" for n in range(number))


@pytest.mark.parametrize("packed", [False, True])
async def test_a_file_that_breaks_off_is_gone_on_with_where_it_was(
    peer: Any, export: BulkExport, store: RecordStore, packed: bool
) -> None:
    data = many(peer)
    peer.exports(("Observation", data))
    peer.gzip = packed
    half = 10_000 if packed else len(data) // 2
    peer.first("/files/1.ndjson", peer.said(200, data, cut=half), peer.said(200, data, cut=half))
    done = await export.export(store)
    assert (done.resources, done.set_aside) == (MANY, ())
    assert await ids(store) == expected(MANY)
    assert len(peer.of("/files")) == 3


async def test_a_file_that_is_another_one_by_now_is_read_from_its_start(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    data = many(peer)
    peer.exports(("Observation", data))
    broken = peer.lines(b"{") + data
    peer.first("/files/1.ndjson", peer.said(200, broken, cut=len(broken) // 2))
    done = await export.export(store)
    assert (done.resources, done.set_aside) == (MANY, ())
    assert await ids(store) == expected(MANY)


async def test_a_file_that_breaks_off_each_time_ends_the_run_and_the_next_one_goes_on(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    data = many(peer)
    peer.exports(("Patient", peer.lines(peer.patient(1))), ("Observation", data))
    peer.first("/files/2.ndjson", *[peer.said(200, data, cut=len(data) // 2)] * 20)
    with pytest.raises(WebError, match="cut"):
        await export.export(store)
    peer.queued.clear()
    peer.asked.clear()
    done = await export.export(store)
    assert (done.resources, done.by_type) == (MANY + 1, {"Observation": MANY, "Patient": 1})
    assert await ids(store) == expected(MANY)
    assert [one.path for one in peer.of("/files")] == ["/files/2.ndjson"]
    assert peer.of("$export") == []


async def test_a_file_that_is_not_to_be_had_now_is_asked_for_again(
    peer: Any, clock: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/files/2.ndjson", peer.said(503, b"", {"Retry-After": "7"}), peer.said(429))
    assert (await export.export(store)).resources == 3
    assert 7 in clock.waits
    assert len(peer.of("/files/2.ndjson")) == 3


async def test_addresses_of_files_that_have_expired_are_asked_for_anew(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.manifest["requiresAccessToken"] = False

    def told(request: Any) -> Any:
        if request.path == "/files/2.ndjson?signed=1" and len(peer.of("/status")) < 2:
            return peer.said(403)
        if request.path == "/status" and request.method == "GET" and len(peer.of("/status")) == 2:
            peer.manifest["output"][1]["url"] = f"{peer.url}/files/2.ndjson?signed=2"
        return None

    peer.manifest["output"][1]["url"] += "?signed=1"
    peer.tell = told
    assert (await export.export(store)).resources == 3
    assert [one.path for one in peer.of("/files")] == [
        "/files/1.ndjson",
        "/files/2.ndjson?signed=1",
        "/files/2.ndjson?signed=2",
    ]


@pytest.mark.parametrize("status", [400, 403, 404, 410])
async def test_files_that_are_gone_are_said_to_be_and_the_next_run_begins_anew(
    peer: Any, export: BulkExport, store: RecordStore, status: int
) -> None:
    peer.manifest["requiresAccessToken"] = False
    peer.first("/files/2.ndjson", *[peer.said(status)] * 2)
    with pytest.raises(FHIRServerError) as why:
        await export.export(store)
    assert (why.value.reason, why.value.status) == ("gone", status)
    assert store.patients() == ("Patient/p1",)  # what came is kept
    assert (await export.export(store)).resources == 3
    assert [one.query for one in peer.of("$export")] == [[], []]


async def test_an_export_that_the_server_does_not_know_any_more_is_begun_anew(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/files/2.ndjson", peer.said(401))
    with pytest.raises(FHIRServerError, match="not-authorised"):
        await export.export(store)
    peer.first("/status", peer.said(404, peer.outcome("not-found")))
    assert (await export.export(store)).resources == 3
    assert len(peer.of("$export")) == 2


async def test_asking_since_another_time_calls_off_what_is_under_way(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/status", *[peer.said(202)] * 100)
    with pytest.raises(FHIRServerError, match="busy"):
        await export.export(store)
    peer.queued.clear()
    await export.export(store, since=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(peer.of("$export")) == 2
    assert len(peer.of("", "DELETE")) == 2


@pytest.mark.parametrize("ahead", [False, True])
async def test_a_cancelled_export_is_called_off_at_the_server(
    peer: Any, export: BulkExport, store: RecordStore, ahead: bool
) -> None:
    reached = threading.Event()
    if ahead:
        peer.manifest["output"][1]["count"] = 2

    def told(request: Any) -> Any:
        if request.path == "/files/2.ndjson" and not reached.is_set():
            reached.set()
            threading.Event().wait(5)  # a server that hangs
        return None

    peer.tell = told
    running = asyncio.create_task(export.export(store))
    await asyncio.to_thread(reached.wait, 30)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [one.path for one in peer.of("", "DELETE")] == ["/status"]
    assert (await export.export(store)).resources == 3  # nothing is left of it
    assert len(peer.of("$export")) == 2


async def test_an_export_that_was_left_behind_can_be_called_off(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    assert not await export.cancel(store)
    peer.first("/files/2.ndjson", peer.said(401))
    with pytest.raises(FHIRServerError):
        await export.export(store)
    assert await export.cancel(store)
    assert not await export.cancel(store)
    assert [one.path for one in peer.of("", "DELETE")] == ["/status"]


@pytest.mark.slow
@pytest.mark.parametrize("at", [3_000, 300_000, 1_700_000, 2_100_000])
def test_a_run_that_is_killed_loses_nothing_and_brings_nothing_twice(
    peer: Any, tmp_path: Path, at: int
) -> None:
    second = many(peer, MANY)
    peer.exports(("Observation", many(peer)), ("Observation", second))
    command = [sys.executable, str(PROGRAM), peer.base, str(tmp_path / "record.db")]
    started: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        time.sleep(0.3)  # so that it is in the middle of what it was sent
        started[0].kill()

    peer.first("/files/2.ndjson", peer.said(200, second, cut=at, then=kill))
    started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    assert started[0].wait(60) == -signal.SIGKILL
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split()[:3] == [str(2 * MANY), "2", "0"]
    with RecordStore(tmp_path / "record.db") as store:
        assert asyncio.run(ids(store)) == expected(2 * MANY)
    assert len(peer.of("$export")) == 1


@pytest.mark.slow
def test_an_interrupted_run_calls_the_export_off(peer: Any, tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM), peer.base, str(tmp_path / "record.db")]
    started: list[subprocess.Popen[bytes]] = []
    ended = threading.Event()

    def interrupt() -> None:
        started[0].send_signal(signal.SIGINT)
        ended.wait(30)

    data = peer.files["/files/2.ndjson"]
    peer.first("/files/2.ndjson", peer.said(200, data, cut=20, then=interrupt))
    started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
    _, said = started[0].communicate(timeout=60)
    ended.set()
    assert said.rstrip().endswith(b"KeyboardInterrupt")
    assert [one.path for one in peer.of("", "DELETE")] == ["/status"]


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_lines_are_the_same_however_the_network_cuts_them(size: int) -> None:
    data = b"\xef\xbb\xbf{1}\r\n\n  {2} \n{333333333333}\n{4}"
    splitting = Splitting(longest=10)
    found = [line for piece in pieces(data, size) for line in splitting.feed(piece)]
    found += splitting.end()
    assert found == [b"{1}", b"", b"{2}", "the line is longer than 0 MiB", b"{4}"]
    assert splitting.mark[:2] == (5, len(data))


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_a_file_goes_on_after_any_of_its_lines(size: int) -> None:
    data = b"{1}\n{2}\n\n{4}\n"
    marks = [BEGINNING]
    whole = Splitting()
    for _ in whole.feed(data):
        marks.append(whole.mark)
    for stopped, mark in enumerate(marks):
        later = Splitting(mark)
        rest = [line for piece in pieces(data, size) for line in later.feed(piece)]
        assert rest == [b"{1}", b"{2}", b"", b"{4}"][stopped:]
        assert [*later.end()] == []
        assert later.mark == whole.mark
        for other in (b"{x}\n{2}\n\n{4}\n", b""):
            if mark != BEGINNING:
                with pytest.raises(Changed):
                    [*Splitting(mark).feed(other), *_ended(mark, other)]


def _ended(mark: Any, data: bytes) -> Iterator[bytes | str]:
    ended = Splitting(mark)
    yield from ended.feed(data)
    yield from ended.end()
