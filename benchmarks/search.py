"""Every kind of R4 search on a store of 50,000 resources and more, beside the in-memory peer.

Both are asked the same words within their own process, in turns, and must find the same before
their times are held against each other. What the peer does not have, or answers otherwise than R4
says, stands alone. The store holds whole patients and, as any hospital's index does, many more of
whom there is only the Patient resource.

A search is selective where it finds at most one in twenty of a type of 500 resources or more. Which
is told from what it finds, not from what it was meant to be. A type smaller than that is walked in
no time by anybody: there we only have to be ahead.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import memfhir
from material import Material
from panel import Panel, Written, write
from questions import PAGE, Question, questions
from timing import Row

from chartside.fhir.ingest import ingest
from chartside.fhir.search.run import one_line
from chartside.fhir.store import RecordStore

RESOURCES = 50_000
REGISTERED = 2_000
TIMES = 20
ONE_IN, LARGE = 20, 500
MOST, SECONDS = 100, 0.3
HTTP = ("token: a diagnosis", "reference: a patient's results", "_id")
"""Those that are also asked of the peer as a server."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of ours finds, and the median seconds of a run."""

    total: int
    ids: tuple[str, ...]
    seconds: float


def measure(material: Material, scratch: Path) -> Iterator[Row]:
    """A line for each search, then what stands behind them."""
    panel = Panel(material.files)
    path = scratch / "search.ndjson"
    resources = write(panel, path, registered=REGISTERED, resources=RESOURCES)
    with RecordStore(scratch / "search.db") as store, ExitStack() as peers:
        ingest([resources.path], store)
        why = memfhir.missing()
        asked = questions(panel)
        if why:
            yield Row("the peer memfhir", why, "ours alone", "", met=True)
            yield from (_row(store, question, None) for question in asked)
            return
        home = memfhir.installed(scratch)
        peer = peers.enter_context(memfhir.in_process(home, resources))
        yield _held(resources, peer)
        yield from (_row(store, question, peer) for question in asked)
        peers.close()  # two copies of the resources at once would not do
        base = peers.enter_context(memfhir.over_http(home, resources))
        yield from (_over_http(store, q, base) for q in asked if q.kind in HTTP)


def _held(resources: Written, peer: memfhir.InProcess) -> Row:
    return Row(
        "search: the peer memfhir, in its own process",
        f"{resources.patients} patients, {resources.resources:,} resources",
        f"holds {peer.loaded:,} in {peer.megabytes:,} MiB",
        "all of them",
        met=peer.loaded == resources.resources,
    )


def _row(store: RecordStore, question: Question, peer: memfhir.InProcess | None) -> Row:
    ours = asyncio.run(_ours(store, question.asked))
    of = store.search_bundle(f"{question.type}?_count=0")["total"]
    where = f"{ours.total:,} of {of:,} {question.type}"
    what = f"search: {question.kind}"
    alone = f"{ours.seconds * 1000:.2f} ms"
    theirs = peer.ask(question.asked) if peer and question.peer else None
    if theirs is None:
        return Row(what, where, f"{alone}, ours alone", "", met=True)
    if not _same(ours, theirs):
        return Row(what, where, f"{alone}; peer finds {theirs.total:,}", "the same", met=False)
    times = theirs.seconds / ours.seconds
    least = TIMES if of >= LARGE and ours.total * ONE_IN <= of else 1
    figure = f"{times:,.0f}x  ({alone}, peer {theirs.seconds * 1000:,.1f} ms)"
    return Row(what, where, figure, f">= {least}x", met=times >= least)


async def _ours(store: RecordStore, query: str) -> Found:
    found = await store.search(query)
    times: list[float] = []
    began = time.perf_counter()
    while len(times) < 3 or (len(times) < MOST and time.perf_counter() - began < SECONDS):  # noqa: PLR2004 - a median of fewer is none
        start = time.perf_counter()
        await store.search(query)
        times.append(time.perf_counter() - start)
    ids = tuple(sorted(str(r["id"]) for r in found.items))
    return Found(found.total or 0, ids, median(times))


def _same(ours: Found, theirs: memfhir.Answer) -> bool:
    """As many, and, where one page has them all, the same ones: their order is not R4's to say."""
    return ours.total == theirs.total and (ours.total > PAGE or ours.ids == theirs.ids)


def _over_http(store: RecordStore, question: Question, base: str) -> Row:
    """Ours up to the text of the answer: a store has no server of its own."""
    peer = _median(lambda: memfhir.fetch(base, question.asked))
    ours = _median(lambda: one_line(store.search_bundle(question.asked)))
    return Row(
        f"search: {question.kind}, the peer over HTTP",
        "",
        f"{peer / ours:,.0f}x  ({ours * 1000:.2f} ms to text, peer {peer * 1000:,.1f} ms)",
        f">= {TIMES}x",
        met=peer / ours >= TIMES,
    )


def _median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)
