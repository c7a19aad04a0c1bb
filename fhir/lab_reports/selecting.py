"""Which pages of a file are read, as a person writes it: `1-3,5`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chartside.errors import UsageError
from chartside.fhir.lab_reports.page import Page

_SPAN = re.compile(r"\s*(\d{1,5})\s*(?:(-)\s*(\d{1,5})?\s*)?")


@dataclass(frozen=True, slots=True)
class Selection:
    """Spans of page numbers, both ends included; an open end is None. Without any: every page."""

    spans: tuple[tuple[int, int | None], ...] = ()

    def holds(self, number: int) -> bool:
        """Whether the page of this number (from 1) is among them."""
        if not self.spans:
            return True
        return any(low <= number and (high is None or number <= high) for low, high in self.spans)

    def of(self, pages: Sequence[Page]) -> tuple[Page, ...]:
        """The pages that are among them."""
        return tuple(page for page in pages if self.holds(page.number))


EVERY_PAGE = Selection()


def selection(text: str) -> Selection:
    """The pages that a text names.

    >>> selection("1-3,5").spans
    ((1, 3), (5, 5))
    >>> selection("2-").holds(9)
    True

    Raises:
        UsageError: It is no list of pages.
    """
    spans = []
    for part in text.split(","):
        found = _SPAN.fullmatch(part)
        low = int(found[1]) if found else 0
        high = int(found[3]) if found and found[3] else None if found and found[2] else low
        if low < 1 or (high is not None and high < low):
            raise UsageError("--pages must be page numbers from 1, such as 1-3 or 1,4-")
        spans.append((low, high))
    return Selection(tuple(spans))
