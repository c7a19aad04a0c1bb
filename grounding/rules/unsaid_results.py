"""A critical result, or a newly abnormal or worsening one, that a draft does not mention.

Only the last result of a test counts, and only of the last half year of the record's story.
Critical: marked so by the laboratory, or beyond the limits below, at which laboratories telephone
(after The Royal College of Pathologists, "The communication of critical and unexpected pathology
results", 2017). Newly abnormal: abnormal by the laboratory, and the result before it was not.
Worsening: abnormal, and moving away over the last results (`fhir.clinical.trend`). Without a
judgement of the laboratory the usual adult ranges decide, for the tests that act soon and for the
kidneys alone.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from chartside.draft import Finding, Severity
from chartside.fhir.analytes import ANALYTES
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    Series,
    is_abnormal,
    is_critical,
    lab_series,
    outside_usual,
    trend,
)
from chartside.fhir.entry import Entry
from chartside.fhir.units import convert
from chartside.grounding.rules.finding import cite
from chartside.grounding.rules.moment import HALF_YEAR, is_recent, since
from chartside.grounding.rules.said import Said
from chartside.grounding.rules.wording import of, outer, value_of

CRITICAL: Final = "unsaid-critical-result"
ABNORMAL: Final = "unsaid-abnormal-result"


HARMLESS_LOW: Final = frozenset(
    {"Bilirubin, total", "Bilirubin, total, blood", "Creatinine, serum", "Creatinine, blood"}
)
"""Breakdown products: below the usual range they mean nothing by themselves."""


class Bounds(NamedTuple):
    """Values at or beyond which a result is telephoned."""

    keys: tuple[str, ...]
    unit: str
    low: str
    high: str


BOUNDS: Final = (
    Bounds(("Potassium, serum", "Potassium, blood"), "mmol/L", "2.5", "6.5"),
    Bounds(("Sodium, serum", "Sodium, blood"), "mmol/L", "120", "160"),
    Bounds(("Calcium, serum", "Calcium, blood"), "mmol/L", "1.8", "3.5"),
    Bounds(("Magnesium",), "mmol/L", "0.4", ""),
    Bounds(
        ("Glucose, serum", "Glucose, blood", "Glucose, fasting", "Glucose, capillary"),
        "mmol/L",
        "2.5",
        "25",
    ),
    Bounds(("Hemoglobin",), "g/dL", "7", ""),
    Bounds(("777-3", "26515-7"), "10*3/uL", "30", ""),  # platelets
    Bounds(("751-8", "26499-4"), "10*3/uL", "0.5", ""),  # neutrophils
    Bounds(("6301-6", "34714-6"), "", "", "6.5"),  # INR
    Bounds(("Digoxin",), "ng/mL", "", "2.5"),
    Bounds(("Lithium",), "mmol/L", "", "1.5"),
)
_CODES: Final = {a.name: min(a.codes) for a in ANALYTES}

KIDNEY: Final = frozenset(
    {
        "Creatinine, serum", "Creatinine, blood", "33914-3", "48642-3", "62238-1", "69405-9",
        "77147-7", "98979-8", "88293-6", "88294-4", "50210-4",
    }
)  # fmt: skip
SOON: Final = KIDNEY | {key for bounds in BOUNDS for key in bounds.keys} | {
    "6690-2", "26464-8", "89579-7", "67151-1", "6598-7", "10839-9", "Lactate",
    "Bilirubin, total", "Bilirubin, total, blood", "2708-6",
}  # fmt: skip
"""Tests that act soon, and those of the kidney: moderate where others are low."""


def unsaid_critical_results(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each test whose last result is critical."""
    for found, last in _last(chart):
        if (is_critical(last) or beyond(found)) and not _is_said(said, last):
            text = (
                f"{outer(last.label)} {value_of(last)}{of(last.when)} is critical and not mentioned"
            )
            yield Finding(CRITICAL, text, Severity.HIGH, (cite(last),))


def unsaid_abnormal_results(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each test whose last result is newly abnormal, or worse than before."""
    held = sorted(_last(chart), key=_filtration_first)
    settled = [is_critical(e) or beyond(s) or _is_said(said, e) for s, e in held]
    told = {_fact(s, e) for (s, e), done in zip(held, settled, strict=True) if done}
    for found, last in held:
        flag, how = judged(chart, found) if _fact(found, last) not in told else ("", "")
        if how:
            told.add(_fact(found, last))
            usual = "" if is_abnormal(last) else " by the usual adult range"
            text = (
                f"{outer(last.label)} {value_of(last)}{of(last.when)} is {flag}{usual}, {how}, and "
                f"is not mentioned"
            )
            grave = Severity.MODERATE if found.key in SOON else Severity.LOW
            yield Finding(ABNORMAL, text, grave, (cite(last),))


def _fact(found: Series, last: Entry) -> str:
    """What the result is about: of one day, the tests of the kidney are about one thing."""
    return f"kidney {last.when.day}" if found.key in KIDNEY and last.when else found.key


def _filtration_first(pair: tuple[Series, Entry]) -> tuple[bool, str]:
    """Creatinine and the rate made from it are one fact, told by the rate."""
    return (pair[0].key.startswith("Creatinine"), pair[1].reference)


def _last(chart: Chart) -> Iterator[tuple[Series, Entry]]:
    if chart.patient.dead:
        return
    start = since(chart, HALF_YEAR)
    for found in lab_series(chart):
        if is_recent(found.latest.when, start, chart):
            yield found, found.latest


def _is_said(said: Said, result: Entry) -> bool:
    return said.cites([result]) or said.gives(result)


def beyond(found: Series) -> bool:
    """Whether the last result is at or beyond a limit at which laboratories telephone."""
    bounds = next((b for b in BOUNDS if found.key in b.keys), None)
    value = found.latest.value
    if bounds is None or value is None or value.number is None:
        return False
    number: Decimal | None = value.number
    if bounds.unit:
        number = convert(
            value.number,
            value.ucum or value.unit,
            bounds.unit,
            analyte_loinc=_CODES.get(found.key),
        )
    if number is None:
        return False
    sign = value.comparator[:1]
    low = bool(bounds.low) and number <= Decimal(bounds.low) and sign != ">"
    return low or (bool(bounds.high) and number >= Decimal(bounds.high) and sign != "<")


def judged(chart: Chart, found: Series) -> tuple[str, str]:
    """`high`, `low` or `abnormal`, and why it is news; both empty where it is none."""
    last = found.latest
    flag = is_abnormal(last) or (outside_usual(chart, last) if found.key in SOON else "")
    if flag == "low" and found.key in HARMLESS_LOW:
        return "", ""
    if not flag or len(found.entries) < 2:  # noqa: PLR2004 - this one and the one before
        return "", ""
    before = found.entries[-2]
    if not (is_abnormal(before) or outside_usual(chart, before)) and _was_judged(chart, before):
        return flag, f"unlike the one before{of(before.when)} ({value_of(before)})"
    if found.key in SOON and _moves_away(found, flag):
        return flag, f"and worse than the one before{of(before.when)} ({value_of(before)})"
    return "", ""


def _was_judged(chart: Chart, entry: Entry) -> bool:
    """Whether a range or a flag stood beside the earlier result, or a usual one applies."""
    value = entry.value
    own = bool(entry.interpretation or (value and value.range))
    return own or chart.patient.birth is not None


def _moves_away(found: Series, flag: str) -> bool:
    moved = trend(found)
    return moved is not None and (moved.direction, flag) in {("rising", "high"), ("falling", "low")}
