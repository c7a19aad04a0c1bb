"""What a note says against what the orders and the problem list say.

A note is evidence for what it says, not for what is so: a stopped medicine that a letter calls
current is contradicted by the order, a diagnosis that a letter repeats by the entry that refutes
it.

HL7 FHIR R4: a DocumentReference tells, a MedicationRequest or Condition records.
"""

from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import is_current
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted, graver, severity_of
from chartside.grounding.judges.bygone import was_given
from chartside.grounding.judges.dates import holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.negation import is_negated
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.polarity import polarity
from chartside.grounding.sources.profile import TEXTS, Profile

_NOT_NOW = frozenset(
    {"stopped", "past", "cancelled", "completed", "ordered", "planned", "declined", "held"}
)


def judge_notes(scope: Scope) -> list[Fault]:
    """Medicines and diagnoses that rest on notes alone, against the chart's own entries."""
    if not scope.cited or not all(p.entry.kind in TEXTS for p in scope.cited):
        return []
    found = []
    for term in scope.sentence.terms:
        if term.framed or not (
            term.classes or term.medicines or any(nature(w) for w in term.words)
        ):
            continue
        if is_negated(scope.sentence, term.start):
            continue
        named = scope.index.named(term.words, term.classes)
        found += [f for f in (_medicine(term, named, scope), _diagnosis(term, named, scope)) if f]
    return found


def _medicine(term: Term, named: Sequence[Profile], scope: Scope) -> Fault | None:
    orders = [p for p in named if p.entry.kind is Kind.MEDICATION and p.entry.live]
    said = {c.value for c in scope.sentence.cues if c.kind == "standing"}
    now = [p for p in orders if is_current(p.entry, scope.index.chart)]
    if now and said & {"stopped"} and all(_before(p, now[0]) for p in scope.cited):
        reason = f"{now[0].where} was in force before and since; the sentence says it was stopped"
        return contradicted(
            "note", term.start, graver(severity_of(now[0]), Severity.MODERATE), reason
        )
    if not orders or now:
        return None
    if said & _NOT_NOW and not said & {"current"}:
        return None
    if _is_of_then(scope) or was_given(term.start, term.end, scope):
        return None
    last = orders[-1]
    ended = f" on {last.entry.end.words}" if last.entry.end else ""
    reason = (
        f"{last.where} is {last.entry.status}{ended}; the sentence says or implies that it is"
        f" taken now"
    )
    return contradicted("note", term.start, graver(severity_of(last), Severity.MODERATE), reason)


_WAS: Final = Caseless(r"\b(?:was|were|had|did|came|showed|told|thought|felt)\b")
_IS: Final = Caseless(r"\b(?:is|are|has|takes?|taking|continues?|remains?|now|today)\b")


def _is_of_then(scope: Scope) -> bool:
    """Whether a sentence tells in the past tense of the day or year of the note that it cites."""
    text = scope.sentence.bare
    if not _WAS.search(text) or _IS.search(text):
        return False
    whens = [p.entry.when for p in scope.cited if p.entry.when]
    return any(holds(d, w) for d in scope.sentence.dates for w in whens)


def _attributed(term: Term, scope: Scope) -> bool:
    """`Impression of the X-ray: fracture`: what a named report said, whatever was found later."""
    return all(
        p.entry.kind in {Kind.IMAGING, Kind.REPORT}
        and polarity(f"{p.entry.text} {p.document}").affirmed.issuperset(term.words)
        and any(p.names_it(t.words, t.classes) for t in scope.sentence.terms if not t.framed)
        for p in scope.cited
    )


def _before(note: Profile, order: Profile) -> bool:
    """Whether an order that still stands was written before a note."""
    return bool(note.entry.when and order.entry.when and order.entry.when.low < note.entry.when.low)


def _diagnosis(term: Term, named: Sequence[Profile], scope: Scope) -> Fault | None:
    held = [p for p in named if p.entry.kind in {Kind.PROBLEM, Kind.ALLERGY}]
    if not held or any(p.entry.live for p in held) or scope.heading.about == "family":
        return None
    if any(
        c.kind in {"subject"} or c.value in {"provisional", "refuted"} for c in scope.sentence.cues
    ):
        return None
    if _attributed(term, scope):
        return None
    last = held[-1]
    word = last.entry.verification or last.entry.status
    return contradicted(
        "note", term.start, Severity.HIGH, f"{last.where} ({last.entry.label}) is {word}"
    )
