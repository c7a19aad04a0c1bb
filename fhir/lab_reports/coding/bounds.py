"""The bounds that are known of an analyte, and a result set against them.

`possible` and `expected` stand once for each analyte and specimen, in one unit; a result in another
unit, in moles for instance, is carried over.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from chartside.fhir.lab_reports.coding.names import Named
from chartside.fhir.lab_reports.coding.plain import PLAIN, unit_of
from chartside.fhir.lab_reports.coding.table import Analyte, Term
from chartside.fhir.lab_reports.report import Limits, Result
from chartside.fhir.units import convert

Bounds = tuple[Decimal, Decimal]
FITS, DOUBTFUL, AGAINST = 1.0, 0.7, 0.1
_FAR_BELOW, _FAR_ABOVE = Decimal("0.5"), Decimal(3)
"""How far from the expected range a value may be that alone speaks for its specimen."""


def range_score(result: Result, term: Term, analyte: Analyte) -> float:
    """A reference range that has nothing in common with the specimen's tells of another one."""
    known = _known(term, analyte, lambda t: t.expected)
    if known is None:
        return FITS
    (least, most), of = known
    for limits in result.limits:
        low, high = (carried(bound, result, of) for bound in (limits.low, limits.high))
        if (high is not None and high < least) or (low is not None and low > most):
            return AGAINST
    return FITS


def alone_score(result: Result, term: Term, analyte: Analyte, systems: frozenset[str]) -> float:
    """Where neither specimen nor range is printed, only the value can speak for the usual specimen.

    512 white cells in a microlitre may be blood, and are more likely urine.
    """
    known = _known(term, analyte, lambda t: t.expected)
    if known is None or systems or any(map(_has_bound, result.limits)):
        return FITS
    (least, most), of = known
    value = carried(result.value, result, of)
    if value is None:
        return FITS
    return FITS if least * _FAR_BELOW <= value <= most * _FAR_ABOVE else DOUBTFUL


def value_score(result: Result, term: Term, found: Named, systems: frozenset[str]) -> float:
    """A value that no living person has speaks for another specimen, or another analyte.

    Where the name is one analyte's and no other specimen is in question, it is a misread or a rare
    value of this one, which a reviewer is told of (`chartside.fhir.lab_reports.checking`).
    """
    elsewhere = not systems and len({t.system for t in found.analyte.terms}) > 1
    doubtful = found.shared or elsewhere
    return AGAINST if doubtful and beyond(result, term, found.analyte) else FITS


def beyond(result: Result, term: Term, analyte: Analyte) -> str:
    """`below` or `above` what is measured in living people; empty where it is neither or unknown.

    `<0.5` of something that has to be above 1 is no value below 1.
    """
    known = _known(term, analyte, lambda t: t.possible)
    value = carried(result.value, result, known[1]) if known else None
    if known is None or value is None:
        return ""
    low, high = known[0]
    if value < low and "<" not in result.comparator:
        return "below"
    return "above" if value > high and ">" not in result.comparator else ""


def carried(number: Decimal | None, result: Result, term: Term) -> Decimal | None:
    """A number of the result in the first unit of a term; None where that is not possible."""
    if number is None or not term.units:
        return None
    unit, wanted = unit_of(result), term.units[0]
    if unit in PLAIN and wanted in PLAIN:
        return number
    return convert(number, unit, wanted, analyte_loinc=term.loinc)


def _known(
    term: Term, analyte: Analyte, of: Callable[[Term], Bounds | None]
) -> tuple[Bounds, Term] | None:
    """The bounds of the term, else those of the same analyte in the same specimen."""
    kin = [t for t in analyte.terms if t.system == term.system and _alike(t, term)]
    for one in (term, *kin):
        if (bounds := of(one)) is not None:
            return bounds, one
    return None


_CONCENTRATIONS: Final = frozenset({"MCnc", "SCnc"})


def _alike(one: Term, other: Term) -> bool:
    """Whether the bounds of one hold for the other: one property, or mass and moles in a volume."""
    if one.time == "24h" or other.time == "24h":
        return one.property == other.property and one.time == other.time
    return one.property == other.property or {one.property, other.property} <= _CONCENTRATIONS


def _has_bound(limits: Limits) -> bool:
    return limits.low is not None or limits.high is not None
