"""Results of one test in time, with the numbers that can be compared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from chartside.agent.asking.answers.sought import Sought, in_span
from chartside.agent.asking.concepts import RESULTS, Meant, pressure_part
from chartside.agent.authors.wording import inner, value_words
from chartside.fhir.clinical import blood_pressures, in_unit_of, is_abnormal, outside_usual
from chartside.fhir.clinical import series as in_series
from chartside.fhir.clinical.same import loincs
from chartside.fhir.entry import Entry, Kind, Value
from chartside.fhir.units import convert, same_unit
from chartside.fhir.when import When
from chartside.grounding.reading.quotation import quoted
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
    """The results of one test that were read, oldest first.

    `units` are all that the record gives this test in, at any time.
    """

    name: str
    readings: tuple[Reading, ...]
    units: tuple[str, ...] = ()

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

    def told_in(self, unit: str) -> "Course":
        """The same results in another unit, each with its own value beside it.

        What cannot be carried into it stays as it is.
        """
        return replace(self, readings=tuple(_carried(r, unit) for r in self.readings))

    def comparable(self) -> "Course":
        """The same results in the unit that most of them are in."""
        units = Counter(_unit(r.shown) for r in self.numbers if r.shown)
        return self.told_in(units.most_common(1)[0][0]) if len(units) > 1 else self

    def within(self, readings: Iterable[Reading]) -> "Course":
        """The same test with these results only."""
        return replace(self, readings=tuple(readings))


def _unit(value: Value) -> str:
    return value.ucum or value.unit


_DIGITS: Final = 3


def _carried(reading: Reading, unit: str) -> Reading:
    """`7.6 % (60 mmol/mol)` of a result in mmol/mol."""
    value = reading.shown
    if value is None or value.number is None or same_unit(_unit(value), unit):
        return reading
    loinc = next(iter(loincs(reading.entries[0].code)), None)
    number = convert(value.number, _unit(value), unit, analyte_loinc=loinc)
    if number is None:
        return reading
    places = max(0, min(1, _DIGITS - 1 - number.adjusted()) if number >= 1 else _DIGITS)
    shown = replace(value, number=round(number, places), unit=unit, ucum=unit, range=None)
    words = f"{value_words(shown)} ({reading.words})"
    return replace(reading, words=words, number=number, shown=shown)


def courses(sought: Sought, found: Meant, *, every_time: bool = False) -> tuple[Course, ...]:
    """The tests that a name is the name of, each with its results in the time asked about."""
    span = sought.question.span
    made = _pressures(sought, found) or _ordinary(sought, found)
    units = {
        c.name: tuple(dict.fromkeys(_unit(r.shown) for r in c.numbers if r.shown)) for c in made
    }
    kept = (c.within(r for r in c.readings if every_time or in_span(r.when, span)) for c in made)
    wanted = sought.question.unit
    told = (c.told_in(wanted) if wanted else c for c in kept if c.readings)
    return tuple(replace(c, units=units.get(c.name, ())) for c in told)


def _ordinary(sought: Sought, found: Meant) -> list[Course]:
    measured = [e for e in found.of(*RESULTS, Kind.IMAGING) if e.reference.startswith("Obs")]
    entries = [e for e in sought.read(measured) if not (_future(e, sought) or is_without(e))]
    by_name: dict[str, list[Entry]] = {}
    for held in in_series(entries):
        by_name.setdefault(name_of(held.latest), []).extend(held.entries)
    order = {e.reference: n for n, e in enumerate(sought.chart.entries)}
    return [
        Course(name, _readings(sought, sorted(held, key=lambda e: order[e.reference])))
        for name, held in by_name.items()
    ]


def is_without(entry: Entry) -> bool:
    """Whether a test was taken and gave no result."""
    return entry.value is not None and entry.value.absent and not entry.components


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
        return words if entry.value.number is not None else quoted(words)
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
