"""What a cited note tells of one relative, said of another, or told of the patient and said of kin.

ConText's experiencer (Harkema et al., J Biomed Inform 2009;42:839-851): "her mother has diabetes"
is borne out by a note that says so of the mother, not by one that tells the patient's own.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import explained
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.polarity import Polarity, polarity, runs_of
from chartside.grounding.sources.profile import TEXTS, Profile

_BROADER: Final = {
    "brother": "sibling", "sister": "sibling", "mother": "parent", "father": "parent",
    "son": "child", "daughter": "child",
}  # fmt: skip


def judge_kin(scope: Scope) -> list[Fault]:
    """Each thing that is said of a relative, against the notes that are cited for it."""
    if not any(c.kind == "subject" for c in scope.sentence.cues):
        return []
    found = []
    for term in scope.sentence.terms:
        who = _whose(term, scope) if _is_named(term, scope) else ""
        holders = [p for p in scope.cited if explained(term, p)]
        if who and _is_anew(term, scope):
            continue
        if not who or who == "family" or any(_is_own(term, p) for p in holders):
            continue
        notes = [p for p in holders if p.entry.kind in TEXTS and p.document]
        told = [polarity(p.document) for p in notes]
        if notes and not any(_tells(term, who, t) for t in told):
            others = sorted({o for t in told for o in t.kin if _keys(term) & t.kin[o]})
            whom = f"the {', '.join(others)}" if others else "the patient"
            reason = f'{notes[0].where} tells "{term.text}" of {whom}; the sentence says {who}'
            found.append(contradicted("subject", term.start, Severity.HIGH, reason))
    return found


_ANEW: Final = re.compile(r"\b(?:and|while|whilst|moreover|furthermore|additionally)\b|;")


def _is_anew(term: Term, scope: Scope) -> bool:
    """Whether another cited entry was named since the relative was: a new statement began."""
    told = [c for c in scope.sentence.cues if c.kind == "subject" and c.end <= term.start]
    if not told or not any(p.entry.kind is Kind.FAMILY for p in scope.cited):
        return False
    others = [p for p in scope.cited if p.entry.kind is not Kind.FAMILY]
    return any(
        told[-1].end < t.start <= term.start
        and any(p.names_it(t.words, t.classes) for p in others)
        and _ANEW.search(scope.sentence.bare, told[-1].end, t.start)
        for t in scope.sentence.terms
    )


def _is_named(term: Term, scope: Scope) -> bool:
    if term.framed or scope.sentence.is_cue(term.start, term.end):
        return False
    return bool(term.classes) or not all(is_plain(w) for w in term.words)


def _whose(term: Term, scope: Scope) -> str:
    """The relative that the sentence says a thing of; empty where it is the patient."""
    return next((r.who for r in runs_of(scope.sentence.bare) if r.start <= term.start < r.end), "")


def _is_own(term: Term, profile: Profile) -> bool:
    """Whether an entry is called so: family history, which `subject` judges, or a problem."""
    kind = profile.entry.kind
    return kind is Kind.FAMILY or profile.names_it(term.words, term.classes)


def _tells(term: Term, who: str, said: Polarity) -> bool:
    ways = {who, _BROADER.get(who, who), "family"} | {w for w, b in _BROADER.items() if b == who}
    return any(_keys(term) & said.kin.get(way, frozenset()) for way in ways)


def _keys(term: Term) -> set[str]:
    return {*term.words, *term.classes}
