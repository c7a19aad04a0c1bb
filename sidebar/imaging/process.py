"""The web process's end of one step: started, listened to, and ended, within time and size."""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from chartside.sidebar.imaging.look import Look
from chartside.sidebar.imaging.told import heard

COMMAND: Final = (sys.executable, "-P", "-m", "chartside.sidebar.imaging.worker")
"""`-P`: what lies in the working directory is no module of ours."""
LONGEST_LINE: Final = 16 * 2**20
"""Bytes of one line: a picture of 1280 x 1280 in colour has 7 MB in base64 at worst."""
MOST_BYTES: Final = 80 * 2**20
"""Bytes of all lines of a step."""
log = logging.getLogger(__name__)


async def step(
    look: Look,
    name: str,
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    command: Sequence[str] = COMMAND,
) -> bool:
    """Have a process do one step of a look, and take what it tells; whether all went well.

    A process that does not end in time, tells too much, or what none of ours tells, is ended, and
    the look has failed. None outlives this call.

    Raises:
        OSError: The system starts no process.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        name,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a library's, which may hold anything of a file
        env=dict(environment),
        start_new_session=True,
        limit=LONGEST_LINE,
    )
    try:
        async with asyncio.timeout(seconds):
            _give(process, {"wanted": look.wanted.to_json(), "folder": str(folder)})
            return await _listen(process, look)
    except TimeoutError:
        look.fail("slow")
        return False
    except ValueError:
        log.error("look %s: its process said what none says", look.id)  # noqa: TRY400 - no trace of ours says more
        look.fail("bug")
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        if process.stdin:
            process.stdin.close()


def _give(process: asyncio.subprocess.Process, line: Mapping[str, Any]) -> None:
    if process.stdin:
        process.stdin.write(json.dumps(line).encode() + b"\n")


async def _listen(process: asyncio.subprocess.Process, look: Look) -> bool:
    """Take line after line; `ValueError` where one is too long, too much, or none of ours."""
    left = MOST_BYTES
    while process.stdout and (line := await process.stdout.readline()):
        left -= len(line)
        if left < 0:
            raise ValueError("too much")
        kind, held = heard(json.loads(line))
        if kind == "done":
            return True
        if kind == "failed":
            look.fail(held.code, held.message)
            return False
        if kind == "fault":
            log.error("look %s: a fault at %s", look.id, list(held))
            look.fail("bug")
            return False
        look.take(kind, held)
    log.error("look %s: its process ended without a word", look.id)
    look.fail("died")
    return False
