"""Results, blood pressures and their course, read from a chart."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from chartside.evals.injected_errors.facts import Fact, Pressure, Reading, Shift, Spread, Together
from chartside.evals.injected_errors.names.analytes import analyte_key, analyte_names
from chartside.evals.injected_errors.truth.results import UNFINISHED, measured, pressure_of
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import is_abnormal
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry, Kind, Value, shown_number
from chartside.fhir.units import convert

_OTHER_UNITS: Final = {
    ("weight", "kg"): "[lb_av]",
    ("height", "cm"): "[in_i]",
    ("temperature", "Cel"): "[degF]",
    ("glucose", "mg/dL"): "mmol/L",
    ("creatinine", "mg/dL"): "umol/L",
    ("creatinine", "umol/L"): "mg/dL",
    ("cholesterol", "mg/dL"): "mmol/L",
}
"""Units that a reader from elsewhere would write instead of the source's."""

FEWEST: Final = 3
"""Readings that make a range: two are a pair."""

_PLACES: Final = {"[lb_av]": 1, "[in_i]": 1, "[degF]": 1, "mmol/L": 1, "umol/L": 0, "mg/dL": 2}


def numbered(chart: Chart) -> list[Entry]:
    """Results with a number, a plain unit and a day, finished ones only."""
    return [
        e
        for e in chart.entries
        if measured(e)
        and e.status not in UNFINISHED
        and "LOINC Code" not in e.label
        and e.when is not None
        and e.when.precision in {"day", "time"}
    ]


def by_test(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Results by what they measure, oldest first."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[analyte_key(entry.label)].append(entry)
    return found


def readings(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Single results, some to the month or year only, some rounded, some in another unit."""
    for entry in numbered(chart):
        yield reading(entry, rng)
    for entry in chart.entries:
        if measured(entry) and entry.status == "preliminary" and entry.when:
            yield reading(entry, rng, stage="preliminary")


def reading(entry: Entry, rng: random.Random, stage: str = "") -> Reading:
    """One result as it might be said."""
    value, when = entry.value, entry.when
    if value is None or value.number is None or when is None:
        raise ValueError("not a result with a number and a day")
    key, unit = analyte_key(entry.label), value.ucum or value.unit
    number = rounded(value.number, rng)
    other = _OTHER_UNITS.get((key, unit))
    if other and rng.random() < 0.15 and not value.comparator:  # noqa: PLR2004 - share of sentences
        carried = _carried(entry, value, other)
        number, unit = (carried, other) if carried is not None else (number, unit)
    flag = is_abnormal(entry)
    marked = flag in {"high", "low"} and not value.comparator and rng.random() < 0.4  # noqa: PLR2004 - share of sentences
    return Reading(
        sources=(entry.reference,),
        key=key,
        names=analyte_names(entry.label),
        number=number,
        unit=unit,
        day=_said(when.day, rng),
        comparator=value.comparator,
        flag=flag if marked and not stage else "",
        stage=stage,
        blood=of_blood(entry),
    )


def of_blood(entry: Entry) -> bool:
    """Whether a laboratory result is of the blood, as far as its name tells."""
    elsewhere = ("urine", "stool", "feces", "saliva", "fluid", "albumin/creatinine", "sputum")
    return entry.kind is Kind.LAB and not any(w in entry.label.lower() for w in elsewhere)


def ranged(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Results with the reference range that stands beside them, in the unit of the source."""
    for entry in numbered(chart):
        held = entry.value.range if entry.value else None
        if held and held.low is not None and held.high is not None and entry.value:
            number = shown_number(entry.value.number or Decimal(0))
            yield replace(
                reading(entry, rng), number=Decimal(number), comparator=entry.value.comparator,
                unit=entry.value.ucum or entry.value.unit, day=_said_day(entry), flag="",
                least=Decimal(shown_number(held.low)), most=Decimal(shown_number(held.high)),
            )  # fmt: skip


def _said_day(entry: Entry) -> str:
    return entry.when.day if entry.when else ""


def _carried(entry: Entry, value: Value, unit: str) -> Decimal | None:
    loinc = next((c.code for c in entry.code.codings if c.system == LOINC), None)
    if value.number is None:
        return None
    found = convert(value.number, value.ucum or value.unit, unit, analyte_loinc=loinc)
    if found is None:
        return None
    return found.quantize(Decimal(1).scaleb(-_PLACES[unit]), ROUND_HALF_UP)


def rounded(number: Decimal, rng: random.Random) -> Decimal:
    """The number as shown, or with fewer decimals where that costs less than one part in fifty."""
    shown = Decimal(shown_number(number))
    if rng.random() < 0.6:  # noqa: PLR2004 - most sentences copy the number
        return shown
    fewer = [shown.quantize(Decimal(1).scaleb(-n), ROUND_HALF_UP) for n in (0, 1)]
    close = [n for n in fewer if abs(n - number) * 50 <= abs(number) and n != 0]
    exponent = shown.as_tuple().exponent
    shorter = [n for n in close if int(n.as_tuple().exponent) > int(exponent)]
    return rng.choice([shown, *shorter])


def _said(day: str, rng: random.Random) -> str:
    chance = rng.random()
    return day if chance < 0.75 else day[:7] if chance < 0.9 else day[:4]  # noqa: PLR2004 - shares of sentences


def latest(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """The newest result of each test, said without a date."""
    for entries in by_test(numbered(chart)).values():
        newest = [e for e in entries if e.when == entries[-1].when]
        if len(newest) == 1 and newest[0].value and not newest[0].value.comparator:
            fact = reading(newest[0], rng)
            yield Reading(
                sources=fact.sources, key=fact.key, names=fact.names, number=fact.number,
                unit=fact.unit, day="", latest=True, blood=fact.blood,
            )  # fmt: skip


def pressures(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Blood pressures."""
    for entry in chart.entries:
        found = pressure_of(entry)
        if found and entry.live and entry.when and entry.status not in UNFINISHED:
            over, under = (n.quantize(Decimal(1), ROUND_HALF_UP) for n in found)
            yield Pressure(
                sources=(entry.reference,), key="bp", over=over, under=under,
                day=_said(entry.when.day, rng),
            )  # fmt: skip


def shifts(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Two results of one test some time apart, and where the number went."""
    for key, entries in by_test(numbered(chart)).items():
        days = _one_a_day(entries)
        for _ in range(min(3, len(days) - 1)):
            one, other = sorted(rng.sample(range(len(days)), 2))
            if fact := _shift(key, days[one], days[other], rng):
                yield fact


def _one_a_day(entries: list[Entry]) -> list[Entry]:
    days: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.value and not entry.value.comparator and entry.when:
            days[entry.when.day].append(entry)
    return [held[0] for held in days.values() if len(held) == 1]


def _shift(key: str, one: Entry, other: Entry, rng: random.Random) -> Shift | None:
    if not (one.value and other.value and one.when and other.when):
        return None
    unit = one.value.ucum or one.value.unit
    if unit != (other.value.ucum or other.value.unit):
        return None
    first = Decimal(shown_number(one.value.number or Decimal(0)))
    last = Decimal(shown_number(other.value.number or Decimal(0)))
    went = "rose" if last > first else "fell" if last < first else "same"
    if went == "same" and one.value.number != other.value.number:
        return None
    gave = went != "same" and unit != "{score}" and (key == "weight" or rng.random() < 0.15)  # noqa: PLR2004 - share of sentences
    months = one.when.day[:7] != other.when.day[:7] and rng.random() < 0.3  # noqa: PLR2004 - share of sentences
    cut = 7 if months and not _crowded((one, other)) else 10
    return Shift(
        sources=(one.reference, other.reference),
        key=key,
        names=analyte_names(one.label),
        first=first,
        last=last,
        unit=unit,
        start=one.when.day[:cut],
        end=other.when.day[:cut],
        direction=went,
        by=abs(last - first) if gave else None,
        bare=went != "same" and not gave and rng.random() < 0.2,  # noqa: PLR2004 - share of sentences
    )


def _crowded(pair: tuple[Entry, Entry]) -> bool:
    return any(e.when is None or e.when.precision not in {"day", "time"} for e in pair)


def spreads(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """The least and the greatest result of a year with three or more of one unit."""
    for key, entries in by_test(numbered(chart)).items():
        years: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            years[entry.when.day[:4] if entry.when else ""].append(entry)
        for year, held in years.items():
            if fact := _spread(key, year, held, ends=rng.random() < 0.4):  # noqa: PLR2004 - share of sentences
                yield fact


def _spread(key: str, year: str, held: list[Entry], *, ends: bool) -> Spread | None:
    values = [e.value for e in held if e.value and e.value.number is not None]
    units = {v.ucum or v.unit for v in values}
    days = {e.when.day for e in held if e.when}
    if (
        len(held) < FEWEST
        or len(units) != 1
        or len(days) != len(held)
        or any(v.comparator for v in values)
    ):
        return None
    numbers = sorted(v.number for v in values if v.number is not None)
    if shown_number(numbers[0]) == shown_number(numbers[-1]):
        return None
    return Spread(
        sources=tuple(e.reference for e in held), key=key, names=analyte_names(held[0].label),
        low=Decimal(shown_number(numbers[0])), high=Decimal(shown_number(numbers[-1])),
        unit=units.pop(), year=year, count=len(held), ends=ends,
    )  # fmt: skip


def panels(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Two or three results of one day in one sentence."""
    days: dict[tuple[str, Kind], dict[str, Entry]] = defaultdict(dict)
    for entry in numbered(chart):
        own = entry.kind in {Kind.LAB, Kind.VITAL} and entry.when and entry.value
        if own and entry.when and entry.value and not entry.value.comparator:
            days[entry.when.day, entry.kind].setdefault(analyte_key(entry.label), entry)
    for (day, kind), tests in days.items():
        if len(tests) > 1:
            chosen = rng.sample(sorted(tests), min(len(tests), rng.choice((2, 3))))
            parts = tuple(_plain(tests[key], day) for key in chosen)
            yield Together(
                sources=tuple(s for p in parts for s in p.sources),
                parts=parts,
                layout="panel" if kind is Kind.LAB else "signs",
            )


def _plain(entry: Entry, day: str) -> Reading:
    value = entry.value or Value()
    return Reading(
        sources=(entry.reference,), key=analyte_key(entry.label),
        names=analyte_names(entry.label), number=Decimal(shown_number(value.number or Decimal(0))),
        unit=value.ucum or value.unit, day=day, blood=of_blood(entry),
    )  # fmt: skip
