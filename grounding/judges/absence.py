"""Statements that something is not there, checked against the whole chart.

"No known allergies" is false where the chart holds one in force. "There is no record of X" is false
where a live entry is called X. Absence is a claim about the chart, so no citation can prove it.
"""

import re

from chartside.draft import Severity
from chartside.fhir.clinical import (
    active_problems,
    allergies,
    current_medications,
    no_known_allergy,
)
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.lexicon import classes_of
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import MEDICINES, Profile

_NO_ALLERGY = re.compile(
    r"\b(?:no|denies|without|not have|does not have|free of|nil)\s(?:any\s)?(?:known\s|reported\s|recorded\s|documented\s|history of\s)?(?:\w+\s){0,2}(?:allerg\w+|intoleranc\w+|hypersensitivit\w+)"
    r"|\bNKD?A\b|\bnot allergic to any|\ballerg\w+\s?[:\-]\s?(?:none|nil)\b|\ballergies\b[^.;]{0,20}\b(?:none|denied|not known)\b",
    re.IGNORECASE,
)
_NOTHING_TAKEN = re.compile(
    r"\b(?:no|takes no|not on any|not taking any|without)\s(?:current\s|regular\s|known\s)?(?:medications?|medicines?|drugs)\b",
    re.IGNORECASE,
)
_NO_PROBLEM = re.compile(
    r"\bno\s(?:active|known|current|chronic)\s(?:medical\s)?(?:problems?|conditions?|diagnos[ei]s)\b",
    re.IGNORECASE,
)
_NO_RECORD = re.compile(
    r"\b(?:no (?:record|documentation|mention|documented history|recorded history|history) of|not (?:recorded|documented|on record)|never had|has no|does not have|no evidence of|denies|no known|not known to have|without|free of|does not take|is not taking|not on|has never had|never)\b",
    re.IGNORECASE,
)


def says_no_allergy(scope: Scope) -> bool:
    """Whether the sentence says that there is no allergy at all."""
    return _NO_ALLERGY.search(scope.sentence.bare) is not None


def judge_absence(scope: Scope) -> list[Fault]:
    """What the chart holds of what the sentence says is not there."""
    text = scope.sentence.bare
    found = []
    if (said := _NO_ALLERGY.search(text)) and not _of_one(said, scope):
        found += _against(allergies(scope.index.chart), said.start(), "records an allergy to")
    if said := _NOTHING_TAKEN.search(text):
        found += _against(
            current_medications(scope.index.chart), said.start(), "is a current medicine:"
        )
    if said := _NO_PROBLEM.search(text):
        found += _against(active_problems(scope.index.chart), said.start(), "is an active problem:")
    return found


def _of_one(said: re.Match[str], scope: Scope) -> bool:
    """`no allergy to latex` speaks of latex alone; "recorded beside an allergy" tells of a conflict."""
    behind = scope.sentence.bare[said.end() : said.end() + 4].lower()
    text = scope.sentence.lower
    if "recorded beside" in text:
        return True
    if behind.startswith(" to "):
        return True
    inside = said[0].lower()
    return any(w in inside for w in ("food", "latex", "penicillin", "environmental", "insect"))


def _against(entries: tuple[Entry, ...], place: int, verb: str) -> list[Fault]:
    if not entries:
        return []
    first = entries[0]
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    reason = f"{first.reference} {verb} {first.label}{more}; the sentence says there is none"
    return [contradicted("absence", place, Severity.HIGH, reason)]


def denied_terms(scope: Scope, terms: list[Term]) -> list[Term]:
    """Terms that the sentence says are not in the record, or not the patient's."""
    found = []
    for match in _NO_RECORD.finditer(scope.sentence.bare):
        part = scope.sentence.segment(match.start())
        found += [
            t for t in terms if t.start >= match.end() and scope.sentence.segment(t.start) == part
        ]
    return found


def judge_denial(term: Term, scope: Scope) -> list[Fault]:
    """A thing denied that a live entry of the chart is called by, in force or once."""
    held = [
        p
        for p in _named(term, scope)
        if p.entry.live and p.entry.kind in _KINDS and not _only_family(p)
    ]
    if not held:
        return []
    profile = held[-1]
    reason = f"{profile.where} records {profile.entry.label}; the sentence says there is none"
    return [contradicted("absence", term.start, Severity.HIGH, reason)]


_KINDS = frozenset({Kind.PROBLEM, Kind.ALLERGY, Kind.PROCEDURE, Kind.IMMUNIZATION}) | MEDICINES


def _only_family(profile: Profile) -> bool:
    return profile.entry.kind is Kind.FAMILY


def _named(term: Term, scope: Scope) -> list[Profile]:
    found = list(scope.index.named(term.words, term.classes))
    if term.medicines:
        found += [
            p
            for e in current_medications(scope.index.chart)
            if (p := scope.index.profile(e.reference)) and term.medicines in p.classes
        ]
    return [p for p in found if _whole(term, p)]


def _whole(term: Term, profile: Profile) -> bool:
    return (
        any(c in profile.core for c in term.classes)
        or all(w in profile.words for w in term.words)
        or bool(term.medicines and term.medicines in profile.classes)
        or any(
            classes_of(w) & profile.classes
            for w in term.words
            if len(term.words) == 1 and term.medicines
        )
    )


def nothing_recorded(scope: Scope) -> bool:
    """Whether the chart states that there is no known allergy."""
    return bool(no_known_allergy(scope.index.chart))
