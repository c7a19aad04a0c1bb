"""Which medicines a patient takes, and took."""

from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.drugs import drug_name, route_of
from chartside.fhir.clinical.same import newest
from chartside.fhir.entry import Entry, Kind

CURRENT: Final = frozenset({"active", "on-hold", "recorded"})
"""`on-hold` is still the patient's medicine, and whoever shows it says that it is held.

`recorded` is R5's only live status.
"""


def is_current(entry: Entry, chart: Chart) -> bool:
    """Whether an order or statement is in force: live, active or on hold, and not past its end.

    Stopped, cancelled, completed, draft and entered-in-error ones are not. An order whose dosage
    bounds, or validity, ended before the chart's "now" has run out, whatever its status says:
    systems seldom close orders that simply lapse.
    """
    ended = entry.end is not None and entry.end.high <= chart.as_of
    return entry.live and entry.status in CURRENT and not ended


def same_drug(entry: Entry) -> tuple[str, str]:
    """What makes two orders orders of one medicine.

    The drug and the way it is given. Strength and brand do not.
    """
    return drug_name(entry.label), route_of(entry.label, entry.dose.route if entry.dose else "")


def _by_drug(entries: list[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """Orders by drug and route.

    An order that does not say its route joins the only route the drug is given by.
    """
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: not same_drug(e)[1]):
        name, route = same_drug(entry)
        ways = [key for key in found if key[0] == name]
        key = ways[0] if not route and len(ways) == 1 else (name, route)
        found.setdefault(key, []).append(entry)
    return found


def current_medications(chart: Chart) -> tuple[Entry, ...]:
    """Medicines in force, one entry for each drug and route: its newest order, oldest first.

    An older active order of the same drug is a dose that was since changed, or the same order
    renewed (`medication_history`). Orders of one drug written on the same day with different
    strengths are both kept: two strengths can make up one dose.
    """
    held = [e for e in chart.of(Kind.MEDICATION) if is_current(e, chart)]
    kept: set[str] = set()
    for group in _by_drug(held).values():
        last = newest(group)
        day = last.when.day if last.when else ""
        together = [e for e in group if day and e.when and e.when.day == day]
        labels: dict[str, Entry] = {e.label: e for e in [*together, last]}
        kept |= {e.reference for e in labels.values()}
    return tuple(e for e in held if e.reference in kept)


def past_medications(chart: Chart) -> tuple[Entry, ...]:
    """Medicines no longer in force: the newest order of each drug that has no current one."""
    live = [e for e in chart.of(Kind.MEDICATION) if e.live]
    groups = _by_drug(live).values()
    last = {newest(g).reference for g in groups if not any(is_current(e, chart) for e in g)}
    return tuple(e for e in live if e.reference in last)


def medication_history(chart: Chart, entry: Entry) -> tuple[Entry, ...]:
    """Every live order of the same drug by the same route, oldest first, this one among them.

    How its dose changed.
    """
    live = [e for e in chart.of(Kind.MEDICATION) if e.live]
    found = next((g for g in _by_drug(live).values() if entry in g), [entry])
    order = {e.reference: n for n, e in enumerate(live)}
    return tuple(sorted(found, key=lambda e: order.get(e.reference, 0)))
