"""The last vital signs."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import HALF_YEAR, RESULTS
from chartside.agent.authors.trends import judged, stated
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Series, vital_series
from chartside.fhir.clinical.story import within

ORDER: Final = (
    "85354-9", "55284-4", "8480-6", "8462-4", "8867-4", "9279-1", "59408-5", "2708-6", "8310-5",
    "8331-1", "29463-7", "3141-9", "39156-5", "59576-9", "8302-2", "8306-3", "9843-4", "8289-1",
)  # fmt: skip
"""Pressure, pulse, breathing, oxygen, temperature, weight, mass index, height, head."""

FEW: Final = 1
FLEETING: Final = frozenset({"8867-4", "9279-1", "59408-5", "2708-6", "8310-5", "8331-1"})
"""Pulse, breathing, oxygen, temperature: of a day; after half a year they say nothing."""


_ACUTE: Final = FLEETING | {"85354-9", "55284-4", "8480-6", "8462-4"}


def vitals(evidence: Evidence) -> list[Statement]:
    """The last of each sign, if it is not too old to matter; where it rises or falls, from what.

    The only sign of a chart is named, whatever and whenever it is.
    """
    chart = evidence.chart
    held = [s for s in vital_series(chart) if evidence.recent([s.latest])]
    few = len(held) <= FEW
    found = [s for s in held if few or (s.key in ORDER and _matters(chart, s))]
    found.sort(key=_place)
    judgements = [judged(chart, s) for s in found]
    sentences = [(stated(f, before=f.moving), stated(f, before=False)) for f in judgements]
    return [
        whole if evidence.read.issuperset(c.reference for c in whole.citations) else alone
        for whole, alone in sentences
    ]


def signs(evidence: Evidence) -> list[Statement]:
    """Pressure, pulse, breathing, oxygen and temperature alone: how the patient is."""
    chart = evidence.chart
    held = [s for s in vital_series(chart) if s.key in _ACUTE and evidence.recent([s.latest])]
    found = sorted((s for s in held if _matters(chart, s)), key=_place)
    return [stated(judged(chart, s), before=False) for s in found]


def _matters(chart: Chart, found: Series) -> bool:
    span = HALF_YEAR if found.key in FLEETING else RESULTS
    return within(found.latest.when, span, chart)


def _place(found: Series) -> int:
    return ORDER.index(found.key) if found.key in ORDER else len(ORDER)
