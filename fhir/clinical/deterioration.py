"""A change between two results that calls for somebody, whatever the ranges say.

Sources. Creatinine half as high again within seven days, or 0.3 mg/dL higher within 48 hours: acute
kidney injury, KDIGO Clinical Practice Guideline for Acute Kidney Injury (2012), 2.1.1. Doubled
since the result before, whenever that was, or within three months, and eGFR halved: the loss of
kidney function that trials count as an outcome (KDIGO 2024, chronic kidney disease). Hemoglobin
lower by 2 g/dL: the fall by which the ISTH defines a major bleeding (Schulman and Kearon, J Thromb
Haemost 2005); over more than a month only where it ends below its range. Platelets halved: the fall
by which the 4Ts score suspects heparin-induced thrombocytopenia (Lo et al., J Thromb Haemost 2006),
within a month.

Not covered: children, dialysis.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from chartside.fhir.clinical.results import Series, in_unit_of
from chartside.fhir.entry import Entry
from chartside.fhir.units import convert

_CREATININE: Final = frozenset({"Creatinine, serum", "Creatinine, blood"})
_PLATELETS: Final = frozenset({"777-3", "26515-7"})
EGFR: Final = frozenset(
    {
        "33914-3", "48642-3", "62238-1", "69405-9", "77147-7", "98979-8", "88293-6", "88294-4",
        "50210-4",
    }
)  # fmt: skip
_HALF: Final = Decimal("0.5")
_HALF_AGAIN: Final = Decimal("1.5")
_TWICE: Final = 2
_STEP: Final = Decimal("0.3")
_BLEEDING: Final = Decimal(2)
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=31)
_SEASON: Final = timedelta(days=92)
"""Three months, within which KDIGO 2012 speaks of acute kidney disease."""


@dataclass(frozen=True, slots=True)
class _Step:
    """The last result and an earlier one, in `unit`, and the time between them.

    `next` says that none lies between the two, `flag` whether the last is high or low.
    """

    now: Decimal
    then: Decimal
    unit: str
    apart: timedelta
    next: bool
    flag: str


def worst_before(found: Series, flag: str) -> Entry | None:
    """The earlier result that the last one is much worse than; None where it is not.

    Of several the latest: it bounds best when it happened. `flag` is the last one's: high, low, or
    empty.
    """
    rule = _rule(found.key)
    if rule is None:
        return None
    earlier = reversed(found.entries[:-1])
    steps = ((e, _step(found, e, flag)) for e in earlier)
    return next((e for e, step in steps if step is not None and rule(step)), None)


_Rule = Callable[[_Step], bool]


def _rule(key: str) -> _Rule | None:
    for keys, rule in (
        (_CREATININE, _kidney_injury),
        (EGFR, _kidney_loss),
        (frozenset({"Hemoglobin"}), _bleeding),
        (_PLATELETS, _platelets_halved),
    ):
        if key in keys:
            return rule
    return None


def _step(found: Series, earlier: Entry, flag: str) -> _Step | None:
    entry, value = found.latest, found.latest.value
    then = in_unit_of(earlier, value)
    if value is None or value.number is None or then is None or not entry.when or not earlier.when:
        return None
    apart = entry.when.low - earlier.when.low
    if min(then, value.number) <= 0 or apart <= timedelta(0):
        return None
    unit = value.ucum or value.unit
    between = found.entries[-2] is not earlier
    return _Step(value.number, then, unit, apart, not between, flag)


def _kidney_injury(step: _Step) -> bool:
    if step.now >= _TWICE * step.then:
        return step.next or step.apart <= _SEASON
    if step.now >= _HALF_AGAIN * step.then and step.apart <= _WEEK:
        return True
    risen = convert(step.now - step.then, step.unit, "mg/dL", analyte_loinc="2160-0")
    return risen is not None and risen >= _STEP and step.apart <= 2 * _DAY


def _kidney_loss(step: _Step) -> bool:
    return step.now <= _HALF * step.then and (step.next or step.apart <= _SEASON)


def _bleeding(step: _Step) -> bool:
    fallen = convert(step.then - step.now, step.unit, "g/dL", analyte_loinc="718-7")
    if fallen is None or fallen < _BLEEDING:
        return False
    return step.apart <= _MONTH or (step.next and step.flag == "low")


def _platelets_halved(step: _Step) -> bool:
    return step.now <= _HALF * step.then and step.apart <= _MONTH
