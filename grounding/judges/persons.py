"""A person whom a sentence names, by title or as who did a thing, must stand in a cited entry.

HL7 FHIR R4 Provenance and the author, performer and participant of each resource say who did
something; an entry that names nobody bears out nobody's name. Surnames that are English words
("Grey", "Old") would else pass as plain English.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.words import plain_words

_NAMED: Final = re.compile(
    r"\b(?:Dr|Prof|Professor|Doctor|Nurse|Mr|Mrs|Ms|Miss|Mx)\b\.?\s"
    r"(?P<name>[A-Z][\w'\u2019-]+(?:\s[A-Z][\w'\u2019-]+){0,2})"
)
_DOER: Final = re.compile(
    r"\b(?:[Bb]y|[Pp]er|saw|met)\s(?!(?:Dr|Prof|Professor|Doctor|Nurse|Mr|Mrs|Ms|Miss|Mx)\b)"
    r"(?P<name>(?:[A-Z]\.\s?){0,2}[A-Z][a-z][\w'\u2019-]*(?:\s[A-Z][a-z][\w'\u2019-]*){0,2})"
)
_SUBJECT: Final = re.compile(
    r"(?:^|[.;]\s)(?P<name>[A-Z][a-z]+)\s(?:saw|reviewed|examined|assessed|met)\s"
    r"(?:her|him|them|the\spatient|you)\b"
)
"""`Seen by Grey`: in a sentence, a word with a capital behind "by" is a name, or a department."""
_TITLES: Final = re.compile(r"\b[A-Z][a-z]+(?:\s[A-Z][a-z]+){3}")
"""`Seen By Old Team Today`: a title, where every word has a capital."""
_NO_NAME: Final = frozenset(
    plain_words(
        "monday tuesday wednesday thursday friday saturday sunday january february march"
        " april may june july august september october november december practitioner"
        " specialist clinic ward emergency hospital department team surgery nursing radiology"
        " service centre center unit practice patient mother father parent daughter son wife"
        " husband sister brother partner family carer caregiver nurse doctor physician surgeon"
        " consultant registrar intern pharmacist therapist midwife dietitian technician"
        " paramedic staff provider clinician referral letter phone telephone email post hand"
        " mouth north south east west saint st christmas easter new today yesterday she he"
        " they it we i you this that who nobody everyone jan feb mar apr jun jul aug sep sept"
        " oct nov dec mon tue tues wed thu thur thurs fri sat sun"
    )
)


def judge_persons(scope: Scope) -> list[Fault]:
    """Each name behind a title that no cited entry holds."""
    found = []
    text = scope.sentence.bare
    doers = (
        []
        if _TITLES.search(text)
        else [d for form in (_DOER, _SUBJECT) for d in form.finditer(text) if _is_unread(d, scope)]
    )
    for said in (*_NAMED.finditer(text), *doers):
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


def _is_unread(said: re.Match[str], scope: Scope) -> bool:
    """Whether a name is an English word that asserts nothing: else it is looked for as a word."""
    inside = [t for t in scope.sentence.terms if said.start("name") <= t.start < said.end("name")]
    return all(t.framed or all(is_plain(w) for w in t.words) for t in inside)
