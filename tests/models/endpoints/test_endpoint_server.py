"""Turns at one server: first come first served, and none is lost, whoever gives up."""

import asyncio
import threading

from chartside.models.endpoints.server import Server


async def takes(server: Server, most: int, name: str, order: list[str]) -> None:
    async with server.slot(most):
        order.append(name)


async def test_calls_have_their_turn_in_the_order_they_came() -> None:
    server, order = Server(), []
    async with server.slot(1):
        first = asyncio.create_task(takes(server, 1, "first", order))
        await asyncio.sleep(0)
        # It might be let in already, but one that came before it still waits.
        second = asyncio.create_task(takes(server, 2, "second", order))
        await asyncio.sleep(0)
        assert (order, server.load) == ([], 3)
    await asyncio.gather(first, second)
    assert (order, server.load) == (["first", "second"], 0)


async def test_a_call_cancelled_just_as_its_turn_comes_hands_it_on() -> None:
    server, order = Server(), []
    async with server.slot(1):
        first = asyncio.create_task(takes(server, 1, "first", order))
        second = asyncio.create_task(takes(server, 1, "second", order))
        await asyncio.sleep(0)
    first.cancel()  # its turn has come, and it has not run yet
    await asyncio.gather(first, second, return_exceptions=True)
    assert (order, server.load) == (["second"], 0)


async def test_a_call_that_is_cancelled_while_it_waits_lets_those_behind_it_in() -> None:
    server, order = Server(), []
    async with server.slot(2):
        strict = asyncio.create_task(takes(server, 1, "strict", order))
        await asyncio.sleep(0)
        lax = asyncio.create_task(takes(server, 2, "lax", order))
        await asyncio.sleep(0)
        strict.cancel()
        await lax
        assert order == ["lax"]
    assert server.load == 0


def test_a_loop_that_ended_while_its_call_waited_blocks_nobody() -> None:
    server = Server()
    holds, leave = threading.Event(), threading.Event()

    async def hold() -> None:
        async with server.slot(1):
            holds.set()
            await asyncio.to_thread(leave.wait, 20)

    holder = threading.Thread(target=lambda: asyncio.run(hold()))
    holder.start()
    holds.wait(20)

    gone = asyncio.new_event_loop()
    lost = gone.create_task(takes(server, 1, "lost", []))
    gone.run_until_complete(asyncio.sleep(0))
    gone.close()  # without cancelling what was still to do, as a program that breaks off may
    lost._log_destroy_pending = False  # type: ignore[attr-defined]  # asyncio would say so on stderr

    leave.set()
    holder.join(20)
    order: list[str] = []
    asyncio.run(takes(server, 1, "after", order))
    assert order == ["after"]
