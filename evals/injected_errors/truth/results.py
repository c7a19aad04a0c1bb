"""Whether a result, a course or a range that a sentence gives is what entries hold."""

from collections.abc import Sequence
from decimal import Decimal

from chartside.evals.injected_errors.facts import Pressure, Reading, Shift, Spread
from chartside.evals.injected_errors.names.analytes import analyte_key
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import is_abnormal
from chartside.fhir.clinical import measured as measures
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry, Kind, shown_number
from chartside.fhir.units import convert

MEASURED = (Kind.LAB, Kind.VITAL, Kind.IMAGING, Kind.OBSERVATION, Kind.SURVEY)
UNFINISHED = frozenset({"preliminary", "registered", "partial"})
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"


def measured(entry: Entry) -> bool:
    """Whether an entry is a result that stands, with a number."""
    return (
        entry.live
        and entry.kind in MEASURED
        and entry.value is not None
        and entry.value.number is not None
        and entry.when is not None
    )


def on_day(entry: Entry, day: str) -> bool:
    """Whether the entry's time may be the one said; nothing said is no claim."""
    return not day or (entry.when is not None and entry.when.day.startswith(day))


def shows(entry: Entry, number: Decimal, unit: str) -> bool:
    """Whether the entry's number, carried into this unit and rounded as shown, is this one.

    Or the other way: 180 lb is 81.6 kg, and a scale that shows whole kilograms shows 82.
    """
    value = entry.value
    if value is None or value.number is None:
        return False
    own = value.ucum or value.unit
    if own == unit:
        return _rounds(value.number, number)
    loinc = next((c.code for c in entry.code.codings if c.system == LOINC), None)
    carried = convert(value.number, own, unit, analyte_loinc=loinc)
    if carried is not None and _rounds(carried, number):
        return True
    back = convert(number, unit, own, analyte_loinc=loinc)
    return back is not None and _rounds(back, Decimal(shown_number(value.number)))


def _rounds(exact: Decimal, shown: Decimal) -> bool:
    """Whether a number, cut to the decimals shown, is the one shown; a tie may go either way."""
    exponent = shown.as_tuple().exponent
    last_place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(exact - shown) <= last_place / 2


def reading_agrees(fact: Reading, entry: Entry, chart: Chart) -> bool:
    """One entry against one reading."""
    if not measured(entry) or analyte_key(entry.label) != fact.key or not on_day(entry, fact.day):
        return False
    value = entry.value
    same_bound = value is not None and value.comparator == fact.comparator
    same_stage = (fact.stage == "preliminary") == (entry.status in UNFINISHED)
    return (
        same_bound
        and same_stage
        and shows(entry, fact.number, fact.unit)
        and (not fact.flag or is_abnormal(entry) == fact.flag)
        and (not fact.latest or newest_of(entry, chart) == entry.when)
        and _same_range(fact, entry)
    )


def _same_range(fact: Reading, entry: Entry) -> bool:
    """The reference range said, if one is, against the one beside the number."""
    if fact.least is None or fact.most is None:
        return True
    held = entry.value.range if entry.value else None
    return held is not None and (held.low, held.high) == (fact.least, fact.most)


def newest_of(entry: Entry, chart: Chart) -> object:
    """When the newest result of the same test was, whether by its name or by its code."""
    key, code = analyte_key(entry.label), measures(entry)
    times = [
        e.when
        for e in chart.entries
        if measured(e) and e.when and (analyte_key(e.label) == key or measures(e) == code)
    ]
    return max(times, default=None)


def pressure_of(entry: Entry) -> tuple[Decimal, Decimal] | None:
    """Systolic and diastolic of an entry; None where it is not a blood pressure."""
    found = {
        code: c.value.number
        for c in entry.components
        for code in (SYSTOLIC, DIASTOLIC)
        if c.code.has(LOINC, code) and c.value and c.value.number is not None
    }
    return (found[SYSTOLIC], found[DIASTOLIC]) if len(found) == 2 else None  # noqa: PLR2004 - both parts


def pressure_agrees(fact: Pressure, entry: Entry, chart: Chart) -> bool:  # noqa: ARG001 - one signature for all facts
    """One entry against one blood pressure."""
    found = pressure_of(entry) if entry.live and entry.status not in UNFINISHED else None
    if found is None or not on_day(entry, fact.day):
        return False
    half = Decimal("0.5")
    return abs(found[0] - fact.over) <= half and abs(found[1] - fact.under) <= half


def shift_holds(fact: Shift, entries: Sequence[Entry], chart: Chart) -> bool:  # noqa: ARG001 - one signature for all facts
    """Whether two entries are the two ends of the course."""
    held = [
        e
        for e in entries
        if measured(e) and analyte_key(e.label) == fact.key and e.status not in UNFINISHED
    ]
    starts = [e for e in held if on_day(e, fact.start)]
    ends = [e for e in held if on_day(e, fact.end)]
    return any(_course(fact, a, b) for a in starts for b in ends)


def _course(fact: Shift, start: Entry, end: Entry) -> bool:
    if start.value is None or end.value is None or start.when is None or end.when is None:
        return False
    one, other = start.value.number, end.value.number
    if one is None or other is None or start.when >= end.when:
        return False
    went = "rose" if other > one else "fell" if other < one else "same"
    if went != fact.direction:
        return False
    if fact.bare:
        return True
    numbers = shows(start, fact.first, fact.unit) and shows(end, fact.last, fact.unit)
    return numbers and (fact.by is None or fact.by == abs(fact.last - fact.first))


def spread_holds(fact: Spread, entries: Sequence[Entry], chart: Chart) -> bool:
    """Whether the year's readings have these ends, and are so many."""
    year = [
        e
        for e in chart.entries
        if measured(e) and analyte_key(e.label) == fact.key and on_day(e, fact.year)
    ]
    cited = {e.reference for e in entries}
    if len(year) != fact.count or not {e.reference for e in year} <= cited:
        return False
    least = min(year, key=_number)
    most = max(year, key=_number)
    return shows(least, fact.low, fact.unit) and shows(most, fact.high, fact.unit)


def _number(entry: Entry) -> Decimal:
    number = entry.value.number if entry.value else None
    return Decimal(0) if number is None else number
