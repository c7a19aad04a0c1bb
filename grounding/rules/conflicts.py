"""Every rule on conflicts within a chart."""

from collections.abc import Callable, Iterator
from typing import Final

from chartside.draft import Finding
from chartside.fhir.chart import Chart
from chartside.grounding.rules.allergy_against_order import allergy_against_order
from chartside.grounding.rules.allergy_against_request import allergy_against_request
from chartside.grounding.rules.allergy_denied import allergy_denied
from chartside.grounding.rules.allergy_withdrawn import allergy_withdrawn
from chartside.grounding.rules.duplicate_class import duplicate_class
from chartside.grounding.rules.duplicate_ingredient import duplicate_ingredient
from chartside.grounding.rules.finding import ordered
from chartside.grounding.rules.impossible_dates import impossible_dates
from chartside.grounding.rules.impossible_for_sex import impossible_for_age, impossible_for_sex
from chartside.grounding.rules.medicine_denied import medicine_denied
from chartside.grounding.rules.notes_on_allergies import notes_on_allergies
from chartside.grounding.rules.notes_on_medicines import notes_on_medicines
from chartside.grounding.rules.result_against_order import result_against_order
from chartside.grounding.rules.results_disagree import results_disagree
from chartside.grounding.rules.smoking_disagrees import smoking_disagrees

Rule = Callable[[Chart], Iterator[Finding]]

OF_TREATMENT: Final[tuple[Rule, ...]] = (
    allergy_against_order,
    allergy_against_request,
    duplicate_ingredient,
    duplicate_class,
    result_against_order,
    medicine_denied,
    notes_on_medicines,
)
"""Rules on what is given or about to be done: of the dead they say nothing."""

CONFLICT_RULES: Final[tuple[Rule, ...]] = (
    *OF_TREATMENT,
    allergy_denied,
    allergy_withdrawn,
    notes_on_allergies,
    smoking_disagrees,
    results_disagree,
    impossible_for_sex,
    impossible_for_age,
    impossible_dates,
)


def find_conflicts(chart: Chart) -> tuple[Finding, ...]:
    """What the chart disagrees with itself about, the gravest and then the newest first."""
    rules = [r for r in CONFLICT_RULES if not (chart.patient.dead and r in OF_TREATMENT)]
    return ordered((f for rule in rules for f in rule(chart)), chart)
