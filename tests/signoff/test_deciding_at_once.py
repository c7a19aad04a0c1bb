"""Eight processes that sign, decline and edit one draft at once leave one decision."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.settings import PostgreSQL
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    decline,
    edit,
    events,
    show,
    sign,
    verify,
)

FORK = multiprocessing.get_context("fork")
DECISIONS = {"signed", "declined"}
PROCESSES = 8


def work(a: Any, store: SignoffStore, signer: UnlockedIdentity, number: int) -> None:
    """Try to decide until somebody has; each time over what can be read now."""
    for turn in range(20):
        try:
            seen = show(store, "d1", a.chart()).seen
            if (number + turn) % 3 == 0:
                sign(store, "d1", signer, meaning="review", chart=a.chart(), seen=seen)
            elif (number + turn) % 3 == 1 and turn > 1:
                decline(store, "d1", signer, reason=f"reason {number}")
            else:
                words = f"Is well, says {number} in turn {turn}."
                check = a.judge_as("supported")
                edit(store, "d1", "s2", words, signer, chart=a.chart(), checker=check)
        except PolicyError:
            if store.draft("d1").status.value in DECISIONS:
                return


@pytest.mark.slow
@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_signing_declining_and_editing_at_once_leave_one_decision(
    a: Any,
    place: Path | PostgreSQL,
    clock: Any,
    physician: UnlockedIdentity,
    colleague: UnlockedIdentity,
) -> None:
    store = SignoffStore(place, clock=clock)
    store.propose(a.draft())
    processes = [
        FORK.Process(target=work, args=(a, store, (physician, colleague)[n % 2], n))
        for n in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    rows = events(store, "d1")
    (decision,) = [row.event for row in rows if row.event in DECISIONS]
    assert store.draft("d1").status is Status(decision)
    edited = [row.draft_version for row in rows if row.event == "edited"]
    assert edited == list(range(2, 2 + len(edited)))  # each of the version before it
    assert verify(store).problems == ()
