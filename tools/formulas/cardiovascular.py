"""Ten-year cardiovascular risk from a chart."""

from dataclasses import replace
from itertools import product
from typing import Final

from chartside.tools.formulas import concepts as c
from chartside.tools.formulas import quantities as q
from chartside.tools.formulas.bounds import hold
from chartside.tools.formulas.history import cite, ever, known
from chartside.tools.formulas.pooled_cohort import Cohort, Risk, ascvd
from chartside.tools.formulas.sheet import Result, Sheet
from chartside.tools.formulas.taking import Need, take, take_pressure
from chartside.tools.formulas.treatment import ANTIHYPERTENSIVES, smokes, taken

_LIPIDS: Final = 1826
"""Days: five years, within the 4 to 6 after which the guideline assesses anew."""
_YEAR: Final = 365
_ESTABLISHED: Final = (c.VASCULAR, c.CORONARY, c.STROKE)


def of_ascvd(sheet: Sheet) -> Result | None:
    """From lipids of five years, pressure of a year, medicines, smoking and diabetes.

    For those without cardiovascular disease. Race is not used: the result is by the coefficients
    published for white persons and all others who are not African American; what the other set
    gives stands beside it.
    """
    for concept in _ESTABLISHED:
        found = known(sheet, concept)
        if found is not None:
            cite(sheet, concept.name, found)
            sheet.refused.append(f"made for those without cardiovascular disease: {concept.name}")
            return None
    return _first_event(sheet)


def _first_event(sheet: Sheet) -> Result | None:
    lipids = take(sheet, Need(q.TOTAL_CHOLESTEROL, _LIPIDS), Need(q.HDL, _LIPIDS), spread=0)
    pressure, age, sex = take_pressure(sheet, _YEAR), sheet.age(), sheet.sex()
    if age is not None:
        hold("age", age, "40", "79", "years")
    smoker = smokes(sheet)
    treated = taken(sheet, "antihypertensive", ANTIHYPERTENSIVES)
    diabetes = ever(sheet, c.DIABETES)
    if lipids is None or pressure is None or age is None or sex is None or smoker is None:
        return None
    known_so_far = Risk(
        age=age,
        sex=sex,
        total=lipids[0].number,
        hdl=lipids[1].number,
        systolic=pressure[0],
        smoker=smoker,
    )
    risks = [
        replace(known_so_far, treated=t, diabetes=d)
        for t, d in product(_either(treated), _either(diabetes))
    ]
    other = _span(risks, "black")
    sheet.notes.append(
        "race is not used: by the coefficients published for all who are not African American; "
        f"by those for African Americans {_words(other)} %"
    )
    return _span(risks, "white")


def _either(answer: bool | None) -> tuple[bool, ...]:  # noqa: FBT001 - three-valued, as read from the chart
    """What an answer may be: itself, or both where it is not known."""
    return (False, True) if answer is None else (answer,)


def _span(risks: list[Risk], cohort: Cohort) -> Result:
    values = [ascvd(r, cohort) for r in risks]
    return Result(min(values), max(values))


def _words(span: Result) -> str:
    low, high = (f"{v:.1f}" for v in (span.low, span.high))
    return low if low == high else f"{low} to {high}"
