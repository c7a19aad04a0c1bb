"""Whose fact it is: a relative's condition is never the patient's, nor the other way round.

The cues are those of ConText (Harkema et al., J Biomed Inform 2009;42:839-851).
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile, vocabulary

_BROADER: Final = {
    "sibling": {"brother", "sister"}, "parent": {"mother", "father"}, "child": {"son", "daughter"},
}  # fmt: skip
_OWN: Final = frozenset(
    {
        Kind.PROBLEM,
        Kind.MEDICATION,
        Kind.ALLERGY,
        Kind.LAB,
        Kind.VITAL,
        Kind.PROCEDURE,
        Kind.IMMUNIZATION,
    }
)


def judge_subject(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Family history given as the patient's, the patient's as the family's, a wrong relative."""
    said = _relatives(claim, scope)
    entry = profile.entry
    if entry.kind is Kind.FAMILY:
        own = _OWN_WORDS.search(scope.sentence.bare) is not None
        if not said and (own or scope.heading.about != "family"):
            reason = (
                f"{profile.where} is family history ({entry.relationship or 'a relative'});"
                f" the sentence gives it as the patient's"
            )
            return [contradicted("subject", claim.start, Severity.HIGH, reason)]
        return _wrong_relative(said, claim, profile) or _wrong_degree(claim, profile, scope)
    if entry.kind in _OWN and said and not _named(said, profile):
        reason = f"{profile.where} is the patient's own; the sentence gives it as a relative's"
        return [contradicted("subject", claim.start, Severity.HIGH, reason)]
    return []


def _relatives(claim: Claim, scope: Scope) -> frozenset[str]:
    """Relatives that the claim names; for a family entry, that its part of the sentence names."""
    own = claim.says("subject")
    if own or Kind.FAMILY not in claim.kinds:
        return own
    part = scope.sentence.segment(claim.start)
    return frozenset(
        c.value
        for c in scope.sentence.cues
        if c.kind == "subject" and scope.sentence.segment(c.start) == part
    )


_OWN_WORDS: Final = Caseless(r"\b(?:patient|pt|she|he)\s(?:has|had|suffers)\b")


def _named(said: frozenset[str], profile: Profile) -> bool:
    """Whether the entry itself speaks of the relative ("lives with mother")."""
    words = vocabulary(f"{profile.entry.label} {profile.entry.text}")
    return bool(said & words)


_DEGREES: Final = (
    Caseless(r"\bhalf\b"),
    Caseless(r"\bstep(?=[\s-]|mother|father|brother|sister|son|daughter|parent|child)"),
    Caseless(r"\bgreat\b"),
    Caseless(r"\bin-law\b"),
)
_LINES: Final = (
    (Caseless(r"\bmaternal"), Caseless(r"\bpaternal")),
    (Caseless(r"\bpaternal"), Caseless(r"\bmaternal")),
)


def _wrong_degree(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A half-brother is no brother, and a grandmother of one line is not that of the other.

    HL7 v3 FamilyMember keeps them apart (HBRO, BRO; MGRMTH, PGRMTH).
    """
    own, text = profile.entry.relationship, scope.sentence.bare
    alone = sum(p.entry.kind is Kind.FAMILY for p in scope.cited) == 1
    if not own or not alone or not claim.says("subject") - {"family"}:
        return []
    other = any(bool(d.search(own)) != bool(d.search(text)) for d in _DEGREES)
    line = any(a.search(own) and b.search(text) and not a.search(text) for a, b in _LINES)
    if not (other or line):
        return []
    reason = f"{profile.where} is about the {own.lower()}; the sentence says another relative"
    return [contradicted("subject", claim.start, Severity.MODERATE, reason)]


def _wrong_relative(said: frozenset[str], claim: Claim, profile: Profile) -> list[Fault]:
    own = profile.entry.relationship.lower()
    specific = said - {"family"}
    if not specific or not own:
        return []
    words = set(re.findall(r"[a-z]+", own))
    if any(s in words or words & _BROADER.get(s, set()) for s in specific):
        return []
    reason = f"{profile.where} is about the {own}; the sentence says {', '.join(sorted(specific))}"
    return [contradicted("subject", claim.start, Severity.MODERATE, reason)]
