"""A sender that is killed at any of its steps leaves one document, once another has gone on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from chartside.settings import PostgreSQL
from chartside.signoff import Signed, amend, events, verify
from chartside.signoff.outbox import rows

DOCUMENT = "DocumentReference"
KINDS = (DOCUMENT, "Provenance", "AuditEvent")
SENDERS = """
import asyncio, os, sys
from datetime import timedelta
from pathlib import Path
from chartside.settings import PostgreSQL
from chartside.signoff import SignoffStore
from chartside.signoff.outbox.sending import send
from chartside.signoff.outbox.server import Server

async def main(base, where, *more):
    place = PostgreSQL(where, *map(Path, more)) if more else where
    async with Server(base) as server:
        await send(SignoffStore(place), server, hold=timedelta(0))

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        asyncio.run(main(*sys.argv[1:]))
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""
"""Starts a sender in a process of its own for each line that it reads."""
STEPS = 12
"""More than one sender's requests: a step that never comes is a run to the end."""


class Senders:
    """Senders, each killed at one of its requests."""

    def __init__(self, ehr: Any, place: Path | PostgreSQL) -> None:
        self._ehr = ehr
        server = isinstance(place, PostgreSQL)
        where = (place.url, place.anchor, place.archive) if server else (place,)
        self._process = subprocess.Popen(
            [sys.executable, "-c", SENDERS, ehr.base, *where],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def until(self, step: int, when: str) -> bool:
        """One more, killed at its request of this number; whether it was."""
        known, sender = Event(), 0

        def kills(request: Any) -> bool:
            if when == "after":
                self._ehr.answer(request)
            known.wait(60)
            os.kill(sender, signal.SIGKILL)
            return True

        self._ehr.faults += [("", "", lambda _: None)] * step + [("", "", kills)]
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        sender = int(self._process.stdout.readline())
        known.set()
        status = int(self._process.stdout.readline())
        self._ehr.faults.clear()
        return status == signal.SIGKILL

    def close(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture
def senders(ehr: Any, place: Path | PostgreSQL) -> Iterator[Senders]:
    held = Senders(ehr, place)
    yield held
    held.close()


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("transactions", [True, False])
def test_a_sender_killed_at_any_step_leaves_one_document(
    senders: Senders, sends: Any, ehr: Any, ward: Any, transactions: bool, when: str
) -> None:
    ehr.transactions, ehr.once = transactions, False
    killed = 0
    for step in range(STEPS):
        with ward.store.write() as tx:
            tx.run("UPDATE outbox SET state = 'waiting', written = NULL, attempts = 0")
        for kind in KINDS:
            for found in ehr.held(kind):
                del ehr.resources[f"{kind}/{found['id']}"]
        if not senders.until(step, when):
            break
        killed += 1
        with ward.store.write() as tx:  # whoever comes later finds the hold run out
            tx.run("UPDATE outbox SET held_until = '2026-01-01T00:00:00.000Z'")
        assert sends.one().state == "sent"
        assert [len(ehr.held(kind)) for kind in KINDS] == [1, 1, 1], (step, when)
    assert killed >= 5
    assert verify(ward.store).ok


@pytest.mark.slow
def test_a_sender_killed_while_it_supersedes_leaves_one_current_document(
    senders: Senders, sends: Any, ehr: Any, ward: Any, a: Any, plain: Signed
) -> None:
    sends()
    fresh = amend(ward.store, plain.draft.id, ward.signer)
    ward.signs_held(fresh.id, a.chart(), "author")
    for step in range(0, STEPS, 2):
        senders.until(step, "after")
        with ward.store.write() as tx:
            tx.run(
                "UPDATE outbox SET held_until = '2026-01-01T00:00:00.000Z' WHERE state = 'sending'"
            )
    sends()
    with ward.store.read() as tx:
        assert {row.state for row in rows.listed(tx)} == {"sent"}
    assert sorted(r["status"] for r in ehr.held(DOCUMENT)) == ["current", "superseded"]
    assert [e.event for e in events(ward.store)].count("written") == 2
