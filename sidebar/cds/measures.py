"""Counts and durations for Prometheus: hooks, statuses and reasons, nothing of a chart."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.5)


class Measures:
    """What the service counts, in a registry of the site."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "chartside_cds_calls",
            "Calls of CDS Hooks services, by hook and HTTP status",
            ("hook", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "chartside_cds_seconds",
            "Seconds from the call to its cards",
            ("hook",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._cards = Counter(
            "chartside_cds_cards", "Cards shown, by rule", ("rule",), registry=registry
        )
        self._left_out = Counter(
            "chartside_cds_left_out",
            "Answers without what was not ready in time, by reason",
            ("reason",),
            registry=registry,
        )
        self._prewarmed = Counter(
            "chartside_cds_prewarmed",
            "Preparations, by how they ended",
            ("outcome",),
            registry=registry,
        )
        self._feedback = Counter(
            "chartside_cds_feedback", "Feedback on cards", ("outcome",), registry=registry
        )

    def called(self, hook: str, status: int, seconds: float) -> None:
        """A call was answered; `hook` is one of ours, or `feedback`, `discovery`, `none`."""
        self._calls.labels(hook, str(status)).inc()
        self._seconds.labels(hook).observe(seconds)

    def card(self, rule: str) -> None:
        """A card was shown."""
        self._cards.labels(rule).inc()

    def left_out(self, reason: str) -> None:
        """Something was not ready: `late`, `crowded`, `failed`."""
        self._left_out.labels(reason).inc()

    def prewarmed(self, outcome: str) -> None:
        """A preparation ended."""
        self._prewarmed.labels(outcome).inc()

    def feedback(self, outcome: str, count: int) -> None:
        """Feedback came: `new`, `again`, `unknown`."""
        if count:
            self._feedback.labels(outcome).inc(count)
