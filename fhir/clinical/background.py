"""Family, social circumstances, and who cares for the patient and to what end."""

from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.problems import has_ended, is_circumstance, is_of_family
from chartside.fhir.clinical.same import gathered, newest
from chartside.fhir.clinical.standing import has_result, says
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry, Kind

SMOKING: Final = ("72166-2", "11367-0", "39240-7", "63638-1")
"""LOINC: tobacco smoking status, history of tobacco use, tobacco use status, smoking status."""


def family_history(chart: Chart) -> tuple[Entry, ...]:
    """What relatives had. It is never the patient's own condition.

    FamilyMemberHistory, and Conditions that are called "family history of" (ICD-10-CM Z80-Z84).
    """
    told = [e for e in chart.of(Kind.FAMILY) if e.live]
    coded = [e for e in chart.of(Kind.PROBLEM) if e.live and is_of_family(e)]
    return (*told, *(newest(group) for group in gathered(coded)))


def social_history(chart: Chart) -> tuple[Entry, ...]:
    """The newest statement of each kind, and the circumstances that stand among the Conditions."""
    said = [e for e in chart.of(Kind.SOCIAL) if has_result(e)]
    found = [
        e
        for e in chart.of(Kind.PROBLEM)
        if e.live and is_circumstance(e) and not has_ended(e, chart)
    ]
    return tuple(newest(group) for group in (*gathered(said), *gathered(found)))


def smoking_status(chart: Chart) -> Entry | None:
    """The newest statement on smoking."""
    said = [
        e for e in chart.of(Kind.SOCIAL) if e.live and says(e.value) and e.code.has(LOINC, *SMOKING)
    ]
    return newest(said) if said else None


def care_team(chart: Chart) -> tuple[Entry, ...]:
    """Teams that are active and not past their period."""
    return tuple(
        e
        for e in chart.of(Kind.TEAM)
        if e.live and _open(e, chart) and e.status in {"active", "proposed", ""}
    )


def goals(chart: Chart) -> tuple[Entry, ...]:
    """Goals that are pursued.

    Neither reached and closed, nor given up. A due date in the past does not end a goal.
    """
    over = {"completed", "cancelled", "rejected", "entered-in-error"}
    return tuple(
        newest(g)
        for g in gathered(e for e in chart.of(Kind.GOAL) if e.live and e.status not in over)
    )


def plans(chart: Chart) -> tuple[Entry, ...]:
    """Care plans in force; a proposal or one of several options is none (FHIR care-plan-intent)."""
    return tuple(
        e
        for e in chart.of(Kind.PLAN)
        if e.live
        and _open(e, chart)
        and e.status in {"active", "on-hold", ""}
        and e.intent not in {"proposal", "option"}
    )


def _open(entry: Entry, chart: Chart) -> bool:
    return entry.end is None or entry.end.high > chart.as_of
