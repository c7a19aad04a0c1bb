"""What was prepared for a patient before anybody asked, and preparing it while nobody waits.

The site prepares (it pulls the record, writes the extractive draft and keeps both) and says what is
ready; here it is only seen to that this goes on beside the answers: once for each patient, a few at
a time, and not after the service has closed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from chartside.draft import Draft, Verdict
from chartside.fhir.chart import Chart
from chartside.sidebar.cds.callers import Caller
from chartside.sidebar.cds.cards import Card, Indicator, Link, Topic
from chartside.sidebar.cds.hooks import Authorization
from chartside.sidebar.cds.notices import chart_notices
from chartside.sidebar.cds.wording import detail

FRESH: Final = timedelta(minutes=10)
"""So long what was prepared speaks for the chart; afterwards the call's own data does."""
AT_ONCE: Final = 4
WAITING: Final = 64
LONGEST: Final = 300.0
"""Seconds that one preparation may take."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose chart a call is about, and who looks at it.

    `patient` is `Patient/id` on `base`, a FHIR server that the caller may name; `user` is
    `Type/id` there. What one user may see is prepared for that user, and told to no other.
    """

    caller: Caller
    base: str
    patient: str
    user: str

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from every other: an id is unique on one server only."""
        return (self.caller.iss, self.caller.tenant, self.base, self.patient, self.user)


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft that is ready to be read, and the notices on the chart that it was written from.

    `made` is when the chart was read, with an offset. No word of the draft is in it: nobody has
    signed it.
    """

    draft: str
    made: datetime
    sentences: int
    supported: int
    notices: tuple[Card, ...] = field(default=(), repr=False)

    def is_fresh(self, now: datetime) -> bool:
        """Whether it still speaks for the chart."""
        return now - self.made < FRESH

    def card(self, links: tuple[Link, ...]) -> Card:
        """That there is something to read, how much of it, and how it was judged."""
        many = "1 sentence" if self.sentences == 1 else f"{self.sentences} sentences"
        said = detail(
            (
                f"A draft of {many} is ready, {self.supported} of them supported by the entries "
                "that they cite. Key points come first, and each sentence shows its sources.",
                "Nobody has signed it. Open it in Chartside to read, correct, sign or decline it.",
            )
        )
        return Card(
            f"Summary ready: {many}, {self.supported} supported; open in Chartside",
            Indicator.INFO,
            Topic.SUMMARY,
            said,
            links,
            rules=("summary-ready",),
        )

    def told(self, links: tuple[Link, ...]) -> tuple[Card, ...]:
        """The notices as new cards."""
        fresh = (
            Card(
                c.summary,
                c.indicator,
                c.topic,
                c.detail,
                links,
                c.suggestions,
                c.overrides,
                c.rules,
            )
            for c in self.notices
        )
        return tuple(fresh)


def ready_from(draft: Draft, chart: Chart) -> Ready:
    """What is to be told of a draft and the chart that it was written from."""
    held = draft.statements
    return Ready(
        draft=draft.id,
        made=chart.as_of,
        sentences=len(held),
        supported=sum(s.verdict is Verdict.SUPPORTED for s in held),
        notices=tuple(replace(card, links=()) for card in chart_notices(chart)),
    )


class Prepared(Protocol):
    """What a site prepares."""

    async def ready(self, subject: Subject) -> Ready | None:
        """What is ready for this patient; at once, None where it is nothing."""
        ...

    async def prepare(self, subject: Subject, authorization: Authorization | None) -> None:
        """Make it ready. The token, if any, is good for this and kept nowhere."""
        ...


Prepare = Callable[[Subject, Authorization | None], Awaitable[None]]
Count = Callable[[str], None]


class Prewarm:
    """Preparations in the background: each patient once at a time, bounded, cancelled at the end.

    Args:
        prepare: Prepares one patient.
        count: Told how each ends: `done`, `failed`, `slow`, `again` (it is under way), `full`.
        at_once: How many run at a time.
        waiting: How many more may wait; what comes then is left out.
        longest: Seconds for each.
    """

    def __init__(
        self,
        prepare: Prepare,
        count: Count,
        *,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        longest: float = LONGEST,
    ) -> None:
        self._prepare = prepare
        self._count = count
        self._most = at_once + waiting
        self._longest = longest
        self._turn = asyncio.Semaphore(at_once)
        self._running: dict[tuple[str, ...], asyncio.Task[None]] = {}
        self._closed = False

    def ask(self, subject: Subject, authorization: Authorization | None) -> None:
        """See to it that this patient is prepared; nobody waits for it."""
        if self._closed:
            return
        if subject.key in self._running:
            self._count("again")
        elif len(self._running) >= self._most:
            self._count("full")
        else:
            task = asyncio.create_task(self._run(subject, authorization))
            self._running[subject.key] = task
            task.add_done_callback(lambda _: self._running.pop(subject.key, None))

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def close(self) -> None:
        """Cancel what is under way, and take on nothing more."""
        self._closed = True
        held = list(self._running.values())
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)

    async def _run(self, subject: Subject, authorization: Authorization | None) -> None:
        async with self._turn:
            try:
                async with asyncio.timeout(self._longest):
                    await self._prepare(subject, authorization)
            except TimeoutError:
                self._count("slow")
            except Exception:  # noqa: BLE001 - whatever it was, the next call may try again
                self._count("failed")
            else:
                self._count("done")
