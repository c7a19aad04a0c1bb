"""Left and right: wrong-side errors are never events (Joint Commission, Universal Protocol)."""

import re
from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.dates import holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.sides_of_findings import of_finding
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.sources.profile import TEXTS, Profile, vocabulary

_OTHER: Final = {"left": "right", "right": "left"}
_PAIRED = Caseless(
    r"\s+(?:eyes?|ears?|feet|foot|hands?|knees?|hips?|legs?|arms?|breasts?|lungs?"
    r"|kidneys?|shoulders?|ankles?|wrists?|elbows?|lower|upper|sides?|ovar\w+|test\w+)",
)


def judge_sides(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """The side that a claim names, against the sides that the entry names."""
    found = []
    for cue in claim.cues:
        text = scope.sentence.bare
        paired = cue.value == "both" and _is_pair(cue, claim, profile, text)
        if cue.kind != "side" or not (paired or _is_side(cue.value, text, cue.start, cue.end)):
            continue
        own = _together(profile, scope) if cue.value == "both" else profile.sides
        own = _of_passage(cue, own, profile, scope)
        if cue.value in own or (cue.value == "both" and {"left", "right"} <= own):
            continue
        if own:
            reason = (
                f"{profile.where} is {' and '.join(sorted(own))}; the sentence says {cue.value}"
            )
            found.append(contradicted("side", cue.start, Severity.HIGH, reason))
        elif any(cue.value in p.sides for p in scope.cited if p.entry.kind in TEXTS):
            continue
        elif profile.entry.kind not in TEXTS or _OTHER.get(cue.value) not in profile.words:
            reason = f"{profile.where} names no side; the sentence says {cue.value}"
            found.append(not_found("side", cue.start, Severity.HIGH, reason))
    return found


_PIECE: Final = re.compile(r"(?<=[.;!?])\s+|\n+|,")


def _of_passage(cue: Cue, own: frozenset[str], profile: Profile, scope: Scope) -> frozenset[str]:
    """The sides that a note names beside what the sentence says it of: a note names many."""
    said = profile.document or (profile.entry.text if profile.entry.kind in TEXTS else "")
    if not said or cue.value not in own or _OTHER.get(cue.value) not in own:
        return own
    if found := of_finding(cue, said, scope.sentence):
        return found
    behind = [t for t in scope.sentence.terms if 0 <= t.start - cue.end <= _NEXT and not t.framed]
    things = {key for t in behind for key in (*t.words, *t.classes)} & profile.words
    told = [words for piece in _PIECE.split(said) if things & (words := vocabulary(piece))]
    beside = frozenset(s for words in told for s in _OTHER if s in words)
    return beside or own


_NEXT: Final = 12
"""Characters from a side to what it is the side of."""


def _together(profile: Profile, scope: Scope) -> frozenset[str]:
    """The sides of all cited entries of its name: a left one and a right one are both."""
    alike = (p for p in scope.cited if p.entry.kind is profile.entry.kind and p.core & profile.core)
    return profile.sides.union(*(p.sides for p in alike))


def judge_side_dates(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """`right eye in June 2020 and left eye in April 2021`: each side with its own date."""
    sides = [c for c in claim.cues if c.kind == "side" and c.value in _OTHER]
    if len(profiles) < 2 or len({c.value for c in sides}) < 2:  # noqa: PLR2004 - one side has nothing to mix up
        return []
    found = []
    for n, cue in enumerate(sides):
        until = sides[n + 1].start if n + 1 < len(sides) else len(scope.sentence.text)
        dated = next((d.dated for d in claim.dates if cue.end < d.dated.start < until), None)
        held = [p for p in profiles if dated and any(holds(dated, w) for w in p.own_dates)]
        if dated and held and not any(cue.value in p.sides for p in held):
            own = " and ".join(sorted(held[0].sides)) or "of no side"
            reason = f"{held[0].where} is {own}; the sentence says {cue.value}"
            found.append(contradicted("side", cue.start, Severity.HIGH, reason))
    return found


_PLURAL: Final = Caseless(r"\s+(?:\w+\s)?(?P<noun>\w{3,})s\b")


def _is_pair(cue: Cue, claim: Claim, profile: Profile, text: str) -> bool:
    """`Both cataracts`, of a thing with a side: that of the left and that of the right."""
    if not profile.sides or cue.start > claim.start:
        return False
    said = _PLURAL.match(text, cue.end)
    return said is not None and vocabulary(said["noun"]).issubset(profile.words)


_NO_SIDE = Caseless(r"\s+(?:hospital|at|unchanged|as|in place|on|the|with|for|against|a|off|out)\b")


def _is_side(value: str, text: str, start: int, end: int) -> bool:
    """`both current` and `left the hospital` name no side."""
    if value == "both":
        return text[start:end].lower().startswith("bilat") or _PAIRED.match(text, end) is not None
    return _NO_SIDE.match(text, end) is None or _SET_APART.search(text[:start]) is not None


_SET_APART: Final = re.compile(r"[,(]\s?$")
"""`Hernia repair, right on 14 August`: what a comma sets behind a name is its side."""
