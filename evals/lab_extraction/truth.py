"""What a report says, as plain values that were known before it was printed."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

Box = tuple[float, float, float, float]

ANY_NAME = "*"

WITHOUT_VALUE = frozenset({"registered", "cancelled"})
"""States in which a row has no value yet, or never."""


@dataclass(slots=True)
class TrueRow:
    """A result that is printed as current. Text values are as printed."""

    name: str
    value: Decimal | None = None
    comparator: str = ""
    text: str = ""
    unit: str = ""
    ucum: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    flag: str = ""
    """As printed on the page, coded; empty where none is printed, whatever the value."""
    state: str = "final"
    specimen: str = ""
    collected: str = ""
    """`2026-11-03` or `2026-11-03T08:15`; empty where it is not printed."""
    panel: str = ""
    page: int = 0
    box: Box | None = None
    also_named: tuple[str, ...] = ()
    """Other readings of the name that are as right.

    As with the unit that is printed in it, or with the method in small print below it: `Sodium` and
    `Sodium (ISE, indirect)` name the same result, and a page does not say where the name ends.

    `ANY_NAME` among them: the printed name is not known, and the value decides.
    """
    also: tuple[Decimal, ...] = ()
    """The same result in other units, printed beside it: neither wanted nor wrong."""
    loinc: str = ""
    unknown: frozenset[str] = frozenset()
    """Attributes that the truth does not know: those are not asked for."""


@dataclass(slots=True)
class TrueReport:
    """The results of one patient on one report."""

    patient: str
    born: str
    sex: str
    identifier: str
    rows: list[TrueRow] = field(default_factory=list)
    previous: list[tuple[str, Decimal]] = field(default_factory=list)
    """Name and value of results that are printed as earlier ones."""
    either: list[tuple[str, Decimal]] = field(default_factory=list)
    """Name and value of what is printed but need not be told, as the dose before a drug level."""
    language: str = ""

    def as_json(self) -> dict[str, Any]:
        """As JSON values, numbers as strings."""
        held: dict[str, Any] = plain(asdict(self))
        return held


def plain(value: Any) -> Any:
    """Decimals as strings, tuples as lists, throughout."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(v) for v in value]
    return value
