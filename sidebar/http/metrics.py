"""Counts and durations for whoever watches the service (Prometheus); nothing of any person.

A label is a method, a route's template, a status, a state or a verb: never a path, an id or a name.
Each application has a registry of its own.
"""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from chartside.sidebar.house import House

UNKNOWN: Final = "(none)"
"""The template of a path that there is not."""
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
        self._decided = Counter(
            "chartside_decisions",
            "Drafts decided, by decision.",
            ("decision",),
            registry=self.registry,
        )
        self.registry.register(_Now(house))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        known = method if method in _METHODS else "OTHER"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def decided(self, decision: str) -> None:
        """Count a decision: `sign`, `decline`, `retract`."""
        self._decided.labels(decision).inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class _Now(Collector):
    """What is so at the moment of asking."""

    def __init__(self, house: House) -> None:
        self._house = house

    @override
    def collect(self) -> Iterator[Metric]:
        """Open sessions, and runs by state."""
        yield GaugeMetricFamily(
            "chartside_sessions", "Sessions that are open.", value=len(self._house.sessions)
        )
        runs = GaugeMetricFamily("chartside_runs", "Runs by state.", labels=["state"])
        for state, number in self._house.runs.counts().items():
            runs.add_metric([state], number)
        yield runs
