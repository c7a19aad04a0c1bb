"""A question as it was understood: what about, what is wanted of it, of which time."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class About(StrEnum):
    """What the question is about; `thing` where only the chart tells what kind its name is of."""

    THING = "thing"
    RESULT = "result"
    MEDICINE = "medicine"
    PROBLEM = "problem"
    ALLERGY = "allergy"
    PROCEDURE = "procedure"
    IMAGING = "imaging"
    VACCINE = "vaccine"
    ENCOUNTER = "encounter"
    ADMISSION = "admission"
    EMERGENCY = "emergency"
    FAMILY = "family"
    HABIT = "habit"
    PATIENT = "patient"
    TEAM = "team"
    GOAL = "goal"
    PLAN = "plan"
    ORDER = "order"
    DEVICE = "device"
    NOTE = "note"


class Want(StrEnum):
    """What is wanted of it."""

    VALUE = "value"
    AVERAGE = "average"
    TREND = "trend"
    COMPARE = "compare"
    BEYOND = "beyond"
    COUNT = "count"
    LIST = "list"
    WHEN = "when"
    ENDED = "ended"
    CHANGED = "changed"
    DURATION = "duration"
    AGO = "ago"
    AGE = "age"
    EVER = "ever"
    NOW = "now"
    OVER = "over"
    WHY = "why"
    WHY_STOPPED = "why stopped"
    WHO = "who"
    WHERE = "where"
    DOSE = "dose"
    REACTION = "reaction"
    FINDING = "finding"


class Pick(StrEnum):
    """Which of several."""

    NONE = ""
    LATEST = "latest"
    FIRST = "first"
    HIGHEST = "highest"
    LOWEST = "lowest"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of days, both ends inclusive; `words` as the question said it.

    `near` is the day in the middle of what was said loosely ("a year ago").
    """

    since: date | None = None
    until: date | None = None
    words: str = ""
    near: date | None = None

    def __bool__(self) -> bool:
        """Whether it bounds anything."""
        return self.since is not None or self.until is not None


EVERY_TIME: Final = Span()


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit: `>`, `>=`, `<` or `<=` a number, in a unit where the question names one.

    Without a number it is the result's own range: `>` is high, `<` is low, `!` is either.
    """

    sign: str
    number: Decimal | None = None
    unit: str = ""


class Link(StrEnum):
    """How what is asked stands in time to the circumstance that is named with it."""

    AFTER = "after"
    BEFORE = "before"
    WHILE = "while"
    AT = "at"
    WHEN = "when"


class Event(StrEnum):
    """What of its subject makes a circumstance."""

    BEGUN = "begun"
    ENDED = "ended"
    TAKEN = "taken"
    BEYOND = "beyond"
    HAPPENED = "happened"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What else is said of the time: after insulin was started, when her eGFR was below 45.

    `question` tells the subject, and the limit of `BEYOND`.
    """

    link: Link
    event: Event
    question: "Question"


@dataclass(frozen=True, slots=True)
class Question:
    """A question in types.

    `subject` is the name it is about, in the question's own words; empty for all of that kind.
    `parts` are its names where `and` joins several, `against` a second time to compare with.
    `unit` is the one that the answer is wanted in; empty for that of the record.
    """

    text: str
    about: About
    want: Want
    pick: Pick = Pick.NONE
    subject: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    span: Span = EVERY_TIME
    against: Span = EVERY_TIME
    bound: Bound | None = None
    unit: str = ""
    circumstance: Circumstance | None = None

    @property
    def words(self) -> str:
        """What was understood, for whoever asked: `latest value of potassium, in 2019`."""
        what = " ".join(self.subject) or "all"
        pick = f"{self.pick.value} " if self.pick else ""
        about = "" if self.about is About.THING else f" ({self.about.value})"
        times = "".join(f", {s.words}" for s in (self.span, self.against) if s)
        return f"{pick}{self.want.value} of {what}{about}{times}"
