"""A person whom a sentence names by title must stand in an entry that it cites.

HL7 FHIR R4 Provenance and the author, performer and participant of each resource say who did
something; an entry that names nobody bears out nobody's name. Surnames that are English words
("Grey", "Old") would else pass as plain English.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.words import plain_words

_NAMED: Final = re.compile(
    r"\b(?:Dr|Prof|Professor|Doctor|Nurse|Mr|Mrs|Ms|Miss|Mx)\b\.?\s"
    r"(?P<name>[A-Z][\w'\u2019-]+(?:\s[A-Z][\w'\u2019-]+){0,2})"
)
_NO_NAME: Final = frozenset(
    plain_words(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may"
        " june july august september october november december practitioner specialist"
    )
)


def judge_persons(scope: Scope) -> list[Fault]:
    """Each name behind a title that no cited entry holds."""
    found = []
    for said in _NAMED.finditer(scope.sentence.bare):
        words = [w for w in plain_words(said["name"]) if w not in _NO_NAME]
        if not words:
            continue
        own = scope.cited and words[-1] in scope.cited[0].patient_words
        if own or any(words[-1] in p.words for p in scope.cited):
            continue
        where = ", ".join(p.where for p in scope.cited)
        reason = f'{where} names nobody called "{said["name"]}"'
        found.append(not_found("person", said.start(), Severity.LOW, reason))
    return found
