"""Results of one test in time, with the numbers that can be compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chartside.agent.asking.answers.sought import Sought, in_span
from chartside.agent.asking.concepts import RESULTS, Meant, pressure_part
from chartside.agent.authors.wording import inner, value_words
from chartside.fhir.clinical import blood_pressures, in_unit_of, is_abnormal, outside_usual
from chartside.fhir.clinical import series as in_series
from chartside.fhir.entry import Entry, Kind, Value
from chartside.fhir.units import convert
from chartside.fhir.when import When
from chartside.tools.names import name_of


@dataclass(frozen=True, slots=True)
class Reading:
    """One result: when, in words, and its number in the unit of the newest; None where it has none.

    `shown` is the value that `number` was read from; of a blood pressure the part asked about.
    """

    when: When | None
    words: str
    number: Decimal | None
    entries: tuple[Entry, ...]
    shown: Value | None
    flag: str

    @property
    def day(self) -> str:
        """` on 3 November 2026`, as precise as the record."""
        if self.when is None:
            return ""
        word = "on" if self.when.precision in {"day", "time"} else "in"
        return f" {word} {self.when.words}"


@dataclass(frozen=True, slots=True)
class Course:
    """The results of one test that were read, oldest first."""

    name: str
    readings: tuple[Reading, ...]

    @property
    def inner(self) -> str:
        """The name inside a sentence."""
        return inner(self.name)

    @property
    def last(self) -> Reading:
        """The newest."""
        return self.readings[-1]

    @property
    def numbers(self) -> tuple[Reading, ...]:
        """Those with a number that can be compared; `<5` is none."""
        return tuple(
            r for r in self.readings if r.number is not None and r.shown and not r.shown.comparator
        )

    def within(self, readings: Iterable[Reading]) -> "Course":
        """The same test with these results only."""
        return Course(self.name, tuple(readings))


def courses(sought: Sought, found: Meant, *, every_time: bool = False) -> tuple[Course, ...]:
    """The tests that a name is the name of, each with its results in the time asked about."""
    span = sought.question.span
    made = _pressures(sought, found) or _ordinary(sought, found)
    kept = (c.within(r for r in c.readings if every_time or in_span(r.when, span)) for c in made)
    return tuple(c for c in kept if c.readings)


def _ordinary(sought: Sought, found: Meant) -> list[Course]:
    measured = [e for e in found.of(*RESULTS, Kind.IMAGING) if e.reference.startswith("Obs")]
    entries = [e for e in sought.read(measured) if not _future(e, sought)]
    by_name: dict[str, list[Entry]] = {}
    for held in in_series(entries):
        by_name.setdefault(name_of(held.latest), []).extend(held.entries)
    order = {e.reference: n for n, e in enumerate(sought.chart.entries)}
    return [
        Course(name, _readings(sought, sorted(held, key=lambda e: order[e.reference])))
        for name, held in by_name.items()
    ]


def _future(entry: Entry, sought: Sought) -> bool:
    return entry.when is not None and entry.when.low > sought.chart.as_of


def _readings(sought: Sought, entries: Sequence[Entry]) -> tuple[Reading, ...]:
    goal = next(
        (e.value for e in reversed(entries) if e.value and e.value.number is not None), None
    )
    return tuple(
        Reading(
            e.when,
            _words(e),
            in_unit_of(e, goal),
            (e,),
            e.value,
            is_abnormal(e) or outside_usual(sought.chart, e),
        )
        for e in entries
    )


def _words(entry: Entry) -> str:
    if entry.value is not None:
        words = value_words(entry.value)
        return words if entry.value.number is not None else f'"{words}"'
    return ", ".join(f"{c.code.label} {value_words(c.value)}" for c in entry.components if c.value)


def _pressures(sought: Sought, found: Meant) -> list[Course]:
    part = pressure_part(found.subject)
    if not part:
        return []
    meant = {e.reference for e in sought.read(found.entries)}
    readings = []
    for held in blood_pressures(sought.chart):
        value = held.diastolic if part == "diastolic" else held.systolic
        if value is None or not meant.issuperset(e.reference for e in held.entries):
            continue
        words = held.words if part == "both" else value_words(value)
        flag = next((f for e in held.entries if (f := is_abnormal(e))), "")
        number = convert(value.number, value.ucum or value.unit, "mm[Hg]") if value.number else None
        readings.append(Reading(held.when, words, number, held.entries, value, flag))
    name = "Blood pressure" if part == "both" else f"{part.capitalize()} blood pressure"
    return [Course(name, tuple(readings))] if readings else []
