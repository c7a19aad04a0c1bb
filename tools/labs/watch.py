"""Which pages of a picture file are read, how far that is, and when it has to end."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final

from chartside.fhir.lab_reports.selecting import EVERY_PAGE, Selection

Progress = Callable[[int, int], None]
"""How many pages are done, and of how many."""

MOST_SECONDS: Final = 1800.0
"""For the pictures of one file; a page takes 10 to 30 seconds on two cores."""
TOO_LONG: Final = (
    f"reading its print takes more than {MOST_SECONDS / 60:.0f} minutes: choose with --pages"
)


def _untold(_done: int, _total: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Kept while the pictures of a file are read.

    `until` is a time of `time.monotonic`: no page is begun after it.
    """

    pages: Selection = EVERY_PAGE
    progress: Progress = _untold
    until: float = inf

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return monotonic() >= self.until


UNWATCHED: Final = Watch()
"""Every page, however long it takes."""
