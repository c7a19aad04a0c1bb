"""Whether a relative lives, and at what age something began or ended for them.

HL7 FHIR R4 FamilyMemberHistory.deceased[x] is the age at death, condition.onset[x] the age at which
the illness began: 68 and 70 may both stand in one entry, and each is only one of the two.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_DEATH: Final = r"died|dies|dead|death|deceased|passed\s(?:away|on)|succumbed"
_ONSET: Final = r"diagnos\w+|onset|develop\w+|began|contracted|presented"
_VERB: Final = Caseless(rf"\b(?:(?P<death>{_DEATH})|(?P<onset>{_ONSET}))\b")
_AGE: Final = Caseless(
    r"\b(?:at|aged?|age\sof|age:)\s(?P<age>\d{1,3})\b(?![.,/]\d|\s?(?:%|mg|mmol|cm|kg|months?|weeks?"
    r"|days?))"
    rf"(?P<then>\s(?:years?\s(?:old\s)?)?(?:when\s(?:he|she|they)\s(?:was\s|were\s)?|at\s(?:his\s"
    rf"|her\s|their\s)?)(?:(?P<death>{_DEATH})|(?P<onset>{_ONSET})))?",
)
_ALIVE: Final = Caseless(
    r"(?<!\bnot\s)(?<!\blonger\s)(?<!\bwas\s)(?<!\bwere\s)\b(?:alive|is\s(?:still\s)?living"
    r"(?!\s(?:in|at|alone|with)\b)|still\sliving)\b",
)
_DIED: Final = Caseless(rf"\b(?:{_DEATH})\b")
_HELD: Final = re.compile(r"(?:;|:)\s(?:died|deceased)\b(?P<age>.*)$")
_YEARS: Final = re.compile(
    r"\s(?:at\s)?(?:aged?\s)?(?P<low>\d{1,3})(?:\s?(?:-|\u2013|to)\s?(?P<high>\d{1,3}))?(?:\s?y\w*)?$"
)
_NUMBER: Final = re.compile(
    r"\bonset\s(?:at\s)?(?:age\s)?(?P<age>\d{1,3})(?!\d|-\d|\s?(?:mo|week|day))"
)
_PARTED: Final = Caseless(
    r";|\.\s|,\sand\b|\b(?:in\saddition|additionally|moreover|furthermore|while|whereas|besides)\b",
)
"""Where another cited thing may be told of."""
_FATAL: Final = Caseless(r"death|died|fatal|deceased")


def judge_relatives(scope: Scope) -> list[Fault]:
    """Each relative that is told of, against what the family history says of that one's life."""
    found = []
    for profile, start, end in _told(scope):
        text = scope.sentence.bare[start:end]
        held = _HELD.search(profile.entry.text.rstrip("."))
        if held and (said := _ALIVE.search(text)):
            reason = f"{profile.where} records the relative as dead; the sentence says alive"
            found.append(contradicted("death", start + said.start(), Severity.MODERATE, reason))
        fatal = held or _FATAL.search(profile.entry.text)
        if not fatal and (said := _DIED.search(text)):
            reason = f"{profile.where} does not record a death"
            found.append(not_found("death", start + said.start(), Severity.MODERATE, reason))
        found += _ages(profile, text, start)
    return found


def _told(scope: Scope) -> Iterator[tuple[Profile, int, int]]:
    """An entry with the stretch of the sentence that names its relative, where one entry does."""
    cues = [c for c in scope.sentence.cues if c.kind == "subject" and c.value != "family"]
    family = [p for p in scope.cited if p.entry.kind is Kind.FAMILY and p.entry.live]
    for n, cue in enumerate(cues):
        own = [p for p in family if cue.value in p.entry.relationship.lower().split()]
        until = cues[n + 1].start if n + 1 < len(cues) else len(scope.sentence.bare)
        others = any(p.entry.kind is not Kind.FAMILY for p in scope.cited)
        parted = _PARTED.search(scope.sentence.bare, cue.end, until) if others else None
        if len(own) == 1:
            yield own[0], cue.start, parted.start() if parted else until


def _ages(profile: Profile, text: str, start: int) -> Iterator[Fault]:
    for said in _AGE.finditer(text):
        about = _about(said, text)
        number = int(said["age"])
        own = _at_death(profile) if about == "death" else _at_onset(profile)
        if about and own and not any(low <= number <= high for low, high in own):
            known = " or ".join(str(low) for low, _ in own)
            reason = (
                f"{profile.where} gives {known} as the age at {about}; the sentence says {number}"
            )
            yield contradicted("age", start + said.start("age"), Severity.MODERATE, reason)


def _about(said: re.Match[str], text: str) -> str:
    """What happened at that age: by the words behind it, or the last verb before."""
    if said["then"]:
        return "death" if said["death"] else "onset"
    verbs = list(_VERB.finditer(text[: said.start()]))
    if not verbs:
        return ""
    return "death" if verbs[-1]["death"] else "onset"


def _at_death(profile: Profile) -> list[tuple[int, int]]:
    held = _HELD.search(profile.entry.text.rstrip("."))
    years = _YEARS.match(held["age"]) if held else None
    return [(int(years["low"]), int(years["high"] or years["low"]))] if years else []


def _at_onset(profile: Profile) -> list[tuple[int, int]]:
    values = [c.value.text for c in profile.entry.components if c.value]
    ages = [int(m["age"]) for v in values for m in [_NUMBER.search(v)] if m]
    return [(a, a) for a in ages] if len(ages) == len(profile.entry.components) else []
