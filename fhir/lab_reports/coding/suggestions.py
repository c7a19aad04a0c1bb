"""Suggestions of a terminology service for a result that the tables do not code.

They are never codes: a service finds words, and knows neither the unit nor the specimen of this
result. What is sent is the printed name of the analyte, cut down to words; nothing is sent that
holds a word of the patient's name or a long number.
"""

import re
from collections.abc import Iterable
from typing import Final

from chartside.fhir.codes import LOINC, Coding
from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.coding.scoring import AHEAD, SURE, Candidate
from chartside.fhir.lab_reports.coding.words import Words, beside, without_noise, words_of
from chartside.fhir.lab_reports.report import Result
from chartside.fhir.terminology.service import TerminologyService

EVERY_CODE: Final = "http://loinc.org/vs"
"""LOINC's own value set of all its codes."""
_MOST: Final = 5
_ASKED: Final = 40
_MOST_WORDS: Final = 6
_LONG_NUMBER = re.compile(r"\d{4,}")
_LIKELY: Final = SURE - AHEAD


async def suggested(
    result: Result, person: Person, service: TerminologyService
) -> tuple[Candidate, ...]:
    """What a service finds by the printed name, the nearest name first; none of them is sure.

    Raises:
        TerminologyError: The service failed, or does not know LOINC's value set.
    """
    words = sendable(result.name.text, person)
    if not words:
        return ()
    found = await service.expand(EVERY_CODE, text=" ".join(words), limit=_ASKED)
    candidates = [_candidate(coding, words) for coding in found.items if coding.key[0] == LOINC]
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.loinc))[:_MOST])


def sendable(name: str, person: Person) -> Words:
    """The words of a name that may be sent; empty where they may be about the patient.

    >>> sendable("Myoglobin (serum)", Person("Ada Quill"))
    ('myoglobin',)
    >>> sendable("Quill 1234567", Person("Ada Quill"))
    ()
    """
    words = without_noise(beside(words_of(name)).rest)
    own = {w for text in _own(person) for w in words_of(text)}
    if len(words) > _MOST_WORDS or own & set(words) or any(map(_LONG_NUMBER.search, words)):
        return ()
    return tuple(w for w in words if w.isalnum())


def _own(person: Person) -> Iterable[str]:
    yield person.name
    yield from person.identifiers


def _candidate(coding: Coding, words: Words) -> Candidate:
    """How much of the found name the asked words are, as the score of a suggestion."""
    theirs = set(words_of(coding.display))
    score = _LIKELY * len(theirs & set(words)) / len(theirs) if theirs else 0.0
    return Candidate(coding.code, coding.display, round(score, 3), ("specimen", "unit"), "service")
