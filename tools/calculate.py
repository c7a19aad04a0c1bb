"""Clinical formulas, worked out from the open chart with every input cited."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from chartside.errors import OutOfRange
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.same import known_from
from chartside.fhir.entry import Kind
from chartside.fhir.found import Found
from chartside.tools.formulas.catalogue import FORMULAS, Formula
from chartside.tools.formulas.moment import At, at
from chartside.tools.formulas.sheet import Input, Result, Sheet
from chartside.tools.tool import asked, day, tool

FormulaName = Literal[
    "egfr", "creatinine_clearance", "bmi", "bsa_mosteller", "bsa_du_bois", "cha2ds2_vasc",
    "has_bled", "meld3", "child_pugh", "fib4", "corrected_calcium", "qtc_bazett",
    "qtc_fridericia", "anion_gap", "anion_gap_albumin", "ascvd", "wells_pe", "wells_dvt", "curb65",
    "qsofa", "age",
]  # fmt: skip
"""The keys of `FORMULAS`; written out because the signature is the schema."""


@dataclass(frozen=True, slots=True)
class CalculationRow:
    """A formula worked out, or why it was not.

    `value` is the lowest and `high` the highest that the `open` items allow, rounded as `formula`
    is reported; they are equal if nothing is open, and None where something is `missing` or the
    formula was `refused`. `absent` were counted as no because the chart holds none of them;
    `counted` are the items of a score that hold, with their points.
    """

    formula: str
    value: Decimal | None
    high: Decimal | None
    unit: str
    date: str
    inputs: tuple[Input, ...]
    counted: tuple[str, ...]
    missing: tuple[str, ...]
    open: tuple[str, ...]
    absent: tuple[str, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]
    source: str

    @property
    def references(self) -> tuple[str, ...]:
        """The entries that the inputs are from, each once."""
        return tuple(dict.fromkeys(ref for i in self.inputs for ref in i.references))

    @property
    def line(self) -> str:
        """`FIB-4 1.67 on 2025-03-02; from: AST 40 U/L 2025-03-01, ...; source: ...`."""
        parts = (
            ("from", [i.words for i in self.inputs]),
            ("counted", self.counted),
            ("missing", self.missing),
            ("not recorded, left open", self.open),
            ("none in the record, counted as no", self.absent),
            ("note", self.notes),
            ("source", [self.source]),
        )
        said = "; ".join(f"{name}: {', '.join(held)}" for name, held in parts if held)
        return f"{self.formula} {self._answer} on {self.date}; {said}"

    @property
    def _answer(self) -> str:
        if self.value is None or self.high is None:
            why = f" ({', '.join(self.refused)})" if self.refused else ""
            return f"not calculated{why}"
        span = f"{self.value}" if self.value == self.high else f"{self.value} to {self.high}"
        return f"{span} {self.unit}".rstrip()


@tool
async def calculate(chart: Chart, formula: FormulaName, as_of: str = "") -> Found[CalculationRow]:
    """A clinical formula or score, worked out from the open chart, each input with its source.

    It takes the newest results that are recent enough, and says what is missing, what nobody
    recorded and was left open (then the score is a range), and what was counted as no because the
    chart holds none. A formula is refused outside the ages and values it was made for.

    Args:
        formula: egfr (CKD-EPI 2021), creatinine_clearance (Cockcroft-Gault), bmi, bsa_mosteller,
            bsa_du_bois, cha2ds2_vasc, has_bled, meld3, child_pugh, fib4, corrected_calcium,
            qtc_bazett, qtc_fridericia, anion_gap, anion_gap_albumin (corrected for albumin), ascvd
            (Pooled Cohort Equations), wells_pe, wells_dvt, curb65, qsofa, age.
        as_of: The day to calculate for (2019, 2019-03 or 2019-03-02): only what had happened by
            then counts; empty for now.
    """
    moment = at(chart, day("as_of", as_of))
    sheet = Sheet(_by_then(chart, moment), moment)
    row = _row(FORMULAS[formula], sheet)
    query = asked("calculate", formula=formula, as_of=as_of)
    return Found(items=(row,), query=query, set_aside=chart.set_aside, total=1)


_THEIR_OWN_DATES: Final = frozenset({Kind.MEDICATION, Kind.DISPENSE, Kind.ADMINISTRATION})
"""Medicines are reconciled as of a day by `chartside.fhir.clinical.medicines`."""


def _by_then(chart: Chart, moment: At) -> Chart:
    """The chart without what came later."""
    kept = tuple(
        e
        for e in chart.entries
        if e.kind in _THEIR_OWN_DATES or e.kind is Kind.PATIENT or moment.known(known_from(e))
    )
    return replace(chart, entries=kept)


def _row(formula: Formula, sheet: Sheet) -> CalculationRow:
    result = _worked(formula, sheet)
    return CalculationRow(
        formula=formula.title,
        value=_rounded(result.low, formula.digits) if result else None,
        high=_rounded(result.high, formula.digits) if result else None,
        unit=formula.unit,
        date=sheet.at.asked.text if sheet.at.asked else sheet.at.last.isoformat(),
        inputs=tuple(dict.fromkeys(sheet.inputs)),
        counted=tuple(sheet.counted),
        missing=_each(sheet.missing),
        open=_each(sheet.open),
        absent=_each(sheet.absent),
        refused=_each(sheet.refused),
        notes=_each([*sheet.notes, *_after_death(sheet)]),
        source=formula.source,
    )


def _worked(formula: Formula, sheet: Sheet) -> Result | None:
    try:
        result = formula.work(sheet)
    except OutOfRange as outside:
        sheet.refused.append(str(outside))
        return None
    return None if sheet.missing or sheet.refused else result


def _each(said: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said))


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _after_death(sheet: Sheet) -> list[str]:
    died = sheet.chart.patient.deceased
    if died is not None and died.date < sheet.at.last:
        return [f"the patient died on {died.day}"]
    return []
