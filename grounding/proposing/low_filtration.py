"""A medicine that is contraindicated by a glomerular filtration below 30 mL/min/1.73 m².

Sources: FDA Drug Safety Communication of 8 April 2016 and the metformin labels (contraindicated at
an eGFR below 30); KDIGO 2024 clinical practice guideline for chronic kidney disease, section 4.1
(prolonged NSAIDs are to be avoided below 30). Low-dose aspirin is left out: its benefit stays.
"""

from collections.abc import Iterator
from typing import Final

from chartside.fhir.chart import Chart
from chartside.grounding.proposing.after_result import stopped_after
from chartside.grounding.proposing.proposed import Proposed
from chartside.grounding.rules.result_against_order import EGFR, limit

LIMITS: Final = (limit(EGFR, "<30", "mL/min/{1.73_m2}", "metformin", "NSAIDs"),)


def low_filtration(chart: Chart) -> Iterator[Proposed]:
    """One proposal for each active order of metformin or an NSAID, to stop it."""
    yield from stopped_after(chart, LIMITS, "too low")
