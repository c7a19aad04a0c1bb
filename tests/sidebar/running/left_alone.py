"""A process that has a worker draft and never comes to an end: run, and killed, by a test.

Arguments: RECORD, HOME, REASONER. Says the worker's number on standard output once it is drafting.
"""

import asyncio
import sys

from chartside.sidebar.running import Job, Runs


async def main(record: str, home: str, reasoner: str) -> None:
    async with Runs() as runs:
        run = await runs.start("anna", Job(record, "Patient/1", home, reasoner=reasoner))
        async for event in run.follow():
            if event.name == "section":
                sys.stdout.write(f"{runs._at[run.id].pid}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
