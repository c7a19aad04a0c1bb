"""What the reader must act on, or must not do: three points at most, none for its own sake."""

import re
from typing import Final

from chartside.agent.authors.alarms import alarms, lasts
from chartside.agent.authors.author import Evidence
from chartside.agent.authors.disagreement import disagreement, grave_conflicts
from chartside.agent.authors.limits import limits
from chartside.agent.authors.moment import HALF_YEAR, newest_first
from chartside.agent.authors.over import is_over
from chartside.agent.authors.passing import is_passing
from chartside.agent.authors.requests import OVERDUE, overdue, pressing_first, requested
from chartside.agent.authors.trends import Finding, judged, stated
from chartside.agent.authors.visits import met
from chartside.agent.authors.weights import is_pressing, weight
from chartside.agent.authors.wording import inner, on, said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    active_problems,
    current_medications,
    drug_name,
    encounters,
    lab_series,
    series,
)
from chartside.fhir.clinical.signs import sign_of
from chartside.fhir.clinical.story import story_begin, within
from chartside.fhir.entry import Entry, Kind
from chartside.tools.encounters import is_admission
from chartside.tools.names import name_of, spoken

RESULTS: Final = 2
SIGNS: Final = 1

_ANTICOAGULANT = re.compile(
    r"\b(?:warfarin|acenocoumarol|phenprocoumon|apixaban|rivaroxaban|edoxaban|dabigatran"
    r"|enoxaparin|dalteparin|tinzaparin|fondaparinux|heparin)\b"
)
_PREGNANT = re.compile(r"\b(?:pregnan\w*|gravid\w*|gestation\w*)\b", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:history of|previous|past|ectopic|not pregnant|negative|test)\b", re.IGNORECASE
)


def key_points(evidence: Evidence) -> list[Statement]:
    """Limits of treatment, grave conflicts, a pregnancy, pressing results and signs, then the rest.

    The rest: what is longest overdue, an admission, an anticoagulant, a new disease that lasts.

    Of a patient who died: that, of what, what had become much worse, and the last admission;
    nothing is left to act on.
    """
    if evidence.chart.patient.dead:
        return [*_death(evidence), *_results(evidence, last=True), *_admission(evidence)][:3]
    points = [
        *_limits(evidence),
        *_conflicts(evidence),
        *_pregnancy(evidence),
        *_results(evidence),
        *_signs(evidence),
        *_overdue(evidence),
        *_admission(evidence),
        *_anticoagulant(evidence),
        *_diagnoses(evidence),
    ]
    return points[:3]


def _death(evidence: Evidence) -> list[Statement]:
    patient = evidence.chart.patient
    entries = evidence.only(evidence.chart.of(Kind.PATIENT))
    causes = [e for e in evidence.only(evidence.chart.of(Kind.OBSERVATION)) if is_cause(e)]
    return [
        *(said(f"The patient died{on(patient.deceased)}", e) for e in entries[:1]),
        *(said(f"{name_of(e)}: {inner(spoken(_words(e)))}", e) for e in causes[-1:]),
    ]


def is_cause(entry: Entry) -> bool:
    """Whether an observation states of what the patient died."""
    return entry.live and bool(_words(entry)) and entry.label.lower().startswith("cause of death")


def _words(entry: Entry) -> str:
    return entry.value.words if entry.value else ""


def _limits(evidence: Evidence) -> list[Statement]:
    return [
        said(
            requested(evidence.chart, e, {})
            if e.kind is Kind.ORDER
            else f"{name_of(e)}{on(e.when)}",
            e,
        )
        for e in limits(evidence)[:1]
    ]


def _conflicts(evidence: Evidence) -> list[Statement]:
    return [disagreement(evidence.chart, c) for c in grave_conflicts(evidence)]


def _pregnancy(evidence: Evidence) -> list[Statement]:
    chart = evidence.chart
    held = [e for e in active_problems(chart) if _PREGNANT.search(e.label)]
    lately = [e for e in newest_first(tuple(held)) if not is_over(chart, e)]
    now = [e for e in evidence.only(lately) if not _OVER.search(e.label)]
    return [
        said(f"Pregnant: {inner(name_of(e))}, active since {e.when.words}", e)
        for e in now[:1]
        if e.when
    ]


def _results(evidence: Evidence, *, last: bool = False) -> list[Statement]:
    """What presses; of the last days of a patient who died only what was grave in itself."""
    chart = evidence.chart
    told = {c.reference for s in _conflicts(evidence) for c in s.citations}
    held = (s for s in lab_series(chart) if s.latest.reference not in told)
    recent = [s for s in held if _is_recent(evidence, s.latest)]
    weighed = sorted(
        ((weight(chart, f), f) for f in (judged(chart, s) for s in recent)), key=_first
    )
    grave = [f for _, f in weighed if is_pressing(chart, f) and (not last or _is_grave(f))]
    pressing = grave[:RESULTS]
    sentences = [(stated(f), stated(f, before=False)) for f in pressing]
    return [whole if _readable(evidence, whole) else alone for whole, alone in sentences]


def _is_grave(found: Finding) -> bool:
    return bool(found.worse) or found.critical


def _signs(evidence: Evidence) -> list[Statement]:
    """Vital signs and an ejection fraction that alarm, wherever their source filed them."""
    chart = evidence.chart
    held = series(chart.of(Kind.VITAL, Kind.OBSERVATION, Kind.SURVEY, Kind.IMAGING))
    found = [
        s
        for s in held
        if evidence.recent([s.latest])
        and within(s.latest.when, lasts(sign_of(s.latest.code)), chart)
        and alarms(chart, s.latest)
    ]
    return [stated(judged(chart, s), before=False) for s in found[:SIGNS]]


def _first(pair: tuple[int, object]) -> int:
    return -pair[0]


def _is_recent(evidence: Evidence, entry: Entry) -> bool:
    return bool(evidence.recent([entry])) and within(entry.when, HALF_YEAR, evidence.chart)


def _readable(evidence: Evidence, statement: Statement) -> bool:
    return evidence.read.issuperset(c.reference for c in statement.citations)


def _overdue(evidence: Evidence) -> list[Statement]:
    chart = evidence.chart
    late = overdue(chart)
    waiting = (e for e in chart.of(Kind.ORDER) if late.get(e.reference) == OVERDUE)
    held = evidence.only(waiting)
    return [said(requested(chart, e, late), e) for e in pressing_first(chart, held, late)[:1]]


def _admission(evidence: Evidence) -> list[Statement]:
    """The last stay, unless the document is of one."""
    if "stay" in evidence.beside:
        return []
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
    fresh = [
        e
        for e in active_problems(chart)
        if _is_recent(evidence, e)
        and _is_news(chart, e)
        and not is_passing(e.label)
        and not is_over(chart, e)
        and not _PREGNANT.search(e.label)
    ]
    return [
        said(f"New problem: {name_of(e)}{on(e.when)}", e) for e in newest_first(tuple(fresh))[:1]
    ]


def _is_news(chart: Chart, entry: Entry) -> bool:
    """A problem of the story, not of its very beginning."""
    return entry.when is not None and entry.when.low - story_begin(chart) > HALF_YEAR
