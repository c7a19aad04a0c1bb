"""Procedures, vaccines, encounters, orders, goals and plans: done, not done, planned or open.

Planned and not-done procedures were not performed, a declined vaccine was not given (HL7 FHIR R4
event-status, immunization-status, request-status).
"""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found, severity_of
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.denying import ADVERBS
from chartside.grounding.sources.profile import Profile

UNDONE: Final = frozenset(
    {"planned", "preparation", "proposed", "draft", "arrived", "triaged", "booked"}
)
OPEN: Final = frozenset({"active", "on-hold", "draft", ""})
_DONE_KINDS: Final = frozenset({Kind.PROCEDURE, Kind.ENCOUNTER, Kind.IMMUNIZATION})


def judge_event(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Whether it took place, and whether an order or plan still stands."""
    entry = profile.entry
    if not entry.live:
        return []
    if (
        claim.negated
        or (entry.kind is Kind.ENCOUNTER and _UNSEEN.search(scope.sentence.bare))
        or (claim.says("standing") & {"declined", "cancelled"} and entry.kind is not Kind.ORDER)
    ):
        return _denied(claim, profile, scope)
    if entry.kind in _DONE_KINDS:
        return _done(claim, profile)
    if entry.kind in _REPORTED:
        return _reported(claim, profile, scope)
    return (
        _open(claim, profile, scope)
        if entry.kind in {Kind.ORDER, Kind.PLAN, Kind.GOAL, Kind.DEVICE}
        else []
    )


_DONE: Final = Caseless(
    r"(?<!not )(?<!not been )(?<!yet been )(?<!to be )(?<!never )(?<!yet )(?<!not be )(?<!not ye"
    r"t been )"
    r"(?<!will be )\b(?:done|performed|carried out|took place|completed|happened|fulfilled)\b",
)


_UNSEEN: Final = Caseless(
    rf"\b(?:not|never|\w+n't)\s{ADVERBS}(?:seen?|meet|admit|review|assess|examine|evaluate"
    rf"|evaluated|assessed|reviewed|examined|admitted"
    r"|hospitali[sz]ed|attend(?:ed)?|visit(?:ed)?|present(?:ed)?|come|came|consulted?|in hospital"
    r"|treated in|under)\b"
    r"|\bat no (?:time|point)\b[^.;]{0,60}\b(?:seen|met|reviewed|assessed|examined|admitted"
    r"|attend(?:ed)?"
    r"|visit(?:ed)?|present(?:ed)?)\b"
    r"|\b(?:no|without an?y?|never an?y?|did not have an?y?)\s(?:\w+\s){0,4}?(?:visits?"
    r"|encounters?|admissions?"
    r"|consultations?|appointments?|attendances?|contacts?|stays?)\b"
    r"|\b(?:visits?|encounters?|admissions?|consultations?|appointments?|attendances?|contacts?"
    r"|stays?|reviews?)\b(?:[^;,]|,(?=\s\d{4})){0,60}?\s?(?:->|[:=\u2192\u2013]|\s-)\s?(?:nil|none|no|nothing|zero|0)"
    r"(?=[.,;)](?!\d)|$)",
)
"""The patient was not there."""


def _denied(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    entry = profile.entry
    if entry.status in UNDONE or (entry.kind is Kind.ORDER and "open" in claim.says("standing")):
        return []
    if entry.kind in {Kind.ORDER, Kind.DOCUMENT} or "not read" in scope.sentence.lower:
        return []
    reason = f"{profile.where} is {entry.status or 'recorded'}; the sentence denies it"
    return [contradicted("negation", claim.start, Severity.HIGH, reason)]


def _done(claim: Claim, profile: Profile) -> list[Fault]:
    planned = "planned" in claim.says("standing")
    undone = profile.entry.status in UNDONE
    if planned == undone or (planned and profile.entry.kind is Kind.ENCOUNTER):
        return []
    word = "planned" if planned else "done"
    reason = (
        f"{profile.where} is {profile.entry.status or 'done'}; the sentence says or implies {word}"
    )
    return [contradicted("standing", claim.start, severity_of(profile), reason)]


_REPORTED: Final = frozenset({Kind.IMAGING, Kind.REPORT})
_CLOSE: Final = 25
"""Characters between a name and the word that says it is still to come."""


def _reported(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """`CT is still awaited`, of an examination that has its report."""
    if profile.entry.status not in {"final", "amended", "corrected"} or claim.dates:
        return []
    text = scope.sentence.bare
    near = (
        text[c.end : claim.start] if c.end <= claim.start else text[claim.end : c.start]
        for c in claim.cues
        if c.kind == "standing" and c.value == "planned"
    )
    if not any(len(gap) <= _CLOSE and not _PARTED.search(gap) for gap in near):
        return []
    reason = f"{profile.where} is {profile.entry.status}; the sentence says it is still to come"
    return [contradicted("standing", claim.start, severity_of(profile), reason)]


_PARTED: Final = Caseless(r"[,;:(]|\b(?:and|with|follow|repeat|further|next)\b")


_OVER: Final = frozenset({"completed", "cancelled", "stopped", "resolved"})
_NOT: Final = Caseless(r"\b(?:not|never|yet)(?:\s(?:yet|been|be))*\s$")
_CAME_BACK: Final = Caseless(
    r"\b(?:came back|come back|showed|shows|was normal|were normal|was negative|were negative)\b",
)


def _open(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    said, status = claim.says("standing"), profile.entry.status
    still = bool(said & {"open", "active", "planned"})
    done = profile.entry.kind is Kind.ORDER and _DONE.search(scope.sentence.bare) is not None
    over = done or any(
        c.value in _OVER and not _NOT.search(scope.sentence.bare[: c.start]) for c in claim.cues
    )
    if profile.entry.kind is Kind.ORDER and _CAME_BACK.search(scope.sentence.bare):
        reason = f"{profile.where} is an order, and no result"
        return [not_found("result", claim.start, Severity.MODERATE, reason)]
    if still and status not in OPEN | {"accepted", "planned", "in-progress"}:
        reason = f"{profile.where} is {status}; the sentence says it still stands"
        return [contradicted("standing", claim.start, severity_of(profile), reason)]
    if over and not still and status in OPEN:
        reason = f"{profile.where} is {status or 'active'}; the sentence says it is over"
        return [contradicted("standing", claim.start, severity_of(profile), reason)]
    return []
