"""What was done or is taken, by a note that only plans it.

HL7 FHIR R4: a DocumentReference tells; what it tells as a plan has not happened (ConText's
hypothetical, Harkema et al., J Biomed Inform 2009;42:839-851).
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import is_current
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import explained, nature_of
from chartside.grounding.negation import is_negated
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.plans import PLANNING, plans
from chartside.grounding.sources.profile import TEXTS, vocabulary

_OF_PLAN: Final = frozenset({"planned", "open", "declined", "cancelled"})
_DONE: Final = Caseless(
    r"\b(?:(?:was|were|has been|have been|had been|got)\s(?:\w+ly\s)?(?:done|performed|carried out"
    r"|taken|given|obtained|completed|started|begun|administered|made|recorded)"
    r"|underwent|received|had an?|completed|showed|revealed)\b",
)


def judge_plans(scope: Scope) -> list[Fault]:
    """Medicines and deeds that every cited text tells as a plan alone."""
    if not scope.cited or not all(p.entry.kind in TEXTS and p.document for p in scope.cited):
        return []
    if against := _advised_against(scope):
        return against
    if PLANNING.search(scope.sentence.bare) or _says_plan(scope):
        return []
    done = _DONE.search(scope.sentence.bare) is not None
    return [
        not_found(
            "plan",
            term.start,
            Severity.HIGH if nature_of(term) == "drug" else Severity.MODERATE,
            f'{scope.cited[0].where} tells "{term.text}" as a plan alone;'
            f" the sentence says or implies that it was done",
        )
        for term in scope.sentence.terms
        if _is_deed(term, scope, done=done) and _only_planned(term, scope)
    ]


_AGAINST: Final = Caseless(
    r"\b(?:advis|recommend|counsel|warn|caution|decid|argu)\w*\s(?:\w+\s)?against\s|\badvised\s(?:\w+"
    r"\s)?(?:not to|to avoid)\s|\brul(?:ed|es) out (?:the use of|starting|using)\s",
)
_SPEAKS_AGAINST: Final = Caseless(
    r"\b(?:against|avoid\w*|not|no|never|contra-?indicat\w*|stop\w*|declin\w*|unsuitable|harm\w*"
    r"|risk\w*|instead|rather)\b|n't\b",
)
_PASSAGE: Final = re.compile(r"(?<=[.;!?])\s+|\n+")


def _advised_against(scope: Scope) -> list[Fault]:
    """`Advised against X`, where the passages that name X say nothing against it."""
    said = _AGAINST.search(scope.sentence.bare)
    if said is None:
        return []
    found = []
    for term in scope.sentence.terms:
        if term.framed or not said.end() <= term.start <= said.end() + _NEAR:
            continue
        keys = {*term.words, *term.classes}
        told = [
            piece
            for p in scope.cited
            for piece in _PASSAGE.split(p.document)
            if keys & vocabulary(piece)
        ]
        if told and not any(_SPEAKS_AGAINST.search(piece) for piece in told):
            reason = f'{scope.cited[0].where} says nothing against "{term.text}"'
            found.append(contradicted("plan", term.start, Severity.HIGH, reason))
    return found[:1]


_NEAR: Final = 30


def _says_plan(scope: Scope) -> bool:
    return any(c.kind == "standing" and c.value in _OF_PLAN for c in scope.sentence.cues)


def _is_deed(term: Term, scope: Scope, *, done: bool) -> bool:
    if term.framed or scope.sentence.is_cue(term.start, term.end):
        return False
    if is_negated(scope.sentence, term.start) or all(is_plain(w) for w in term.words):
        return False
    what = nature_of(term)
    if what == "drug":
        return not (_is_taken(term, scope) or _CAUSE.search(scope.sentence.bare[: term.start]))
    return done and what != "disease"


_CAUSE: Final = Caseless(
    r"\b(?:from|due to|because of|caused by|blamed on|attributed to|induced by|related to|put down"
    r" to|owing to|secondary to)\s(?:the\s|her\s|his\s)?$",
)
"""`The cough was thought to come from lisinopril`: it is said to be a cause, not to be taken."""


def _is_taken(term: Term, scope: Scope) -> bool:
    """Whether an order in force says so, though it is not cited."""
    return any(
        p.entry.kind is Kind.MEDICATION and is_current(p.entry, scope.index.chart)
        for p in scope.index.named(term.words, term.classes)
    )


def _only_planned(term: Term, scope: Scope) -> bool:
    holders = [p for p in scope.cited if explained(term, p)]
    keys = {*term.words, *term.classes}
    said = [plans(p.document) for p in holders if p.document]
    return bool(said) and all(keys & s.planned and not keys & s.told for s in said)
