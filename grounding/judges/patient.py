"""Age, sex, birth and death against the chart's own patient, whatever the sentence cites.

HL7 FHIR R4 Patient.birthDate, deceased, gender (administrative).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.reading.words import SPELLED
from chartside.grounding.sources.profile import Profile

_UNITLESS: Final = (
    r"(?!\d|[.,]\d|[-/]\d|\s?(?:%|/|mg|mcg|g\b|kg|cm|mm|ml|mmol|umol|units?\b|days?\b|weeks?\b"
    r"|months?\b"
    r"|times\b|hours?\b|bpm))"
)
"""A number that measures nothing else."""
_AGE = re.compile(
    r"\b(?=[\da-ilmnpstw])(?:(?P<old>\d{1,3}|(?:(?:twen|thir|for|fif|six|seven|eigh"
    r"|nine)ty[\s-])?(?:one|two|three|four"
    r"|five|six|seven|eight|nine)|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)[\s-]*(?:years?|yrs?|y\.?)(?:[\s-]*(?:old|o)\b"
    r"|\sof\sage\b)"
    rf"|\bage[ds]?\b(?![-\w])[^.;,\d]{{0,60}}?(?:(?<=\s)|(?<=:))(?P<aged>\d{{1,3}})\b{_UNITLESS}"
    r"|\b(?:she|he|patient|pt)\s(?:is|was)\s"
    r"(?P<now>\d{1,3})(?=\s*(?:[.,;)]|$|and\b|with\b|when\b|at\b))|(?P<yo>\d{1,3})\s?y/?o\b"
    r"|\b(?:was|were|is|are)\s(?P<when>\d{1,3})\s(?:when|at the time|at (?:diagnosis|onset"
    r"|first))\b"
    r"|\b(?:diagnos|dx|onset|began|beg[iu]n|start|develop|first"
    r"|present)[^.;\d]{0,80}\bat\s(?P<at>\d{1,3})"
    r"(?=\s*(?:,(?!\d)|[;)]|\.(?!\d)|$|years?\b))"
    r"|\b(?:patient|pt|s?he|(?:fe)?male|(?:wo)?man)\b(?:,\s(?:an?\s)?\w+(?:\s\w+)?,)?\s(?:is|was)\s(?P<bynow>\d{1,3})"
    r"(?=\s(?:by now|now|today|at present|currently)\b)"
    r"|(?<![.,\d])\b(?P<short>(?!9[4-9]|1[01]\d)\d{1,3})(?:\s?(?:y/?o\s?|yrs?\s(?:old\s)?)[FM]\b"
    r"(?=[.,;:)\s]|$)|(?-i:[FM])\b(?=[.,;:)]|$)|\s?[FM]\b(?=\s(?:with|w/|who|admitted|seen"
    r"|presents?|presenting|c/o|,)))"
    r"|\b(?:died|dead|death|deceased|passed away|passed)\b(?:[^.;\d]|\b(?:19|20)\d\d\b"
    r"|\b\d{1,2}(?=\s[A-Z])){0,40}?\s(?:at|aged)\s(?P<died>\d{1,3})(?=\s*(?:[.,;)]|$|years?\b))"
    r"|(?:^|[.;,]\s)at\s(?P<then>\d{1,2})\b,?(?=\s(?:he|she|they|the patient|pt)\b)"
    r"|\b(?:(?:fe)?male|man|woman|gentleman|lady"
    r"|at)[,:]?\s\(?(?:of\s)?(?P<years>\d{1,3})\s?(?:years?|yrs?)\b"
    r"(?!\s(?:ago|later|before|prior|earlier|after))"
    r"|^(?P<bare>\d{1,3})(?-i:[FM])\b(?=[,.:;]))",
    re.IGNORECASE,
)
_ANY_AGE: Final = Caseless(
    r"ag[ei]|old\b|died|dea[dt]|passed|y/?\.?o|\d\s?y(?:ea)?rs?\b|\d\s?[FM]\b|\b(?:is|was|were|are)\s\d|\bat\s\d",
)
"""A quick look, before the whole pattern."""
_NEAR: Final = 1
"""Years that an age may be off where the day it was true on is not said."""
_SEX = Caseless(
    r"\b(?:\d+\s?(?:[\s-]years?[\s-]old|\s?y/?o|\s?yrs?)[\s,]\s?(?:\w+\s){0,2}"
    r"|(?:this|the|a|an|elderly|adult|patient is (?:a|an)?)\s(?:\w+\s){0,2}"
    r"|(?=(?:man|woman|(?:fe)?male|gentleman|lady|boy|girl),?\s\(?(?:aged?\b|\d{1,3}\s?y)))"
    r"(?P<sex>man|woman|male|female|gentleman|lady|boy|girl)\b",
)
_ANY_SEX: Final = Caseless(r"\b(?:man|woman|male|female|gentleman|lady|boy|girl)\b")
"""Of a sentence that cites the patient alone."""
_MALE: Final = frozenset({"man", "male", "gentleman", "boy"})


@lru_cache(maxsize=256)
def _age_spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(m.span() for m in _ages_in(text))


@lru_cache(maxsize=256)
def _ages_in(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_AGE.finditer(text)) if _ANY_AGE.search(text) else ()


def says_age(text: str) -> bool:
    """Whether a sentence gives an age, which is as good as a date."""
    return bool(_ages_in(text))


def is_age(quantity: Quantity, scope: Scope) -> bool:
    """Whether a number is somebody's age."""
    spans = _age_spans(scope.sentence.bare)
    at = bisect_right(spans, (quantity.start, len(scope.sentence.bare))) - 1
    return at >= 0 and spans[at][0] <= quantity.start < spans[at][1]


def is_age_then(quantity: Quantity, scope: Scope) -> bool:
    """Whether a number is the patient's age at death, or on the day that the sentence is about."""
    return any(
        m.start() <= quantity.start < m.end()
        for m in _ages_in(scope.sentence.bare)
        if m["died"] or m["then"]
    )


def says_of_person(scope: Scope) -> bool:
    """Whether the sentence gives an age, a sex or a death."""
    text = scope.sentence.bare
    return says_age(text) or any(said.search(text) for said in (_SEX, _DEAD, _ALIVE))


def judge_onset_age(quantity: Quantity, profiles: Sequence[Profile]) -> Fault | None:
    """A relative's age is the one that the family history gives."""
    family = [p for p in profiles if p.entry.kind is Kind.FAMILY]
    if not family or any(q.number == quantity.number for p in family for q in p.quantities):
        return None
    reason = f"{family[0].where} does not give the age {quantity.number:f}"
    known = [q.text for p in family for q in p.quantities]
    if known:
        reason = (
            f"{family[0].where} gives the age {known[0]}; the sentence says {quantity.number:f}"
        )
    return contradicted("age", quantity.start, Severity.MODERATE, reason)


def judge_patient(scope: Scope) -> list[Fault]:
    """What a sentence says of the person."""
    relatives = any(c.kind == "subject" for c in scope.sentence.cues)
    if relatives:
        return []
    return [*_ages(scope), *_sexes(scope), *_deaths(scope), *_lives(scope)]


def _ages(scope: Scope) -> list[Fault]:
    patient = scope.index.chart.patient
    found = []
    for match in _ages_in(scope.sentence.bare):
        said = _years(next(m for m in match.groups() if m))
        days = [scope.index.today, *(d.when.date for d in scope.sentence.dates if d.when)]
        ages = [a for day in days if (a := patient.age(day)) is not None]
        events = _at_events(scope)
        if ages and events and _ONSET.search(scope.sentence.bare) and _of_problem(scope):
            ages = events
        if not ages:
            if not _written(said, scope):
                found.append(
                    not_found(
                        "age",
                        match.start(),
                        Severity.LOW,
                        "the chart gives no birth date; the sentence gives an age",
                    )
                )
        elif said not in {*ages, *events} and not _written(said, scope) and not _near(said, scope):
            reason = (
                f"the patient is {ages[0]} years old (born"
                f" {patient.birth.words if patient.birth else '?'}); the sentence says {said}"
            )
            found.append(contradicted("age", match.start(), Severity.MODERATE, reason))
    return found


_ONSET: Final = Caseless(r"onset|diagnos|began|begun|develop|started|first|beginning")
"""Words that tie an age to the day on which something began."""


def _of_problem(scope: Scope) -> bool:
    return all(p.entry.kind is Kind.PROBLEM for p in scope.cited)


def _at_events(scope: Scope) -> list[int]:
    """How old the patient was when each cited thing began; of a year alone, both ages."""
    patient = scope.index.chart.patient
    days = [
        day
        for p in scope.cited
        for when in (p.entry.when, p.entry.recorded)
        if when
        for day in {when.date, (when.high - _MOMENT).date()}
    ]
    return [a for day in days if (a := patient.age(day)) is not None]


_MOMENT: Final = timedelta(seconds=1)


def _years(said: str) -> int:
    """`66`, `sixty-six`: an age in figures or letters."""
    parts = re.split(r"[\s-]", said.lower())
    return sum(int(SPELLED.get(p, "1" if p == "one" else p)) for p in parts)


def _near(said: int, scope: Scope) -> bool:
    """Dead patients have no age today: theirs is the one they died at."""
    patient = scope.index.chart.patient
    day: date | None = patient.deceased.date if patient.deceased else None
    age = patient.age(day) if day else None
    return age is not None and abs(age - said) < _NEAR


def _written(said: int, scope: Scope) -> bool:
    return any(q.number == said for p in scope.cited for q in p.quantities)


def _sexes(scope: Scope) -> list[Fault]:
    sex = scope.index.chart.patient.sex
    found = []
    found_in = [(m, m["sex"].lower() in _MALE) for m in _SEX.finditer(scope.sentence.bare)]
    if scope.cited and all(p.entry.kind is Kind.PATIENT for p in scope.cited):
        found_in = [(m, m[0].lower() in _MALE) for m in _ANY_SEX.finditer(scope.sentence.bare)]
    found_in += [
        (m, m[0][-1] == "M") for m in _ages_in(scope.sentence.bare) if m["short"] or m["bare"]
    ]
    for match, is_male in found_in:
        said = "male" if is_male else "female"
        if sex in {"male", "female"} and said != sex:
            found.append(
                contradicted(
                    "sex",
                    match.start(),
                    Severity.MODERATE,
                    f"the patient is {sex}; the sentence says {said}",
                )
            )
    return found


_DEAD = Caseless(
    r"\b(?:patient|she|he)\s(?:has\s)?(?:died|passed away|is deceased|is dead)\b"
    r"|^\s*(?:died|deceased)\b",
)


_ALIVE = Caseless(
    r"\b(?:patient|she|he)\s(?:is|remains)\s(?:still\s)?(?:alive|living)\b(?!\s(?:with|in|alone"
    r"|at))",
)


def _lives(scope: Scope) -> list[Fault]:
    match = _ALIVE.search(scope.sentence.bare)
    if match is None or not scope.index.chart.patient.dead:
        return []
    reason = f"{scope.index.chart.patient.reference} is recorded as dead"
    return [contradicted("death", match.start(), Severity.HIGH, reason)]


def _deaths(scope: Scope) -> list[Fault]:
    match = _DEAD.search(scope.sentence.bare)
    if match is None or scope.index.chart.patient.dead:
        return []
    reason = f"{scope.index.chart.patient.reference} is not recorded as dead"
    return [contradicted("death", match.start(), Severity.HIGH, reason)]
