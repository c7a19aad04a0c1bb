"""Orders that nobody renewed, and medicines that are given once.

A prescription is valid for a year at most in the United States and in most of Europe, six months
for most controlled substances (21 CFR 1306.22), and never renewed for the strongest (21 CFR
1306.12). An order without an end stays active in a record all the same. A long-term medicine that
was ordered once is often renewed where the record does not see it, so its date alone is said. What
is taken when needed, or for days or weeks, is said to be unrenewed after a year.
"""

import re

from chartside.agent.authors.moment import YEAR
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Medicine
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry, Kind

_SHORT = re.compile(
    r"\b(?:\w*(?:codone|morphone|cillin|mycin|micin|oxacin|cycline)|codeine|morphine|tramadol"
    r"|fentanyl|meperidine|pethidine|tapentadol|penicillin\w*|cef\w+|ceph\w+|clavulan\w+"
    r"|nitrofurantoin|trimethoprim|metronidazole|prednisone|prednisolone|methylprednisolone"
    r"|naproxen|ibuprofen|diclofenac|indomethacin|ketorolac|loratadine|cetirizine|fexofenadine"
    r"|diphenhydramine|chlorpheniramine|dexamethasone|oseltamivir|ondansetron|zolpidem|zopiclone|\w+zolam)\b",
    re.IGNORECASE,
)
"""Opioids, antibiotics, steroids by mouth, pain killers with a risk to stomach and kidney,
antihistamines, what helps against nausea or to sleep."""
_SINGLE = re.compile(
    r"\b(?:alteplase|tenecteplase|reteplase|streptokinase|urokinase|naloxone|flumazenil|propofol"
    r"|etomidate|ketamine|rocuronium|vecuronium|succinylcholine|suxamethonium|iohexol|iopamidol"
    r"|gado\w+)\b",
    re.IGNORECASE,
)
"""Thrombolytics, antidotes, anaesthetics, contrast: given once, neither taken nor stopped."""


def is_unrenewed(chart: Chart, medicine: Medicine) -> bool:
    """Whether an order for a short time or for need is over a year old with nothing after it.

    Neither another order nor a supply nor a dose given in the year before now, or before the story
    of a patient who died ended.
    """
    orders = [e for e in medicine.entries if e.kind is Kind.MEDICATION]
    if not orders or not (medicine.as_needed or any(_SHORT.search(e.label) for e in orders)):
        return False
    later = (*orders, *medicine.supplies, *medicine.given)
    dated = [e.when for e in later if e.when]
    if chart.patient.dead:
        return bool(dated) and not any(within(when, YEAR, chart) for when in dated)
    return bool(dated) and max(when.high for when in dated) < chart.as_of - YEAR


def is_single(entry: Entry) -> bool:
    """Whether a medicine is given once, by its name."""
    return bool(_SINGLE.search(entry.label))
