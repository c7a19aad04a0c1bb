"""Left and right: wrong-side errors are never events (Joint Commission, Universal Protocol)."""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import TEXTS, Profile

_OTHER: Final = {"left": "right", "right": "left"}
_PAIRED = re.compile(
    r"\s+(?:eyes?|ears?|feet|foot|hands?|knees?|hips?|legs?|arms?|breasts?|lungs?"
    r"|kidneys?|shoulders?|ankles?|wrists?|elbows?|lower|upper|sides?|ovar\w+|test\w+)",
    re.IGNORECASE,
)


def judge_sides(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """The side that a claim names, against the sides that the entry names."""
    found = []
    for cue in claim.cues:
        if cue.kind != "side" or not _is_side(cue.value, scope.sentence.bare, cue.start, cue.end):
            continue
        own = profile.sides
        if cue.value in own or (cue.value == "both" and {"left", "right"} <= own):
            continue
        if own:
            reason = (
                f"{profile.where} is {' and '.join(sorted(own))}; the sentence says {cue.value}"
            )
            found.append(contradicted("side", cue.start, Severity.HIGH, reason))
        elif profile.entry.kind not in TEXTS or _OTHER.get(cue.value) not in profile.words:
            reason = f"{profile.where} names no side; the sentence says {cue.value}"
            found.append(not_found("side", cue.start, Severity.HIGH, reason))
    return found


_NO_SIDE = re.compile(r"\s+(?:hospital|on|the|with|for|against|a|off|out)\b", re.IGNORECASE)


def _is_side(value: str, text: str, start: int, end: int) -> bool:
    """`both current` and `left the hospital` name no side."""
    if value == "both":
        return text[start:end].lower().startswith("bilat") or _PAIRED.match(text, end) is not None
    return _NO_SIDE.match(text, end) is None
