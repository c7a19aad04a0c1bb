"""Agreed or declined: an answer that the cited notes tell the other way round.

HL7 FHIR R4 tells the two apart by status (Immunization not-done, Procedure not-done); a note only
by its verb.
"""

import re
from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.consent import Answer, answered, answers_in
from chartside.grounding.reading.sentence import Sentence, Term
from chartside.grounding.sources.polarity import Polarity, polarity
from chartside.grounding.sources.profile import TEXTS, Profile, vocabulary


def judge_answers(scope: Scope) -> list[Fault]:
    """Each thing agreed to or turned down, against what the cited notes say of it."""
    texts = [p for p in scope.cited if p.entry.kind in TEXTS and p.document]
    answers = answers_in(scope.sentence.bare) if texts else []
    found = []
    for answer in answers:
        keys = _keys(answer, scope)
        said = [polarity(p.document) for p in texts]
        if any(keys & _same(answer, s) for s in said):
            continue
        if not any(keys & _other(answer, s) for s in said):
            found += _undecided(answer, keys, texts)
            continue
        other = "declined" if answer.value == "agreed" else "agreed to"
        reason = f"{texts[0].where} tells it as {other}; the sentence says {answer.value}"
        found.append(contradicted("answer", answer.start, Severity.MODERATE, reason))
    return found


_PASSAGE: Final = re.compile(r"(?<=[.;!?])\s+|\n+")
_OPEN: Final = Caseless(
    r"\bthink (?:it|this|about|that)|\bthinking (?:it|about)|\bundecided\b|\bnot (?:yet )?decided\b"
    r"|\b(?:will|to|wants to|would like to) (?:consider|decide|reflect)\b|\bunsure\b",
)


def _undecided(answer: Answer, keys: set[str], texts: Sequence[Profile]) -> list[Fault]:
    """An answer to what every passage that tells of it leaves open."""
    told = [
        piece for p in texts for piece in _PASSAGE.split(p.document) if keys <= vocabulary(piece)
    ]
    if not keys or not told or not all(_OPEN.search(piece) for piece in told):
        return []
    reason = f"{texts[0].where} leaves it open; the sentence says {answer.value}"
    return [contradicted("answer", answer.start, Severity.MODERATE, reason)]


def is_declined(sentence: Sentence, term: Term) -> bool:
    """Whether a sentence says that a thing was turned down."""
    return (
        any(c.value == "declined" for c in sentence.cues)
        and answered(term.start, answers_in(sentence.bare)) == "declined"
    )


def _keys(answer: Answer, scope: Scope) -> set[str]:
    """The words and classes that were answered to."""
    return {
        key
        for t in scope.sentence.terms
        if answer.start <= t.start < answer.end
        for key in (*t.words, *t.classes)
        if len(key) >= _SHORT and key not in _LOOSE
    }


_SHORT: Final = 4
_LOOSE: Final = frozenset(
    {"with", "have", "that", "been", "this", "from", "their", "would", "should", "into", "move",
     "start", "being", "having", "take", "taken", "given", "again", "further", "more", "them"}
)  # fmt: skip


def _same(answer: Answer, said: Polarity) -> frozenset[str]:
    return said.agreed if answer.value == "agreed" else said.declined


def _other(answer: Answer, said: Polarity) -> frozenset[str]:
    return said.declined if answer.value == "agreed" else said.agreed
