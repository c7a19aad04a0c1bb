"""A service from what a site says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry

from chartside.errors import UsageError
from chartside.sidebar.cds.answering import Answering, Budget
from chartside.sidebar.cds.app import CdsService, is_encrypted
from chartside.sidebar.cds.callers import Caller, Callers
from chartside.sidebar.cds.feedback import FeedbackKept
from chartside.sidebar.cds.fetching import Reader
from chartside.sidebar.cds.kept import open_kept
from chartside.sidebar.cds.links import Links
from chartside.sidebar.cds.measures import Measures
from chartside.sidebar.cds.prepared import Prepared
from chartside.sidebar.cds.trust import Trust


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a service stands on.

    `url` is where clients reach the site; `launch` the SMART launch URL that links lead to;
    `folder` where the service keeps its file. `prepared` and `reader` may be missing: then nothing
    is prepared, and nothing read from FHIR servers.
    """

    url: str
    launch: str
    folder: Path
    registry: CollectorRegistry
    prepared: Prepared | None = None
    reader: Reader | None = None
    clock: Callable[[], datetime] = _now
    budget: Budget = field(default_factory=Budget)
    closed_discovery: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A service, and what the rest of the site asks of it: links that come back, feedback."""

    service: CdsService
    links: Links
    feedback: FeedbackKept


def open_service(callers: Iterable[Caller], around: Surroundings) -> Opened:
    """The service for these clients.

    Raises:
        UsageError: Two clients cannot be told apart, or the URL is none that clients may reach.
        StoreError: Its file cannot be used.
    """
    if not is_encrypted(around.launch):
        raise UsageError("the launch URL of the sidebar is an https one")

    def seconds() -> float:
        return around.clock().timestamp()

    registered = Callers(callers)
    kept = open_kept(around.folder)
    links = Links(kept, clock=seconds)
    feedback = FeedbackKept(kept, clock=seconds)
    measures = Measures(around.registry)
    answering = Answering(
        around.launch,
        links,
        measures,
        prepared=around.prepared,
        reader=around.reader,
        clock=around.clock,
        budget=around.budget,
    )
    service = CdsService(
        around.url,
        callers=registered,
        trust=Trust(registered, clock=seconds),
        answering=answering,
        feedback=feedback,
        measures=measures,
        closed_discovery=around.closed_discovery,
    )
    return Opened(service, links, feedback)
