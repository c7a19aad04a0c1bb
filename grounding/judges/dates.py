"""A date of a sentence against the dates of an entry.

A sentence may be less precise than its source ("in 2019" for 2 March 2019), never more: FHIR R4
datatypes, dateTime ("a year stays a year").
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.fhir.when import When
from chartside.grounding.binding import DateSaid
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found, severity_of, unclear
from chartside.grounding.judges.belonging import is_of_another
from chartside.grounding.judges.from_day_to_day import told_from_another
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated
from chartside.grounding.rules.open_orders import due
from chartside.grounding.sources.profile import RESULTS, TEXTS, Profile


def holds(said: Dated, source: When) -> bool:
    """Whether a source's date bears out a date that was said."""
    if (month := _month_of_year(said)) and source.day.startswith(month):
        return True
    if said.yearless is not None and said.when is None:
        parts = [int(p) for p in source.day.split("-")]
        return tuple(parts[1:]) == said.yearless or (
            said.yearless[1] == 0 and parts[1:2] == [said.yearless[0]]
        )
    if said.window is not None:
        exact = source.precision in {"day", "time"}
        last = source.date if exact else (source.high - timedelta(seconds=1)).date()
        return said.window[0] <= source.date and last <= said.window[1]
    if said.when is None:
        return False
    day_said = said.when.day
    return source.day[: len(day_said)] == day_said


_TWO_FIGURES = re.compile(r"[A-Za-z]{3,9}\.?\s(\d\d)(?:,|$)")


def _month_of_year(said: Dated) -> str:
    """`Feb 08`, which is a day of February and as often February 2008: that month, or empty."""
    found = _TWO_FIGURES.match(said.text)
    if found is None or said.yearless is None:
        return ""
    century = 20 if int(found[1]) < _THIS_CENTURY else 19
    return f"{century}{found[1]}-{said.yearless[0]:02}"


_THIS_CENTURY = 50
"""Two figures below it are a year of this century, as ISO C's %y is read here."""


def too_precise(said: Dated, source: When) -> bool:
    """Whether the sentence knows the date better than its source does."""
    return (
        said.when is not None
        and len(said.when.day) > len(source.day)
        and said.when.day.startswith(source.day)
    )


def judge_dates(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Each date of a claim; the date of a result is judged with its value."""
    values = profile.measures
    clock = _clock(claim, profile)
    taken = {r.dated.start for r in claim.readings if r.dated and values}
    dates = [
        said
        for said in claim.dates
        if said.dated.start not in taken and not _is_gap(said, claim, profile)
    ]
    found = [f for said in dates if (f := judge_date(said, profile, scope)) is not None]
    if found and len(scope.cited) > len(claim.references):
        others = {d.dated.start for d in dates if is_of_another(d, claim, scope, holds)}
        found = [f for f in found if f.about[1] not in others]
    if 0 < len(found) < len(dates):
        found = [f for f in found if not _noted(f.about[1], dates, profile, scope)]
    return clock + found


def _is_gap(said: DateSaid, claim: Claim, profile: Profile) -> bool:
    """`No repeat CT since February`: the day since when nothing was done is not the order's."""
    return claim.negated and said.role == "start" and profile.entry.kind is Kind.ORDER


def _noted(place: int, dates: Sequence[DateSaid], profile: Profile, scope: Scope) -> bool:
    """`cirrhosis since 2022, abstinent since August`: a second date, which a cited note tells."""
    said = next(d for d in dates if d.dated.start == place).dated.resolved(scope.index.today)
    notes = (p for p in scope.cited if p is not profile and p.entry.kind in TEXTS)
    return any(d.when is not None and holds(said, d.when) for p in notes for d in p.dates)


def _clock(claim: Claim, profile: Profile) -> list[Fault]:
    """The time of day that a claim gives, in the offset that the entry was recorded in."""
    if profile.entry.kind in TEXTS:
        return []  # a note tells of many times
    own = {w.text[11:16] for w in profile.own_dates if w.precision == "time"}
    return [
        contradicted(
            "clock",
            clock.start,
            Severity.LOW,
            f"{profile.where} is of {' and '.join(sorted(own))}; the sentence says {clock.text}",
        )
        for clock in claim.clocks
        if own and clock.text not in own
    ]


def judge_date(said: DateSaid, profile: Profile, scope: Scope) -> Fault | None:
    """One date with its role."""
    dated = said.dated.resolved(scope.index.today)
    if dated.unreadable:
        return ambiguous(dated)
    own = _asked_for(said.role, profile) or _of_role(said.role, profile)
    if (
        any(holds(dated, w) for w in own)
        or _in_period(said.role, dated, profile)
        or _in_text(said, dated, profile, own)
        or _of_another(said, dated, profile, scope)
        or _of_age(dated, profile, scope)
        or told_from_another(dated, profile, scope)
    ):
        return None
    return _wrong(dated, profile, own)


_AGED = Caseless(r"\baged\s(?P<age>\d{1,3})\son\s$")


def _of_age(dated: Dated, profile: Profile, scope: Scope) -> bool:
    """`Aged 36 on 31 October 1993`: a day of no entry, and the patient's own age on it."""
    said = _AGED.search(scope.sentence.bare[: dated.start])
    if said is None or profile.entry.kind is not Kind.PATIENT or dated.when is None:
        return False
    exact = dated.when.precision in {"day", "time"}
    return exact and profile.chart.patient.age(dated.when.date) == int(said["age"])


def ambiguous(dated: Dated) -> Fault:
    """A date that can be read as more than one, or as none at all."""
    if not any(mark in dated.text for mark in "/.-"):
        reason = f'there is no such day as "{dated.text}"'
        return contradicted("date", dated.start, Severity.MODERATE, reason)
    reason = f'"{dated.text}" can be read as more than one date: write the month as a word'
    return unclear("date", dated.start, reason)


def _asked_for(role: str, profile: Profile) -> tuple[When, ...]:
    """When an order says that it is to be done."""
    if role != "due" or profile.entry.kind is not Kind.ORDER:
        return ()
    asked = due(profile.chart, profile.entry)
    return (asked,) if asked else ()


def _of_role(role: str, profile: Profile) -> tuple[When, ...]:
    entry = profile.entry
    begun = tuple(w for w in (entry.when, entry.recorded) if w)
    if role == "start":
        return begun[:1] if entry.kind is not Kind.PROBLEM else begun
    if role in {"end", "due"} and entry.kind not in RESULTS:
        if entry.end is None and entry.kind not in _LASTING:
            return profile.own_dates
        return (entry.end,) if entry.end else ()
    if role == "recorded":
        return tuple(w for w in (entry.recorded, entry.when) if w)
    if entry.kind is Kind.PATIENT:
        deceased = profile.chart.patient.deceased
        return (*profile.own_dates, *((deceased,) if deceased else ()))
    return profile.own_dates


_LASTING = frozenset({Kind.PROBLEM, Kind.MEDICATION, Kind.ENCOUNTER, Kind.ALLERGY, Kind.GOAL})
"""Kinds that last: an end that is not recorded is no end."""


def _in_period(role: str, dated: Dated, profile: Profile) -> bool:
    """A day within a stay, where the sentence does not say that it began or ended then."""
    entry = profile.entry
    if role or entry.kind is not Kind.ENCOUNTER or not (entry.when and entry.end and dated.when):
        return False
    return dated.when.low < entry.end.high and entry.when.low < dated.when.high


_DIED = Caseless(r"\b(?:died|passed away|death|deceased)\s(?:\w+\s){0,2}$")


_BORN = Caseless(r"\b(?:birth|born|dob)\s(?:\w+\s){0,2}$")


def _of_another(said: DateSaid, dated: Dated, profile: Profile, scope: Scope) -> bool:
    """The day of a cited note or visit that tells of a problem; of a device, any cited day."""
    person, ahead = scope.index.chart.patient, scope.sentence.bare[: dated.start]
    if person.deceased and holds(dated, person.deceased) and _DIED.search(ahead):
        return True
    if person.birth and holds(dated, person.birth) and _BORN.search(ahead):
        return True
    if scope.sentence.quotes and profile.entry.kind not in TEXTS:
        texts = (p for p in scope.cited if p.entry.kind in TEXTS)
        if any(holds(dated, w) for p in texts for w in p.own_dates):
            return True
    if said.role or (profile.entry.kind is not Kind.PROBLEM and profile.own_dates):
        return False
    others = [p for p in scope.cited if p.entry.kind in {*TEXTS, Kind.ENCOUNTER}]
    held = others if profile.own_dates else scope.cited
    return any(holds(dated, w) for p in held for w in p.own_dates)


def _in_text(said: DateSaid, dated: Dated, profile: Profile, own: tuple[When, ...]) -> bool:
    """A date of the entry's own words; for a role with a field of its own, only without it."""
    if said.role in {"start", "end"} and own and profile.entry.kind not in TEXTS:
        return (
            any(holds(dated, d.when) for d in profile.dates if d.when)
            and said.role == "start"
            and _held(profile)
        )
    return any(
        (d.when is not None and holds(dated, d.when))
        or (d.yearless is not None and d.yearless == dated.yearless)
        or _of_note(d, dated, profile)
        or (d.back is not None and dated.back is not None and d.back.is_as(dated.back))
        for d in profile.dates
    )


def _of_note(told: Dated, said: Dated, profile: Profile) -> bool:
    """`On 22 November`, in a note of December 2019: the last such day before it was written."""
    written = profile.entry.when
    if told.yearless is None or written is None:
        return False
    meant = told.passed(written.date).when
    return meant is not None and holds(said, meant)


def _held(profile: Profile) -> bool:
    return profile.entry.status == "on-hold"


def _wrong(dated: Dated, profile: Profile, own: tuple[When, ...]) -> Fault:
    severity = _severity(profile)
    known = own or profile.own_dates
    if not known:
        reason = f"{profile.where} has no such date; the sentence says {dated.text}"
        return not_found("date", dated.start, severity, reason)
    if any(too_precise(dated, w) for w in known):
        reason = (
            f"{profile.entry.reference} gives only {listed(known)}; the sentence says {dated.text}"
        )
        return contradicted("date", dated.start, severity, reason)
    reason = f"{profile.entry.reference} gives {listed(known)}; the sentence says {dated.text}"
    return contradicted("date", dated.start, severity, reason)


def _severity(profile: Profile) -> Severity:
    """A visit's or a vaccine's date is of low consequence; that of a result or an order is not."""
    if profile.entry.kind in {Kind.ENCOUNTER, Kind.IMMUNIZATION, Kind.GOAL, Kind.PLAN, Kind.SOCIAL}:
        return Severity.LOW
    return min(
        severity_of(profile),
        Severity.MODERATE,
        key=[Severity.LOW, Severity.MODERATE, Severity.HIGH].index,
    )


def listed(dates: Iterable[When]) -> str:
    """Dates in words, each once."""
    return " and ".join(dict.fromkeys(w.words for w in dates))
