"""Whether a fact is true of a chart: this benchmark's own logic, which knows no checker.

`holds` with the cited entries says whether a sentence is true and rightly cited; with every entry
of the chart it says whether the chart could make it true at all. Names are compared generously (a
shared ingredient, a shared telling word), so that a corrupted sentence which some entry might still
make true is never counted as false.
"""

from collections.abc import Callable, Sequence
from functools import singledispatch
from typing import Any, Final

from chartside.evals.injected_errors import facts
from chartside.evals.injected_errors.truth import conditions, events, medicines, results
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry

__all__ = ["false_in", "holds"]


@singledispatch
def holds(fact: facts.Fact, entries: Sequence[Entry], chart: Chart) -> bool:
    """Whether one of the entries, or all of them together, make the fact true."""
    agrees = _AGREES[type(fact)]
    return any(agrees(fact, entry, chart) for entry in entries)


def false_in(fact: facts.Fact, chart: Chart) -> bool:
    """Whether nothing in the chart makes the fact true."""
    return not holds(fact, chart.entries, chart)


_AGREES: Final[dict[type[facts.Fact], Callable[[Any, Entry, Chart], bool]]] = {
    facts.Reading: results.reading_agrees,
    facts.Pressure: results.pressure_agrees,
    facts.Medicine: medicines.medicine_agrees,
    facts.Allergy: conditions.allergy_agrees,
    facts.Relative: conditions.relative_agrees,
    facts.Habit: conditions.habit_agrees,
    facts.Person: conditions.person_agrees,
    facts.Finding: events.finding_agrees,
}

holds.register(facts.Shift, results.shift_holds)
holds.register(facts.Spread, results.spread_holds)
holds.register(facts.Tally, events.tally_holds)
holds.register(facts.Quote, events.quote_holds)


@holds.register
def _(fact: facts.Event, entries: Sequence[Entry], chart: Chart) -> bool:
    """Said never to have been done: true where nothing in the chart is about it."""
    if not fact.done and not fact.day:
        return events.never_done(fact, chart)
    return any(events.event_agrees(fact, entry, chart) for entry in entries)


@holds.register
def _(fact: facts.Illness, entries: Sequence[Entry], chart: Chart) -> bool:
    if fact.state in {"absent", "denied", "never"}:
        return conditions.absent(fact, chart)
    return any(conditions.illness_agrees(fact, entry, chart) for entry in entries)


@holds.register
def _(fact: facts.Together, entries: Sequence[Entry], chart: Chart) -> bool:
    return all(holds(part, entries, chart) for part in fact.parts)
