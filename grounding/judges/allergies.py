"""Allergies: in force or over, how dangerous, and statements that there are none.

"No known allergies" is false for a patient with any allergy in force, whatever a note says; an
unconfirmed allergy counts, because to leave one out can kill (`chartside.fhir.clinical.allergies`).
"""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import allergies, is_no_known_allergy
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.absence import is_denied_sort
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

OVER = frozenset({"inactive", "resolved"})


def judge_allergy(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Everything but names and dates that a claim says of an allergy."""
    if not profile.entry.live:
        return []
    none = is_no_known_allergy(profile.entry)
    if none:
        return _none_known(claim, profile, scope)
    found = []
    refuted = "refuted" in claim.says("certainty")
    intolerant = _INTOLERANT.search(scope.sentence.bare) is not None
    if (
        refuted
        or (claim.negated and not intolerant and is_denied_sort(profile.entry, scope))
        or _TOLERATED.search(scope.sentence.bare[: claim.start])
    ):
        reason = (
            f"{profile.where} records an allergy to {profile.entry.label}; the sentence denies it"
        )
        found.append(contradicted("negation", claim.start, Severity.HIGH, reason))
    return [
        *found,
        *_standing(claim, profile, scope),
        *_criticality(claim, profile),
        *_certainty(claim, profile),
    ]


_INTOLERANT: Final = Caseless(r"\b(?:not|unable to|never) tolerate")
_TOLERATED: Final = Caseless(r"(?<!not )(?<!to )\b(?:tolerat\w+|has taken)\s(?:\w+\s){0,2}$")


def _none_known(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    held = allergies(scope.index.chart)
    if held and "recorded beside" not in scope.sentence.lower:
        reason = (
            f"{held[0].reference} records an allergy to {held[0].label};"
            f" {profile.entry.reference} says there is none"
        )
        return [contradicted("negation", claim.start, Severity.HIGH, reason)]
    return []


def _standing(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    over = profile.entry.status in OVER
    said = (
        bool(claim.says("standing") & {"resolved", "past", "stopped"})
        or scope.heading.standing == "past"
    )
    if over == said:
        return []
    if said and claim.says("standing") == {"past"} and not over:
        return []  # "history of penicillin allergy" says nothing about today
    reason = (
        f"{profile.where} is {profile.entry.status or 'active'}; the sentence says or implies"
        f" {'over' if said else 'active'}"
    )
    return [
        contradicted("standing", claim.start, Severity.HIGH if said else Severity.MODERATE, reason)
    ]


def _criticality(claim: Claim, profile: Profile) -> list[Fault]:
    found = []
    for cue in claim.cues:
        if cue.kind != "grade" or "criticality" not in cue.value:
            continue
        level = cue.value.split()[0]
        if profile.entry.criticality != level:
            own = profile.entry.criticality or "not stated"
            reason = f"the criticality of {profile.where} is {own}; the sentence says {level}"
            found.append(contradicted("criticality", cue.start, Severity.HIGH, reason))
    return found


def _certainty(claim: Claim, profile: Profile) -> list[Fault]:
    own = profile.entry.verification
    said = claim.says("certainty")
    if "provisional" in said and own == "confirmed":
        reason = f"{profile.where} is confirmed; the sentence calls it uncertain"
        return [contradicted("certainty", claim.start, Severity.HIGH, reason)]
    if "confirmed" in said and "provisional" not in said and own in {"unconfirmed", "presumed"}:
        reason = f"{profile.where} is {own}; the sentence says confirmed"
        return [contradicted("certainty", claim.start, Severity.MODERATE, reason)]
    return []
