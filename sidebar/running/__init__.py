"""Runs of the agent in worker processes; the process that serves pages knows no agent.

The web process holds signers' keys and tokens of record systems, and answers calls within
milliseconds; writing a draft takes seconds of a processor and reads text that anybody may have
written. So the two are apart. A worker gets the path of a record and the data folder, drafts, and
lays the draft on the desk as the agent does everywhere; it has nothing to sign with, neither in its
environment nor in its arguments nor in an open file.

    async with Runs(workers=2) as runs:
        run = await runs.start(owner, Job(record="p1.db", patient="Patient/1", home=home))
        async for event in run.follow():
            ...

A service calls `seclude` before it opens its keys: a worker runs under the same account.

`Job` is what is asked, `Event` what is told meanwhile, `Run` both together with where it stands.
Sentences come as soon as a section is written, before anybody has checked them.
"""

from chartside.sidebar.running.job import Job
from chartside.sidebar.running.run import Event, Run, RunState
from chartside.sidebar.running.runs import Runs
from chartside.sidebar.running.secluded import seclude

__all__ = ["Event", "Job", "Run", "RunState", "Runs", "seclude"]
