"""Which abnormal result comes first.

A ranking, not a diagnosis: what the laboratory called critical, then what it flagged, then what
worsens, then what is new, with electrolytes, blood and kidneys before the rest because they act
soonest. The tests that act soonest are the common ones of "The communication of critical and
unexpected pathology results", Royal College of Pathologists, 2017.
"""

from typing import Final

from chartside.agent.authors.moment import HALF_YEAR, within
from chartside.agent.authors.trends import Finding
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import is_abnormal, outside_usual

ACUTE: Final = frozenset(
    {
        "Potassium, serum", "Potassium, blood", "Sodium, serum", "Sodium, blood", "Hemoglobin",
        "Calcium, serum", "Calcium, blood", "Calcium, ionized, serum", "Calcium, ionized, blood",
        "Magnesium", "Phosphate (as phosphorus)", "Lactate", "Digoxin", "Lithium",
        "777-3", "26515-7",  # platelets
        "6690-2", "26464-8", "751-8",  # leukocytes, neutrophils
        "6301-6", "34714-6", "5902-2",  # INR, prothrombin time
        "89579-7", "67151-1", "6598-7", "10839-9", "49563-0",  # troponin
        "2744-1", "11558-4",  # pH of blood
        "30313-1", "33762-6", "42637-9", "30934-4",  # hemoglobin arterial; natriuretic peptides
    }
)  # fmt: skip
KIDNEY: Final = frozenset(
    {
        "Creatinine, serum", "Creatinine, blood", "33914-3", "48642-3", "62238-1", "69405-9",
        "77147-7", "98979-8", "88293-6", "88294-4", "50210-4",
    }
)  # fmt: skip
CHRONIC: Final = frozenset(
    {
        "Hemoglobin A1c", "Bilirubin, total", "1742-6", "1920-8", "1751-7", "3016-3",
        "Albumin/creatinine, urine", "Protein/creatinine, urine", "4544-3",
    }
)  # fmt: skip

HARMLESS_LOW: Final = frozenset(
    {
        "1920-8", "1742-6", "6768-6", "Bilirubin, total", "Bilirubin, total, blood", "Urate",
        "Urea nitrogen, serum", "Urea nitrogen, blood", "Creatinine, serum", "Creatinine, blood",
        "Triglycerides",
    }
)  # fmt: skip
"""Enzymes, breakdown products: below the usual range they mean nothing by themselves."""


def weight(chart: Chart, found: Finding) -> int:
    """How early a result is named; zero where it is not abnormal."""
    if not found.flag or is_harmless(found):
        return 0
    points = 8 if found.usual else 20
    points += 50 * found.critical + 15 * found.worsening + 10 * is_new(chart, found)
    points += 5 * within(found.entry.when, HALF_YEAR, chart)
    return points + place(found.series.key)


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
