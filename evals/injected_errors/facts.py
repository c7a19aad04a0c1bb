"""What a sentence says about a patient, as plain values: a fact is made, phrased, and made false.

Each fact names the entries it was read from (`sources`, `Type/id`). Numbers are as the sentence
shows them: already rounded, in the unit shown. Days are prefixes of a FHIR date, as precise as the
sentence is: `2019`, `2019-03`, `2019-03-02`, or empty where no date is said.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Anything a sentence may assert.

    `key` says what it is about, for comparison; `names` how a reader may see it named.
    """

    sources: tuple[str, ...]
    key: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Fact):
    """One number of one test or sign.

    `unit` is a UCUM code or the source's own; `flag` is `high`, `low` or nothing; `stage` is
    `final` or `preliminary` where the sentence says so; `latest` where it says "most recent";
    `least` and `most` are the reference range where the sentence gives it; `blood` whether it is a
    result of the blood.
    """

    number: Decimal
    unit: str
    day: str
    comparator: str = ""
    flag: str = ""
    stage: str = ""
    latest: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    blood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure(Fact):
    """A blood pressure in mmHg, systolic and diastolic."""

    over: Decimal
    under: Decimal
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Fact):
    """Two readings of one test and what happened between them: `rose`, `fell`, `same`.

    `by` is the difference where the sentence gives it; `bare` leaves the numbers unsaid.
    """

    first: Decimal
    last: Decimal
    unit: str
    start: str
    end: str
    direction: str
    by: Decimal | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Fact):
    """Least and greatest of a test's readings within a year, and how many there were.

    `ends` where the sentence says which is the lowest and which the highest.
    """

    low: Decimal
    high: Decimal
    unit: str
    year: str
    count: int
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Fact):
    """How often something happened in a year, or ever (`year` empty).

    `what` is `encounter`, `reading`, `immunization` or `procedure`.
    """

    what: str
    count: int
    year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine(Fact):
    """A medicine as it is or was taken.

    `state` is `current`, `held`, `stopped`, `finished` (its course is over), `prescribed` (an order
    was written) or `never`;
    `amount` with `unit` is what is taken at one time; `per_day` how often; `since` when the order
    was written, `until` when it ended, `why` the reason why it was stopped.
    """

    state: str
    amount: Decimal | None = None
    unit: str = ""
    per_day: Decimal | None = None
    route: str = ""
    since: str = ""
    until: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Illness(Fact):
    """A problem of the patient: `active`, `resolved`, `history`, `suspected` or `absent`.

    `denied` is said not to be, `never` not to have been either; `absent` that the chart has none.
    `age` is the patient's at onset where the sentence says so.
    """

    state: str
    since: str = ""
    until: str = ""
    age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy(Fact):
    """An allergy: `active`, `inactive`, or `none` for "no known drug allergies".

    `reaction` and `severity` (mild, moderate, severe) where the sentence says them.
    """

    state: str
    reaction: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative(Fact):
    """What a relative had, and at what age it began where the sentence says so."""

    relative: str
    age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Fact):
    """Something done on a day: `procedure`, `encounter`, `immunization` or `imaging`.

    A `device` that the patient has is said without a day.
    `reason` is why, where the sentence says so; `done` is False for "never had", "declined".
    """

    what: str
    day: str
    reason: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Fact):
    """What an imaging report concludes, in its words."""

    day: str
    words: str
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Fact):
    """A passage of a document as the sentence gives it.

    `held` is the passage as the document has it, from character `at` of its text.
    """

    day: str
    words: str
    held: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit(Fact):
    """Smoking: `never`, `former` or `current`."""

    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """Age in completed years on the chart's day, and sex (`male`, `female`)."""

    age: int
    sex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Fact):
    """Several facts in one sentence.

    `layout` is `clauses`, `panel` (results of one day), `signs` (vital signs of
    one day), `medicines` or `problems` (a list).
    """

    parts: tuple[Fact, ...]
    layout: str
