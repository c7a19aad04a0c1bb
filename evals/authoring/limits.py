"""Code and patterns of an author, given up after a time: a case is then not graded.

What is covered: a scorer that raises anything, loops or waits; a pattern that never ends.
What is not: a scorer runs with the rights of who runs the suite. It may end the process
(`os._exit`), block the interpreter from C, or read any file that they may. A coroutine that never
awaits cannot be given up either.
"""

import asyncio
import inspect
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import lru_cache
from typing import Any, Final

SECONDS: Final = 30.0
"""For a scorer, and for a pattern."""

_FIND: Final = (
    "import json, re, sys; p, t = json.loads(sys.stdin.buffer.read()); "
    "sys.stdout.write(str(int(re.search(p, t, re.IGNORECASE) is not None)))"
)


class NoGrade(Exception):
    """Why a case is not graded, in words of ours: nothing that a scorer said."""


async def given_by(scorer: Callable[..., Any], *given: Any, seconds: float = SECONDS) -> Any:
    """What a scorer gives.

    It runs in a thread of its own, which is left behind where it does not end.

    Raises:
        NoGrade: It takes too long, or would end the program.
        Exception: Whatever the scorer raises.
    """
    try:
        return await asyncio.wait_for(_awaited(scorer, given), seconds)
    except TimeoutError as late:
        raise NoGrade(f"the scorer gave nothing within {seconds:g} seconds") from late
    except (KeyboardInterrupt, asyncio.CancelledError, Exception):
        raise
    except BaseException:  # noqa: BLE001 - SystemExit and its like are a scorer's own fault
        raise NoGrade("a scorer grades one answer; it does not end the program") from None


async def _awaited(scorer: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    if inspect.iscoroutinefunction(scorer):
        return await scorer(*given)
    held = await _aside(scorer, given)
    return await held if inspect.isawaitable(held) else held


async def _aside(scorer: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    """A daemon's thread: one of the loop's own would keep the program from its end."""
    loop, context = asyncio.get_running_loop(), copy_context()
    done: asyncio.Future[Any] = loop.create_future()

    def tell(found: Any, wrong: BaseException | None) -> None:
        if done.done():
            return
        if wrong is None:
            done.set_result(found)
        elif isinstance(wrong, Exception) and not isinstance(wrong, StopIteration):
            done.set_exception(wrong)
        else:
            done.set_exception(NoGrade("a scorer grades one answer; it does not end the program"))

    def work() -> None:
        found, wrong = None, None
        try:
            found = context.run(scorer, *given)
        except BaseException as error:  # noqa: BLE001 - told where it is waited for
            wrong = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, found, wrong)

    threading.Thread(target=work, daemon=True).start()
    return await done


@lru_cache(maxsize=64)
def is_found(pattern: str, text: str, seconds: float = SECONDS) -> bool:
    """Whether an author's regular expression is found in a text, whatever the case of letters.

    In a process of its own: Python cannot leave a search that is under way.

    Raises:
        NoGrade: It takes too long, or too much.
    """
    asked = json.dumps([pattern, text]).encode()
    command = [sys.executable, "-I", "-S", "-c", _FIND]
    try:
        told = subprocess.run(  # noqa: S603 - our own code, on this interpreter
            command, input=asked, capture_output=True, timeout=seconds, check=True
        )
    except subprocess.TimeoutExpired:
        raise NoGrade(f"a pattern found nothing within {seconds:g} seconds") from None
    except (OSError, subprocess.CalledProcessError):
        raise NoGrade("a pattern could not be looked for") from None
    return told.stdout == b"1"
