"""Drafts in a worker process: when the first words come, and when the whole; and many who follow.

A warm worker, which has rehearsed. What is waited for is measured in the process that asked, by the
clock: from the call to the event.
"""

import asyncio
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from material import Material, resources
from timing import Row

from chartside.demo import record_json
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.sidebar.running import Job, Run, Runs

ROUNDS = 5
FOLLOWERS = 200
FIRST = 1.0
"""Seconds to the first sentence on screen of an ordinary record."""
WHOLE = 2.0
"""Seconds to a checked draft of it."""
JOBS = 24
GROWTH = 1.1
"""How much more memory a worker may have after that many drafts than after a quarter of them."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Seconds from the call to the first event, the first sentence and the end."""

    event: float
    sentence: float
    end: float


def measure(material: Material, scratch: Path) -> list[Row]:
    """Three sizes of record and the demo record; on that, followers, and a worker's memory."""
    return asyncio.run(_measured(material, scratch))


async def _measured(material: Material, scratch: Path) -> list[Row]:
    demo = scratch / "runs-demo.json"
    demo.write_bytes(record_json())
    by_size = sorted(material.files, key=lambda path: len(resources(path)))
    sizes = [by_size[0], by_size[len(by_size) // 2], by_size[-1], demo]
    rows: list[Row] = []
    async with Runs() as runs:
        for n, source in enumerate(dict.fromkeys(sizes)):
            job = _job(source, scratch / f"runs-{n}")
            rows += await _drafts(runs, job, f"{len(resources(source)):,} resources")
        rows.append(await _followed(runs, job))
        rows.append(await _memory(runs, job))
    return rows


def _job(source: Path, folder: Path) -> Job:
    folder.mkdir()
    with RecordStore(folder / "record.db") as store:
        ingest([source], store)
        patient = store.patients()[0]
    return Job(str(folder / "record.db"), patient, str(folder / "home"))


async def _drafts(runs: Runs, job: Job, on: str) -> list[Row]:
    heard = [await _heard(runs, job) for _ in range(ROUNDS + 1)][1:]
    event, sentence, end = (
        statistics.median(getattr(h, name) for h in heard) for name in Heard.__slots__
    )
    return [
        _row("first event of a run", on, event),
        _row("first sentence, not yet checked", on, sentence, FIRST),
        _row("extractive draft in a warm worker", on, end, WHOLE),
    ]


def _row(what: str, on: str, seconds: float, target: float | None = None) -> Row:
    said = f"< {target:g} s" if target else ""
    return Row(what, on, f"{seconds:.2f} s", said, target is None or seconds < target)


async def _heard(runs: Runs, job: Job) -> Heard:
    begun = time.perf_counter()
    first: dict[str, float] = {}
    run = await runs.start("bench", job)
    async for event in run.follow():
        first.setdefault("event", time.perf_counter() - begun)
        first.setdefault(event.name, time.perf_counter() - begun)
    if run.events[-1].name != "ended":
        raise RuntimeError(f"the run did not end: {run.events[-1].data}")
    return Heard(first["event"], first["section"], first["ended"])


async def _followed(runs: Runs, job: Job) -> Row:
    """How long after one reader the last of many has the end; processor of this process."""
    alone = await _heard(runs, job)
    run = await runs.start("bench", job)
    begun, processor = time.perf_counter(), time.process_time()
    heard = await asyncio.gather(*(_all(run) for _ in range(FOLLOWERS)))
    took, spent = time.perf_counter() - begun, time.process_time() - processor
    if len(set(heard)) != 1:
        raise RuntimeError("followers heard different events")
    return Row(
        f"{FOLLOWERS} followers of one run, to the last one's end",
        f"{heard[0]} events each",
        f"{took:.2f} s  (alone {alone.end:.2f} s; {spent * 1000:.0f} ms of processor)",
        f"< {alone.end + 1:.1f} s",
        took < alone.end + 1,
    )


async def _all(run: Run) -> int:
    return len([event async for event in run.follow()])


async def _memory(runs: Runs, job: Job) -> Row:
    """What a worker holds after some drafts and after many."""
    sizes: list[int] = []
    for _ in range(JOBS):
        await _heard(runs, job)
        sizes.append(_resident(worker.pid for worker in runs._staff))  # noqa: SLF001 - nobody else needs to know
    early, late = sizes[JOBS // 4 - 1], sizes[-1]
    return Row(
        "memory of a worker",
        f"after {JOBS // 4} and {JOBS} drafts",
        f"{early / 2**20:.0f} and {late / 2**20:.0f} MiB",
        f"< {GROWTH:g}x",
        late < GROWTH * early,
    )


def _resident(pids: Iterable[int]) -> int:
    total = 0
    for pid in pids:
        status = Path("/proc", str(pid), "status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        total += int(line.split()[1]) * 1024
    return total
