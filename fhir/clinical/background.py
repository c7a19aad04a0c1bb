"""Family, social circumstances, and who cares for the patient and to what end."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.problems import has_ended, is_circumstance, is_of_family
from chartside.fhir.clinical.same import gathered, newest
from chartside.fhir.clinical.standing import has_result, says
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Component, Entry, Kind
from chartside.fhir.projection.plans import team_words
from chartside.fhir.projection.problems import UNKNOWN

SMOKING: Final = ("72166-2", "11367-0", "39240-7", "63638-1")
"""LOINC: tobacco smoking status, history of tobacco use, tobacco use status, smoking status."""


def family_history(chart: Chart) -> tuple[Entry, ...]:
    """What relatives had. It is never the patient's own condition.

    FamilyMemberHistory, and Conditions that are called "family history of" (ICD-10-CM Z80-Z84). A
    relative of whom nothing is known (`health-unknown`) is not among them.
    """
    told = [e for e in chart.of(Kind.FAMILY) if e.live and (e.components or e.status != UNKNOWN)]
    coded = [e for e in chart.of(Kind.PROBLEM) if e.live and is_of_family(e)]
    return (*told, *(newest(group) for group in gathered(coded)))


def social_history(chart: Chart) -> tuple[Entry, ...]:
    """The newest statement of each kind, and the circumstances that stand among the Conditions.

    That something was not asked or is not known gives way to what was known before.
    """
    said = [e for e in chart.of(Kind.SOCIAL) if has_result(e)]
    found = [
        e
        for e in chart.of(Kind.PROBLEM)
        if e.live and is_circumstance(e) and not has_ended(e, chart)
    ]
    return tuple(newest(_telling(group)) for group in (*gathered(said), *gathered(found)))


def smoking_status(chart: Chart) -> Entry | None:
    """The newest statement on smoking; that it is not known hides none that says something."""
    said = [
        e for e in chart.of(Kind.SOCIAL) if e.live and says(e.value) and e.code.has(LOINC, *SMOKING)
    ]
    return newest(_telling(said)) if said else None


_UNTOLD: Final = re.compile(
    r"^(?:status )?unknown(?: if .*| history| status)?$"
    r"|^(?:tobacco|smoking|alcohol|drug)[\w ]*\bunknown$"
    r"|^not (?:asked|known|recorded|assessed|documented)\b|^asked but (?:unknown|declined)"
    r"|^(?:patient )?(?:declined|refused)(?: to (?:answer|say|respond|specify|disclose))?$"
    r"|^unable to (?:answer|assess|obtain|determine|collect)\b"
    r"|\bnot to (?:say|answer|disclose)$",
    re.IGNORECASE,
)
"""Answers that tell nothing; `Smoker, current status unknown` tells that she smokes."""


def _telling(said: Iterable[Entry]) -> list[Entry]:
    """Those that tell something, or all of them where none does."""
    held = list(said)
    return [e for e in held if not (e.value and _UNTOLD.search(e.value.words))] or held


def care_team(chart: Chart) -> tuple[Entry, ...]:
    """Teams that are active and in their period, each with the members who take part now.

    A proposed team takes part in nothing yet (FHIR R4 care-team-status).
    """
    held = (e for e in chart.of(Kind.TEAM) if e.live and e.status in {"active", ""})
    return tuple(_of_now(e, chart) for e in held if _open(e, chart))


def _of_now(team: Entry, chart: Chart) -> Entry:
    """The team without those who have left it, or are yet to join."""
    members = tuple(m for m in team.components if _takes_part(m, chart))
    if members == team.components:
        return team
    words = team_words(team.label, members, team.status, team.reasons)
    return replace(team, components=members, text=words)


def _takes_part(member: Component, chart: Chart) -> bool:
    begun = member.begin is None or member.begin.low <= chart.as_of
    return begun and (member.end is None or member.end.high > chart.as_of)


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
    begun = entry.when is None or entry.when.low <= chart.as_of
    return begun and (entry.end is None or entry.end.high > chart.as_of)
