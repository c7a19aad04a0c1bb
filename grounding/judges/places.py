"""Latest, first, highest, lowest: where a result stands among all results of its kind.

HL7 FHIR R4 Observation.effective: the latest is the one measured last, not entered last.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry
from chartside.grounding.binding import DateSaid
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.course import course_of, in_time, number_in, of_the_time
from chartside.grounding.judges.dated_names import day_in_name, is_another_day
from chartside.grounding.judges.numbers import loinc_of, number_matches
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.spans import run_up, since_then, within
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_WORDS: Final = {
    "last": "the latest", "first": "the first", "top": "the highest", "bottom": "the lowest",
}  # fmt: skip
_NOW: Final = frozenset({"current", "active"})
_SAID_NOW: Final = ("current", "active", "present", "at present", "ongoing")
"""`Taking the six figures together` calls none the latest."""
_NEAR: Final = 40


def judge_place(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A result that is called the latest, against the results that stand in the chart.

    In a year or month that the sentence names, it is the latest of that time.
    """
    cues = [
        _placed(c)
        for c in claim.cues
        if (c.kind == "place" and c.value in _WORDS)
        or (c.value in _NOW and scope.sentence.lower.startswith(_SAID_NOW, c.start))
    ]
    own = _own_numbers(claim)
    cues = [c for c in cues if not _is_numbered(c, scope.sentence.bare)]
    cues = [c for c in cues if c.start in own or _is_near(c.start, c.end, claim, scope)]
    course = course_of(profile.entry, scope) if cues and profile.entry.live else None
    if course is None:
        return []
    found = []
    for cue in cues:
        rivals = _rivals(cue, claim, profile, course.entries, scope)
        if not rivals or is_another_day(cue, claim, profile):
            found.append(_outside(cue, claim, profile))
            continue
        if cue.value in {"top", "bottom"} and _is_alone(cue, course.entries, scope):
            reason = f"there is no earlier result to compare {profile.where} with"
            found.append(not_found("place", cue.start, Severity.MODERATE, reason))
            continue
        better = _better(cue.value, profile.entry, rivals)
        if better is not None:
            when = better.when.words if better.when else "unknown date"
            reason = f"{profile.where} is not {_WORDS[cue.value]}: {better.reference} of {when} is"
            place = _about(cue, claim)
            found.append(
                contradicted(
                    "reading" if place else "place", place or cue.start, Severity.MODERATE, reason
                )
            )
    return found


def _rivals(
    cue: Cue, claim: Claim, profile: Profile, entries: Sequence[Entry], scope: Scope
) -> Sequence[Entry]:
    """What a result is compared with; nothing where it lies outside the time that is named."""
    when = profile.entry.when
    if claim.spans and when:
        text = scope.sentence.bare
        held = [e for e in entries if e.when and within(e.when, claim.spans, text)]
        if claim.dates and cue.value in _ENDS and not since_then(when, claim.spans, text):
            held = [e for e in held if e.when and not since_then(e.when, claim.spans, text)]
        return held if within(when, claim.spans, text) else ()
    if cue.value in _ENDS and _EVER.match(scope.sentence.bare, cue.end):
        return entries
    if cue.value in _ENDS and (
        years := run_up(scope.sentence.bare, cue.end, when.date if when else None)
    ):
        return [e for e in entries if e.when and years[0] <= e.when.date <= years[1]]
    dates = _dates(cue, claim)
    if cue.value in _ENDS and not dates:
        return of_the_time(entries, scope)
    held = in_time(entries, dates)
    if cue.value in _ENDS and len(held) == 1 and _dates_the_number(cue, claim):
        return of_the_time(entries, scope)
    return held or entries


def _dates_the_number(cue: Cue, claim: Claim) -> bool:
    """`The lowest was 52 in June`, where June has one result: the day of it, and no bound."""
    after = [r.quantity.end for r in claim.readings if r.quantity.start > cue.start]
    return bool(after) and all(d.dated.start >= after[0] for d in claim.dates)


_EVER: Final = Caseless(
    r"\s(?:[\w-]+\s){0,2}?(?:ever|on record|on file|to date|of all|so far|in the chart|recorded)\b"
    r"(?!\s(?:in|of|for|during|since|between|from)\b)",
)
"""`Its highest ever` is compared with all, whatever day it has itself."""


def _outside(cue: Cue, claim: Claim, profile: Profile) -> Fault:
    said = " and ".join(d.text for d in claim.spans)
    reason = f"{profile.where} lies outside the time that is named ({said})"
    place = _about(cue, claim)
    return contradicted(
        "reading" if place else "place", place or cue.start, Severity.MODERATE, reason
    )


def _is_numbered(cue: Cue, text: str) -> bool:
    """`4.1 on the first, 5.6 on the second`: which of those told, in the order of their days."""
    said = text[cue.start : cue.end].lower()
    return said.endswith(("first", "1st")) and _SECOND.match(text, cue.end) is not None


def judge_numbered(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """`5.6 the first time and 4.1 the second`, which were measured in the other order."""
    text = scope.sentence.bare
    if not any(c.kind == "place" and _is_numbered(c, text) for c in claim.cues):
        return []
    dated = [(p.entry.when.low, p.entry) for p in profiles if p.entry.when and p.measures]
    held = [entry for _, entry in sorted(dated, key=_first)]
    plain = [r.quantity for r in claim.readings if r.role == "" and r.quantity.other is None]
    said = [q for q in plain if any(_fits(q, e) for e in held)]
    if len(said) < _TWO or len(said) != len(held):
        return []
    wrong = next((q for q, e in zip(said, held, strict=True) if not _fits(q, e)), None)
    if wrong is None:
        return []
    reason = f"{wrong.text} was not measured at that place of the series"
    return [contradicted("reading", wrong.start, Severity.MODERATE, reason)]


_SECOND: Final = Caseless(r"(?:[^.;]|\.\d){0,80}?\b(?:second|2nd|third|3rd|next)\b")


_EXTREME: Final = Caseless(r"highest|lowest|nadir|peaked|peaking|maximum|minimum")
"""A trough level and a peak flow are kinds of measurements, and no extremes."""


def _is_alone(cue: Cue, entries: Sequence[Entry], scope: Scope) -> bool:
    """Whether a result is called an extreme and is the only one of its kind."""
    said = scope.sentence.bare[cue.start : cue.end]
    return len(entries) == 1 and _EXTREME.match(said) is not None


def _placed(cue: Cue) -> Cue:
    """A current result is the latest."""
    return cue if cue.kind == "place" else Cue("place", "last", cue.start, cue.end)


def _dates(cue: Cue, claim: Claim) -> tuple[DateSaid, ...]:
    """The dates of the number behind the word; without a number, all."""
    after = [r for r in claim.readings if r.quantity.start > cue.start]
    dated = after[0].dated if after else None
    if not after:
        return () if day_in_name(cue, claim) else claim.dates
    if dated:
        return (DateSaid("", dated),)
    return claim.dates if len(claim.dates) == 1 and cue.value in {"top", "bottom"} else ()


_TWO: Final = 2
_ENDS: Final = frozenset({"top", "bottom"})


def _own_numbers(claim: Claim) -> dict[int, Quantity]:
    """Two extremes with the number of each, which stand all before or all behind their words."""
    cues = [c for c in claim.cues if c.kind == "place" and c.value in _ENDS]
    numbers = [r.quantity for r in claim.readings if r.role == "" and r.quantity.other is None]
    if len(cues) != _TWO or len(numbers) != _TWO:
        return {}
    first = numbers[0].start < cues[0].start and numbers[1].start > cues[0].start
    before = first and numbers[1].start < cues[1].start
    if not before and numbers[0].start < cues[0].start:
        return {}
    return {c.start: n for c, n in zip(cues, numbers, strict=True)}


def judge_extremes(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """The lowest is below the highest, whichever words say so: "no lower than 19"."""
    if not profiles[0].measures:
        return []
    values = {c.start: c.value for c in claim.cues if c.value in _ENDS}
    ends = {values[at]: number for at, number in _own_numbers(claim).items()}
    signs = [r.quantity for r in claim.readings if r.quantity.sign[:1] in {"<", ">"}]
    if len(signs) == _TWO and {q.sign for q in signs} == {"<=", ">="}:
        ends = {"bottom" if q.sign == ">=" else "top": q for q in signs}
    low, high = ends.get("bottom"), ends.get("top")
    if low is None or high is None:
        return []
    if low.number <= high.number:
        return _unreached((low, high), claim, profiles, scope) if len(signs) == _TWO else []
    reason = f"the sentence calls {low.text} the lowest and {high.text} the highest"
    return [contradicted("place", low.start, Severity.MODERATE, reason)]


def _unreached(
    ends: Sequence[Quantity], claim: Claim, profiles: Sequence[Profile], scope: Scope
) -> list[Fault]:
    """`never under 120 nor over 150`: whoever gives both bounds gives the lowest and highest."""
    course = course_of(profiles[0].entry, scope)
    held = in_time([*(p.entry for p in profiles), *(course.entries if course else ())], claim.dates)
    for quantity in ends:
        over = next((e for e in held if e.live and e.value and not _fits(quantity, e)), None)
        if over is not None:
            reason = f"{over.reference} lies outside; the sentence says {quantity.text}"
            return [contradicted("place", quantity.start, Severity.MODERATE, reason)]
        bare = replace(quantity, sign="")
        if not any(_fits(bare, e) for e in held):
            reason = f"no {profiles[0].entry.label} of {quantity.number:f} is among the results"
            return [contradicted("place", quantity.start, Severity.MODERATE, reason)]
    return []


def _fits(quantity: Quantity, entry: Entry) -> bool:
    return entry.value is not None and number_matches(
        quantity, quantity.number, entry.value, loinc_of(entry)
    )


_NEXT_TO: Final = 4


def _about(cue: Cue, claim: Claim) -> int:
    """The number that is called the latest: an entry with another number does not bear it out."""
    numbers = [r.quantity.start for r in claim.readings if r.role != "range"]
    if own := _own_numbers(claim).get(cue.start):
        return own.start
    before = [r.quantity for r in claim.readings if 0 < cue.start - r.quantity.end <= _NEXT_TO]
    if any(r.quantity.start - cue.end == 1 for r in claim.readings) and len(before) < len(numbers):
        before = [q for q in before if cue.start - q.end == 1]  # "71, then 60, now 53"
    if before and cue.value in {"first", "last"}:  # "11.8 at first, 3.1 now"
        return before[-1].start
    behind = [n for n in numbers if n > cue.start]
    return behind[0] if behind else numbers[0] if numbers else 0


_ASIDE: Final = re.compile(r"\([^()]*\)")
_PARTED: Final = Caseless(r"[;(]|(?<!\b[A-Za-z])(?<!\best)(?<!\btot)(?<!\bser)(?<!\bavg)\.\s")


def _is_near(start: int, end: int, claim: Claim, scope: Scope) -> bool:
    """Whether the word speaks of the result: before its name, or not far behind it."""
    text = scope.sentence.bare
    gap = text[end : claim.start] if end <= claim.start else text[claim.end : start]
    gap = _ASIDE.sub("", gap).removesuffix("(")  # "TSH (most recent)"
    return len(gap) <= _NEAR and not _PARTED.search(gap)


def _better(place: str, entry: Entry, rivals: Sequence[Entry]) -> Entry | None:
    """A result that has the place instead; None where this one has it."""
    if place in {"last", "first"}:
        dated = [e for e in rivals if e.when is not None]
        end = dated[-1 if place == "last" else 0] if dated else None
        same = end is None or entry.when is None or (end.when and end.when.day == entry.when.day)
        return None if same else end
    own = entry.value.number if entry.value else None
    if own is None:
        return None
    numbers = [(n, e) for e in rivals if (n := number_in(e, entry.value)) is not None]
    beyond = [pair for pair in numbers if (pair[0] > own if place == "top" else pair[0] < own)]
    pick = max if place == "top" else min
    return pick(beyond, key=_number)[1] if beyond else None


def _first(pair: tuple[datetime, Entry]) -> datetime:
    return pair[0]


def _number(pair: tuple[Decimal, Entry]) -> Decimal:
    return pair[0]
