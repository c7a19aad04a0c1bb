"""What is asynchronous, run from where nothing is."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(work: Callable[[], Awaitable[T]]) -> T:
    """Run this to its end.

    Within an event loop that has to be in a thread of its own; elsewhere Ctrl-C still ends it.
    """

    async def whole() -> T:
        return await work()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(whole())
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(whole())).result()
