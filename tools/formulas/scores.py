"""Scores that are a sum of points, with the points that nothing answers left open.

An item is true, false, or None: not known. A score with open items is a span, from the lowest sum
to the highest that the answers allow; an open item is never taken for a no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Score:
    """A published score: its items with their points, in the order of the publication."""

    items: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Span:
    """From the lowest sum possible to the highest; the two are equal if nothing is open."""

    low: Decimal
    high: Decimal


def _score(**points: str) -> Score:
    return Score({name: Decimal(p) for name, p in points.items()})


CHA2DS2_VASC: Final = _score(
    heart_failure="1", hypertension="1", age_75="2", diabetes="1", stroke="2", vascular="1",
    age_65_to_74="1", female="1",
)  # fmt: skip
"""Stroke risk in non-valvular atrial fibrillation, 0 to 9.

Source: Lip et al., Chest 2010;137:263-72, doi:10.1378/chest.09-1584.
"""

HAS_BLED: Final = _score(
    hypertension="1", renal="1", liver="1", stroke="1", bleeding="1", labile_inr="1", elderly="1",
    drugs="1", alcohol="1",
)  # fmt: skip
"""Major bleeding on anticoagulation in atrial fibrillation, 0 to 9.

Source: Pisters et al., Chest 2010;138:1093-100, doi:10.1378/chest.10-0134.
"""

WELLS_PE: Final = _score(
    signs_of_dvt="3", pe_most_likely="3", heart_rate_over_100="1.5", immobile_or_surgery="1.5",
    previous_dvt_or_pe="1.5", hemoptysis="1", cancer="1",
)  # fmt: skip
"""Pulmonary embolism before any test, 0 to 12.5; above 4 it is likely.

Source: Wells et al., Thromb Haemost 2000;83:416-20, doi:10.1055/s-0037-1613830.
"""

WELLS_DVT: Final = _score(
    cancer="1", paralysis_or_cast="1", bedridden_or_surgery="1", tenderness="1", leg_swollen="1",
    calf_3_cm="1", pitting_edema="1", collateral_veins="1", previous_dvt="1",
    alternative_as_likely="-2",
)  # fmt: skip
"""Deep vein thrombosis before any test, -2 to 9; from 2 it is likely.

Source: Wells et al., N Engl J Med 2003;349:1227-35, doi:10.1056/NEJMoa023153.
"""

CURB_65: Final = _score(confusion="1", urea="1", respiratory_rate="1", pressure="1", age_65="1")
"""Severity of community-acquired pneumonia, 0 to 5.

Source: Lim et al., Thorax 2003;58:377-82, doi:10.1136/thorax.58.5.377.
"""

QSOFA: Final = _score(respiratory_rate="1", altered_mentation="1", systolic_pressure="1")
"""Poor outcome of suspected infection outside intensive care, 0 to 3; from 2 it is positive.

Source: Seymour et al., JAMA 2016;315:762-74, doi:10.1001/jama.2016.0288.
"""


def total(score: Score, answers: Mapping[str, bool | None]) -> Span:
    """The sum of the points of what is true; what is not known may be either.

    Args:
        score: One of the scores of this module.
        answers: Each item of the score: true, false, or None for not known.

    Raises:
        KeyError: An item of the score has no answer at all, not even None.

    >>> answers = {"respiratory_rate": True, "altered_mentation": None, "systolic_pressure": False}
    >>> total(QSOFA, answers)
    Span(low=Decimal('1'), high=Decimal('2'))
    """
    low = high = Decimal(0)
    for name, points in score.items.items():
        answer = answers[name]
        if answer is not False:
            low += points if answer or points < 0 else 0
            high += points if answer or points > 0 else 0
    return Span(low, high)
