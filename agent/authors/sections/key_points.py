"""What the reader must act on, or must not do: three points at most, none for its own sake."""

import re
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.disagreement import disagreement
from chartside.agent.authors.moment import HALF_YEAR, newest_first, within
from chartside.agent.authors.trends import judged, stated
from chartside.agent.authors.visits import is_admission, met
from chartside.agent.authors.weights import weight
from chartside.agent.authors.wording import on, said
from chartside.draft import Severity, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    active_problems,
    current_medications,
    drug_name,
    encounters,
    lab_series,
)
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

PRESSING: Final = 33
"""The weight from which a result is a key point: abnormal by a usual range alone, it must worsen
and act soon; flagged by the laboratory, it must also be new, worsening or soon to act."""
RESULTS: Final = 2

_ANTICOAGULANT = re.compile(
    r"\b(?:warfarin|acenocoumarol|phenprocoumon|apixaban|rivaroxaban|edoxaban|dabigatran"
    r"|enoxaparin|dalteparin|tinzaparin|fondaparinux|heparin)\b"
)


def key_points(evidence: Evidence) -> list[Statement]:
    """Death, grave conflicts, pressing results, a recent admission, an anticoagulant, news."""
    points = [
        *_death(evidence),
        *_conflicts(evidence),
        *_results(evidence),
        *_admission(evidence),
        *_anticoagulant(evidence),
        *_diagnoses(evidence),
    ]
    return points[:3]


def _death(evidence: Evidence) -> list[Statement]:
    patient = evidence.chart.patient
    entries = evidence.only(evidence.chart.of(Kind.PATIENT))
    if not patient.dead or not entries:
        return []
    return [said(f"The patient died{on(patient.deceased)}", entries[0])]


def _conflicts(evidence: Evidence) -> list[Statement]:
    grave = [c for c in evidence.conflicts if c.severity is Severity.HIGH]
    return [disagreement(evidence.chart, c) for c in grave[:2]]


def _results(evidence: Evidence) -> list[Statement]:
    chart = evidence.chart
    recent = [s for s in lab_series(chart) if _is_recent(evidence, s.latest)]
    weighed = sorted(
        ((weight(chart, f), f) for f in (judged(chart, s) for s in recent)), key=_first
    )
    pressing = [f for points, f in weighed if points >= PRESSING][:RESULTS]
    sentences = [(stated(f), stated(f, before=False)) for f in pressing]
    return [whole if _readable(evidence, whole) else alone for whole, alone in sentences]


def _first(pair: tuple[int, object]) -> int:
    return -pair[0]


def _is_recent(evidence: Evidence, entry: Entry) -> bool:
    return bool(evidence.recent([entry])) and within(entry.when, HALF_YEAR, evidence.chart)


def _readable(evidence: Evidence, statement: Statement) -> bool:
    return evidence.read.issuperset(c.reference for c in statement.citations)


def _admission(evidence: Evidence) -> list[Statement]:
    stays = [e for e in encounters(evidence.chart) if is_admission(e)]
    recent = [e for e in newest_first(tuple(stays)) if _is_recent(evidence, e)]
    return [said(met(e, place=False), e) for e in recent[:1]]


def _anticoagulant(evidence: Evidence) -> list[Statement]:
    held = [
        e
        for e in evidence.only(current_medications(evidence.chart))
        if _ANTICOAGULANT.search(drug_name(e.label)) and e.status != "on-hold"
    ]
    return [said(f"Takes an anticoagulant: {_dosed(e)}", e) for e in held[:1]]


def _dosed(entry: Entry) -> str:
    name = name_of(entry)
    named = name[0].lower() + name[1:]
    return f"{named}, {entry.dose.text}" if entry.dose and entry.dose.text else named


def _diagnoses(evidence: Evidence) -> list[Statement]:
    chart = evidence.chart
    fresh = [e for e in active_problems(chart) if _is_recent(evidence, e) and _is_news(chart, e)]
    return [
        said(f"New problem: {name_of(e)}{on(e.when)}", e) for e in newest_first(tuple(fresh))[:1]
    ]


def _is_news(chart: Chart, entry: Entry) -> bool:
    """A problem of the story, not of its very beginning."""
    begun = min((e.when.low for e in chart.entries if e.live and e.when), default=None)
    return begun is not None and entry.when is not None and entry.when.low - begun > HALF_YEAR
