"""The ways a true sentence is made false, one name each; a fact comes back changed, or not at all.

A change is only proposed here. `chartside.evals.injected_errors.cases` keeps it if nothing in the
chart makes it true and a reader sees the difference.
"""

from collections.abc import Callable
from typing import Final

from chartside.evals.injected_errors.corruptions import (
    medicines,
    sources,
    states,
    subjects,
    times,
    values,
    wording,
)
from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import Fact

Corruption = Callable[[Fact, Scene], Fact | None]

TEXT: Final[dict[str, Corruption]] = {
    "value digit": values.digit,
    "decimal shift": values.decimal_point,
    "unit": values.unit,
    "comparator dropped": values.comparator,
    "high and low exchanged": values.flag,
    "older result as latest": values.older,
    "systolic and diastolic exchanged": values.swapped_pressure,
    "trend direction": values.direction,
    "year": times.year,
    "month": times.month,
    "day": times.day,
    "drug of the chart": medicines.of_chart,
    "drug not in the chart": medicines.elsewhere,
    "dose": medicines.dose,
    "frequency": medicines.frequency,
    "route": medicines.route,
    "status": states.status,
    "negation inserted": states.denied,
    "negation removed": states.affirmed,
    "preliminary as final": states.final,
    "side": subjects.side,
    "subject": subjects.subject,
    "relative": subjects.relative,
    "disease": subjects.disease,
    "vaccine": subjects.vaccine,
    "allergen": subjects.allergen,
    "reaction or severity": subjects.reaction,
    "reason": subjects.reason,
    "count off by one": subjects.count,
    "age or sex": values.age_or_sex,
    "specimen": wording.specimen,
    "reference limit": wording.limit,
    "lowest and highest exchanged": wording.ends,
    "side of what was done": wording.side_of_event,
    "age at onset": wording.age_at_onset,
    "number of visits": wording.visits,
    "never for once": wording.never_done,
    "once for never": wording.once_done,
    "stop reason": wording.stop_reason,
    "one word of a quotation": wording.quoted_word,
}
"""Changes of what a sentence says; they apply to one fact, also as one half of two."""

CITED: Final[dict[str, Corruption]] = {
    "wrong citation": sources.another_entry,
    "another patient's resource": sources.another_patient,
}
"""Changes of what a sentence cites."""

HALF: Final = "one false half of two"
IN_ERROR: Final = "entered-in-error source"
PRELIMINARY: Final = "preliminary as final"

KINDS: Final = (*TEXT, *CITED, HALF, IN_ERROR)
"""Every kind of corruption."""
