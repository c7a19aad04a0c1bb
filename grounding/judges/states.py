"""Words that name a result by its judgement: hyperkalemia is a potassium above its range.

They are borne out by a cited result on that side of its range; a diagnosis of that name is judged
as a diagnosis. Source: Dorland's Medical Dictionary, definitions of each term.
"""

from collections.abc import Sequence
from typing import Final

from chartside.fhir.clinical import is_abnormal, outside_usual
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import RESULTS, Profile

STATES: Final = {
    "hyperkalemia": ("=potassium", "high"), "hypokalemia": ("=potassium", "low"),
    "hypernatremia": ("=sodium", "high"), "hyponatremia": ("=sodium", "low"),
    "hypercalcemia": ("=calcium", "high"), "hypocalcemia": ("=calcium", "low"),
    "hypermagnesemia": ("=magnesium", "high"), "hypomagnesemia": ("=magnesium", "low"),
    "hyperphosphatemia": ("=phosphate", "high"), "hypophosphatemia": ("=phosphate", "low"),
    "hyperglycemia": ("=glucose", "high"), "hypoglycemia": ("=glucose", "low"),
    "hyperuricemia": ("=urate", "high"), "hypertriglyceridemia": ("=triglyceride", "high"),
    "hypercholesterolemia": ("=total_cholesterol", "high"),
    "thrombocytopenia": ("=platelet", "low"), "thrombocytosis": ("=platelet", "high"),
    "leukocytosis": ("=white_blood_cell", "high"), "leukopenia": ("=white_blood_cell", "low"),
    "anemia": ("=hemoglobin", "low"), "anemic": ("=hemoglobin", "low"),
    "albuminuria": ("=albumin_creatinine_ratio", "high"),
    "hypoalbuminemia": ("albumin", "low"),
    "acidosis": ("=bicarbonate", "low"), "acidotic": ("=bicarbonate", "low"),
    "hypoxia": ("=oxygen_saturation", "low"), "hypoxemia": ("=oxygen_saturation", "low"),
    "tachycardia": ("=heart_rate", "high"), "tachycardic": ("=heart_rate", "high"),
    "bradycardia": ("=heart_rate", "low"), "bradycardic": ("=heart_rate", "low"),
    "obese": ("=body_mass_index", "high"), "overweight": ("=body_mass_index", "high"),
    "underweight": ("=body_mass_index", "low"),
    "fever": ("=temperature", "high"), "febrile": ("=temperature", "high"),
}  # fmt: skip


def is_state(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a cited result is on the side of its range that the word says."""
    wanted = next((STATES[w] for w in term.words if w in STATES), None)
    if wanted is None:
        return False
    name, side = wanted
    return any(
        p.entry.kind in RESULTS
        and p.entry.live
        and name in p.core
        and (is_abnormal(p.entry) or outside_usual(p.chart, p.entry)) == side
        for p in cited
    )
