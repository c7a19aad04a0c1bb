"""How well the unit, the quantity, the method, the time and the range of a result fit a term."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from chartside.fhir.lab_reports.coding.context import Context
from chartside.fhir.lab_reports.coding.names import Named
from chartside.fhir.lab_reports.coding.plain import PLAIN, unit_of
from chartside.fhir.lab_reports.coding.table import Term
from chartside.fhir.lab_reports.coding.words import beside, words_of
from chartside.fhir.lab_reports.report import Result, State
from chartside.fhir.units import UNITY, convert, same_unit

FITS, NOT_SAID, DOUBTFUL, AGAINST = 1.0, 0.6, 0.7, 0.1
_RIVAL: Final = 0.85
"""A term without a method, where another one's method is the usual one and none is printed."""
_RACE_FREE: Final = datetime(2021, 9, 23, tzinfo=UTC)
"""The day the CKD-EPI 2021 equation was published (N Engl J Med 2021;385:1737, doi
10.1056/NEJMoa2102953): a plain `CKD-EPI` before it is that of 2009."""
_WITHOUT_VALUE: Final = frozenset({State.PENDING, State.CANCELLED})


def unit_score(result: Result, term: Term, found: Named, context: Context) -> float:
    """Whether the result is a quantity of the term's dimension, or in words as the term is."""
    if result.value is None:
        return _words_score(result, term, found)
    if not term.units:
        return AGAINST
    unit = unit_of(result)
    if unit in term.unlike:
        return NOT_SAID
    if unit in PLAIN:
        return _beside_score(term, context) if _may_be_plain(unit, term) else NOT_SAID
    return FITS if any(comparable(unit, known, term.loinc) for known in term.units) else AGAINST


def _may_be_plain(unit: str, term: Term) -> bool:
    """Whether a number without a unit is one: a pH, an INR, a ratio, or a fraction said to be one.

    A haematocrit without a unit may be a fraction or a percentage.
    """
    stated = unit == UNITY and UNITY in term.units
    return stated or term.units[0] in PLAIN or "{ratio}" in term.units


def _words_score(result: Result, term: Term, found: Named) -> float:
    """A result that is not there yet fits where no unit has to tell two terms apart."""
    if result.state in _WITHOUT_VALUE:
        terms = found.analyte.terms
        one = len({t.property for t in terms if t.system == term.system}) == 1
        return FITS if one and not found.shared else NOT_SAID
    return FITS if not term.units and result.text else AGAINST


def _beside_score(term: Term, context: Context) -> float:
    """A ratio without a unit is of masses or of moles, as what it is made of is reported."""
    if not term.beside:
        return FITS
    wanted, *keys = term.beside
    units = {unit for key in keys for unit in context.units.get(key, ())}
    if not units:
        return NOT_SAID
    return FITS if all(comparable(unit, wanted, "") for unit in units) else AGAINST


def comparable(unit: str, other: str, loinc: str) -> bool:
    """Whether numbers in both units measure the same property.

    Milliequivalents and millimoles of an ion do; mass and moles are two properties.
    """
    if same_unit(unit, other) or convert(Decimal(1), unit, other) is not None:
        return True
    per_equivalent = "eq" in unit and "mol" in other
    return per_equivalent and convert(Decimal(1), unit, other, analyte_loinc=loinc) is not None


def quantity_score(found: Named, term: Term) -> float:
    """`Neutrophils %` is no number of cells, and `Neutrophils #` no percentage."""
    said = found.said.quantities
    if not said or said == {"percent", "number"}:
        return FITS
    if "percent" in said:
        return FITS if any("%" in u or "/100" in u for u in term.units) else AGAINST
    return FITS if term.property == "NCnc" else AGAINST


def time_score(found: Named, result: Result, term: Term) -> float:
    """Whether it was measured when the term says: fasting, over 24 hours, at the trough."""
    said = found.said.times
    for text in (result.specimen, result.panel):
        said |= beside(words_of(text)).times
    if not said:
        return FITS if not term.time else AGAINST
    if said == {term.time}:
        return FITS
    # A concentration in urine of 24 hours is a term of its own; an enzyme fasting is no other one.
    return DOUBTFUL if not term.time else AGAINST


def method_score(found: Named, result: Result, term: Term, when: Context) -> float:
    """Whether it was measured how the term says; a method that no term has says nothing."""
    said = found.said.methods | beside(words_of(result.method)).methods
    said |= beside(words_of(result.panel)).methods & {"strip", "manual", "electrophoresis"}
    said = _with_edition(said, when)
    terms = found.analyte.terms
    known = {t.method for t in terms if t.method}
    if term.method and term.method in said:
        return FITS
    if term.method:
        if said & known or "manual" in said:
            return AGAINST
        return FITS if term.assumed else NOT_SAID
    if said & known:
        return DOUBTFUL
    rival = any(_rivals(t, term) for t in terms) and "manual" not in said
    return _RIVAL if rival else FITS


def _with_edition(said: frozenset[str], when: Context) -> frozenset[str]:
    if "ckdepi" not in said or said & {"ckdepi2009", "ckdepi2021"}:
        return frozenset("ckdepi" if m == "ckdepi2009" else m for m in said - {"ckdepi"}) or said
    before = when.collected is not None and when.collected.high <= _RACE_FREE
    return said if before else said - {"ckdepi"}


def _rivals(other: Term, term: Term) -> bool:
    return other.assumed and (other.system, other.property, other.time) == (
        term.system,
        term.property,
        term.time,
    )
