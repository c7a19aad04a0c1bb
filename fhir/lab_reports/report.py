"""What a laboratory report says: results, each with its place, and the rows that are none."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.page import Box
from chartside.fhir.when import When


@dataclass(frozen=True, slots=True)
class Printed:
    """A passage as it is printed, and where."""

    text: str
    page: int
    """From 1."""
    box: Box


class State(StrEnum):
    """What the page says of a result, in the words of FHIR's ObservationStatus where it has one."""

    FINAL = "final"
    PRELIMINARY = "preliminary"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    PENDING = "registered"


class Flag(StrEnum):
    """How a result stands to its range, as HL7's ObservationInterpretation codes it."""

    LOW = "L"
    CRITICALLY_LOW = "LL"
    HIGH = "H"
    CRITICALLY_HIGH = "HH"
    ABNORMAL = "A"
    CRITICAL = "AA"
    NORMAL = "N"


@dataclass(frozen=True, slots=True)
class Limits:
    """A reference range as printed; a bound that is not printed is None."""

    printed: Printed
    low: Decimal | None = None
    high: Decimal | None = None
    low_excluded: bool = False
    high_excluded: bool = False
    """Whether the bound itself is outside: `< 5` excludes 5, `<= 5` does not."""
    applies_to: str = ""
    """To whom or when, as printed: `women`, `18 - 60 y`, `fasting`; empty for everybody."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result of one analyte: what is printed, and what was read from it.

    `value` is a number or None; `text` is what is printed where it is none (`negative`, `1:80`,
    `see comment`), or empty. `printed` is the cell of the value, `row` the box of everything that
    the result was read from.
    """

    name: Printed
    printed: Printed
    row: Box
    value: Decimal | None = None
    comparator: str = ""
    """One of `<`, `<=`, `>`, `>=`, or empty."""
    text: str = ""
    unit: str = ""
    """As printed."""
    ucum: str = ""
    """The unit as a UCUM code; empty where none is printed or none is known."""
    limits: tuple[Limits, ...] = ()
    """In the order of the page; the first that applies to everybody or to this patient leads."""
    flag: Flag | None = None
    """As printed; a flag is never computed from the range."""
    state: State = State.FINAL
    panel: str = ""
    specimen: str = ""
    method: str = ""
    collected: When | None = None
    reported: When | None = None
    comment: str = ""
    confidence: float | None = None
    """From 0 to 1, of the least certain word of value and unit; None where no word is uncertain."""
    doubts: tuple[str, ...] = ()
    """Sentences for the reviewer: what two readers of the page do not agree on."""
    read_by: tuple[str, ...] = ()
    """Who read it, where it was no text layer: engines and models, by name and version."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that may be a result and was not read as one, and why in one sentence."""

    page: int
    box: Box
    reason: str
    text: str = ""
    """As printed: it is chart data, for the reader of the report only."""


@dataclass(frozen=True, slots=True)
class LabReport:
    """One report of one patient: results in the order of the page, and what was set aside."""

    patient: Person
    results: tuple[Result, ...]
    set_aside: tuple[SetAside, ...] = ()
    title: str = ""
    laboratory: str = ""
    number: str = ""
    """The laboratory's own number of the report or request; empty where none is printed."""
    collected: When | None = None
    reported: When | None = None
    language: str = ""
    """`en`, `nl`, `fr`, `de` or `es`; empty where the labels do not tell."""
    pages: tuple[int, ...] = ()
