"""The time that a clinician's screen waits, and what is left out when it is over."""

import asyncio
import threading
from typing import Any

from chartside.sidebar.cds import Budget
from chartside.sidebar.cds.answering import Answering
from chartside.sidebar.cds.measures import Measures


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


def answering(budget: Budget, registry: Any) -> Answering:
    links: Any = None  # none is given here
    return Answering("https://x.example/launch", links, Measures(registry), budget=budget)


async def test_too_much_work_at_once_is_left_out_and_counted(open_client: Any) -> None:
    client = open_client()
    busy = answering(Budget(answer=120, at_once=1, waiting=1), type(client.registry)())
    go = threading.Event()

    def work() -> tuple[()]:
        go.wait()
        return ()

    begun = asyncio.get_running_loop().time()
    first = [asyncio.create_task(busy._in_time(work, begun)) for _ in range(2)]
    await asyncio.sleep(0)
    assert await busy._in_time(work, begun) == ()
    counted = busy._measures._left_out.labels("crowded")._value.get()
    assert counted == 1
    go.set()
    await asyncio.gather(*first)
    await busy._in_time(lambda: (), begun)  # there is room again
    assert busy._measures._left_out.labels("crowded")._value.get() == 1
    await busy.close()


async def test_work_that_nobody_waits_for_any_more_is_not_begun(open_client: Any) -> None:
    busy = answering(Budget(answer=0.05, at_once=1), type(open_client().registry)())
    go = threading.Event()
    begun_late: list[int] = []
    begun = asyncio.get_running_loop().time()
    first = asyncio.create_task(busy._in_time(lambda: go.wait() and (), begun))
    second = asyncio.create_task(busy._in_time(lambda: begun_late.append(1) or (), begun))
    assert await asyncio.gather(first, second) == [(), ()]
    go.set()
    busy._pool.shutdown(wait=True)
    assert begun_late == []


async def test_a_chart_that_breaks_a_rule_breaks_no_answer(open_client: Any) -> None:
    busy = answering(Budget(answer=120), type(open_client().registry)())

    def broken() -> tuple[()]:
        raise KeyError("Lindqvist")

    assert await busy._in_time(broken, asyncio.get_running_loop().time()) == ()
    assert busy._measures._left_out.labels("failed")._value.get() == 1
    await busy.close()
