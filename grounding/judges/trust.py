"""Whether an entry may support anything: not what was entered in error, refuted, or never done.

HL7 FHIR R4: an entered-in-error resource is to be treated as if it were not there; a refuted
condition or allergy says that the patient does *not* have it.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, graver, severity_of
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import Profile

_ERROR: Final = "entered-in-error"


def judge_trust(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """What is wrong with resting on this entry; nothing if it is live, or its absence is said."""
    entry = profile.entry
    if entry.live:
        return []
    severity = graver(severity_of(profile), Severity.MODERATE)
    if _ERROR in {entry.status, entry.verification}:
        if "error" in scope.sentence.lower:
            return []
        return [
            contradicted(
                "trust",
                claim.start,
                severity,
                f"{profile.where} was entered in error and supports nothing",
            )
        ]
    if entry.verification == "refuted":
        return [] if _denied(claim) else [_refuted(claim, profile)]
    if _denied(claim) or _says_status(claim, profile, scope):
        return []
    reason = (
        f"{profile.where} is {entry.status or 'not valid'}: it did not take place; the"
        f" sentence gives it as a fact"
    )
    return [contradicted("trust", claim.start, severity, reason)]


def _denied(claim: Claim) -> bool:
    return (
        claim.negated
        or "refuted" in claim.says("certainty")
        or bool(claim.says("standing") & {"declined", "cancelled"})
    )


_HALTED: Final = re.compile(
    r"\b(?:order|prescription|request|script)\b[^.;]{0,60}\b(?:stopped|cancel+ed|blocked|voided"
    r"|withdrawn|intercepted|revoked|never (?:filled|dispensed|given|taken))\b"
)
"""An order that was stopped before anything came of it."""


def _says_status(claim: Claim, profile: Profile, scope: Scope) -> bool:
    """A cancelled test without a result, where the sentence says just that."""
    words = scope.sentence.lower
    told = profile.entry.kind in {Kind.LAB, Kind.VITAL, Kind.OBSERVATION} and (
        "no result" in words
        or "no value" in words
        or "not reported" in words
        or "insufficient" in words
    )
    if profile.entry.status == "cancelled" and _HALTED.search(words):
        return True
    return told or bool(
        profile.entry.status and profile.entry.status.replace("-", " ") in words and claim.words
    )


def _refuted(claim: Claim, profile: Profile) -> Fault:
    reason = f"{profile.where} is refuted: the patient was found not to have {profile.entry.label}"
    return contradicted("trust", claim.start, Severity.HIGH, reason)
