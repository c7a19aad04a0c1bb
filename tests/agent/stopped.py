"""A process that drafts with an author who never comes to an end: run by test_stopping.

Arguments: HOME, RECORD and a section, or `question`. The author writes every other section as the
extractive one does, says `waiting` on standard output when it is asked for this one, and then
waits for ever. An answer waits at once.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from chartside.agent.assistant import Assistant
from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.draft import Statement
from chartside.fhir.record import open_record
from chartside.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def wait_for_ever() -> None:
    sys.stdout.write("waiting\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


class Slow(Extractive):
    """Writes all but one section."""

    def __init__(self, section: str) -> None:
        super().__init__()
        self.section = section

    async def write(self, task: Task) -> tuple[Statement, ...]:
        if task.section.id == self.section:
            await asyncio.sleep(0.3)  # the other branches of this step come to their end
            await wait_for_ever()
        return tuple(await super().write(task))


def slow_node(name: str, node: object) -> object:
    """Lets no question be gathered for."""

    async def waiting(*_: object, **__: object) -> None:
        await wait_for_ever()

    return waiting if name == "gather" else node


async def main(home: str, record: str, section: str) -> None:
    opened = open_record(record)
    settings = Settings(Path(home))
    chart = opened.open_chart("Patient/1", as_of=NOW)
    if section == "question":
        slow = Assistant(opened, settings=settings, around=slow_node)  # type: ignore[arg-type]  # it wraps one node only
        await slow.ask(chart, "What was her last potassium?")
    else:
        await Assistant(opened, settings=settings, reasoner=Slow(section)).summarize(chart)


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
