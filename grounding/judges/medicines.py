"""Medicines: dose, strength, frequency, route, and whether the patient takes them now.

Stopped, cancelled, completed and lapsed orders are not current; one on hold is, and must be said to
be on hold (`chartside.fhir.clinical.is_current`; HL7 FHIR R4 medicationrequest-status).
"""

import re
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import drug_name, is_current, route_of
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, graver, not_found, severity_of
from chartside.grounding.judges.numbers import written_alike
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.cues import subroute
from chartside.grounding.reading.frequency import frequencies_in
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile


def judge_medicine(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Everything that a claim says of one order or statement."""
    return [
        *_doses(claim, profile, scope),
        *_frequency(claim, profile),
        *_route(claim, profile, scope),
        *_standing(claim, profile, scope),
    ]


_STRENGTH_BEHIND = re.compile(
    r"^[\s-]*(?:tablets?|tabs?|capsules?|caps?|pens?|vials?|injection|inhaler|solution"
    r"|suspension|patch|cream|extended|delayed|oral tab|oral cap|/|per\b)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(?:total|daily dose|per day|a day|/day|/d)\b", re.IGNORECASE)


def _doses(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    found = []
    for reading in claim.readings:
        quantity = reading.quantity
        if quantity.unit in _TIMES_UNITS and not _dose_unit(quantity, profile):
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


def _dose_unit(quantity: Quantity, profile: Profile) -> bool:
    """Whether a duration is to be looked up: those of the order's own words are."""
    return any(q.unit in _TIMES_UNITS for q in profile.quantities)


def dose_holds(quantity: Quantity, profile: Profile, scope: Scope) -> bool:
    """Whether the order says this amount: as what is taken, as a strength, or as the sum of a day.

    Where the order says what is taken at one time, an amount that the sentence gives as taken must
    be that one; the strength of a tablet is not a dose.
    """
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
        if quantity.unit and written_alike(quantity, amount):
            return True
        if _daily_sum(quantity, profile):
            return True
        if _comparable(quantity, amount):
            return False
    return any(written_alike(quantity, q) for q in profile.quantities) or _daily_sum(
        quantity, profile
    )


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
    return bool(per_day or _TOTAL.search(quantity.text)) and written_alike(bare, total)


def _ordered(entry: Entry) -> str:
    dose = f", {entry.dose.text}" if entry.dose and entry.dose.text else ""
    return f"{entry.label}{dose}"


_CLOSE: Final = Decimal("0.01")


def _frequency(claim: Claim, profile: Profile) -> list[Fault]:
    dose = profile.entry.dose
    if not claim.frequencies:
        return []
    text = dose.text if dose else ""
    written = {f.per_day for f in frequencies_in(text)} | (
        {dose.per_day} if dose and dose.per_day else set()
    )
    found = []
    for said in claim.frequencies:
        if not said.exact or any(abs(said.per_day - w) < _CLOSE for w in written):
            continue
        severity = Severity.HIGH
        if written:
            reason = (
                f"{profile.where} is taken"
                f" {text or _per_day(dose.per_day if dose else None)}; the sentence says"
                f" {said.text}"
            )
            found.append(contradicted("frequency", said.start, severity, reason))
        else:
            reason = (
                f"{profile.where} does not say how often it is taken; the sentence says {said.text}"
            )
            found.append(not_found("frequency", said.start, severity, reason))
    return found


def _per_day(number: Decimal | None) -> str:
    return f"{number:f} times a day" if number is not None else ""


def _route(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    entry = profile.entry
    own_words = f"{entry.dose.route} {entry.dose.text}" if entry.dose else ""
    own = route_of(entry.label, own_words) or next(
        (r for n in entry.code.labels if (r := route_of(n))), ""
    )
    found = []
    for cue in claim.cues:
        if cue.kind != "route":
            continue
        exact = subroute(scope.sentence.text[cue.start : cue.end])
        known = next((s for w in _pieces(own_words) if (s := subroute(w))), "")
        if (own and cue.value != own) or (exact and known and exact != known):
            reason = (
                f"{profile.where} is given {known or own}; the sentence says"
                f" {scope.sentence.text[cue.start : cue.end]}"
            )
            found.append(contradicted("route", cue.start, Severity.HIGH, reason))
    return found


def _pieces(words: str) -> list[str]:
    lower = words.lower()
    return [
        p for p in ("subcutaneous", "under the skin", "intravenous", "intramuscular") if p in lower
    ]


def _standing(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Current, stopped, on hold: what the sentence says or its section implies."""
    entry = profile.entry
    said = claim.says("standing")
    wrong = _wrong_standing(said, claim, profile, scope)
    if not wrong:
        return []
    severity = graver(severity_of(profile), Severity.MODERATE)
    reason = f"{profile.where} is {status_words(entry, scope)}; the sentence {wrong}"
    return [contradicted("standing", claim.start, severity, reason)]


def _wrong_standing(said: frozenset[str], claim: Claim, profile: Profile, scope: Scope) -> str:
    """What the sentence says that is not so; empty where it is."""
    entry, chart = profile.entry, scope.index.chart
    now = is_current(entry, chart)
    if entry.kind in {Kind.ADMINISTRATION, Kind.DISPENSE}:
        return ""
    if "held" in said:
        return "" if entry.status == "on-hold" else "says it is on hold"
    if said & {"stopped", "completed", "cancelled"} or claim.negated or _until(claim):
        return _ended(said, claim, profile, scope)
    if "past" in said and not said & {"current", "active"}:
        return "puts it in the past" if now and scope.heading.standing != "current" else ""
    if _only_ordered(said, claim, scope):
        return ""
    if not now:
        return "says or implies that it is taken now"
    return "does not say so" if entry.status == "on-hold" else ""


def _until(claim: Claim) -> bool:
    """Whether the sentence gives a day on which it ended."""
    return any(d.role == "end" for d in claim.dates)


def _only_ordered(said: frozenset[str], claim: Claim, scope: Scope) -> bool:
    """An order in the past is a fact about that day; under "current medicines" it is more."""
    if scope.heading.standing == "past" and scope.heading.about == "medicine":
        return True
    dated = any(d.role != "" or d.dated for d in claim.dates)
    return (
        ("ordered" in said or "planned" in said)
        and not said & {"current", "active"}
        and (scope.heading.standing != "current" and dated)
    )


def _ended(said: frozenset[str], claim: Claim, profile: Profile, scope: Scope) -> str:
    entry, chart = profile.entry, scope.index.chart
    if is_current(entry, chart):
        return "says it is not taken any more" if not claim.negated else "says it is not taken"
    if "cancelled" in said and entry.status not in {"cancelled", "stopped", "entered-in-error"}:
        return "says it was cancelled"
    if claim.readings:
        return ""
    name = drug_name(entry.label)
    later = [
        e for e in chart.of(Kind.MEDICATION) if is_current(e, chart) and drug_name(e.label) == name
    ]
    return f"says it ended, and {later[0].reference} is current" if later else ""


def status_words(entry: Entry, scope: Scope) -> str:
    """How an order stands, in words."""
    if entry.status == "on-hold":
        return "on hold"
    ended = f" on {entry.end.words}" if entry.end else ""
    if is_current(entry, scope.index.chart):
        return "active"
    return (
        f"{entry.status}{ended}"
        if entry.status != "active"
        else f"over since {entry.end.words if entry.end else '?'}"
    )
