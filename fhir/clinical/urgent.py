"""Which tests act soonest on a patient, and whether anybody judged a result of one.

The common ones of "The communication of critical and unexpected pathology results", Royal College
of Pathologists, 2017, by the key of their series: an analyte, a LOINC code, or plain words.
"""

import re
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.ranges import in_usual
from chartside.fhir.clinical.results import Series, is_abnormal
from chartside.fhir.entry import Entry

ACUTE: Final = frozenset(
    {
        "Potassium, serum", "Potassium, blood", "Sodium, serum", "Sodium, blood", "Hemoglobin",
        "Calcium, serum", "Calcium, blood", "Calcium, ionized, serum", "Calcium, ionized, blood",
        "Magnesium", "Phosphate (as phosphorus)", "Lactate", "Lactate, blood", "Lactate, arterial",
        "Digoxin", "Lithium", "Glucose, serum", "Glucose, blood", "Glucose, capillary",
        "Glucose, meter",
        "777-3", "26515-7",  # platelets
        "6690-2", "26464-8", "751-8",  # leukocytes, neutrophils
        "6301-6", "34714-6", "38875-1", "5902-2",  # INR, prothrombin time
        "89579-7", "67151-1", "6598-7", "6597-9", "48425-3", "10839-9", "49563-0", "42757-5",
        "76399-5", "89578-9",  # troponin
        "2744-1", "11558-4",  # pH of blood
        "30313-1", "33762-6", "42637-9", "30934-4",  # hemoglobin arterial; natriuretic peptides
    }
)  # fmt: skip
_NAMES: Final = frozenset(
    {
        "inr", "pt inr", "troponin", "troponin i", "troponin t", "potassium", "sodium", "lactate",
        "digoxin", "digoxin level", "lithium", "lithium level", "hemoglobin", "haemoglobin",
        "creatinine", "glucose", "blood glucose", "blood culture",
    }
)  # fmt: skip
"""The same where a source gave no LOINC code."""

KIDNEY: Final = frozenset(
    {
        "Creatinine, serum", "Creatinine, blood", "33914-3", "48642-3", "62238-1", "69405-9",
        "77147-7", "98979-8", "88293-6", "88294-4", "50210-4",
    }
)  # fmt: skip


def is_urgent(found: Series) -> bool:
    """Whether a series is of a test that acts soon, by its code or, without one, by its name."""
    return found.key in ACUTE | KIDNEY | _NAMES


def is_unjudged(chart: Chart, entry: Entry) -> bool:
    """Whether nobody said if a result is normal: no interpretation, no range, no usual range."""
    if entry.interpretation or is_abnormal(entry):
        return False
    if entry.value is not None and entry.value.range is not None:
        return False
    return in_usual(chart, entry) is None


_TELLING = re.compile(
    r"^(?!.*\b(?:no|not|non|without|neg\w*)\b).*\b(?:positive|reactive|detected|abnormal|growth"
    r"|grew|isolated|malignan\w*|critical)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_silent(chart: Chart, found: Series) -> bool:
    """Whether nobody judged the last result of a test that acts soon, or that has a telling answer.

    Such as a troponin without a range, an INR of "7.2 !!", a culture that "grew" something.
    """
    value = found.latest.value
    telling = value is not None and bool(_TELLING.search(value.text))
    return (telling or is_urgent(found)) and is_unjudged(chart, found.latest)
