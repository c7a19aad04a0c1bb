"""Problems that are over by their nature, though nobody closed them on the list.

A list that is not tended calls a miscarriage of 1967 active. What happened once is told among the
past problems, as what it is: recorded as active. The few kinds, and why each ends by itself: losses
and births are moments; poisonings, sepsis and arrests are survived within weeks or not; what is
called acute, and infections that run their course, end or are renamed chronic; wounds and broken
bones heal. A stroke, an infarction or an embolism stays on the list: it decides on treatment.
"""

import re
from datetime import timedelta
from typing import Final

from chartside.agent.authors.moment import HALF_YEAR, YEAR
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry
from chartside.fhir.when import When

_TOLD = re.compile(
    r"^(?:history of|past history|past medical history|status post|personal history)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"^acute\b|\b(?:miscarriage|abortion|stillbirth|childbirth|(?:cardiac|respiratory) arrest"
    r"|asystole|overdose|poisoning|intoxication|septic\w*|sepsis|bacter(?:a?)emia|anaphyla\w+"
    r"|pneumonia|meningitis|appendicitis|pyelonephritis|sinusitis|bronchitis|pharyngitis"
    r"|tonsillitis|laryngitis|otitis media|conjunctivitis|influenza|gastroenteritis|common cold"
    r"|covid-19|upper respiratory|cystitis|urinary tract infection|fracture|laceration|concussion"
    r"|burn|sprain|dislocation|contusion)\b",
    re.IGNORECASE,
)
_PREGNANT = re.compile(r"\b(?:pregnan\w*|gravid\w*|gestation\w*|pre-?eclampsia)\b", re.IGNORECASE)
_LASTING = re.compile(
    r"\b(?:chronic|recurr\w+|persistent|perennial|subacute|allerg\w*|sequela\w*|late effects?"
    r"|following|after|post\w*|leuk\w+|lymph\w+|porphyria|interstitial|radiation|spinal cord|brain"
    r"|skull|pathological|nonunion|malunion|risk|fear|disorder due to|long|carrier|habitual"
    r"|syndrome|hypersensitivity|eosinophilic|autoimmune|infertility)\b",
    re.IGNORECASE,
)
PREGNANCY: Final = timedelta(days=300)
"""A pregnancy that was noted longer ago is over, whatever its status says."""


def is_told(entry: Entry) -> bool:
    """Whether the very name says that it is history."""
    return bool(_TOLD.search(entry.label))


def is_over(chart: Chart, entry: Entry) -> bool:
    """Whether an active problem is an event that has ended by itself.

    It began half a year before the story ended or, of a patient who lives, a year before now. A
    recurrence is none, nor what is chronic or follows from an event.
    """
    if is_told(entry):
        return True
    when = entry.when or entry.recorded
    if when is None or entry.status in {"recurrence", "relapse"} or _LASTING.search(entry.label):
        return False
    if _PREGNANT.search(entry.label):
        return not _lately(chart, when, PREGNANCY)
    return bool(_MOMENT.search(entry.label)) and not _lately(chart, when, HALF_YEAR)


def _lately(chart: Chart, when: When, span: timedelta) -> bool:
    now = chart.patient.dead or when.high >= chart.as_of - YEAR
    return bool(now) and within(when, span, chart)
