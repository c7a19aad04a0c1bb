"""Every rule on conflicts within a chart."""

from collections.abc import Callable, Iterator
from typing import Final

from chartside.draft import Finding
from chartside.fhir.chart import Chart
from chartside.grounding.rules.allergy_against_order import allergy_against_order
from chartside.grounding.rules.allergy_against_request import allergy_against_request
from chartside.grounding.rules.allergy_denied import allergy_denied
from chartside.grounding.rules.duplicate_class import duplicate_class
from chartside.grounding.rules.duplicate_ingredient import duplicate_ingredient
from chartside.grounding.rules.finding import ordered
from chartside.grounding.rules.impossible_dates import impossible_dates
from chartside.grounding.rules.impossible_for_sex import impossible_for_age, impossible_for_sex
from chartside.grounding.rules.notes_on_allergies import notes_on_allergies
from chartside.grounding.rules.notes_on_medicines import notes_on_medicines
from chartside.grounding.rules.result_against_order import result_against_order
from chartside.grounding.rules.results_disagree import results_disagree
from chartside.grounding.rules.smoking_disagrees import smoking_disagrees

CONFLICT_RULES: Final[tuple[Callable[[Chart], Iterator[Finding]], ...]] = (
    allergy_against_order,
    allergy_against_request,
    allergy_denied,
    notes_on_allergies,
    duplicate_ingredient,
    duplicate_class,
    result_against_order,
    notes_on_medicines,
    smoking_disagrees,
    results_disagree,
    impossible_for_sex,
    impossible_for_age,
    impossible_dates,
)


def find_conflicts(chart: Chart) -> tuple[Finding, ...]:
    """What the chart disagrees with itself about, the gravest and then the newest first."""
    return ordered((f for rule in CONFLICT_RULES for f in rule(chart)), chart)
