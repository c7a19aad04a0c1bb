"""Processes that do one step of the job and are killed in it: run by test_durability.

Reads a job a line, a JSON list: HOME, RECORD, summarize (or finish and the DRAFT), NODE, and before
or after. Each is done by a child of this process, whose exit status is the answer; this process has
only imported what they need.

The child dies by SIGKILL, as from a power cut: nothing is flushed, closed or told. `before` is
before the node did anything; `after` when it has had its effect and nobody has written down that it
ran.
"""

import asyncio
import functools
import inspect
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langgraph.errors import GraphInterrupt

from chartside.agent.assistant import Assistant
from chartside.fhir.record import open_record
from chartside.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def mortal(target: str, moment: str) -> Callable[[str, Callable[..., Any]], Callable[..., Any]]:
    """Wraps the nodes of a graph so that one of them is the process's last."""

    def around(name: str, node: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(node)
        async def last(*given: Any, **named: Any) -> Any:
            if moment == "before":
                die()
            try:
                done = node(*given, **named)
                await done if inspect.isawaitable(done) else None
            except GraphInterrupt:  # the draft lies on the desk; nobody has written that it waits
                die()
            die()

        return last if name == target else node

    return around


async def main(home: str, record: str, job: str, *rest: str) -> None:
    *draft, node, moment = rest
    opened = open_record(record)
    assistant = Assistant(opened, settings=Settings(Path(home)), around=mortal(node, moment))
    if job == "finish":
        await assistant.finish(*draft)
    else:
        await assistant.summarize(opened.open_chart("Patient/1", as_of=NOW))


def child(words: list[str]) -> int:
    """Do the job in a process of its own; its exit status, negative for a signal."""
    born = os.fork()
    if born == 0:
        try:
            asyncio.run(main(*words))
        finally:  # whoever comes here did not die as told
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(born, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(f"{child(json.loads(line))}\n")
        sys.stdout.flush()
