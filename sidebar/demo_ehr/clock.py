"""The time by which the demonstration record system lives; a test moves it and never waits."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(slots=True)
class Clock:
    """The machine's time, `ahead` of it by so many seconds."""

    ahead: float = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.ahead

    def instant(self) -> str:
        """The same as a FHIR instant, to the millisecond."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat(timespec="milliseconds")
