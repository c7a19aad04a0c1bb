"""One patient's opened record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import SetAside
from chartside.fhir.when import When


@dataclass(frozen=True, slots=True)
class Demographics:
    """Who the chart is about. `sex` is FHIR administrative gender (male, female, other, unknown)."""

    reference: str
    name: str = ""
    birth: When | None = None
    sex: str = ""
    deceased: When | None = None
    dead: bool = False

    def age(self, on: date) -> int | None:
        """Completed years on a day; None where the birth date is not known to the day."""


@dataclass(frozen=True)
class Chart:
    """One patient's record: entries oldest first, what was set aside, and a digest over every resource's version.

    A resource whose subject is someone else is never in `entries`. `as_of` is the "now" the chart was opened at.
    """

    patient: Demographics
    entries: tuple[Entry, ...]
    as_of: datetime
    set_aside: tuple[SetAside, ...] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every entry's reference and version: it changes when the chart does."""

    def of(self, *kinds: Kind) -> tuple[Entry, ...]:
        """Entries of these kinds, oldest first; undated ones first of all."""

    def get(self, reference: str) -> Entry | None:
        """The entry at `Type/id` (a version suffix `/_history/n` and an absolute base are tolerated)."""

    def raw(self, reference: str) -> Mapping[str, Any] | None:
        """The resource as received, decimals exact."""
