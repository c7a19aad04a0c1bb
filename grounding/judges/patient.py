"""Age, sex, birth and death against the chart's own patient, whatever the sentence cites.

HL7 FHIR R4 Patient.birthDate, deceased, gender (administrative).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.reading.words import SPELLED
from chartside.grounding.sources.profile import Profile

_AGE = re.compile(
    r"\b(?=[\da-fhnpst])(?:(?P<old>\d{1,3}|(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty[\s-])?(?:one|two|three|four"
    r"|five|six|seven|eight|nine)|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)[\s-]*(?:years?|yrs?|y)[\s-]*(?:old|o)\b|\baged?\s(?:of\s"
    r"|at\s)?(?P<aged>\d{1,3})\b|\b(?:she|he|patient|pt)\s(?:is|was)\s"
    r"(?P<now>\d{1,3})(?=\s*(?:[.,;]|$|and\b|with\b|when\b|at\b))|(?P<yo>\d{1,3})\s?y/?o\b"
    r"|\b(?P<short>\d{1,3})\s?(?:y/?o\s?)?[FM]\b(?=\s(?:with|w/|who|admitted|seen|presents?|presenting|c/o|,))"
    r"|^(?P<bare>\d{1,3})(?-i:[FM])\b(?=[,.:;]))",
    re.IGNORECASE,
)
_NEAR: Final = 1
"""Years that an age may be off where the day it was true on is not said."""
_SEX = re.compile(
    r"\b(?:\d+\s?(?:[\s-]years?[\s-]old|\s?y/?o|\s?yrs?)[\s,]\s?(?:\w+\s){0,2}"
    r"|(?:this|the|a|an|elderly|adult|patient is (?:a|an)?)\s(?:\w+\s){0,2})"
    r"(?P<sex>man|woman|male|female|gentleman|lady|boy|girl)\b",
    re.IGNORECASE,
)
_MALE: Final = frozenset({"man", "male", "gentleman", "boy"})


@lru_cache(maxsize=256)
def _age_spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(m.span() for m in _AGE.finditer(text))


def is_age(quantity: Quantity, scope: Scope) -> bool:
    """Whether a number is somebody's age."""
    spans = _age_spans(scope.sentence.bare)
    at = bisect_right(spans, (quantity.start, len(scope.sentence.bare))) - 1
    return at >= 0 and spans[at][0] <= quantity.start < spans[at][1]


def says_of_person(scope: Scope) -> bool:
    """Whether the sentence gives an age, a sex or a death."""
    text = scope.sentence.bare
    return any(said.search(text) for said in (_AGE, _SEX, _DEAD, _ALIVE))


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
    for match in _AGE.finditer(scope.sentence.bare):
        said = _years(next(m for m in match.groups() if m))
        days = [scope.index.today, *(d.when.date for d in scope.sentence.dates if d.when)]
        ages = [a for day in days if (a := patient.age(day)) is not None]
        events = [
            a
            for p in scope.cited
            if p.entry.when and (a := patient.age(p.entry.when.date)) is not None
        ]
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
    found_in += [
        (m, m[0][-1] == "M") for m in _AGE.finditer(scope.sentence.bare) if m["short"] or m["bare"]
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


_DEAD = re.compile(
    r"\b(?:patient|she|he)\s(?:has\s)?(?:died|passed away|is deceased|is dead)\b"
    r"|^\s*(?:died|deceased)\b",
    re.IGNORECASE,
)


_ALIVE = re.compile(
    r"\b(?:patient|she|he)\s(?:is|remains)\s(?:still\s)?(?:alive|living)\b(?!\s(?:with|in|alone|at))",
    re.IGNORECASE,
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
