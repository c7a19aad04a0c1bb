"""Many people, many processes, one decision; and a process killed at any point."""

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import PolicyError
from chartside.settings import PostgreSQL
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    chain,
    decide,
    decline,
    drafts,
    edit,
    events,
    file_document,
    show,
    sign,
    verify,
)
from chartside.signoff import connection as connections

FORK = multiprocessing.get_context("fork")
DECISIONS = {"signed", "declined"}
pytestmark = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


def attempt(
    a: Any, store: SignoffStore, name: str, seen: str, signer: UnlockedIdentity, number: int
) -> str:
    """Sign on even numbers, decline on odd ones: what came of it."""
    try:
        if number % 2:
            decline(store, name, signer, reason=f"reason {number}")
            return "declined"
        sign(store, name, signer, meaning="review", chart=a.chart(), seen=seen)
    except PolicyError:
        return "refused"
    return "signed"


def decided(store: SignoffStore, name: str = "d1") -> list[str]:
    return [row.event for row in events(store, name) if row.event in DECISIONS]


def test_twenty_threads_deciding_at_once_leave_one_decision(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, colleague: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    with ThreadPoolExecutor(20) as pool:
        came = list(
            pool.map(
                lambda n: attempt(a, store, "d1", seen, (physician, colleague)[n % 4 // 2], n),
                range(20),
            )
        )
    assert len(decided(store)) == 1
    assert decided(store) == [store.draft("d1").status.value]
    assert set(came) - {"refused"} == set(decided(store))
    assert verify(store).problems == ()


@pytest.mark.slow
def test_processes_deciding_at_once_leave_one_decision_each_time(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, colleague: UnlockedIdentity
) -> None:
    for round_ in range(5):
        name = f"d{round_}"
        store.propose(a.draft(id_=name, kind="answer"))
        seen = show(store, name, a.chart()).seen
        start = FORK.Event()

        def run(number: int, start: Any = start, name: str = name, seen: str = seen) -> None:
            start.wait()
            attempt(a, store, name, seen, (physician, colleague)[number % 4 // 2], number)

        processes = [FORK.Process(target=run, args=(n,)) for n in range(8)]
        for process in processes:
            process.start()
        start.set()
        for process in processes:
            process.join()
        assert len(decided(store, name)) == 1
        assert verify(store).problems == ()


def test_the_same_signature_from_many_threads_is_one_and_all_get_it(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    with ThreadPoolExecutor(10) as pool:
        futures = [
            pool.submit(sign, store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
            for _ in range(10)
        ]
    assert len({future.result().jws for future in futures}) == 1
    assert decided(store) == ["signed"]


@pytest.mark.slow
def test_many_processes_may_create_one_store_at_once(place: Path | PostgreSQL) -> None:
    start = FORK.Event()

    def run() -> None:
        start.wait()
        SignoffStore(place).note("exported")

    processes = [FORK.Process(target=run) for _ in range(8)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    store = SignoffStore(place)
    assert len(events(store)) == 8
    assert verify(store).problems == ()


STEPS = {
    "before the draft is read": (drafts, "load"),
    "before the signature is written": (decide, "record"),
    "before the row is appended": (chain, "append"),
    "before the draft moves": (drafts, "move"),
    "before the amended one closes": (decide, "_close_amended"),
    "before the anchor follows": (connections.anchor, "follow"),
    "before the signed document is opened": (decide, "open_signed"),
}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_while_signing_leaves_all_or_nothing(
    step: str, a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    module, name = STEPS[step]

    def run() -> None:  # in the child only: the step is replaced by a kill
        setattr(module, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)

    process = FORK.Process(target=run)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    after = SignoffStore(store.place, clock=store.clock)
    assert verify(after).problems == ()
    assert len(decided(after)) == (after.draft("d1").status.value == "signed")
    sign(after, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    assert decided(after) == ["signed"]
    assert verify(after).problems == ()


EDIT_STEPS = {
    "before the draft moves": (drafts, "move"),
    "before the version is added": (drafts, "add_version"),
    "before the row is appended": (chain, "append"),
}


@pytest.mark.slow
@pytest.mark.parametrize("step", EDIT_STEPS)
def test_a_process_killed_while_editing_leaves_the_version_that_was(
    step: str, a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    module, name = EDIT_STEPS[step]
    words = {"chart": a.chart(), "checker": a.judge_as("supported")}

    def run() -> None:
        setattr(module, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        edit(store, "d1", "s2", "Takes nothing.", physician, **words)

    process = FORK.Process(target=run)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert store.draft("d1") == a.draft()
    edit(store, "d1", "s2", "Takes nothing.", physician, **words)
    assert len(store.versions("d1")) == 2
    assert verify(store).problems == ()


@pytest.mark.slow
def test_killing_a_busy_process_at_any_moment_never_breaks_the_chain(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    def run(round_: int, busy: Any) -> None:
        for number in range(10_000):
            name = f"k{round_}-{number}"
            store.propose(a.draft(id_=name, kind="answer"))
            busy.set()
            decline(store, name, physician, reason="not needed")

    for round_, delay in enumerate((0.0, 0.03, 0.07, 0.13, 0.21)):
        busy = FORK.Event()
        process = FORK.Process(target=run, args=(round_, busy))
        process.start()
        assert busy.wait(60)
        process.join(delay)
        process.kill()
        process.join()
        assert verify(store).problems == ()
    assert len(events(store)) >= 5


def test_one_document_filed_by_many_at_once_is_recorded_once(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, tmp_path: Path
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    signed = sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    folder = tmp_path / "documents"
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda _: file_document(signed, folder), range(8)))
    assert len(set(paths)) == 1
    assert [row.event for row in events(store, "d1")].count("filed") == 1
