"""The web process's end of one worker: a process that drafts, and holds nothing to sign with.

It is started with the environment it is given and no other, with no open file but its three pipes,
in a session of its own (Ctrl-C at a terminal is for the web process, which then ends its workers).
It ends when its standard input does, so it does not outlive whoever started it, however that died.

What it writes to standard error is a library's and may hold anything of a chart: before it is
ready, when it has read no record, that is logged where it does not come up; after that, counted.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Self

from chartside.sidebar.running.run import FINAL, Run, RunState

COMMAND: Final = (sys.executable, "-P", "-m", "chartside.sidebar.running.worker")
"""`-P`: what lies in the working directory is no module of ours."""
LONGEST_LINE: Final = 16 * 2**20
"""Bytes of one event; a section has some thousands."""
LEAVE: Final = 5.0
"""Seconds that a worker without work has to end, once it was told to."""

_NAMES: Final = FINAL | {"progress", "section", "answer"}
log = logging.getLogger(__name__)


class Worker:
    """A worker process; one job at a time, many one after another."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said: deque[str] = deque(maxlen=20)
        self._lines = 0
        self._up = False
        self._listening = asyncio.create_task(self._listen())
        self.served = 0

    @classmethod
    async def begin(cls, environment: Mapping[str, str], command: Sequence[str] = COMMAND) -> Self:
        """Start one; it imports what it needs meanwhile.

        Raises:
            OSError: The system starts no process.
        """
        pipe = asyncio.subprocess.PIPE
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                env=dict(environment),
                start_new_session=True,
                limit=LONGEST_LINE,
            )
        )

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs, as far as is known."""
        return self._process.returncode is None

    async def ready(self) -> bool:
        """Wait until it takes jobs; False where it does not come up, which is then logged."""
        if not self._up:
            self._up = await self._line() == {"ready": True}
            if not self._up:
                await self.kill()
                for said in self._said:
                    log.error("worker did not start: %s", said)
        return self._up and self.alive

    async def do(self, run: Run) -> None:
        """Give it the job of a run, and tell what it tells, to the end of either."""
        self.served += 1
        self._send({"do": run.id, "draft": run.draft_id, "job": run.job.to_json()})
        while not run.over:
            said = await self._line()
            if said is None:
                await self.kill()
                log.error("run %s: its worker ended, status %s", run.id, self._process.returncode)
                return
            if said.get("run") == run.id:
                self._take(run, said)

    def cancel(self, run: Run) -> None:
        """Tell it to stop this job; one that has ended meanwhile is not meant."""
        self._send({"cancel": run.id})

    def strike(self) -> None:
        """End it at once. Whoever waits for its next word learns that there is none.

        By its group, which is its own: `Popen.kill` looks first whether a process has ended, and
        where that has just happened whoever waits for it would not learn how.
        """
        if self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    async def kill(self) -> None:
        """End it at once, and wait until it has."""
        self.strike()
        await self._gone()

    async def close(self) -> None:
        """Let it end, which it does at the end of its input; at once where it does not."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(LEAVE):
                await self._process.wait()
        except TimeoutError:
            self.strike()
        await self._gone()

    async def _gone(self) -> None:
        await self._process.wait()
        await self._listening
        if self._process.stdin:
            self._process.stdin.close()

    def _send(self, line: Mapping[str, Any]) -> None:
        """One line; that nobody reads it any more shows in what comes back."""
        if self._process.stdin and not self._process.stdin.is_closing():
            self._process.stdin.write(json.dumps(line).encode() + b"\n")

    async def _line(self) -> dict[str, Any] | None:
        """The next line it says; None where there is none, or what is none of ours."""
        if self._process.stdout is None:
            return None
        try:
            said = json.loads(await self._process.stdout.readline())
        except (ValueError, OSError):  # the end, too long a line, no JSON, or a broken pipe
            return None
        return said if isinstance(said, dict) else None

    def _take(self, run: Run, said: Mapping[str, Any]) -> None:
        if "fault" in said:
            log.error("run %s: a fault at %s", run.id, said["fault"])
        elif said.get("name") in _NAMES and isinstance(said.get("data"), dict):
            run.tell(said["name"], said["data"])
        else:
            log.error("run %s: its worker said what no worker says", run.id)
            run.tell(RunState.FAILED, {"code": "bug", "message": "the worker made no sense"})

    async def _listen(self) -> None:
        """Read what it writes to standard error, so that it is never held up by that."""
        while self._process.stderr:
            try:
                said = await self._process.stderr.readline()
            except ValueError:  # longer than a line may be; what was read of it is gone
                continue
            except OSError:
                break
            if not said:
                break
            self._lines += 1
            if not self._up:
                self._said.append(said.decode(errors="replace").rstrip())
        if self._up and self._lines:
            log.info("worker %s wrote %s lines to standard error", self.pid, self._lines)
