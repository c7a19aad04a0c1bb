"""The time that a clinician's screen waits, and what is left out when it is over."""

import asyncio
import os
import threading
from functools import partial
from typing import Any

import pytest

from chartside.sidebar.cds import Budget
from chartside.sidebar.cds.cards import Card, Indicator, Topic
from chartside.sidebar.cds.working import Workshop

CARD = Card("x", Indicator.INFO, Topic.ORDER)


def soon(seconds: float = 120) -> float:
    return asyncio.get_running_loop().time() + seconds


async def test_what_is_not_ready_in_time_is_left_out_and_counted(open_client: Any) -> None:
    client = open_client(budget=Budget(answer=0.0))
    said = await client.call(client.body())
    assert (said.status, said.cards) == (200, [])
    assert client.count("left_out", reason="late") == 1


async def test_a_prepared_shelf_that_does_not_answer_is_not_waited_for(open_client: Any) -> None:
    class Stuck:
        async def ready(self, _: Any) -> None:
            await asyncio.Event().wait()

        async def prepare(self, _subject: Any, _authorization: Any) -> None: ...

    client = open_client(prepared=Stuck(), budget=Budget(answer=120, fetch=0.02))
    said = await client.call(client.body())
    assert any("spironolactone" in s for s in said.summaries)
    assert client.count("left_out", reason="late") == 1


async def test_too_much_work_at_once_is_left_out_and_counted() -> None:
    counted: list[str] = []
    workshop = Workshop(counted.append, threads=1, waiting=1)
    go = threading.Event()

    def work() -> tuple[Card, ...]:
        go.wait()
        return (CARD,)

    held = [asyncio.create_task(workshop.in_time(work, soon())) for _ in range(2)]
    await asyncio.sleep(0)
    assert await workshop.in_time(work, soon()) == ()
    assert counted == ["crowded"]
    go.set()
    assert await asyncio.gather(*held) == [(CARD,), (CARD,)]
    assert await workshop.in_time(work, soon()) == (CARD,)  # there is room again
    assert counted == ["crowded"]
    workshop.close()


async def test_work_that_nobody_waits_for_any_more_is_not_begun() -> None:
    counted: list[str] = []
    workshop = Workshop(counted.append, threads=1, waiting=1)
    go = threading.Event()
    begun: list[int] = []

    def first() -> tuple[Card, ...]:
        go.wait()
        return (CARD,)

    def second() -> tuple[Card, ...]:
        begun.append(1)
        return (CARD,)

    tasks = [workshop.in_time(work, soon(0.05)) for work in (first, second)]
    assert await asyncio.gather(*tasks) == [(), ()]
    go.set()
    workshop._pool.shutdown(wait=True)
    assert begun == []
    assert counted == ["late", "late"]


async def test_a_chart_that_breaks_a_rule_breaks_no_answer() -> None:
    counted: list[str] = []
    workshop = Workshop(counted.append, threads=1, waiting=1)

    def broken() -> tuple[Card, ...]:
        raise KeyError("Lindqvist")

    assert await workshop.in_time(broken, soon()) == ()
    assert counted == ["failed"]
    workshop.close()


async def test_work_is_not_begun_that_could_not_be_done_in_time() -> None:
    counted: list[str] = []
    workshop = Workshop(counted.append, threads=1, waiting=1)
    begun: list[int] = []

    def work() -> tuple[Card, ...]:
        begun.append(1)
        return (CARD,)

    workshop._usual = 200.0  # as it is where charts take so long
    assert await workshop.in_time(work, soon()) == ()
    assert (begun, counted) == ([], ["late"])
    workshop._usual = 0.0
    assert await workshop.in_time(work, soon()) == (CARD,)
    workshop.close()


@pytest.mark.slow
async def test_charts_may_be_worked_on_in_processes_of_their_own(open_client: Any) -> None:
    client = open_client(budget=Budget(answer=120, processes=1))
    threads = open_client()
    order = {
        "resourceType": "MedicationRequest",
        "id": "1",
        "subject": {"reference": "Patient/nora-lindqvist"},
        "medicationCodeableConcept": {"text": "Ampicillin 500 mg capsule"},
    }
    for asked in (client.body(), client.orders(order)):
        said = await client.call(asked)
        assert said.cards
        assert said.summaries == (await threads.call(asked)).summaries


@pytest.mark.slow
async def test_a_process_that_dies_takes_no_later_call_with_it() -> None:
    counted: list[str] = []
    workshop = Workshop(counted.append, threads=1, waiting=1, processes=1)
    live: Any = partial(tuple, ["a card"])
    assert await workshop.in_time(live, soon()) == ("a card",)
    assert await workshop.in_time(partial(os._exit, 1), soon()) == ()
    assert await workshop.in_time(live, soon()) == ("a card",)
    assert counted == ["failed"]
    workshop.close()
