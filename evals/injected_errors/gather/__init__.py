"""Facts out of a chart, a fair share of each family; uses the chart and its clinical views only."""

import random
from collections.abc import Callable, Iterator
from typing import Final

from chartside.evals.injected_errors.facts import Fact, Together
from chartside.evals.injected_errors.gather import conditions, events, medicines, quotes, results
from chartside.evals.injected_errors.truth import holds
from chartside.fhir.chart import Chart

__all__ = ["FAMILIES", "facts_of"]

_SHARES: Final[tuple[tuple[str, Callable[[Chart, random.Random], Iterator[Fact]], int], ...]] = (
    ("result", results.readings, 60),
    ("latest result", results.latest, 12),
    ("blood pressure", results.pressures, 20),
    ("course", results.shifts, 30),
    ("range", results.spreads, 8),
    ("panel", results.panels, 14),
    ("medicine", medicines.medicines, 50),
    ("medicine list", medicines.lists, 6),
    ("problem", conditions.illnesses, 50),
    ("problem list", conditions.lists, 5),
    ("absence", conditions.missing, 6),
    ("allergy", conditions.allergies, 20),
    ("family history", conditions.relatives, 10),
    ("smoking", conditions.habits, 1),
    ("person", conditions.person, 1),
    ("event", events.events, 60),
    ("finding", events.findings, 10),
    ("reference range", results.ranged, 12),
    ("device", events.devices, 5),
    ("never done", events.never, 6),
    ("quotation", quotes.quotes, 12),
    ("count", events.tallies, 20),
)
"""Families of sentences, where their facts come from, and at most how many a chart gives."""

PAIRS: Final = 30
"""Sentences that join two facts of different families."""

FAMILIES: Final = (*(name for name, _, _ in _SHARES), "two facts")


def facts_of(chart: Chart, seed: str) -> list[tuple[str, Fact]]:
    """True facts of a chart, each with its family; the same for the same seed.

    Facts that this benchmark's own logic cannot confirm from the cited entries are left out.
    """
    chosen: list[tuple[str, Fact]] = []
    for family, gather, share in _SHARES:
        rng = random.Random(f"{seed}:{chart.patient.reference}:{family}")  # noqa: S311 - a sample, no secret
        found = [fact for fact in gather(chart, rng) if true_as_cited(fact, chart)]
        chosen += [(family, f) for f in rng.sample(found, min(share, len(found)))]
    rng = random.Random(f"{seed}:{chart.patient.reference}:two facts")  # noqa: S311 - a sample, no secret
    return chosen + [("two facts", pair) for pair in _pairs(chosen, rng)]


def true_as_cited(fact: Fact, chart: Chart) -> bool:
    """Whether the entries that a fact cites make it true."""
    cited = [e for ref in fact.sources if (e := chart.get(ref))]
    return holds(fact, cited, chart)


def _pairs(facts: list[tuple[str, Fact]], rng: random.Random) -> Iterator[Fact]:
    single = [(family, f) for family, f in facts if f.sources and not isinstance(f, Together)]
    for _ in range(min(PAIRS, len(single) // 4)):
        (one, first), (other, second) = rng.sample(single, 2)
        if one != other:
            yield Together(
                sources=tuple(dict.fromkeys((*first.sources, *second.sources))),
                parts=(first, second),
                layout="clauses",
            )
