"""Which abnormal result comes first.

A ranking, not a diagnosis: what the laboratory called critical, then what it flagged, then what
worsens or lies far out, then what is new, with electrolytes, blood and kidneys before the rest
because they act soonest (`chartside.fhir.clinical.urgent`).
"""

from decimal import Decimal
from typing import Final

from chartside.agent.authors.alarms import alarms
from chartside.agent.authors.moment import HALF_YEAR
from chartside.agent.authors.trends import Finding
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import in_usual, is_abnormal, outside_usual
from chartside.fhir.clinical.story import within
from chartside.fhir.clinical.urgent import ACUTE, KIDNEY
from chartside.fhir.entry import Entry, Range

CHRONIC: Final = frozenset(
    {
        "Hemoglobin A1c", "Bilirubin, total", "1742-6", "1920-8", "1751-7", "3016-3",
        "Albumin/creatinine, urine", "Protein/creatinine, urine", "4544-3",
    }
)  # fmt: skip

SLOW: Final = frozenset(
    {
        "Hemoglobin A1c", "Albumin/creatinine, urine", "Protein/creatinine, urine", "Cholesterol",
        "LDL cholesterol", "LDL cholesterol, calculated", "LDL cholesterol, direct",
        "HDL cholesterol", "Urate",
    }
)  # fmt: skip
"""What changes over months and is acted on at the next visit."""

HARMLESS_LOW: Final = frozenset(
    {
        "1920-8", "1742-6", "6768-6", "Bilirubin, total", "Bilirubin, total, blood", "Urate",
        "Urea nitrogen, serum", "Urea nitrogen, blood", "Creatinine, serum", "Creatinine, blood",
        "Triglycerides",
    }
)  # fmt: skip
"""Enzymes, breakdown products: below the usual range they mean nothing by themselves."""


def weight(chart: Chart, found: Finding) -> int:
    """How early a result is named; zero where it is neither abnormal nor much worse than before."""
    if not found.worse and (not found.flag or is_harmless(found)):
        return 0
    points = 8 if found.usual else 20
    points += 40 * bool(found.worse) + 30 * alarms(chart, found.entry)
    points += 50 * found.critical + 15 * found.worsening + 10 * is_new(chart, found)
    points += 5 * within(found.entry.when, HALF_YEAR, chart)
    out = beyond(chart, found.entry) or Decimal(0)
    return points + min(int(8 * out), 16) + place(found.series.key)


BEYOND: Final = Decimal("0.25")
FAR: Final = Decimal("0.75")
VERY_FAR: Final = Decimal("1.5")
FARTHEST: Final = Decimal(2)


def is_pressing(chart: Chart, found: Finding) -> bool:
    """Whether somebody must act on a result before reading on.

    What the laboratory called critical, what has become much worse (`deterioration`), and what
    alarms by itself (`alarms`). Electrolytes, blood and kidneys that are newly abnormal or
    worsening, and more than slightly, as by the usual ranges potassium above 5.3 and sodium below
    134 mmol/L; or far out though they were so before: potassium above 6.1 mmol/L, hemoglobin below
    9 g/dL (women), eGFR below 15. Any other test that newly or increasingly lies far outside, as an
    alanine aminotransferase above 100 U/L; but not what changes over months, as lipids or HbA1c.
    """
    if found.critical or found.worse or alarms(chart, found.entry):
        return True
    if not found.flag or is_harmless(found):
        return False
    moves = found.worsening or is_new(chart, found)
    out = beyond(chart, found.entry)
    if found.series.key in ACUTE | KIDNEY:
        most = FAR if found.series.key in ACUTE else VERY_FAR
        return (moves and (out is None or out >= BEYOND)) or (out or 0) >= most
    return moves and found.series.key not in SLOW and (out or 0) >= FARTHEST


def beyond(chart: Chart, entry: Entry) -> Decimal | None:
    """How far a number lies outside its range, by its own range or the usual adult one.

    In widths of the range, or in halves of the bound that is crossed where that says more; the
    latter alone where there is one bound only. None without a number or a range, zero inside it.
    """
    value = entry.value if entry.value and _bounded(entry.value.range) else in_usual(chart, entry)
    if value is None or value.number is None or value.range is None:
        return None
    low, high, number = value.range.low, value.range.high, value.number
    if high is not None and number > high:
        over, bound = number - high, high
    elif low is not None and number < low:
        over, bound = low - number, low
    else:
        return Decimal(0)
    width = high - low if high is not None and low is not None else Decimal(0)
    return max(over / unit for unit in (width, bound / 2) if unit > 0) if bound > 0 else None


def _bounded(bounds: Range | None) -> bool:
    return bounds is not None and not bounds.low is bounds.high is None


def place(key: str) -> int:
    """How soon a test acts, by its series' key; zero for most."""
    for held, points in ((ACUTE, 12), (KIDNEY, 9), (CHRONIC, 4)):
        if key in held:
            return points
    return 0


def is_harmless(found: Finding) -> bool:
    """Whether only the usual range calls it low, and low is of no concern in this test."""
    return found.usual and found.flag == "low" and found.series.key in HARMLESS_LOW


def is_new(chart: Chart, found: Finding) -> bool:
    """Whether the result before this one was within its range."""
    if len(found.series.entries) < 2 or not found.flag:  # noqa: PLR2004 - this one and the one before
        return False
    before = found.series.entries[-2]
    return not (is_abnormal(before) or outside_usual(chart, before))
