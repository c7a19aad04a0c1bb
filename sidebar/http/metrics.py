"""Counts and durations for whoever watches the service (Prometheus); nothing of any person.

A label is a method, a route's template, a status, a state or a verb: never a path, an id or a name.
Each application has a registry of its own.
"""

from collections import Counter as Counted
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from chartside.errors import ChartsideError
from chartside.sidebar.house import House
from chartside.signoff.store import SignoffStore

UNKNOWN: Final = "(none)"
"""The template of a path that there is not."""
_DECIDED: Final = (
    "SELECT decision, count(*) AS n FROM audit "
    "WHERE event IN ('signed', 'declined', 'retracted') GROUP BY decision"
)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """What is counted of one application."""

    def __init__(self, house: House) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "chartside_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "chartside_request_seconds",
            "Seconds until a request was answered whole, by route.",
            ("route",),
            registry=self.registry,
        )
        self.registry.register(_Now(house))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        known = method if method in _METHODS else "OTHER"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class _Now(Collector):
    """What is so at the moment of asking."""

    def __init__(self, house: House) -> None:
        self._house = house

    @override
    def collect(self) -> Iterator[Metric]:
        """Open sessions, runs by state, and what was decided since the stores began."""
        yield GaugeMetricFamily(
            "chartside_sessions", "Sessions that are open.", value=len(self._house.sessions)
        )
        runs = GaugeMetricFamily("chartside_runs", "Runs by state.", labels=["state"])
        for state, number in self._house.runs.counts().items():
            runs.add_metric([state], number)
        yield runs
        decisions = CounterMetricFamily(
            "chartside_decisions", "Drafts decided, by decision.", labels=["decision"]
        )
        for decision, number in self._decided().items():
            decisions.add_metric([decision], number)
        yield decisions

    def _decided(self) -> Counted[str]:
        """As the audits have it, whoever decided and wherever: on a page, by the API, elsewhere."""
        found: Counted[str] = Counted()
        for ehr in self._house.site.ehr:
            here = self._house.home_of(ehr)
            if isinstance(here.signoff, Path) and not here.signoff.exists():
                continue
            with (
                suppress(ChartsideError),
                SignoffStore(here.signoff, anchor=here.anchor).read() as tx,
            ):
                found.update({row["decision"]: row["n"] for row in tx.all(_DECIDED)})
        return found
