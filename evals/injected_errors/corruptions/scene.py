"""What a corruption may draw on: the chart, chance, and what stands in other patients' charts."""

import random
from dataclasses import dataclass, field

from chartside.evals.injected_errors.facts import Fact
from chartside.fhir.chart import Chart


@dataclass(frozen=True)
class Scene:
    """The chart a sentence is about, and facts of other charts with what they cite."""

    chart: Chart
    rng: random.Random
    foreign: tuple[Fact, ...] = field(default=())
