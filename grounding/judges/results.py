"""Laboratory results, vital signs and other observations: value, unit, date, flag, trend, stage.

A result that a corrected one replaced is not the result; a preliminary one must be said to be so
(HL7 FHIR R4 ObservationStatus). "High" means above the range that came with the result, else above
a usual adult range (`chartside.fhir.clinical.ranges`).
"""

import re
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import is_abnormal, is_critical, outside_usual
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Component, Entry, Kind, Value, shown_number, shown_unit
from chartside.grounding.binding import Reading
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.dates import ambiguous, holds
from chartside.grounding.judges.from_day_to_day import told_from_another
from chartside.grounding.judges.numbers import (
    by_day,
    loinc_of,
    number_matches,
    unit_fits,
    written_alike,
)
from chartside.grounding.judges.places import judge_place
from chartside.grounding.judges.ranges import judge_bounds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.multiples import is_multiple
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

SCALES: Final = frozenset(Decimal(n) for n in (5, 10, 15, 20, 21, 27, 28, 30, 40, 50, 60, 63, 100))
"""Highest scores of common scales: "3/10" is three of ten, no pressure."""


def judge_result(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Everything that a claim says of one result."""
    told = (r for r in claim.readings if not _is_multiple(r, scope))
    found = [f for r in told if (f := _reading(r, profile, scope)) is not None]
    return [
        *found,
        *_denied(claim, profile, scope),
        *judge_place(claim, profile, scope),
    ]


def _denied(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """`no potassium on 3 November`, `was not measured`, where there is a result of that day."""
    entry = profile.entry
    numeric = any(v.number is not None for v in profile.values)
    if not (claim.negated and entry.live and numeric and entry.kind in {Kind.LAB, Kind.VITAL}):
        return []
    if any(r.quantity.sign for r in claim.readings):  # "no potassium above 6"
        return []
    ahead = [c for c in scope.sentence.cues if c.kind == "negation" and c.end <= claim.start]
    if ahead and not _NEXT_TO.fullmatch(scope.sentence.bare[ahead[-1].end : claim.start]):
        return []
    if any(not holds(d.dated, w) for d in claim.dates for w in profile.own_dates[:1]):
        return []
    reason = f"{profile.where} is {shown_value(profile.entry)}; the sentence denies it"
    return [contradicted("negation", claim.start, Severity.MODERATE, reason)]


_NEXT_TO: Final = re.compile(r"\s(?:serum\s|blood\s|recorded\s)?")


def _reading(reading: Reading, profile: Profile, scope: Scope) -> Fault | None:
    quantity = reading.quantity
    if reading.role == "range":
        return judge_bounds(quantity, profile)
    if reading.role in {"change", "average"} or _is_spread(quantity):
        return None
    right = value_holds(quantity, profile, scope)
    dated = reading.dated.resolved(scope.index.today) if reading.dated else None
    when = profile.entry.when
    on_time = dated is None or _is_of(dated, profile, scope)
    if right and on_time:
        return None
    if right and dated is not None and dated.unreadable:
        return ambiguous(dated)
    if right and dated is not None:
        reason = (
            f"{profile.entry.reference} is of {when.words if when else 'an unknown date'};"
            f" the sentence says {dated.text}"
        )
        return contradicted("reading", quantity.start, Severity.MODERATE, reason)
    return _wrong_value(quantity, profile, on_time=on_time)


def _is_multiple(reading: Reading, scope: Scope) -> bool:
    """`Six times the upper limit`, which is judged in `multiples`."""
    return is_multiple(reading.quantity.start, reading.quantity.end, scope.sentence.bare)


def _is_of(dated: Dated, profile: Profile, scope: Scope) -> bool:
    """Whether a result is of a date: by its own, by one in its note, or told from another's."""
    when = profile.entry.when
    if (when is not None and holds(dated, when)) or _noted(dated, profile):
        return True
    return told_from_another(dated, profile, scope)


def _noted(dated: Dated, profile: Profile) -> bool:
    """`Gave up in 2010, 30 pack-years`: a date that stands in the note of the very entry."""
    return any(d.when is not None and holds(dated, d.when) for d in profile.dates)


def value_holds(quantity: Quantity, profile: Profile, scope: Scope) -> bool:
    """Whether the entry's value, or that of one of its parts, is what the sentence says."""
    entry = profile.entry
    quantity = by_day(quantity, entry.value, scope.sentence.bare)
    if quantity.joined == "/" and (entry.components or quantity.other not in SCALES):
        return _pair_holds(quantity, entry)
    if entry.value is not None and number_matches(
        quantity, quantity.number, entry.value, loinc_of(entry)
    ):
        return True
    parts = _parts_meant(quantity, entry, scope)
    if any(c.value and number_matches(quantity, quantity.number, c.value, None) for c in parts):
        return True
    bare = (entry.value is None or entry.value.number is None) and not entry.components
    return bare and _in_words(quantity, profile)


def value_meant(quantity: Quantity, profile: Profile, scope: Scope) -> Value | None:
    """The one number of an entry that a quantity may be of: its value, or the part named."""
    entry = profile.entry
    if entry.value is not None and entry.value.number is not None:
        return entry.value
    parts = _parts_meant(quantity, entry, scope)
    return parts[0].value if len(parts) == 1 else None


def _is_spread(quantity: Quantity) -> bool:
    """`between 4.8 and 5.9`, `rose from 4.8 to 5.9`: judged over all results (`trends`)."""
    return quantity.joined == "-"


def _in_words(quantity: Quantity, profile: Profile) -> bool:
    return any(written_alike(quantity, q) for q in profile.quantities)


def _pair_holds(quantity: Quantity, entry: Entry) -> bool:
    values = [c.value for c in _ordered(entry.components) if c.value and c.value.number is not None]
    if len(values) < 2 or quantity.other is None:  # noqa: PLR2004 - a pressure is a pair
        return False
    return number_matches(quantity, quantity.number, values[0], None) and number_matches(
        quantity, quantity.other, values[1], None
    )


def _ordered(components: tuple[Component, ...]) -> list[Component]:
    """Systolic first, whatever the order of the source."""
    return sorted(components, key=_is_diastolic)


def _is_diastolic(component: Component) -> bool:
    return component.code.has(LOINC, "8462-4") or "diastolic" in component.code.label.lower()


def _is_systolic(component: Component) -> bool:
    return component.code.has(LOINC, "8480-6") or "systolic" in component.code.label.lower()


def _parts_meant(quantity: Quantity, entry: Entry, scope: Scope) -> list[Component]:
    """The components that a number may be of: the one that the words beside it name, else any."""
    text = scope.sentence.lower
    behind = _PART_BEHIND.match(text, quantity.end)
    before = text[max(0, quantity.start - 32) : quantity.start]
    named = _PART_AHEAD.findall(before)
    if behind or named:
        systolic = (behind[1] if behind else named[-1])[0] in "stu"
        meant = _is_systolic if systolic else _is_diastolic
        return [c for c in entry.components if meant(c)]
    return list(entry.components)


_PART_BEHIND = re.compile(r"[\s(]*(?:mm\s?hg\s)?(systolic|diastolic)(?!\W{0,3}\d)")
_PART_AHEAD = re.compile(
    r"systol\w*|diastol\w*|\bsyst?\b|\bdia(?:st)?\b|\b[sd]bp\b"
    r"|\b(?:top|upper|bottom|lower)\s(?:number|figure|value|reading|pressure|one|line)\b"
)
"""`Your top number was 138`: the systolic pressure (American Heart Association"
", patient leaflets)."""


def _wrong_value(quantity: Quantity, profile: Profile, *, on_time: bool) -> Fault:
    entry = profile.entry
    shown = shown_value(entry)
    if not shown:
        reason = f"{profile.where} has no such value; the sentence says {quantity.text}"
        return not_found("reading", quantity.start, Severity.MODERATE, reason)
    grave = is_critical(entry) or bool(is_abnormal(entry))
    severity = Severity.HIGH if grave or _far(quantity, entry) else Severity.MODERATE
    reason = f"{profile.where} is {shown}; the sentence says {quantity.text}"
    value = entry.value
    if (
        value
        and value.number is not None
        and on_time
        and not unit_fits(quantity, value, loinc_of(entry))
    ):
        reason = (
            f"{profile.where} is in {value.unit or 'no unit'} ({shown}); the sentence says"
            f" {quantity.text}"
        )
    return contradicted("reading", quantity.start, severity, reason)


_TIMES: Final = 5


def _far(quantity: Quantity, entry: Entry) -> bool:
    """Whether the number is so far off that a decimal point has slipped: five times or more."""
    value = entry.value
    if value is None or not value.number or not quantity.number or value.number < 0:
        return False
    ratio = quantity.number / value.number
    return ratio >= _TIMES or ratio <= Decimal(1) / _TIMES


def shown_value(entry: Entry) -> str:
    """The value as a reason gives it."""
    if entry.value is not None:
        return entry.value.words
    parts = [c.value for c in _ordered(entry.components) if c.value and c.value.number is not None]
    if len(parts) == 2:  # noqa: PLR2004 - a pressure is a pair
        high, low = (shown_number(p.number) for p in parts if p.number is not None)
        return f"{high}/{low} {shown_unit(parts[0].unit or parts[0].ucum)}".strip()
    return ", ".join(f"{c.code.label} {c.value.words}" for c in entry.components if c.value)


def judged(profile: Profile, scope: Scope) -> str:
    """`high`, `low`, `abnormal` or empty: by the source, else by the usual adult range."""
    return is_abnormal(profile.entry) or outside_usual(scope.index.chart, profile.entry)
