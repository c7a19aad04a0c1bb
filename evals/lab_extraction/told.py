"""What a reader said that a file holds, whoever read it."""

from dataclasses import dataclass
from decimal import Decimal

from chartside.evals.lab_extraction.truth import Box


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A result that a reader takes to be a current one."""

    name: str
    value: Decimal | None = None
    comparator: str = ""
    text: str = ""
    unit: str = ""
    ucum: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    flag: str = ""
    state: str = "final"
    collected: str = ""
    page: int = 0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class ToldReport:
    """The results that a reader takes to be of one patient, and how many rows it set aside."""

    patient: str = ""
    born: str = ""
    rows: tuple[ToldRow, ...] = ()
    set_aside: int = 0
