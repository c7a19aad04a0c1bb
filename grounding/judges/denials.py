"""What a cited note is said to deny: only a note that denies it bears that out.

A note that is silent on a symptom does not say that the patient has none (NegEx, Chapman et al.,
J Biomed Inform 2001;34:301-310: absent is not unmentioned). That the record holds nothing of a
thing is another statement, checked over the whole chart (`absence`).
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, not_found
from chartside.grounding.judges.absence import denied_terms
from chartside.grounding.judges.near import kindred
from chartside.grounding.judges.phrases import as_phrases
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import is_known
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.polarity import polarity, runs_of
from chartside.grounding.sources.profile import TEXTS, vocabulary

_OF_RECORD: Final = Caseless(
    r"\b(?:records?|recorded|mention\w*|document(?:s|ed|ation)?|chart|file|listed|on record"
    r"|entry|entries|known|silent|note[ds]?|letter|report|summary|form)\b",
)
_IMPLIED: Final = {"afebrile": "fever", "nontender": "tenderness", "anicteric": "jaundice"}
"""One word of a note that denies another."""


def judge_denials(scope: Scope) -> list[Fault]:
    """Each thing denied, where the sentence rests on texts alone and none of them denies it."""
    if not scope.cited or not all(p.entry.kind in TEXTS and p.document for p in scope.cited):
        return []
    if _OF_RECORD.search(scope.sentence.bare):
        return []
    said = [polarity(p.document).denied for p in scope.cited]
    said += [frozenset(d for w, d in _IMPLIED.items() if w in p.words) for p in scope.cited]
    wrong = [
        (term, not_found("denial", term.start, Severity.HIGH, _reason(term, scope)))
        for term in denied_terms(scope, _terms(scope))
        if not any(_holds(term, denied) for denied in said) and not _is_near(term, scope)
        if not _is_verbatim(term, scope)
    ]
    return as_phrases(wrong, scope.sentence.bare)


def _is_verbatim(term: Term, scope: Scope) -> bool:
    """`No change in bowel habit`, in the note's own words: whatever they deny, it denies."""
    text = scope.sentence.lower
    denials = list(_NO.finditer(text, 0, term.start))
    phrase = text[denials[-1].start() : term.end].split() if denials else []
    if len(phrase) < _PHRASE or "," in "".join(phrase):
        return False
    said = r"\s+".join(map(re.escape, phrase))
    own = Caseless(rf"\b{said}\b")
    return any(own.search(p.document) for p in scope.cited)


_NO: Final = re.compile(r"\b(?:no|not|nor|without|denies|denied)\b")
_PHRASE: Final = 3
"""Words from "no" to what is denied that leave no doubt."""


def _reason(term: Term, scope: Scope) -> str:
    return f'{scope.cited[0].where} does not deny "{term.text}"'


_TESTED: Final = re.compile(r"antibody|antigen|culture|factor")
_NEGATIVE: Final = Caseless(
    r"\s?(?:test\s|serology\s|screen\s)?(?:(?:was|is|were|are|came\sback|[:=-])\s?)?(?:negative|neg"
    r"|non-?\s?reactive|not\s(?:detected|reactive)|undetected|no\sgrowth)\b",
)


def is_tested(term: Term, scope: Scope) -> bool:
    """`Anti-HCV negative`: the result of a test, and not that the chart holds nothing of it."""
    if not any(_TESTED.search(c) for c in term.classes):
        return False
    return _NEGATIVE.match(scope.sentence.bare, term.end) is not None


def _is_near(term: Term, scope: Scope) -> bool:
    """`Denies angina`, of a note that denies chest pain: one complaint in two words."""
    told = kindred(term.text)
    return told is not None and any(
        told.search(p.document[r.start : r.end])
        for p in scope.cited
        for r in runs_of(p.document)
        if r.denied
    )


def _terms(scope: Scope) -> list[Term]:
    return [
        t
        for t in scope.sentence.terms
        if not t.framed
        and not scope.sentence.is_cue(t.start, t.end)
        and not all(is_plain(w) for w in t.words)
        and is_known(t, scope)
        and not _is_of_source(t, scope)
    ]


_ON_SOURCE: Final = Caseless(
    r"\b(?:on|in|by|at|from|per)\s(?:the\s|her\s|his\s|your\s|this\s|that\s|a\s)?(?:[\w-]+\s){0,3}$",
)


def _is_of_source(term: Term, scope: Scope) -> bool:
    """`No enlarged nodes on the chest CT`: the words that name the cited report are not denied."""
    names = any(set(term.words) <= vocabulary(p.entry.label) for p in scope.cited)
    return names and _ON_SOURCE.search(scope.sentence.bare[: term.start]) is not None


def _holds(term: Term, denied: frozenset[str]) -> bool:
    return any(c in denied for c in term.classes) or all(w in denied for w in term.words)
