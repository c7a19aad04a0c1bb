"""The worker: `python -m chartside.sidebar.running.worker`, started by `process.Worker`.

Reads jobs as lines of JSON from standard input, and writes events as lines of JSON to standard
output. It ends with its input, in the middle of whatever it does: a run can be gone on with, and a
process that nobody is left to read must not go on with a chart in its memory.

In: `{"do": RUN, "draft": ID, "job": {…}}`, `{"cancel": RUN}`. Out: `{"ready": true}` once,
`{"run": RUN, "name": …, "data": {…}}`, and `{"run": RUN, "fault": [PLACES]}` where there is a bug.
"""

import asyncio
import gc
import json
import os
import resource
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from chartside.errors import ChartsideError, UsageError
from chartside.sidebar.running.drafting import done
from chartside.sidebar.running.job import job_from_json
from chartside.sidebar.running.rehearsal import rehearse
from chartside.sidebar.running.wire import Wire, places

_LULL: Final = 0.05
"""Seconds without a job after which there is time to rehearse."""
_AFTER_OTHERS: Final = 5
"""How far a draft stands back on a busy processor: cards and pages are answered first."""
_FAULT: Final = {"code": "bug", "message": "a fault of the program; its place is in the log"}


class Bench:
    """Does one job at a time, as the lines say."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._run = ""
        self._work: asyncio.Task[None] | None = None

    async def stay(self) -> None:
        """Read lines, until there are no more: the process ends with them."""
        loop = asyncio.get_running_loop()
        reader = threading.Thread(target=self._read, args=[loop], daemon=True)
        reader.start()
        self._wire.say({"ready": True})
        await asyncio.sleep(_LULL)
        if self._work is None:
            await rehearse()
        await asyncio.Event().wait()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread of its own: the loop may be busy for seconds, or for ever."""
        for line in self._wire.input:
            loop.call_soon_threadsafe(self._take, json.loads(line))
        os._exit(0)

    def _take(self, line: Mapping[str, Any]) -> None:
        if "do" in line:
            self._run = line["do"]
            self._work = asyncio.create_task(self._do(self._run, line["draft"], line["job"]))
        elif line.get("cancel") == self._run and self._work:
            self._work.cancel()

    async def _do(self, run: str, draft_id: str, job: object) -> None:
        told: Counter[str] = Counter()

        def tell(name: str, data: Mapping[str, Any]) -> None:
            told[name] += 1
            self._wire.say({"run": run, "name": name, "data": data})

        try:
            name, data = await done(job_from_json(job), draft_id, tell)
        except ChartsideError as wrong:
            name, data = "failed", {"code": wrong.code, "message": str(wrong)}
            if told and not isinstance(wrong, UsageError):  # then its run is forgotten
                data["draft"] = draft_id
        except asyncio.CancelledError:  # before it was begun
            name, data = "cancelled", {"draft": ""}
        except Exception as fault:  # noqa: BLE001 - a bug ends a run, not the worker; its message may hold chart data
            self._wire.say({"run": run, "fault": places(fault)})
            name, data = "failed", dict(_FAULT)
        self._run, self._work = "", None
        gc.collect()  # the chart goes now, and not when the next one comes
        tell(name, data)


def main() -> None:
    """Stay until nobody is left to work for."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold a chart
    os.umask(0o077)
    os.nice(_AFTER_OTHERS)
    asyncio.run(Bench(Wire()).stay())


if __name__ == "__main__":
    main()
