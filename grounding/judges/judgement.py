"""A claim against the entries it may mean: what one of them bears out is borne out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.binding import Reading
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault
from chartside.grounding.judges.ages import is_onset_age, judge_age_at
from chartside.grounding.judges.allergies import judge_allergy
from chartside.grounding.judges.appraisals import judge_appraisal
from chartside.grounding.judges.averages import judge_averages
from chartside.grounding.judges.best_and_worst import judge_appraised, named_ends
from chartside.grounding.judges.conditions import judge_condition
from chartside.grounding.judges.counts import counts_name, is_count, judge_count
from chartside.grounding.judges.dates import holds, judge_dates
from chartside.grounding.judges.dose_changes import judge_dose_change
from chartside.grounding.judges.events import judge_event
from chartside.grounding.judges.figures import told_apart
from chartside.grounding.judges.findings import judge_finding
from chartside.grounding.judges.flags import judge_flags
from chartside.grounding.judges.goals import judge_goal, judge_target
from chartside.grounding.judges.grades import judge_grades
from chartside.grounding.judges.highest_pressure import judge_highest_pressure
from chartside.grounding.judges.meals import judge_meals
from chartside.grounding.judges.medicines import judge_medicine
from chartside.grounding.judges.ordering import judge_order
from chartside.grounding.judges.orders import without_orders
from chartside.grounding.judges.ordinals import judge_ordinal
from chartside.grounding.judges.patient import is_age, is_age_then, judge_onset_age
from chartside.grounding.judges.places import judge_extremes, judge_numbered
from chartside.grounding.judges.quantified import judge_many
from chartside.grounding.judges.readings import judge_reading
from chartside.grounding.judges.results import judge_result, value_holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.sides import judge_side_dates, judge_sides
from chartside.grounding.judges.smoking import judge_smoking
from chartside.grounding.judges.sole import judge_sole
from chartside.grounding.judges.spans import judge_never, opened, spanned
from chartside.grounding.judges.stages import PRELIMINARY, judge_stage
from chartside.grounding.judges.states_of_results import judge_state_over
from chartside.grounding.judges.steps import judge_steps
from chartside.grounding.judges.subject import judge_subject
from chartside.grounding.judges.text import judge_text, number_stands
from chartside.grounding.judges.trends import judge_trend
from chartside.grounding.judges.trust import judge_trust
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import MEDICINES, RESULTS, Profile

Judge = Callable[[Claim, Profile, Scope], list[Fault]]

_EVERY: Final[tuple[Judge, ...]] = (
    judge_trust,
    judge_dates,
    judge_subject,
    judge_sides,
    judge_grades,
)
_RESULT: Final[tuple[Judge, ...]] = (
    judge_result,
    judge_flags,
    judge_appraisal,
    judge_stage,
    judge_finding,
    judge_state_over,
)
_MEDICINE: Final[tuple[Judge, ...]] = (judge_medicine, judge_meals)
_EVENT: Final[tuple[Judge, ...]] = (judge_event, judge_text, judge_sole)
RULES: Final[dict[Kind, tuple[Judge, ...]]] = {
    Kind.LAB: _RESULT,
    Kind.VITAL: _RESULT,
    Kind.OBSERVATION: _RESULT,
    Kind.SURVEY: _RESULT,
    Kind.SOCIAL: (judge_result, judge_flags, judge_smoking),
    Kind.MEDICATION: _MEDICINE,
    Kind.ADMINISTRATION: _MEDICINE,
    Kind.DISPENSE: _MEDICINE,
    Kind.PROBLEM: (judge_condition, judge_text),
    Kind.IMMUNIZATION: (*_EVENT, judge_ordinal),
    Kind.PROCEDURE: (*_EVENT, judge_reading),
    Kind.ALLERGY: (judge_allergy, judge_text),
    Kind.GOAL: (*_EVENT, judge_goal),
    Kind.DOCUMENT: (*_EVENT, judge_reading),
    Kind.IMAGING: (*_EVENT, judge_stage, judge_reading),
    Kind.REPORT: (*_EVENT, judge_stage, judge_reading),
}
"""The rules for each kind of entry, besides those for every kind; events and words for the rest."""


def judge_claim(claim: Claim, profiles: tuple[Profile, ...], scope: Scope) -> list[Fault]:
    """What no entry of these bears out; the reasons are of the entry that fits best."""
    claim, many = judge_many(_read(claim, profiles, scope), profiles, scope)
    claim, counted = _counted(claim, profiles, scope)
    each = [
        {f.about: f for judge in (*_EVERY, *_rules(p)) for f in judge(claim, p, scope)}
        for p in profiles
    ]
    sound = [faults for faults in each if not any(k[0] in _UNSOUND for k in faults)] or each
    common = set(sound[0]).intersection(*sound[1:]) - _was_so(claim, profiles, each)
    best = each.index(min(sound, key=len))
    found = [
        each[n if about in each[n] else best][about]
        for about in common
        for n in [_fitting(about, claim, profiles, best, scope)]
    ]
    found += many + (counted or _apart(claim, profiles, each, set(common)))
    for whole in _TOGETHER:
        found += whole(claim, profiles, scope)
    return found


def _read(claim: Claim, profiles: tuple[Profile, ...], scope: Scope) -> Claim:
    claim = told_apart(claim, profiles, scope)
    if profiles[0].entry.kind not in RESULTS:
        return claim
    claim = named_ends(claim, profiles, scope)
    return spanned(without_orders(claim, scope), scope)


_UNSOUND: Final = frozenset({"trust", "stage"})
"""What is wrong with an entry that bears nothing out where another, sound one is cited."""


def _was_so(
    claim: Claim, profiles: tuple[Profile, ...], each: Sequence[dict[tuple[str, int], Fault]]
) -> set[tuple[str, int]]:
    """`15, previously 12`: an earlier number may be a preliminary one, which the final followed."""
    earlier = {("reading", r.quantity.start) for r in claim.readings if r.role == "earlier"}
    first = [f for p, f in zip(profiles, each, strict=True) if p.entry.status in PRELIMINARY]
    return {about for about in earlier if len(each) > 1 for f in first if about not in f}


def _rules(profile: Profile) -> tuple[Judge, ...]:
    """By kind; a number that was read off an image is a result."""
    kind = profile.entry.kind
    return _RESULT if profile.measures and kind not in RESULTS else RULES.get(kind, _EVENT)


def _apart(
    claim: Claim,
    profiles: tuple[Profile, ...],
    each: Sequence[dict[tuple[str, int], Fault]],
    common: set[tuple[str, int]],
) -> list[Fault]:
    """`currently on 10 mg` with the old order for the dose and the new one for being current.

    How a medicine stands and what is taken of it must be borne out by one order.
    """
    doses = [r.quantity.start for r in claim.readings if r.role == "" and not r.quantity.joined]
    about = {("standing", claim.start), *(("frequency", f.start) for f in claim.frequencies)}
    if profiles[0].entry.kind not in MEDICINES or len(profiles) == 1 or len(doses) != 1:
        return []
    about.add(("reading", doses[0]))
    if about & common or any(not about & set(faults) for faults in each):
        return []
    return [next(f for faults in each for key, f in faults.items() if key in about)]


def _fitting(
    about: tuple[str, int], claim: Claim, profiles: tuple[Profile, ...], best: int, scope: Scope
) -> int:
    """Whose reason to give: of a number with a date, the entry of that date, or of that number."""
    reading = next((r for r in claim.readings if r.quantity.start == about[1]), None)
    if about[0] != "reading" or reading is None or reading.dated is None:
        return best
    day = reading.dated.resolved(scope.index.today)
    of_day = (n for n, p in enumerate(profiles) if p.entry.when and holds(day, p.entry.when))
    of_value = (n for n, p in enumerate(profiles) if value_holds(reading.quantity, p, scope))
    return next(chain(of_day, of_value), best)


_TOGETHER: Final = (
    judge_trend,
    judge_steps,
    judge_order,
    judge_highest_pressure,
    judge_averages,
    judge_extremes,
    judge_appraised,
    judge_target,
    judge_never,
    judge_numbered,
    judge_dose_change,
    judge_side_dates,
)
"""Rules over all entries of a name at once."""


def _counted(
    claim: Claim, profiles: tuple[Profile, ...], scope: Scope
) -> tuple[Claim, list[Fault]]:
    """Numbers that count things, or are somebody's age, are judged by their own rules."""
    faults: list[Fault] = []
    kept: list[Reading] = []
    kind = profiles[0].entry.kind
    for reading in claim.readings:
        quantity = reading.quantity
        written = kind not in RESULTS and any(number_stands(quantity, p) for p in profiles)
        fault = None
        if kind in RESULTS and (
            _is_time(quantity, profiles) or _in_a_name(quantity, profiles, scope)
        ):
            continue
        if is_age_then(quantity, scope) or _is_occasion(quantity, kind, scope.sentence.bare):
            continue
        if kind is Kind.PROBLEM and not written and is_onset_age(quantity, scope.sentence.bare):
            fault = judge_age_at(quantity, profiles, scope.index.chart.patient)
        elif is_age(quantity, scope):
            fault = judge_onset_age(quantity, profiles)
        elif (not written or _counts_aloud(quantity, claim)) and _counts(
            quantity, kind, claim, scope
        ):
            fault = judge_count(reading, claim, profiles, scope)
        else:
            kept.append(reading)
        faults += [fault] if fault else []
    counts = len(kept) < len(claim.readings)
    dates = [d for d in claim.dates if not (counts and opened(d.dated, scope.sentence.bare))]
    return replace(claim, readings=tuple(kept), dates=tuple(dates)), faults


_OCCASION: Final = Caseless(
    r"one\s(?:visit|appointment|sitting|session|go|occasion|time|attendance)\b"
)


def _is_occasion(quantity: Quantity, kind: Kind, text: str) -> bool:
    """`Three vaccines at one visit`: the number counts no vaccines."""
    return kind is not Kind.ENCOUNTER and _OCCASION.match(text, quantity.start) is not None


def _counts_aloud(quantity: Quantity, claim: Claim) -> bool:
    """`four colonoscopies`, which is no number of their reports."""
    return quantity.text.isalpha() and counts_name(quantity, claim)


def _counts(quantity: Quantity, kind: Kind, claim: Claim, scope: Scope) -> bool:
    if kind is Kind.ENCOUNTER and not quantity.unit:
        return True
    if quantity.joined and quantity.unit:
        return False  # "outside 4.2 to 5.9 mmol/L" counts nothing
    named = kind not in RESULTS and counts_name(quantity, claim)
    return named or is_count(quantity, kind, scope.sentence.bare)


_TIMES: Final = frozenset(
    unit + many
    for unit in ("day", "week", "month", "year", "hour", "hr", "h")
    for many in ("", "s")
)


def _is_time(quantity: Quantity, profiles: Sequence[Profile]) -> bool:
    """Whether a number says over how long, of results that are no times themselves."""
    own = {v.unit for p in profiles for v in p.values} | {
        v.ucum for p in profiles for v in p.values
    }
    return quantity.unit in _TIMES and not own & (_TIMES | {"d", "wk", "mo", "a", "min"})


def _in_a_name(quantity: Quantity, profiles: Sequence[Profile], scope: Scope) -> bool:
    """Whether a number is part of what a test is called: "0-10 numeric rating", "HIV 1 RNA"."""
    said = quantity.text.lower()
    names = [name for p in profiles for name in p.labels]
    if len(said) > 1:
        return any(said in name for name in names)
    ahead = _LAST_WORD.search(scope.sentence.lower[: quantity.start])
    return ahead is not None and any(
        re.search(rf"\b{re.escape(ahead[1])}[ -]{re.escape(said)}\b", name) for name in names
    )


_LAST_WORD: Final = re.compile(r"([a-z]+)[ -]$")
