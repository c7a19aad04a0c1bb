"""What a sentence tells beyond the fields of the entries that it cites.

An order holds who is to take what and how, a result what was measured, a problem what was found and
how it stands. None of them holds how somebody feels, what they know, want or do at home, what was
said to them, or how a thing was borne: those are assertions of their own, and without a source that
says them they are not asserted (DESIGN.md, promise 2: no source, no assertion).

Only where no note, letter or report is cited: such a text may say it in other words, and is judged
by its own rules. HL7 FHIR R4: the elements of MedicationRequest, Observation, Condition,
AllergyIntolerance, Procedure, Immunization and Encounter.
"""

import re
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, unclear
from chartside.grounding.judges.reasons import reason_in
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import explained, is_known, unexplained
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.record_words import (
    FARING,
    OF_ALLERGIES,
    OF_CIRCUMSTANCES,
    OF_PROBLEMS,
    OF_REQUESTS,
    OF_VISITS,
    TELLING,
    is_of_records,
)
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import TEXTS, Profile

_PERSONS: Final = frozenset({Kind.PATIENT, Kind.SOCIAL, Kind.SURVEY, Kind.FAMILY})
_REQUESTS: Final = frozenset({Kind.ORDER, Kind.PLAN, Kind.GOAL})
_TURNS: Final = Caseless(
    r"\bas well(?:\sas)?\b|\b(?:please\s)?(?:be|is|are)\saware\s(?:of|that)\b|\bfor good\b"
    r"|\b(?:may|might|will)\s(?:wish|want|like)\sto\s(?:note|know|see)\b|\b(?:blood|lab)[\s-]?work\b"
    r"|\bwork-?\s?ups?\b|\bof (?:concern|relevance|interest|note)\b|\bin contact\b"
    r"|\bat (?:her|his|their|your|the|my) best\b|\bthank(?:s| you)\b|\bbest regards\b"
    r"|\bno longer (?:troubles?|bothers?|plagues?)\b|\blet (?:us|me|you) (?:know|note)\b"
    r"|(?:^|[.;:]\s+)(?:please\s)?(?:ask|tell)\syour\s(?:doctor|nurse|pharmacist|care team)\b"
    r"|\bas (?:you (?:are|will be) aware|agreed)\b",
)
"""Turns of phrase whose words are not meant one by one."""


def judge_beyond_fields(scope: Scope) -> list[Fault]:
    """A fault for each word that tells what no cited entry holds."""
    if not scope.cited or any(p.entry.kind in TEXTS and p.document for p in scope.cited):
        return []
    sentence = scope.sentence
    turns = [*(m.span() for m in _TURNS.finditer(sentence.bare)), *_reasons(scope)]
    person = _PERSON.search(sentence.bare)
    told = person.start() if person else len(sentence.bare)
    framed = [
        t
        for t in sentence.terms
        if t.framed
        and any(_is_telling(w, t) and not _bears(w, scope) for w in t.words)
        and not sentence.is_cue(t.start, t.end)
        and not any(explained(t, p) for p in scope.cited)
    ]
    return [
        unclear("beyond", t.start, f'no field of {_where(scope)} tells "{t.text}"')
        for t in [
            *framed,
            *(t for t in unexplained(sentence, scope.cited) if _tells(t, told, scope)),
        ]
        if not any(start <= t.start < end for start, end in turns)
    ]


def _reasons(scope: Scope) -> list[tuple[int, int]]:
    """Where the reason for a stop is told: a field of the order, which `reasons` compares."""
    said = reason_in(scope.sentence.bare)
    if said is None or not any(p.entry.status_reason for p in scope.cited):
        return []
    end = _CLAUSE_END.search(scope.sentence.bare, said.end())
    return [(said.start(), end.start() if end else len(scope.sentence.bare))]


_CLAUSE_END: Final = re.compile(r"[.;]")


def _where(scope: Scope) -> str:
    return ", ".join(p.where for p in scope.cited[:2])


def _tells(term: Term, told: int, scope: Scope) -> bool:
    """Whether a word that names nothing clinical tells more than fields hold.

    A word that nobody has sorted does behind the first mention of a person (`told`), and may else
    be a clipped one.
    """
    if term.classes or term.medicines or is_known(term, scope):
        return False
    if all(is_of_records(w) or _bears(w, scope) for w in term.words):
        return False
    if all(is_plain(w) for w in term.words):
        return True
    return (
        told < term.start
        and _ORDINARY.fullmatch(term.text) is not None
        and not any(p.entry.kind is Kind.PATIENT for p in scope.cited)
    )


_ORDINARY: Final = re.compile(r"[a-z]{4,}")
_PERSON: Final = Caseless(r"\b(?:she|he|they|you|(?:her|his|their|your)\s(?:\w+\s)?[a-z]+s)\b")


def _is_telling(word: str, term: Term) -> bool:
    """`Never misses a dose` is no title, as in "Miss Smith"."""
    return word in TELLING or (word == "miss" and term.text.startswith("miss"))


def _bears(word: str, scope: Scope) -> bool:
    """Whether one of the cited entries is of a sort that can hold this word of the frame."""
    return any(word in _sorts(p) for p in scope.cited)


def _sorts(profile: Profile) -> frozenset[str]:
    kind = profile.entry.kind
    held = _BORNE.get(kind, frozenset())
    return held | FARING if profile.measures else held


_BORNE: Final = {
    Kind.ALLERGY: OF_ALLERGIES,
    Kind.ENCOUNTER: OF_VISITS,
    Kind.PROBLEM: OF_PROBLEMS,
    **dict.fromkeys(_PERSONS, OF_CIRCUMSTANCES),
    **dict.fromkeys(_REQUESTS, OF_REQUESTS),
}
