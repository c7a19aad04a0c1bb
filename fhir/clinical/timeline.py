"""What happened to a patient, in order, each event once and typed.

Problems begin and end, medicines are started, changed and stopped, people are admitted and
discharged, things are done, given, seen and found. Results that are not critical are in the
series (`lab_series`); what is not dated is not here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.allergies import allergies
from chartside.fhir.clinical.dose_history import dose_histories
from chartside.fhir.clinical.events import encounters, imaging, immunization_doses, procedures
from chartside.fhir.clinical.problem_list import problem_list
from chartside.fhir.clinical.results import is_critical, series
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import When


@dataclass(frozen=True, slots=True)
class Event:
    """One event: when, what, and the entry that says so.

    `what` is `born`, `died`, `problem began`, `problem ended`, `medicine started` (raised, lowered,
    changed, restarted, ordered again, stopped, completed), `allergy noted`, `encounter`,
    `admitted`, `discharged`, `procedure`, `imaging`, `vaccine given`, `critical result`. `detail`
    is a dose or a reason.
    """

    when: When
    what: str
    entry: Entry
    detail: str = ""


def timeline(chart: Chart) -> tuple[Event, ...]:
    """Every dated event, oldest first; of a partial date by the first day it may mean."""
    found = [*_problems(chart), *_medicines(chart), *_stays(chart), *_done(chart), *_life(chart)]
    return tuple(sorted(found, key=lambda e: (e.when.low, e.entry.reference, e.what)))


def _problems(chart: Chart) -> Iterator[Event]:
    """Each episode begins once, however many encounters recorded it."""
    for problem in problem_list(chart):
        if problem.state == "refuted":
            continue
        begun: dict[str, Entry] = {}
        ended: dict[str, Entry] = {}
        for entry in problem.records:
            if entry.when:
                begun.setdefault(entry.when.day, entry)
            if entry.end and entry.end.low <= chart.as_of:
                ended.setdefault(entry.end.day, entry)
        detail = "provisional" if problem.state == "provisional" else ""
        yield from (Event(e.when, "problem began", e, detail) for e in begun.values() if e.when)
        yield from (Event(e.end, "problem ended", e) for e in ended.values() if e.end)


def _medicines(chart: Chart) -> Iterator[Event]:
    for course in dose_histories(chart):
        for change in course:
            if change.when is not None:
                yield Event(
                    change.when,
                    f"medicine {change.kind}",
                    change.entry,
                    change.reason or change.dose,
                )


def _stays(chart: Chart) -> Iterator[Event]:
    """A stay over night is an admission and a discharge, any other encounter one event."""
    for entry in encounters(chart):
        if entry.when is None:
            continue
        why = ", ".join(entry.reasons)
        stay = entry.category in {"IMP", "ACUTE", "NONAC"}
        yield Event(entry.when, "admitted" if stay else "encounter", entry, why)
        if stay and entry.end is not None:
            yield Event(entry.end, "discharged", entry)


def _done(chart: Chart) -> Iterator[Event]:
    vaccines = [dose for doses in immunization_doses(chart) for dose in doses]
    critical = [
        e for s in series(chart.of(Kind.LAB, Kind.VITAL)) for e in s.entries if is_critical(e)
    ]
    for what, entries in (
        ("procedure", procedures(chart)),
        ("imaging", imaging(chart)),
        ("vaccine given", vaccines),
        ("critical result", critical),
    ):
        yield from (Event(e.when, what, e) for e in entries if e.when)
    for entry in allergies(chart):
        if noted := entry.when or entry.recorded:
            yield Event(noted, "allergy noted", entry, ", ".join(entry.reactions))


def _life(chart: Chart) -> Iterator[Event]:
    for entry in chart.of(Kind.PATIENT):
        if entry.when:
            yield Event(entry.when, "born", entry)
        if entry.end:
            yield Event(entry.end, "died", entry)
