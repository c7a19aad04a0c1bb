"""How long a course of doses or a supply goes on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from chartside.fhir.projection import elements as el
from chartside.fhir.projection.course_words import days_told
from chartside.fhir.projection.dosage import DAYS, as_needed, frequency
from chartside.fhir.projection.source import Json
from chartside.fhir.when import When, parse_when

TIME_WORDS = {
    word: unit
    for unit, words in {
        "s": "sec secs second seconds sekunde sekunden",
        "min": "mins minute minutes minuten minutos minuti",
        "h": "hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur",
        "d": "day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen",
        "wk": "week weeks wks woche wochen semaine semaines semana semanas settimana settimane"
        " weken",
        "mo": "month months mos monat monate monaten mois mes meses mese mesi maand maanden",
        "a": "yr yrs year years jahr jahre jahren an ans año años anno anni jaar jaren",
    }.items()
    for word in words.split()
}
"""Printed words for a unit of time, lower case: a Duration often comes without its UCUM code."""


def bounds_end(instructions: Any, start: When | None, *, told: bool = True) -> When | None:
    """When the last step with bounds ends; None where any step is open-ended.

    A single dose (FHIR R4 Timing.event, or a count of one) is over with its day. `told` is whether
    the words of a step count where its fields say nothing.
    """
    steps = list(el.many(instructions))
    ends = [_step_end(s, start) or (_told(start, s) if told else None) for s in steps]
    known = [end for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


def _step_end(step: Json, start: When | None) -> When | None:
    timing = step.get("timing") or {}
    repeat = timing.get("repeat") or {}
    if "boundsPeriod" in repeat:
        return el.moment(repeat["boundsPeriod"].get("end"))
    if "boundsDuration" in repeat:
        return lasting(start, repeat["boundsDuration"])
    if "boundsRange" in repeat:
        return lasting(start, repeat["boundsRange"].get("high"))
    if not repeat and (events := [w for t in el.many(timing.get("event")) if (w := el.moment(t))]):
        return max(events)
    once = repeat.get("count") == 1 and "countMax" not in repeat and "period" not in repeat
    if once:
        return parse_when(start.day) if start is not None else None
    return _used_up(start, step)


def _told(start: When | None, step: Json) -> When | None:
    """When the course is over by the words of its instruction."""
    said = el.words(step.get("text")) or el.words(step.get("patientInstruction"))
    return _after(start, days_told(said)) if said else None


def _used_up(start: When | None, step: Json) -> When | None:
    """When the last of a counted number of doses is due; None for doses taken only when needed."""
    repeat = (step.get("timing") or {}).get("repeat") or {}
    count, a_day = el.number(repeat.get("countMax") or repeat.get("count")), frequency(step)
    if not count or not a_day or "periodMax" in repeat or as_needed(step):
        return None
    return _after(start, count / a_day)


def lasting(start: When | None, duration: Any) -> When | None:
    """The day on which something that starts then and lasts so long is over."""
    return _after(start, days(duration))


def _after(start: When | None, length: Decimal | None) -> When | None:
    if start is None or length is None or not 0 <= length <= _LONGEST:
        return None
    return parse_when((start.low + timedelta(days=float(length))).date().isoformat())


def days(duration: Any) -> Decimal | None:
    """A Duration in days, its unit a UCUM code or a printed word; None where it is not of time."""
    value = el.quantity(duration)
    if value is None or value.number is None:
        return None
    unit = value.ucum or value.unit
    length = DAYS.get(unit) or DAYS.get(TIME_WORDS.get(unit.strip(" .").lower(), ""))
    return value.number * length if length else None


_LONGEST = 36_525
"""Days, a hundred years: a longer course is an error, and a date may not exist for its end."""
