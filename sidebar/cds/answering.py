"""From a call to its cards, within the time that a clinician's screen waits.

What was prepared is told at once. What has to be worked out goes on beside the event loop and is
left out where it is not done in time, or where too much waits already; that is counted, and no card
says so: discovery tells every client that silence is no all-clear.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Final

from chartside.sidebar.cds.callers import Caller
from chartside.sidebar.cds.cards import Card, Link
from chartside.sidebar.cds.charts import chart_of
from chartside.sidebar.cds.draft_orders import DraftOrders, read_orders, selected
from chartside.sidebar.cds.fetching import Reader, fetched
from chartside.sidebar.cds.hooks import OrderContext, SelectContext
from chartside.sidebar.cds.links import Linked, Links
from chartside.sidebar.cds.measures import Measures
from chartside.sidebar.cds.notices import chart_notices
from chartside.sidebar.cds.orders import order_notices
from chartside.sidebar.cds.prefetch import Given, given
from chartside.sidebar.cds.prepared import Prepared, Prewarm, Ready, Subject
from chartside.sidebar.cds.problems import Unanswerable
from chartside.sidebar.cds.received import Asked
from chartside.sidebar.cds.working import Work, Workshop

OPEN: Final = "Open in Chartside"


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds from the first byte of a call; what is waiting when they end is left out.

    `answer` leaves room for writing the response within half a second; `fetch` is when reading
    from the FHIR server ends. Charts are worked on in `processes` of their own or, where that is 0,
    in so many `threads`, and `waiting` more may wait.
    """

    answer: float = 0.45
    fetch: float = 0.35
    threads: int = 2
    waiting: int = 32
    processes: int = 0


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Answering:
    """Makes the cards of calls; close it when the service ends.

    Args:
        launch: The SMART launch URL that links lead to.
        links: Gives the opaque ids of links.
        measures: Counts.
        prepared: What the site prepares; None: nothing is.
        reader: Reads what prefetch lacks; None: nothing is read.
        clock: The "now" of charts.
        budget: How long a call may take.
    """

    def __init__(  # noqa: PLR0913 - what a service is made of
        self,
        launch: str,
        links: Links,
        measures: Measures,
        *,
        prepared: Prepared | None = None,
        reader: Reader | None = None,
        clock: Callable[[], datetime] = now,
        budget: Budget | None = None,
    ) -> None:
        self._launch = launch
        self._links = links
        self._measures = measures
        self._prepared = prepared
        self._reader = reader
        self._clock = clock
        self._budget = budget or Budget()
        self._workshop = Workshop(
            measures.left_out,
            threads=self._budget.threads,
            waiting=self._budget.waiting,
            processes=self._budget.processes,
        )
        self.prewarm = Prewarm(prepared.prepare, measures.prewarmed) if prepared else None

    async def close(self) -> None:
        """Cancel what goes on in the background."""
        if self.prewarm:
            await self.prewarm.close()
        self._workshop.close()

    async def cards(self, asked: Asked, caller: Caller, begun: float) -> tuple[Card, ...]:
        """The cards of a call.

        Args:
            asked: The call.
            caller: Who called.
            begun: When its first byte came, by the clock of the event loop.

        Raises:
            Unanswerable: 403 where it names a FHIR server that is not the caller's; 412 where what
                is needed was not prefetched and cannot be read.
        """
        if not caller.knows(asked.base):
            raise Unanswerable(
                HTTPStatus.FORBIDDEN,
                "fhir-server",
                "the FHIR server is none that this client is registered with",
                ("fhirServer",),
            )
        base = caller.base(asked.base)
        subject = Subject(caller, base, asked.patient, asked.context.user_id) if base else None
        if isinstance(asked.context, OrderContext):
            return await self._on_orders(asked, asked.context, base, begun)
        return await self._on_chart(asked, subject, begun)

    async def _on_chart(
        self, asked: Asked, subject: Subject | None, begun: float
    ) -> tuple[Card, ...]:
        ready = await self._ready(subject, begun)
        fresh = ready is not None and ready.is_fresh(self._clock())
        if self.prewarm and subject and not fresh:
            self.prewarm.ask(subject, asked.authorization)
        links = self._linked(subject, ready)
        first = (ready.card(links),) if ready else ()
        if ready and fresh:
            return (*first, *ready.told(links))
        held = await self._held(asked, subject.base if subject else None, begun)
        if not held.lacking:
            work = partial(_judged, asked.patient, held, self._clock(), links)
            return (*first, *await self._in_time(work, begun))
        if ready:  # older than the chart may be, and better than nothing
            return (*first, *ready.told(links))
        raise _lacking(held)

    async def _on_orders(
        self, asked: Asked, context: OrderContext, base: str | None, begun: float
    ) -> tuple[Card, ...]:
        orders = read_orders(context.draft_orders, asked.patient, base, self._clock())
        if not orders.names and not orders.unreadable:
            return ()
        held = await self._held(asked, base, begun)
        if held.lacking:
            raise _lacking(held)
        first: Mapping[str, str] = {}
        if isinstance(context, SelectContext):
            first = selected(orders, context.selections)
        links, now = self._plainly, self._clock()
        work = _Orders(asked.patient, held, orders, first, links, now)
        return await self._in_time(work, begun)

    async def _in_time(self, work: Work, begun: float) -> tuple[Card, ...]:
        return await self._workshop.in_time(work, begun + self._budget.answer)

    async def _ready(self, subject: Subject | None, begun: float) -> Ready | None:
        if self._prepared is None or subject is None:
            return None
        try:
            async with asyncio.timeout_at(begun + self._budget.fetch):
                return await self._prepared.ready(subject)
        except TimeoutError:
            self._measures.left_out("late")
        except Exception:  # noqa: BLE001 - the call goes on with what came with it
            self._measures.left_out("failed")
        return None

    def _linked(self, subject: Subject | None, ready: Ready | None) -> tuple[Link, ...]:
        if subject is None or ready is None:
            return self._plainly
        given_out = self._links.give(Linked(subject.base, subject.patient, ready.draft))
        return (Link(OPEN, self._launch, given_out),)

    @property
    def _plainly(self) -> tuple[Link, ...]:
        return (Link(OPEN, self._launch),)

    async def _held(self, asked: Asked, base: str | None, begun: float) -> Given:
        """What came, and what could be read of the rest."""
        held = given(asked.prefetch, asked.context.patient_id)
        if not held.missing or base is None or self._reader is None or not asked.authorization:
            return held
        by = begun + self._budget.fetch
        return held.with_fetched(await fetched(self._reader, base, asked, held.missing, by))


def _judged(patient: str, held: Given, now: datetime, links: tuple[Link, ...]) -> tuple[Card, ...]:
    chart = chart_of(patient, held.data.items(), now)
    return chart_notices(chart, links, held.incomplete)


@dataclass(frozen=True, slots=True)
class _Orders:
    """What draft orders are held against a chart with."""

    patient: str
    held: Given
    orders: DraftOrders
    first: Mapping[str, str]
    links: tuple[Link, ...]
    now: datetime

    def __call__(self) -> tuple[Card, ...]:
        parts = (*self.held.data.items(), ("draft orders", self.orders.bundle))
        chart = chart_of(self.patient, parts, self.now)
        return order_notices(
            chart,
            self.orders,
            self.first,
            self.links,
            self.held.incomplete,
            in_part=self.held.in_part,
        )


def _lacking(held: Given) -> Unanswerable:
    return Unanswerable(
        HTTPStatus.PRECONDITION_FAILED,
        "prefetch",
        "what is needed was not prefetched, and could not be read from the FHIR server",
        [f"prefetch.{key}" for key in held.lacking],
    )
