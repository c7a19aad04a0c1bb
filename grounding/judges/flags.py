"""High, low, normal and critical: what a result is called, against the source's own judgement.

HL7 FHIR R4, Observation.interpretation and referenceRange; without either, a usual adult range
(`chartside.fhir.clinical.ranges`).
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import in_usual, is_critical
from chartside.fhir.entry import Value
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, unclear
from chartside.grounding.judges.critical import PHONED, beyond_limit
from chartside.grounding.judges.results import judged, shown_value
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.sources.profile import Profile


def judge_flags(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Words and a laboratory's letters that judge a result."""
    return [*_flag(claim, profile, scope), *_letters(claim, profile, scope)]


def _flag(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """High, low, normal and critical against the source's own judgement."""
    found = []
    own = judged(profile, scope)
    for cue in claim.cues:
        if (
            cue.kind != "flag"
            or _of_another(cue.start, claim)
            or _of_range(cue, claim, scope.sentence.bare)
        ):
            continue
        if not own and not _is_judged(profile, scope):
            reason = (
                f"{profile.where} ({shown_value(profile.entry)}) came with no range to judge it by"
            )
            found.append(unclear("flag", cue.start, reason))
        elif cue.value == "critical" and own and beyond_limit(profile.entry):
            if not is_critical(profile.entry):
                reason = f"{profile.where} ({shown_value(profile.entry)}) is marked {own}; {PHONED}"
                found.append(unclear("flag", cue.start, reason))
        elif not _flag_holds(cue.value, own, profile):
            said = own or (
                "within its range" if _has_range(profile.entry.value) else "not marked as abnormal"
            )
            reason = (
                f"{profile.where} ({shown_value(profile.entry)}) is {said}; the sentence says"
                f" {cue.value}"
            )
            severity = (
                Severity.HIGH
                if "critical" in {cue.value} or is_critical(profile.entry)
                else Severity.MODERATE
            )
            found.append(contradicted("flag", cue.start, severity, reason))
    return found


def _is_judged(profile: Profile, scope: Scope) -> bool:
    """Whether anything says what is high: the source, its range, or a usual adult range."""
    entry = profile.entry
    if entry.interpretation or any(v.range for v in profile.values):
        return True
    return in_usual(scope.index.chart, entry) is not None or bool(entry.components)


_LETTER: Final = re.compile(r"[\s(\[,]{1,3}(HH|LL|H|L)\b(?![\w/-])")


def _letters(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """`5.9 mmol/L (H)`: a laboratory's letter behind a number."""
    own = judged(profile, scope)
    found = []
    for reading in claim.readings:
        letter = _LETTER.match(scope.sentence.bare, reading.quantity.end)
        said = {"H": "high", "L": "low"}[letter[1][0]] if letter else ""
        if said and reading.role == "" and own not in {said, "abnormal"}:
            reason = (
                f"{profile.where} is {own or 'not marked as abnormal'}; the sentence says {said}"
            )
            found.append(contradicted("flag", reading.quantity.end, Severity.MODERATE, reason))
    return found


_NORMAL_LIMITS: Final = Caseless(
    r"(?<!within\s)(?<!in\s)(?<!in\sthe\s)(?<!within\sthe\s)(?<!outside\s)(?<!outside\sthe\s)"
    r"normal\s(?:reference\s)?(?:limits?|ranges?|values?|intervals?)\b",
)


def _of_range(cue: Cue, claim: Claim, text: str) -> bool:
    """`Normal: 3.5 to 5.1`: the range is called normal, and no result is."""
    bounds = [r.quantity for r in claim.readings if r.role == "range"]
    if bounds and cue.value == "normal" and _NORMAL_LIMITS.match(text, cue.start):
        return True
    return cue.value == "normal" and any(
        0 <= q.start - cue.end <= _NEAR or 0 <= cue.start - q.end <= _NEAR for q in bounds
    )


_NEAR: Final = 30


def _of_another(place: int, claim: Claim) -> bool:
    """Whether a flag stands behind a number that is only compared with."""
    before = [r for r in claim.readings if r.quantity.start < place and r.role != "range"]
    return bool(before) and before[-1].role == "earlier"


def _flag_holds(said: str, own: str, profile: Profile) -> bool:
    if said == "critical":
        return is_critical(profile.entry)
    if said == "normal":
        return not own
    if said == "abnormal":
        return bool(own)
    return own in {said, "abnormal"}


def _has_range(value: Value | None) -> bool:
    return value is not None and value.range is not None
