"""Which medicines a patient takes, and took, one entry each."""

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.medicines import medicines
from chartside.fhir.clinical.regimen import TAKEN
from chartside.fhir.clinical.same_medicine import by_drug
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import When


def current_medications(chart: Chart, on: When | None = None) -> tuple[Entry, ...]:
    """Medicines in force, one entry for each drug and route: its newest order, oldest first.

    An older active order of the same drug is a dose that was since changed, or the same order
    renewed (`dose_history`). Orders of one drug written on the same day with different strengths
    are both kept: two strengths can make up one dose. `on` asks about a past day instead of now;
    what cannot be known of that day is not among them (`uncertain_medications`).
    """
    return _entries(chart, on, TAKEN)


def past_medications(chart: Chart, on: When | None = None) -> tuple[Entry, ...]:
    """Medicines no longer in force: the newest order of each drug that has no current one."""
    return _entries(chart, on, frozenset({"stopped", "completed"}))


def uncertain_medications(chart: Chart, on: When | None = None) -> tuple[Entry, ...]:
    """Medicines of which the record does not say whether they are taken, or were on that day."""
    return _entries(chart, on, frozenset({"unknown"}))


def _entries(chart: Chart, on: When | None, states: frozenset[str]) -> tuple[Entry, ...]:
    kept = {e.reference for m in medicines(chart, on) if m.state in states for e in m.entries}
    held = chart.of(Kind.MEDICATION, Kind.DISPENSE)
    return tuple(e for e in held if e.reference in kept)


def medication_history(chart: Chart, entry: Entry) -> tuple[Entry, ...]:
    """Every live order of the same drug by the same route, oldest first, this one among them.

    How its dose changed is in `dose_history`.
    """
    live = [e for e in chart.of(Kind.MEDICATION) if e.live]
    return next((tuple(g) for g in by_drug(live).values() if entry in g), (entry,))
