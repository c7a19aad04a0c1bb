"""By how much results changed, and between which numbers they lay.

Arithmetic over the results that HL7 FHIR R4 Observation.effective puts in that time.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry, shown_number
from chartside.fhir.units import convert
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.course import course_of, in_time
from chartside.grounding.judges.dates import holds
from chartside.grounding.judges.numbers import loinc_of, number_matches, rounds_to, unit_of
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile


def judge_changes(
    claim: Claim, numbers: Sequence[Decimal], results: Sequence[Profile]
) -> list[Fault]:
    """`a rise of 0.5`: the difference of the two numbers."""
    said = [r.quantity for r in claim.readings if r.role == "change"]
    if not said or len(numbers) < 2:  # noqa: PLR2004 - a difference needs two
        return []
    found = []
    for quantity in said:
        change = _carried(quantity, results) or abs(numbers[-1] - numbers[0])
        percent = quantity.unit == "%" and results[0].values and results[0].values[0].unit != "%"
        right = abs(change / numbers[0] * 100) if percent and numbers[0] else change
        if not rounds_to(right, quantity.number):
            reason = (
                f"{results[0].entry.label} changed by {shown_number(change)},"
                f" from {numbers[0]:f} to {numbers[-1]:f}; the sentence says {quantity.text}"
            )
            found.append(contradicted("change", quantity.start, Severity.MODERATE, reason))
    return found


def _carried(quantity: Quantity, results: Sequence[Profile]) -> Decimal | None:
    """The difference of two results in the unit that it is said in, where they are in two units."""
    values = [p.entry.value for p in results if p.entry.value and p.entry.value.number is not None]
    units = {unit_of(v) for v in values}
    if len(values) != 2 or len(results) != 2 or len(units) == 1:  # noqa: PLR2004 - from one to another
        return None
    loinc = loinc_of(results[0].entry)
    ends = [
        convert(v.number or Decimal(), unit_of(v), quantity.unit, analyte_loinc=loinc)
        for v in values
    ]
    first, last = ends
    return None if first is None or last is None else abs(last - first)


def judge_spreads(claim: Claim, results: Sequence[Profile], scope: Scope) -> list[Fault]:
    """`between 4.8 and 5.9`: both are results, of those cited or else of the chart in that time.

    Where the sentence gives them as the bounds of a time, no result of that time lies outside.
    """
    spreads = [r.quantity for r in claim.readings if r.quantity.joined == "-" and r.role != "range"]
    found = []
    for quantity in spreads:
        course = course_of(results[0].entry, scope)
        held = in_time(
            [*(p.entry for p in results), *(course.entries if course else ())], claim.dates
        )
        if course and len(claim.dates) == 1 and _goes(quantity, claim, scope):
            held = [*held, *_just_before(held, course.entries)]
        ends = _dated_ends(quantity, claim)
        missing = next((n for n, day in ends if not _is_result(n, day, quantity, held)), None)
        if missing is not None:
            reason = f"no {results[0].entry.label} of {missing:f} {quantity.unit}".strip()
            when = (
                "on that day" if any(day for _, day in ends) else "among the results of that time"
            )
            found.append(
                contradicted("spread", quantity.start, Severity.MODERATE, f"{reason} is {when}")
            )
        elif _miscalled(quantity):
            reason = f"{quantity.text} is the other way round"
            found.append(contradicted("spread", quantity.start, Severity.MODERATE, reason))
        elif _goes(quantity, claim, scope):
            found += _backwards(quantity, held, results[0])
        elif _encloses(quantity, claim, scope):
            found += _outside(quantity, held)
    return found


def _just_before(held: Sequence[Entry], entries: Sequence[Entry]) -> Sequence[Entry]:
    """`rose from 39 to 42 in 2022`: what it rose from may be the last result before that year."""
    begun = min((e.when.low for e in held if e.when), default=None)
    return [e for e in entries if begun and e.when and e.when.low < begun][-1:]


def _miscalled(quantity: Quantity) -> bool:
    """`from 5.9 up to 4.8`: the words and the numbers go two ways."""
    if quantity.other is None:
        return False
    text = quantity.text.lower()
    up, down = " up to " in text, " down to " in text
    return (up and quantity.number > quantity.other) or (down and quantity.number < quantity.other)


_FROM: Final = Caseless(
    r"(?<!ranging )(?<!ranged )(?<!ranges )(?<!varied )(?<!varying )(?<!varies )"
    r"(?<!fluctuated )(?<!anywhere )(?<!range )\bfrom\s$",
)


_WENT: Final = Caseless(
    r"\b(?:went|gone|go|goes|going|moved?s?|moving|chang\w+|shift\w+|progress\w+|evolv\w+"
    r"|swung|swing\w*|turned)\b",
)


def _goes(quantity: Quantity, claim: Claim, scope: Scope) -> bool:
    """Whether the two numbers are told as a way from one to the other, and no spread."""
    ahead = scope.sentence.bare[: quantity.start]
    if not _FROM.search(ahead):
        return ahead.endswith("(") and any(r.role == "change" for r in claim.readings)
    moves = any(c.kind == "trend" and c.value != "before" for c in claim.cues)
    return moves or _WENT.search(ahead) is not None


def _encloses(quantity: Quantity, claim: Claim, scope: Scope) -> bool:
    """`between 128 and 149 in 2025`: the bounds of all results of that year."""
    periods = [d.dated for d in claim.dates]
    return (
        (
            _BETWEEN.search(scope.sentence.bare[: quantity.start])
            or " up to " in quantity.text.lower()
        )
        and len(periods) == 1
        and periods[0].is_period
    )


_BETWEEN: Final = Caseless(r"\b(?:between|outside|outside\sof)\s$")


def _outside(quantity: Quantity, entries: Sequence[Entry]) -> list[Fault]:
    """A result of that time that the bounds leave out."""
    low, high = quantity.number, quantity.other
    if high is None:
        return []
    for entry in entries:
        values = [(s, n) for s, n in (("<", low), (">", high)) if entry.value]
        beyond = any(
            number_matches(replace(quantity, sign=s), n, entry.value, loinc_of(entry))
            for s, n in values
            if entry.value and not number_matches(quantity, n, entry.value, loinc_of(entry))
        )
        if beyond and entry.live:
            reason = f"{entry.reference} lies outside; the sentence says {quantity.text}"
            return [contradicted("spread", quantity.start, Severity.MODERATE, reason)]
    return []


def _backwards(quantity: Quantity, entries: Sequence[Entry], result: Profile) -> list[Fault]:
    """`from 5.9 to 5.3`, where every 5.9 is later than every 5.3."""
    last = quantity.number if quantity.other is None else quantity.other
    begun = [
        e.when.low for e in entries if e.when and _is_result(quantity.number, None, quantity, [e])
    ]
    ended = [e.when.low for e in entries if e.when and _is_result(last, None, quantity, [e])]
    if not begun or not ended or min(begun) <= max(ended):
        return []
    reason = f"{result.entry.label} went the other way; the sentence says {quantity.text}"
    return [contradicted("spread", quantity.start, Severity.MODERATE, reason)]


def _dated_ends(quantity: Quantity, claim: Claim) -> list[tuple[Decimal, Dated | None]]:
    """Both numbers, with their days where it gives two: "from A to B between D and E"."""
    other = quantity.number if quantity.other is None else quantity.other
    days = [d.dated for d in claim.dates if d.dated.when]
    paired = len(days) == 2 and len(claim.readings) == 1  # noqa: PLR2004 - one day for each number
    first, last = (days[0], days[1]) if paired else (None, None)
    return [(quantity.number, first), (other, last)]


def _is_result(
    number: Decimal, day: Dated | None, quantity: Quantity, entries: Sequence[Entry]
) -> bool:
    return any(
        e.value is not None
        and number_matches(quantity, number, e.value, loinc_of(e))
        and (day is None or (e.when is not None and holds(day, e.when)))
        for e in entries
    )
