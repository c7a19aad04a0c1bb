"""What happened: hospital stays, operations, and latest results out of their range.

Covered: stays and operations of the last five years, results of the last two. Not covered: what
only a note tells, procedures that are no operation, results without a range of their own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.evals.chart_questions.gather.problems import spoken
from chartside.evals.chart_questions.gather.series import outside, series_of
from chartside.evals.chart_questions.raw import (
    AS_OF,
    Body,
    Person,
    at,
    codes,
    day,
    label,
    listed,
    name_of,
    past,
)
from chartside.evals.chart_questions.told import Told, names, numbers, told

YEARS: Final = 5
"""How far back a stay or an operation is to be told."""
RESULT_YEARS: Final = 2
"""How far back a result that was never done again is."""

_INSIDE: Final = frozenset({"IMP", "ACUTE", "NONAC"})
_SURGERY: Final = frozenset({"387713003"})
"""The category of SNOMED for surgical procedures."""
_OPERATION: Final = re.compile(
    r"(?:ectomy|otomy|ostomy|plasty|rrhaphy|pexy|desis)\b"
    r"|\b(?:surg\w+|operation|implant\w*|transplant\w*|graft\w*|repair|replacement|resection"
    r"|excision|removal|bypass|amputation|ablation|stent\w*|extraction|fixation|c(?:a)?esarean"
    r"|angioplasty|hernia)\b",
    re.IGNORECASE,
)
_CLERICAL: Final = re.compile(
    r"documentation|reconciliation|\b(?:screening|history|planned|referral)\b", re.IGNORECASE
)
_HELD: Final = re.compile(
    r"\b(?:hospital\w*|admi(?:tted|ssions?)|inpatient|stay(?:ed)?|discharged?|ward)\b",
    re.IGNORECASE,
)
_SHORTEST: Final = 7
"""A date known to the month at least."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, by what it is told with.

    `called` are names, one of which has to stand in the sentence; `day` the date where that tells
    it, `number` the value of a result.
    """

    kind: str
    called: tuple[str, ...]
    day: str
    reference: str
    number: Decimal | None = None

    @property
    def words(self) -> str:
        """For a reader, who looks for what is missing."""
        value = f" {self.number}" if self.number is not None else ""
        return f"{self.kind}: {self.called[0] if self.called else ''}{value}, {self.day}"

    def is_told(self, sentences: Iterable[str]) -> bool:
        """Whether one of the sentences tells it."""
        return any(self._in(sentence) for sentence in sentences)

    def _in(self, sentence: str) -> bool:
        heard = told(sentence)
        called = any(names(sentence, name) for name in self.called)
        if self.number is not None:
            return called and any(said.is_(self.number) for said in numbers(heard.rest))
        if self.kind == OPERATION:
            return called
        return _dated(heard, self.day) and (called or bool(_HELD.search(sentence)))


STAY: Final = "hospital stay"
OPERATION: Final = "operation"
RESULT: Final = "abnormal result"


def events_of(person: Person) -> tuple[Event, ...]:
    """Everything that happened, once each; all of it lies before "now"."""
    return (*_stays(person), *_operations(person), *_results(person))


def _dated(heard: Told, when: str) -> bool:
    """Whether a text gives this day, or its month."""
    return any(
        len(d) >= _SHORTEST and (when.startswith(d) or d.startswith(when)) for d in heard.days
    )


def _recent(when: str, years: int) -> bool:
    first = AS_OF.replace(year=AS_OF.year - years).isoformat()
    return past(when) and when >= first[: len(when)]


def _stays(person: Person) -> Iterator[Event]:
    for body in person.of("Encounter"):
        begun = day(at(body, "period", "start"))
        held = body.get("status") in {"finished", "in-progress", "onleave"}
        if held and at(body, "class", "code") in _INSIDE and _recent(begun, YEARS):
            yield Event(STAY, tuple(_reasons(person, body)), begun, name_of(body))


def _reasons(person: Person, body: Body) -> Iterator[str]:
    for concept in listed(body, "reasonCode"):
        if words := spoken(label(concept)):
            yield words
    for link in listed(body, "diagnosis"):
        target = person.everything.get(str(at(link, "condition", "reference")))
        if words := spoken(label(at(target, "code"))):
            yield words


def _operations(person: Person) -> Iterator[Event]:
    seen: set[tuple[str, str]] = set()
    for body in person.of("Procedure"):
        when = day(body.get("performedDateTime") or at(body, "performedPeriod", "start"))
        words = spoken(label(body.get("code")))
        surgical = codes(body.get("category")) & _SURGERY or _OPERATION.search(words)
        wanted = surgical and not _CLERICAL.search(words) and (words, when) not in seen
        if wanted and body.get("status") == "completed" and _recent(when, YEARS):
            seen.add((words, when))
            yield Event(OPERATION, (words,), when, name_of(body))


def _results(person: Person) -> Iterator[Event]:
    for series in series_of(person):
        last = series.readings[-1]
        if outside(last) and _recent(last.day, RESULT_YEARS):
            own = label(last.body.get("code"))
            called = dict.fromkeys([*series.name.known, *series.name.kept, own])
            yield Event(
                RESULT, tuple(c for c in called if c), last.day, last.reference, last.number
            )
