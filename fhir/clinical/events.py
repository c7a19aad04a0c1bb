"""What happened: procedures, encounters, immunisations, imaging."""

import re
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.same import gathered, newest
from chartside.fhir.clinical.standing import standing
from chartside.fhir.entry import Entry, Kind

UNDONE: Final = frozenset({"planned", "preparation", "proposed", "draft", "arrived", "triaged"})


def procedures(chart: Chart) -> tuple[Entry, ...]:
    """Procedures that were done or begun, oldest first; planned and not-done ones are not."""
    return tuple(e for e in chart.of(Kind.PROCEDURE) if e.live and e.status not in UNDONE)


def encounters(chart: Chart) -> tuple[Entry, ...]:
    """Encounters that took place or are going on, oldest first."""
    return tuple(e for e in chart.of(Kind.ENCOUNTER) if e.live and e.status not in UNDONE)


def immunizations(chart: Chart) -> tuple[Entry, ...]:
    """The newest dose of each vaccine that was given; `immunization_doses` has them all."""
    return tuple(newest(doses) for doses in immunization_doses(chart))


_YEARLY = re.compile(r"\b(influenza|covid|sars-cov-2)\b", re.IGNORECASE)
"""Vaccines whose product changes from dose to dose; `Haemophilus influenzae` is another word."""


def immunization_doses(chart: Chart) -> tuple[tuple[Entry, ...], ...]:
    """Doses given, grouped by vaccine, oldest first. A status other than completed is no dose.

    Influenza vaccines are one group and COVID-19 vaccines another, whatever the product of the
    year; H1N1 (2009) stays by itself.
    """
    given = [e for e in chart.of(Kind.IMMUNIZATION) if e.live and e.status in {"completed", ""}]
    yearly: dict[str, list[Entry]] = {}
    others = []
    for entry in given:
        found = _YEARLY.search(entry.label) if "h1n1" not in entry.label.lower() else None
        if found is None:
            others.append(entry)
        else:
            name = found[1].lower().replace("sars-cov-2", "covid")
            yearly.setdefault(name, []).append(entry)
    groups = [*gathered(others), *(tuple(doses) for doses in yearly.values())]
    return tuple(sorted(groups, key=lambda doses: given.index(doses[0])))


def imaging(chart: Chart) -> tuple[Entry, ...]:
    """Imaging, oldest first: reports, studies without a report, measurements on images.

    A study and the report linked to it are one examination, shown by its report because that holds
    the reading; the link may stand in either of them, or both name one order. A preliminary reading
    gives way to the final one of the same examination.
    """
    held = [e for e in chart.of(Kind.IMAGING) if e.live]
    reports = [e for e in held if e.reference.startswith("DiagnosticReport/")]
    over = {e.reference for e in _overtaken(reports)}
    over |= {
        e.reference
        for e in held
        if e.reference.startswith("ImagingStudy/") and _reading(e, reports)
    }
    return tuple(e for e in held if e.reference not in over)


def _overtaken(reports: list[Entry]) -> list[Entry]:
    kept = {e.reference for group in gathered(reports) for e in standing(group)}
    return [e for e in reports if e.reference not in kept]


def study_reports(chart: Chart, study: Entry) -> tuple[Entry, ...]:
    """The live reports that read an imaging study."""
    reports = [
        e for e in chart.of(Kind.IMAGING) if e.live and e.reference.startswith("DiagnosticReport/")
    ]
    return tuple(_reading(study, reports))


def _reading(study: Entry, reports: list[Entry]) -> list[Entry]:
    orders = {ref for ref in study.links if ref.startswith("ServiceRequest/")}
    return [
        r
        for r in reports
        if study.reference in r.links or r.reference in study.links or orders.intersection(r.links)
    ]
