"""The newest results that a formula may take together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from chartside.fhir.clinical.pressure import Pressure, blood_pressures
from chartside.fhir.entry import Entry, Value
from chartside.fhir.units import convert
from chartside.tools.formulas.quantities import Quantity
from chartside.tools.formulas.readings import UNFINISHED, Reading, Readings, readings
from chartside.tools.formulas.sheet import Input, Sheet


@dataclass(frozen=True, slots=True)
class Need:
    """A quantity, and the most days that its result may lie before the day of the calculation."""

    of: Quantity
    days: int


def take(sheet: Sheet, *needs: Need, spread: int | None = None) -> tuple[Reading, ...] | None:
    """The newest result of each; None, and said on the sheet, where one is missing.

    Args:
        sheet: Where inputs and what is missing are written down.
        needs: What to look for.
        spread: The most days between the results; None for no bound. The newest day on which all
            can be had is taken; there, results of one moment go together.
    """
    held = [(need, readings(sheet, need.of)) for need in needs]
    pools = [[r for r in f.usable if sheet.at.within(r.when, n.days)] for n, f in held]
    lacking = [_lack(n, f) for (n, f), pool in zip(held, pools, strict=True) if not pool]
    if lacking:
        sheet.missing += lacking
        return None
    taken = _together(pools, spread)
    if taken is None:
        names = ", ".join(n.of.name for n in needs)
        apart = "on one day" if not spread else f"within {spread} days of each other"
        sheet.missing.append(f"{names} {apart}")
        return None
    for (_, found), reading in zip(held, taken, strict=True):
        _write(sheet, found, reading)
    return taken


def glance(sheet: Sheet, need: Need) -> Reading | None:
    """The newest result, where there is one; that there is none is not held to be missing."""
    found = readings(sheet, need.of)
    recent = [r for r in found.usable if sheet.at.within(r.when, need.days)]
    if not recent:
        return None
    _write(sheet, found, recent[-1])
    return recent[-1]


def _lack(need: Need, found: Readings) -> str:
    name = need.of.name
    if found.usable:
        last = found.usable[-1].when.day
        return f"{name} {_too_old(last, need.days)}"
    if found.unusable:
        return f"{name} (none is an exact number in a unit of it)"
    return name


def _together(pools: Sequence[list[Reading]], spread: int | None) -> tuple[Reading, ...] | None:
    if spread is None:
        return tuple(pool[-1] for pool in pools)
    days = sorted({r.when.date for pool in pools for r in pool}, reverse=True)
    for day in days:
        near = [[r for r in pool if _near(r.when.date, day, spread)] for pool in pools]
        if all(near):
            return _of_one_moment(near) or tuple(pool[-1] for pool in near)
    return None


def _near(day: date, last: date, spread: int) -> bool:
    return timedelta(0) <= last - day <= timedelta(days=spread)


def _of_one_moment(pools: Sequence[list[Reading]]) -> tuple[Reading, ...] | None:
    """Results of the newest day that has all of them at one moment, if that is the last day."""
    last = max(r.when.date for pool in pools for r in pool)
    moments = [{r.when.low: r for r in pool if r.when.date == last} for pool in pools]
    shared = set(moments[0]).intersection(*moments[1:])
    return tuple(m[max(shared)] for m in moments) if shared else None


def _write(sheet: Sheet, found: Readings, taken: Reading) -> None:
    name = found.wanted.name
    rival = any(r.when.low == taken.when.low and r.number != taken.number for r in found.usable)
    doubt = ("another result of that time differs",) if rival else ()
    note = taken.note(found.wanted, *doubt)
    day = taken.when.day
    sheet.inputs.append(Input(name, taken.value.words, day, (taken.entry.reference,), note))
    newer = [e for e in found.unusable if e.when and e.when.low > taken.when.low]
    if newer:
        said = newer[-1].when.day if newer[-1].when else ""
        sheet.notes.append(_UNUSABLE.format(name=name, day=said))


_UNUSABLE: Final = "a newer {name}, of {day}, is no exact number in a unit of it"


def take_pressure(sheet: Sheet, days: int) -> tuple[Decimal, Decimal | None] | None:
    """Systolic and diastolic in mmHg of the newest blood pressure; the diastolic may be missing."""
    held = [(p, p.when) for p in blood_pressures(sheet.chart) if p.when and sheet.at.dated(p.when)]
    every = [(p, when, top) for p, when in held if (top := _mmhg(p.systolic)) is not None]
    recent = [e for e in every if sheet.at.within(e[1], days)]
    if not recent:
        sheet.missing.append(_no_pressure(every[-1][1].day if every else "", days))
        return None
    newest, when, systolic = recent[-1]
    refs = tuple(e.reference for e in newest.entries)
    note = _unfinished(newest)
    sheet.inputs.append(Input("blood pressure", newest.words, when.day, refs, note))
    if held[-1][1].low > when.low:
        sheet.notes.append(_UNUSABLE.format(name="blood pressure", day=held[-1][1].day))
    return systolic, _mmhg(newest.diastolic)


def _no_pressure(last: str, days: int) -> str:
    if not last:
        return "blood pressure"
    return f"blood pressure {_too_old(last, days)}"


def _too_old(last: str, days: int) -> str:
    limit = "a day" if days == 1 else f"{days} days"
    return f"(the newest, of {last}, is older than {limit}: ask with as_of={last})"


def _mmhg(value: Value | None) -> Decimal | None:
    if value is None or value.number is None or value.comparator:
        return None
    return convert(value.number, value.ucum or value.unit, "mm[Hg]")


def _unfinished(pressure: Pressure) -> str:
    states: list[Entry] = [e for e in pressure.entries if e.status in UNFINISHED]
    return states[0].status if states else ""
