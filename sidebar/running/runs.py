"""All runs of a service: who has which, what waits, and the workers that do them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Self
from uuid import uuid4

from chartside.errors import NotThere, TooManyRuns, UsageError
from chartside.settings import drafting_environment
from chartside.sidebar.running.job import Job
from chartside.sidebar.running.process import Worker
from chartside.sidebar.running.run import FINAL, Run, RunState

MOST_KEPT: Final = 500
"""Runs that are over and still can be read; beyond these the oldest are forgotten early."""
log = logging.getLogger(__name__)


class Runs:
    """Starts, follows and stops runs; an async context manager, whose workers end with it.

    Args:
        workers: Processes that draft. Each takes one job at a time and about a processor.
        per_owner: Runs that one owner may have that are not over.
        waiting: Runs that may wait for a worker, of all owners.
        keep: For how long a run that is over can still be read.
        environment: All that workers see; by default what `drafting_environment` lets through.
        jobs: After how many jobs a worker is replaced, so that its memory does not grow for ever.
        grace: How long a run that was called off may take to keep what it has written.
        longest: After how long a run is stopped that does not end by itself.
    """

    def __init__(  # noqa: PLR0913 - each is a bound that a site may set
        self,
        *,
        workers: int = 1,
        per_owner: int = 2,
        waiting: int = 50,
        keep: timedelta = timedelta(minutes=30),
        environment: Mapping[str, str] | None = None,
        jobs: int = 100,
        grace: timedelta = timedelta(seconds=20),
        longest: timedelta = timedelta(minutes=30),
    ) -> None:
        self._workers, self._per_owner, self._waiting = workers, per_owner, waiting
        self._keep, self._grace, self._longest = keep, grace, longest
        self._jobs = jobs
        self._environment = drafting_environment() if environment is None else environment
        self._runs: dict[str, Run] = {}
        self._asked = asyncio.Event()
        self._staff: set[Worker] = set()
        self._at: dict[str, Worker] = {}
        self._called_off: set[str] = set()
        self._totals: Counter[str] = Counter()
        self._lanes: list[asyncio.Task[None]] = []
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._open = False

    async def __aenter__(self) -> Self:
        """Start the workers; nobody waits for them to be ready."""
        self._open = True
        self._lanes = [asyncio.create_task(self._lane()) for _ in range(self._workers)]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Call off what is not over, and end the workers."""
        self._open = False
        left = [run for run in self._runs.values() if not run.over]
        for run in left:
            self._call_off(run)
        for run in left:
            await run.end()
        for lane in self._lanes:
            lane.cancel()
        await asyncio.gather(*self._lanes, return_exceptions=True)
        for timer in self._timers.values():
            timer.cancel()

    async def start(self, owner: str, job: Job) -> Run:
        """Have a job done; it waits where no worker is free.

        Raises:
            TooManyRuns: The owner has as many as one may have, or as many wait as may.
            UsageError: The run to go on with is being gone on with.
        """
        if not self._open:
            raise UsageError("no runs are taken: the service is closing")
        under_way = [run for run in self._runs.values() if not run.over]
        if sum(run.owner == owner for run in under_way) >= self._per_owner:
            raise TooManyRuns("owner", self._per_owner)
        if sum(run.state is RunState.WAITING for run in under_way) >= self._waiting:
            raise TooManyRuns("all", len(under_way))
        if job.resume and any(run.draft_id == job.resume for run in under_way):
            raise UsageError("this run is being gone on with")
        name = uuid4().hex
        run = Run(name, owner, job, draft_id=job.resume or uuid4().hex)
        self._runs[name] = run
        self._asked.set()
        return run

    def get(self, owner: str, run_id: str) -> Run:
        """A run of this owner.

        Raises:
            NotThere: There is none of this id; one of somebody else is none.
        """
        run = self._runs.get(run_id)
        if run is None or run.owner != owner:
            raise NotThere("there is no such run")
        return run

    def of(self, owner: str) -> tuple[Run, ...]:
        """Every run of this owner that can be read, the oldest first."""
        return tuple(run for run in self._runs.values() if run.owner == owner)

    async def cancel(self, owner: str, run_id: str) -> None:
        """Stop a run, and wait until it has: what is written of a document is kept as a draft.

        Raises:
            NotThere: As `get`.
        """
        run = self.get(owner, run_id)
        self._call_off(run)
        await run.end()

    def counts(self) -> Mapping[str, int]:
        """How many wait and run now; how many have ended, by their end, since the service began.

        `workers` are there now; `died` did in the middle of a job, `recycled` had done enough.
        """
        now = Counter(run.state.value for run in self._runs.values() if not run.over)
        ends = sorted(FINAL | {"died", "recycled"})
        return {
            "waiting": now[RunState.WAITING],
            "running": now[RunState.RUNNING],
            "workers": len(self._staff),
            **{str(name): self._totals[name] for name in ends},
        }

    def _call_off(self, run: Run) -> None:
        if run.over or run.id in self._called_off:
            return
        if run.state is RunState.WAITING:
            run.tell(RunState.CANCELLED, {"draft": ""})
            self._note(run)
            return
        self._called_off.add(run.id)
        if worker := self._at.get(run.id):
            worker.cancel(run)
            loop = asyncio.get_running_loop()
            self._timers[run.id] = loop.call_later(self._grace.total_seconds(), worker.strike)

    async def _lane(self) -> None:
        """One worker after another, each fed with jobs."""
        worker: Worker | None = None
        try:
            while True:
                worker = await self._fit(worker)
                run = await self._next()
                worker = await self._fit(worker)
                await self._served(run, worker)
        finally:
            if worker is not None:
                await self._dismiss(worker)

    async def _next(self) -> Run:
        """The run that has waited longest, taken; it waits no more, so no other lane takes it."""
        while True:
            self._asked.clear()
            for run in self._runs.values():
                if run.state is RunState.WAITING:
                    run.begin()
                    return run
            await self._asked.wait()

    async def _fit(self, worker: Worker | None) -> Worker | None:
        """The worker where it can go on, else a new one; None where none can be started."""
        if worker is not None:
            if worker.alive and worker.served < self._jobs:
                return worker
            self._totals["recycled"] += worker.alive
            await self._dismiss(worker)
        try:
            begun = await Worker.begin(self._environment)
        except OSError as wrong:
            log.error("no worker can be started: errno %s", wrong.errno)  # noqa: TRY400 - no trace of ours says more
            return None
        self._staff.add(begun)
        return begun

    async def _dismiss(self, worker: Worker) -> None:
        self._staff.discard(worker)
        await worker.close()

    async def _served(self, run: Run, worker: Worker | None) -> None:
        """Have a worker do a run; whatever happens to it, the run has an end."""
        if worker is not None:
            self._at[run.id] = worker
            try:
                async with asyncio.timeout(self._longest.total_seconds()):
                    if await worker.ready() and run.id not in self._called_off:
                        await worker.do(run)
            except TimeoutError:
                await worker.kill()
                run.tell(RunState.FAILED, {**_FAILED["slow"], **_to_go_on_with(run)})
            finally:
                del self._at[run.id]
        if not run.over:
            self._lost(run, worker)
        self._note(run)

    def _lost(self, run: Run, worker: Worker | None) -> None:
        """The end of a run whose worker has none for it."""
        if run.id in self._called_off:
            run.tell(RunState.CANCELLED, {"draft": ""})
        elif worker is None or not run.events:
            run.tell(RunState.FAILED, _FAILED["worker"])
        else:
            run.tell(RunState.FAILED, {**_FAILED["worker-died"], **_to_go_on_with(run)})
        self._totals["died"] += worker is not None and not worker.alive

    def _note(self, run: Run) -> None:
        """Count a run that is over, and forget it in time."""
        self._totals[run.state] += 1
        self._called_off.discard(run.id)
        if timer := self._timers.pop(run.id, None):
            timer.cancel()
        over = [name for name, held in self._runs.items() if held.over]
        for name in over[: max(0, len(over) - MOST_KEPT)]:
            self._forget(name)
        loop = asyncio.get_running_loop()
        self._timers[run.id] = loop.call_later(self._keep.total_seconds(), self._forget, run.id)

    def _forget(self, run_id: str) -> None:
        self._runs.pop(run_id, None)
        if timer := self._timers.pop(run_id, None):
            timer.cancel()


def _to_go_on_with(run: Run) -> Mapping[str, str]:
    """The draft's id where the run has taken a step, and with it left a checkpoint."""
    return {"draft": run.draft_id} if run.events else {}


_FAILED: Final[Mapping[str, Mapping[str, str]]] = {
    "slow": {"code": "slow", "message": "the draft took too long and was stopped"},
    "worker": {"code": "worker", "message": "no process could be started that writes drafts"},
    "worker-died": {
        "code": "worker-died",
        "message": "the process that wrote the draft ended in the middle: go on, or ask again",
    },
}
"""Ends that no worker tells."""
