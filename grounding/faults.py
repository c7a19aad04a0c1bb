"""What is wrong with a sentence, and how grave it would be to believe it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chartside.draft import Severity, Verdict
from chartside.fhir.entry import Kind
from chartside.grounding.sources.profile import MEDICINES, Profile


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a source does not bear out.

    `about` names the part of the sentence that it is about, so that of several sources one that
    explains the part clears it.
    """

    about: tuple[str, int]
    verdict: Verdict
    severity: Severity
    reason: str


_RANK: Final = {Severity.NONE: 0, Severity.LOW: 1, Severity.MODERATE: 2, Severity.HIGH: 3}
_WORST: Final = (Verdict.CONTRADICTED, Verdict.NOT_FOUND, Verdict.NOT_CHECKABLE, Verdict.SUPPORTED)


def worst(faults: Iterable[Fault]) -> tuple[Verdict, Severity, tuple[str, ...]]:
    """The verdict over a sentence: a half-false sentence is false. Reasons, the gravest first."""
    held = sorted(set(faults), key=_gravity)
    if not held:
        return Verdict.SUPPORTED, Severity.NONE, ()
    verdict = min((f.verdict for f in held), key=_WORST.index)
    severity = max((f.severity for f in held), key=lambda s: _RANK[s])
    return verdict, severity, tuple(dict.fromkeys(f.reason for f in held))


def _gravity(fault: Fault) -> tuple[int, int, tuple[str, int], str]:
    return (_WORST.index(fault.verdict), -_RANK[fault.severity], fault.about, fault.reason)


def graver(one: Severity, other: Severity) -> Severity:
    """The graver of two."""
    return max(one, other, key=lambda s: _RANK[s])


DANGEROUS: Final = frozenset({"anticoagulant", "insulin", "opioid", "antiplatelet"})
"""Classes of medicines that do most harm when an error reaches the patient.

ISMP List of High-Alert Medications in Community and Ambulatory Care Settings, 2021: anticoagulants,
insulins, opioids. Antiplatelets are added for bleeding.
"""

_BY_KIND: Final = {
    Kind.ALLERGY: Severity.HIGH,
    Kind.PROBLEM: Severity.MODERATE,
    Kind.ENCOUNTER: Severity.LOW,
    Kind.GOAL: Severity.LOW,
    Kind.PLAN: Severity.LOW,
    Kind.TEAM: Severity.LOW,
    Kind.SOCIAL: Severity.LOW,
    Kind.ADMINISTRATIVE: Severity.LOW,
}


def severity_of(profile: Profile) -> Severity:
    """How grave a false word about this entry is, where nothing else decides.

    High for an allergy and for anticoagulants, insulins and opioids, low for a visit, a goal or a
    circumstance, moderate for the rest.
    """
    if profile.entry.kind in MEDICINES and profile.classes & DANGEROUS:
        return Severity.HIGH
    return _BY_KIND.get(profile.entry.kind, Severity.MODERATE)


def contradicted(part: str, place: int, severity: Severity, reason: str) -> Fault:
    """The source says otherwise."""
    return Fault((part, place), Verdict.CONTRADICTED, severity, reason)


def not_found(part: str, place: int, severity: Severity, reason: str) -> Fault:
    """The source does not hold it."""
    return Fault((part, place), Verdict.NOT_FOUND, severity, reason)


def unclear(part: str, place: int, reason: str) -> Fault:
    """It cannot be read for certain."""
    return Fault((part, place), Verdict.NOT_CHECKABLE, Severity.LOW, reason)
