"""What entries without a rule of their own hold in words: numbers must stand there too.

DESIGN.md section 5: a paraphrase of a note is checked for the typed claims in it.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found, severity_of
from chartside.grounding.judges.numbers import loinc_of, matches, written_alike
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.frequency import frequencies_in
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile, vocabulary, written_quantities


def judge_text(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Each number of a claim against the numbers of the entry's own words."""
    found = []
    for reading in claim.readings:
        quantity = reading.quantity
        stands = lasts(quantity, profile, scope) or number_stands(quantity, profile)
        if _is_last_of(quantity, profile, scope):
            continue
        if not stands or (profile.document and not _told_near(quantity, profile, scope)):
            found.append(_missing(quantity, profile))
    return found + _frequencies(claim, profile, scope)


_NUMBERED: Final = re.compile(r"\b([A-Z])\d{1,2}\s?[-\u2013]\s?$")


def _is_last_of(quantity: Quantity, profile: Profile, scope: Scope) -> bool:
    """`V3-6`, `L4-5`: the last of leads, vertebrae or teeth that share one letter."""
    first = _NUMBERED.search(scope.sentence.bare[: quantity.start])
    if first is None or quantity.unit or quantity.other is not None:
        return False
    return f"{first[1].lower()}{quantity.number:f}" in profile.words


_CLOSE: Final = Decimal("0.01")


def _frequencies(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """How often a note says that something is so: in a passage that speaks of it, else anywhere."""
    found: list[Fault] = []
    if not profile.document or not claim.frequencies:
        return found
    names = _names(profile, scope)
    pieces = _PASSAGE.split(profile.document)
    told = [(f.per_day, bool(names & vocabulary(p))) for p in pieces for f in frequencies_in(p)]
    for said in claim.frequencies:
        near = [per_day for per_day, of_it in told if of_it] or [per_day for per_day, _ in told]
        if not said.exact or any(abs(said.per_day - n) < _CLOSE for n in near):
            continue
        about = ("frequency", said.start, severity_of(profile))
        reason = f"{profile.where} does not say {said.text} of it"
        found.append(contradicted(*about, reason) if near else not_found(*about, reason))
    return found


def _names(profile: Profile, scope: Scope) -> frozenset[str]:
    """What the sentence speaks of, as far as an entry holds it."""
    terms = (t for t in scope.sentence.terms if not t.framed)
    return frozenset(w for t in terms for w in (*t.words, *t.classes)) & profile.words


def lasts(quantity: Quantity, profile: Profile, scope: Scope) -> bool:
    """`known for 17 years`: the time since it began, to the day or to its end, give or take one."""
    days = _DAYS.get(quantity.unit.rstrip("s"))
    entry = profile.entry
    if days is None or entry.when is None or entry.kind not in _LASTING:
        return False
    until = entry.end.date if entry.end else scope.index.today
    return abs((until - entry.when.date).days - int(quantity.number) * days) <= days


_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
_LASTING: Final = frozenset({Kind.PROBLEM, Kind.PROCEDURE, Kind.ENCOUNTER})


def number_stands(quantity: Quantity, profile: Profile) -> bool:
    """Whether an entry holds a number, in its values or its words."""
    loinc = loinc_of(profile.entry)
    if any(matches(quantity, v, loinc) for v in profile.values):
        return True
    if any(written_alike(quantity, q) for q in profile.quantities) or _is_year(quantity, profile):
        return True
    if quantity.other is None or quantity.joined != "-":
        return False
    ends = (quantity.number, quantity.other)
    single = [replace(quantity, number=n, other=None, joined="") for n in ends]
    return all(any(written_alike(q, own) for own in profile.quantities) for q in single)


def _is_year(quantity: Quantity, profile: Profile) -> bool:
    """`Completed 2021`: a year is borne out by a date of the entry."""
    if quantity.unit or quantity.other is not None:
        return False
    return any(w.day[:4] == quantity.text.strip() for w in profile.own_dates)


_PASSAGE = re.compile(r"(?<=[.;!?])\s+|\n+")


def _told_near(quantity: Quantity, profile: Profile, scope: Scope) -> bool:
    """Whether a note says the number of what the sentence says it of: in one passage, or the next.

    A note holds many numbers; "pain 5/10" bears out no score of 5.
    """
    names = _names(profile, scope)
    if not names or quantity.other is not None:
        return True
    pieces = _PASSAGE.split(profile.document)
    for n, piece in enumerate(pieces):
        if any(written_alike(quantity, q) for q in written_quantities(piece)):
            around = " ".join(pieces[max(0, n - 1) : n + 2])
            if names & vocabulary(around):
                return True
    return not any(written_alike(quantity, q) for q in written_quantities(profile.document))


def _missing(quantity: Quantity, profile: Profile) -> Fault:
    alike = [q for q in profile.quantities if q.unit and q.unit == quantity.unit]
    severity = severity_of(profile)
    if alike:
        reason = f"{profile.where} says {alike[0].text}; the sentence says {quantity.text}"
        return contradicted("reading", quantity.start, severity, reason)
    reason = f"{profile.where} does not hold the number {quantity.text}"
    return not_found("reading", quantity.start, severity, reason)
