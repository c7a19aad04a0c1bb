"""How much of a medicine: what is taken at one time, the strength, the sum of a day.

HL7 FHIR R4 Dosage; that strength is not dose: ISMP, Guidelines for Safe Electronic Communication of
Medication Information, 2019.
"""

import re
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.numbers import written_alike
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_STRENGTH_BEHIND = Caseless(
    r"^[\s-]*(?:tablets?|tabs?|capsules?|caps?|pens?|vials?|injection|inhaler|solution"
    r"|suspension|patch|cream|extended|delayed|oral tab|oral cap|/|per\b)",
)
_TOTAL = Caseless(r"\b(?:total|daily dose|per day|a day|/day|/d)\b")


def judge_doses(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Each amount of a claim against the amounts of the order."""
    found = []
    for reading in claim.readings:
        quantity = reading.quantity
        if quantity.unit in _TIMES_UNITS and (
            not _gives_times(profile) or _lasts(quantity, profile)
        ):
            continue
        if not dose_holds(quantity, profile, scope):
            reason = (
                f"{profile.where} is {_ordered(profile.entry)}; the sentence says {quantity.text}"
            )
            severity = Severity.HIGH
            found.append(contradicted("reading", quantity.start, severity, reason))
    return found


_TIMES_UNITS: Final = frozenset(
    {"day", "days", "week", "weeks", "month", "months", "year", "years"}
)


_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}


def _lasts(quantity: Quantity, profile: Profile) -> bool:
    """`two weeks`, of an order for 14 days."""
    days = quantity.number * _DAYS[quantity.unit.rstrip("s")]
    own = (
        q.number * _DAYS[q.unit.rstrip("s")] for q in profile.quantities if q.unit in _TIMES_UNITS
    )
    return any(days == o for o in own)


def _gives_times(profile: Profile) -> bool:
    """Whether a duration is to be looked up: those of the order's own words are."""
    return any(q.unit in _TIMES_UNITS for q in profile.quantities)


def dose_holds(quantity: Quantity, profile: Profile, scope: Scope) -> bool:
    """Whether the order says this amount: as what is taken, as a strength, or as the sum of a day.

    Where the order says what is taken at one time, an amount that the sentence gives as taken must
    be that one; the strength of a tablet is not a dose.
    """
    if quantity.unit in _PIECES:
        return _pieces_hold(quantity, profile)
    if _are_strengths(quantity, profile):
        return True
    behind = scope.sentence.bare[quantity.end : quantity.end + 24]
    dose = profile.entry.dose
    taken = dose.amount if dose else None
    if (
        taken is not None
        and taken.number is not None
        and not _STRENGTH_BEHIND.match(behind)
        and _as_taken(quantity, scope)
    ):
        amount = Quantity(taken.number, 0, 0, "", taken.unit or taken.ucum)
        if quantity.unit and written_alike(quantity, amount, exact=True):
            return True
        if _daily_sum(quantity, profile):
            return True
        if _comparable(quantity, amount):
            return False
    known = (*profile.quantities, *_amounts(profile))
    if _STRENGTH_BEHIND.match(behind):  # the strength is part of what it is called
        known = profile.name_quantities or known
    alike = any(written_alike(quantity, q, exact=True) for q in known)
    return alike or _daily_sum(quantity, profile)


def _amounts(profile: Profile) -> list[Quantity]:
    """What is taken at one time: as the order gives it, and as its tablets of one strength make."""
    dose = profile.entry.dose
    amount = dose.amount if dose else None
    found = []
    if amount is not None and amount.number is not None:
        found.append(Quantity(amount.number, 0, 0, "", amount.unit or amount.ucum))
    strengths = [q for q in profile.name_quantities if q.unit and not q.joined]
    if len(strengths) != 1 or dose is None:
        return found
    pieces = {q.number for q in profile.quantities if q.unit in _PIECES and q.other is None}
    return found + [Quantity(n * strengths[0].number, 0, 0, "", strengths[0].unit) for n in pieces]


def _are_strengths(quantity: Quantity, profile: Profile) -> bool:
    """`250/125`: the strengths of the two ingredients of one tablet, in their order."""
    if quantity.joined != "/" or quantity.other is None or quantity.sign:
        return False
    own = [q.number for q in profile.name_quantities if q.unit and q.other is None]
    return own[:2] == [quantity.number, quantity.other]


_PIECES: Final = frozenset(
    {"tablet", "tab", "capsule", "cap", "puff", "spray", "drop", "dose", "patch"}
)


def _pieces_hold(quantity: Quantity, profile: Profile) -> bool:
    """`1 tablet`: the amount over the strength, where the order gives both; else its own words."""
    dose = profile.entry.dose
    strengths = [q for q in profile.name_quantities if q.unit]
    if any(q.unit == quantity.unit for q in profile.quantities):
        return any(written_alike(quantity, q, exact=True) for q in profile.quantities)
    if dose is None or dose.amount is None or dose.amount.number is None or not strengths:
        return True
    one = strengths[0]
    if (dose.amount.unit or dose.amount.ucum) != one.unit or not one.number:
        return True
    return dose.amount.number / one.number == quantity.number


def _as_taken(quantity: Quantity, scope: Scope) -> bool:
    """Whether an amount is followed by how often or how it is taken, within the same phrase."""
    ahead = scope.sentence.bare[quantity.end : quantity.end + 40]
    phrase = re.split(r"[;:.]|, (?!by|orally)", ahead, maxsplit=1)[0]
    later = [q.start for q in scope.sentence.quantities if q.start > quantity.start]
    until = min(later, default=len(scope.sentence.bare))
    return any(
        quantity.end <= f.start < min(until, quantity.end + len(phrase) + 1)
        for f in scope.sentence.frequencies
    ) or bool(
        re.match(r"\s*(?:by mouth|po\b|orally|under the skin|subcut|iv\b)", phrase, re.IGNORECASE)
    )


def _comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts are of one dimension, so that they could have been equal."""
    unit = Quantity(one.number, 0, 0, "", other.unit)
    return (
        one.unit == other.unit
        or written_alike(Quantity(Decimal(1), 0, 0, "", one.unit), unit)
        or ({one.unit.lower(), other.unit.lower()} <= _MASSES)
    )


_MASSES: Final = frozenset({"mg", "g", "mcg", "ug", "\u00b5g"})


def _daily_sum(quantity: Quantity, profile: Profile) -> bool:
    dose = profile.entry.dose
    if dose is None or dose.amount is None or dose.amount.number is None or dose.per_day is None:
        return False
    total = Quantity(
        dose.amount.number * dose.per_day, 0, 0, "", dose.amount.unit or dose.amount.ucum
    )
    per_day = quantity.unit.lower().endswith(("/day", "/d"))
    bare = Quantity(quantity.number, 0, 0, "", quantity.unit.split("/")[0]) if per_day else quantity
    return bool(per_day or _TOTAL.search(quantity.text)) and written_alike(bare, total, exact=True)


def _ordered(entry: Entry) -> str:
    dose = f", {entry.dose.text}" if entry.dose and entry.dose.text else ""
    return f"{entry.label}{dose}"
