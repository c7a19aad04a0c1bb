"""Preliminary, final, replaced: how far a result or a reading has got.

A result that a corrected one replaced is not the result; a preliminary one must be said to be so
(HL7 FHIR R4 ObservationStatus, DiagnosticReportStatus).
"""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.results import shown_value
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import TEXTS, Profile

PRELIMINARY: Final = frozenset({"preliminary", "partial", "registered"})


def judge_stage(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Whether the sentence gives a result for more, or for less, than it is."""
    entry = profile.entry
    said = "preliminary" in claim.says("stage")
    if len(scope.cited) == 1:
        said = said or any(c.value == "preliminary" for c in scope.sentence.cues)
    if said and _said_of_earlier(claim, scope):
        return []  # "15, up from a preliminary 12": each is judged by its number
    said = said or ("provisional" in claim.says("certainty") and entry.kind not in TEXTS)
    instead = scope.index.superseded.get(entry.reference)
    if instead is not None and not said and _differs(instead, entry):
        shown = f"{profile.where} ({shown_value(entry)})"
        reason = f"{shown} was replaced by {instead.reference} ({shown_value(instead)})"
        return [contradicted("stage", claim.start, Severity.HIGH, reason)]
    if entry.status in PRELIMINARY and not (said or _is_quoted(claim, scope)):
        reason = f"{profile.where} is {entry.status}; the sentence gives it as a result"
        return [contradicted("stage", claim.start, Severity.MODERATE, reason)]
    if said and entry.status not in PRELIMINARY:
        reason = f"{profile.where} is {entry.status or 'final'}; the sentence says preliminary"
        return [contradicted("stage", claim.start, Severity.MODERATE, reason)]
    return []


def _said_of_earlier(claim: Claim, scope: Scope) -> bool:
    """Whether "preliminary" stands beside an earlier number, with the final one cited too."""
    earlier = [r.quantity for r in claim.readings if r.role == "earlier"]
    cues = [c for c in claim.cues if c.kind == "stage" and c.value == "preliminary"]
    stages = {p.entry.status in PRELIMINARY for p in scope.cited}
    return len(stages) > 1 and any(
        0 <= q.start - c.end <= _BESIDE or 0 <= c.start - q.end <= _BESIDE
        for q in earlier
        for c in cues
    )


_BESIDE: Final = 12


def _is_quoted(claim: Claim, scope: Scope) -> bool:
    """`The note reads "…"`: its words are given, and not its result.

    A report of an examination is its result, and a draft of one must be called so.
    """
    note = not claim.kinds & {Kind.IMAGING, Kind.REPORT}
    return note and bool(scope.sentence.quotes) and not claim.readings


def _differs(one: Entry, other: Entry) -> bool:
    return (one.value, one.components) != (other.value, other.components)
