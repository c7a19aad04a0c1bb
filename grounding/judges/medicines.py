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
from chartside.grounding.judges.bygone import is_told_of_then
from chartside.grounding.judges.doses import judge_doses
from chartside.grounding.judges.hours import judge_hours
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import subroute
from chartside.grounding.reading.frequency import frequencies_in
from chartside.grounding.sources.profile import Profile


def judge_medicine(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Everything that a claim says of one order or statement."""
    return [
        *judge_doses(claim, profile, scope),
        *_frequency(claim, profile),
        *judge_hours(claim, profile, scope),
        *_route(claim, profile, scope),
        *_standing(claim, profile, scope),
    ]


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
    found = _form(claim, profile, own, scope)
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


_FORMS: Final = Caseless(
    r"\s(?:[\d.]+\s?m?c?g\s)?(tablets?|capsules?|pills?|caplets?|syrup|elixir|linctus)\b"
)

_OTHER_FORMS: Final = Caseless(
    r"\s(?:[\d.]+\s?m?c?g\s)?(injections?|infusions?|patch(?:es)?|suppositor(?:y|ies)|inhaler"
    r"|nebuli[sz]er|eye\sdrops?|ear\sdrops?|nasal\sspray)\b",
)
_SWALLOWED: Final = frozenset({"tablet", "tablets", "capsule", "capsules"})


def _form(claim: Claim, profile: Profile, own: str, scope: Scope) -> list[Fault]:
    """`semaglutide tablets`, of what is injected."""
    by_mouth = own == "oral" or (not own and not _SWALLOWED.isdisjoint(profile.words))
    forms = _OTHER_FORMS if by_mouth else _FORMS
    said = forms.match(scope.sentence.bare, claim.end)
    if said is None or not (own or by_mouth):
        return []
    own = own or "oral"
    reason = f"{profile.where} is given {own}; the sentence says {said[1]}"
    return [contradicted("route", said.start(1), Severity.HIGH, reason)]


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
    if said & {"stopped", "completed", "cancelled", "resolved"} or claim.negated or _until(claim):
        return _ended(said, claim, profile, scope)
    if "past" in said and not said & {"current", "active", "ordered"}:
        if _THEN.search(scope.sentence.bare):
            return ""
        lasts = now and not chart.patient.dead and scope.heading.standing != "current"
        return "puts it in the past" if lasts else ""
    held = "does not say so" if entry.status == "on-hold" else ""
    wrong = held if now else "says or implies that it is taken now"
    then = not said & {"current", "active"} and is_told_of_then(claim, scope)
    in_its_time = not now and (_in_turn(claim, scope) or then)
    told_what = not said and (_is_told_what(claim, scope) or _is_set_apart(claim, scope))
    return "" if in_its_time or told_what or _only_ordered(said, claim, scope) else wrong


_WHAT: Final = Caseless(r"\s(?:is|are)\san?\s(?P<what>[\w -]{3,40})(?=[.,;:]|$)")
_TAKING: Final = Caseless(
    r"\b(?:current\w*|active|ongoing|regular|daily|new|home|long|taken|continu\w+|medic\w+|drug"
    r"|treatment|therapy|dose|tablet|capsule)\b",
)


_APPOSED: Final = re.compile(r",\s$")


def _is_set_apart(claim: Claim, scope: Scope) -> bool:
    """`the antibiotic given on 31 October, amoxicillin, is …`: the other name says how it stood."""
    text = scope.sentence.bare
    if not (_APPOSED.search(text[: claim.start]) and text.startswith(",", claim.end)):
        return False
    return any(
        c.kind == "standing" and c.value in {"past", "ordered"} and c.end <= claim.start
        for c in scope.sentence.cues
    )


def _is_told_what(claim: Claim, scope: Scope) -> bool:
    """`amoxicillin is a penicillin`: what a medicine is, and not that it is taken."""
    found = _WHAT.match(scope.sentence.bare, claim.end)
    return found is not None and not _TAKING.search(found["what"])


_NEXT: Final = re.compile(r"[^.;]{0,60}?\b(?:then|followed by|before (?:switching|changing))\b")
_FIRST: Final = Caseless(r"\b(?:initially|at first|first|to begin with)\s(?:\w+\s){0,2}$")


def _in_turn(claim: Claim, scope: Scope) -> bool:
    """`X for two weeks, then Y`, `first on X`: one medicine of several, each in its time."""
    text = scope.sentence.bare
    return (
        _NEXT.match(text, claim.end) is not None or _FIRST.search(text[: claim.start]) is not None
    )


def _until(claim: Claim) -> bool:
    """Whether the sentence gives a day on which it ended."""
    return any(d.role == "end" for d in claim.dates)


def _only_ordered(said: frozenset[str], claim: Claim, scope: Scope) -> bool:
    """What was ordered or given on a day is a fact about that day, not about now.

    Under "current medicines", with "since", or where the sentence says so, it is more.
    """
    if said & {"current", "active"}:
        return False
    if scope.heading.about == "medicine" and scope.heading.standing:
        return scope.heading.standing == "past"
    since = any(_SINCE.search(scope.sentence.bare[: d.dated.start]) for d in claim.dates)
    told = said & {"ordered", "past"} or _ORDER.search(scope.sentence.bare)
    dated = claim.dates or (told and scope.sentence.dates)
    return bool(dated) and not since


_ORDER: Final = Caseless(r"\b(?<!in )(?:order|prescription|script|rx)\b")
"""`An order, dated 4 April, is on the chart`."""
_THEN: Final = Caseless(
    r"\b(?:at (?:the|her|his|that|this)\s(?:\w+\s)?(?:visit|time|review|appointment|consultation"
    r"|admission|discharge|point)|on admission|at discharge|when (?:last )?seen)\b",
)
"""What was so on one day may still be so."""
_SINCE: Final = Caseless(r"\bsince\s(?:\w+\s)?$")


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
