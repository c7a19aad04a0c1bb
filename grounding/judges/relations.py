"""Causes, contraindications and interactions: a relation between two names is a claim of its own.

That a record holds both says nothing of one causing or forbidding the other; only a source that
says so bears it out. What an allergy's entry says is that the substance causes the reaction
(HL7 FHIR R4 AllergyIntolerance), and an order's reason is why it was written.
"""

from typing import Final

from chartside.fhir.entry import Entry, Kind
from chartside.grounding.faults import Fault, unclear
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import explained
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_FORMS: Final = (
    Caseless(r"\bcontra-?indicat\w+"),
    Caseless(r"\b(?:interact(?:s|ed|ing|ion)?|interactions)\s(?:with|between)\b"),
    Caseless(
        r"\b(?:lowers|raises|increases|decreases|reduces|worsens|elevates)"
        r"(?=\s(?:(?:her|his|their|the|serum|blood|plasma)\s)?(?!(?:to|from|by|in|over|at|on|between"
        r"|and|again|further|since|until|as|with)\b)[a-z])",
    ),
    Caseless(
        r"\b(?:caus(?:ed|es|ing)(?:\sby)?|due to|because of|secondary to|induced by|owing to"
        r"|(?<=[a-z]\s)(?<!lab\s)(?<!the\s)result(?:s|ed|ing) (?:from"
        r"|in)(?!\s(?:\w+,?\s)?[12]\d{3}\b)|attribut(?:ed|able) to|brought on by|on account of"
        r"|provoked by|triggered by|precipitated by|(?:-|\s)induced)\b",
    ),
)
_CAUSE: Final = _FORMS[-1]
_BECAUSE: Final = Caseless(r"\bbecause\b")
"""How a note gives a cause in a clause of its own."""
_ANY: Final = Caseless(
    r"indicat|interact|caus|due|secondary|induce|owing|result|attribut|brought|account|provok"
    r"|trigger|precipit|lowers|raises|increases|decreases|reduces|worsens|elevates",
)


def judge_relations(scope: Scope) -> list[Fault]:
    """A relation that no cited entry states in words or in a field of its own."""
    text = scope.sentence.bare
    if not _ANY.search(text):
        return []
    found = []
    for form in _FORMS:
        said = form.search(text)
        if said is None or _stated(form, scope):
            continue
        reason = f'no cited source says "{said[0].strip()}"; what is named may stand there alone'
        found.append(unclear("relation", said.start(), reason))
    return found


def _stated(form: Caseless, scope: Scope) -> bool:
    also = _BECAUSE if form is _CAUSE else form
    if any(form.search(part) or also.search(part) for p in scope.cited for part in p.said):
        return True
    return form is _CAUSE and any(
        p.entry.kind in _OF_CAUSE or _gives_reason(p.entry) or _names_both(p, scope)
        for p in scope.cited
    )


def _gives_reason(entry: Entry) -> bool:
    return bool(entry.reasons or entry.status_reason)


_OF_CAUSE: Final = frozenset({Kind.ALLERGY, Kind.ENCOUNTER})
"""A reaction has its substance for a cause; a visit is made because of what it is called."""


def _names_both(profile: Profile, scope: Scope) -> bool:
    """`anemia due to kidney disease`, of what is called anemia of chronic kidney disease."""
    said = _CAUSE.search(scope.sentence.bare)
    named = [
        t.start
        for t in scope.sentence.terms
        if not t.framed and profile.entry.kind is Kind.PROBLEM and explained(t, profile)
    ]
    return said is not None and bool(named) and min(named) < said.start() < max(named)
