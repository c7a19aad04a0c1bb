"""What reading an attachment gives: text, or why there is none, and where a passage stands."""

from dataclasses import dataclass, replace
from typing import Final

HIDDEN: Final = "text that a reader of it cannot see was left out"
"""Hidden words may be meant for a machine, and no clinician can check a quote of them."""
DELETED: Final = "text that is marked as deleted was left out"


@dataclass(frozen=True, slots=True)
class Unread:
    """Why an attachment gives no text."""

    reason: str


@dataclass(frozen=True, slots=True)
class Readable:
    """The text of an attachment, and what a reader of it must be told of what it leaves out."""

    text: str
    notices: tuple[str, ...] = ()

    def also(self, notices: tuple[str, ...]) -> "Readable":
        """The same with more to be told, each thing once."""
        return Readable(self.text, tuple(dict.fromkeys((*self.notices, *notices))))


@dataclass(frozen=True, slots=True)
class Place:
    """Where characters `start` to `end` (exclusive) of the text stand in the source.

    `path` leads to an element of HTML or CDA (XPath), or to an element of a resource (FHIRPath)
    and from there into its narrative. `page` (from 1) and `box` (left, bottom, right, top in
    points, from the lower left corner) are a line of a PDF.
    """

    start: int
    end: int
    path: str = ""
    page: int | None = None
    box: tuple[float, float, float, float] | None = None

    def moved(self, by: int, within: str = "") -> "Place":
        """The same place `by` characters later in a text, its source inside of another."""
        return replace(self, start=self.start + by, end=self.end + by, path=within + self.path)
