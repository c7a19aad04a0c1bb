"""A medicine that keeps potassium in the body while potassium is 6.0 mmol/L or more.

Sources: UK Kidney Association, Clinical Practice Guidelines: Treatment of Acute Hyperkalaemia in
Adults (2023), guideline on prevention (renin-angiotensin-aldosterone inhibitors are stopped at 6.0
mmol/L or more; potassium supplements and trimethoprim likewise); FDA label of spironolactone
(hyperkalemia). Below 6.0 a dose may be lowered instead: that is not proposed here.
"""

from collections.abc import Iterator
from typing import Final

from chartside.fhir.chart import Chart
from chartside.grounding.proposing.after_result import stopped_after
from chartside.grounding.proposing.proposed import Proposed
from chartside.grounding.rules.result_against_order import limit

LIMITS: Final = (
    limit(
        "Potassium, serum|Potassium, blood",
        ">=6.0",
        "mmol/L",
        "ACE inhibitors",
        "angiotensin receptor blockers",
        "neprilysin inhibitors",
        "potassium-sparing diuretics",
        "potassium chloride",
        "trimethoprim",
    ),
)


def high_potassium(chart: Chart) -> Iterator[Proposed]:
    """One proposal for each active order of such a medicine, to stop it."""
    yield from stopped_after(chart, LIMITS, "too high")
