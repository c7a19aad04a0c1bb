"""The sheet that a calculation is worked out on: what was taken, what is missing, what is open."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from chartside.fhir.chart import Chart
from chartside.tools.formulas.bounds import Sex
from chartside.tools.formulas.moment import At


@dataclass(frozen=True, slots=True)
class Input:
    """What went into a calculation: its value as the chart has it, its date, its entries.

    `note` says that it is preliminary, that it was carried into another unit, or how it counts.
    """

    name: str
    value: str
    date: str
    references: tuple[str, ...]
    note: str = ""

    @property
    def words(self) -> str:
        """`creatinine 97 umol/L 2025-03-02 (1.1 mg/dL)`."""
        note = f"({self.note})" if self.note else ""
        return " ".join(f"{self.name} {self.value} {self.date} {note}".split())


@dataclass(frozen=True, slots=True)
class Result:
    """From the lowest to the highest value that the open items allow; equal if none is open."""

    low: Decimal
    high: Decimal


@dataclass(slots=True)
class Sheet:
    """Filled while a formula reads the chart.

    `missing`: without these there is no result. `open`: nothing in a chart answers them, so that
    the result is a range. `absent`: counted as no because the chart holds none. `counted`: the
    items of a score that hold, with their points. `refused`: why the formula is not for this chart.
    """

    chart: Chart
    at: At
    inputs: list[Input] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def ask(self, item: str) -> None:
        """Leave an item open that is for a clinician to judge."""
        self.open.append(item)

    def age(self, on: date | None = None) -> int | None:
        """Completed years, on the day of the calculation unless told otherwise."""
        day = on or self.at.last
        years = self.chart.patient.age(day)
        if years is None:
            self.missing.append("age: the record gives no birth date to the day before then")
            return None
        self._of_patient("age", f"{years} years", day.isoformat())
        return years

    def sex(self) -> Sex | None:
        """Female or male as recorded; anything else is missing, not guessed."""
        said = self.chart.patient.sex
        sex: Sex | None = "female" if said == "female" else "male" if said == "male" else None
        if sex is None:
            self.missing.append("sex: the record gives neither female nor male")
            return None
        self._of_patient("sex", sex, "")
        return sex

    def cite_birth(self) -> None:
        """Write the birth date down as the chart has it."""
        born = self.chart.patient.birth
        self._of_patient("born", born.day if born else "", "")

    def _of_patient(self, name: str, value: str, day: str) -> None:
        held = self.chart.get(self.chart.patient.reference)
        self.inputs.append(Input(name, value, day, (held.reference,) if held else ()))
