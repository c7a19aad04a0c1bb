"""Whether a chart has a result already: the same analyte, the same value, of the same day.

The same code, or where one of the two has none the same name, and never two codes that differ. A
value in another unit is the same where the unit says so (0.5 g/L and 500 mg/L). Two results of one
day that differ are two results.
"""

from chartside.fhir.chart import Chart
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry, Kind, Value
from chartside.fhir.lab_reports.report import Result
from chartside.fhir.units import convert
from chartside.fhir.when import When


def entry_of(chart: Chart, result: Result, loinc: str, taken: When | None) -> Entry | None:
    """The chart's own entry of a result.

    Args:
        chart: The open chart.
        result: As it was read.
        loinc: Its code; empty where none is sure.
        taken: When its specimen was collected; without a day nothing is the same.
    """
    if taken is None or taken.precision not in {"day", "time"}:
        return None
    for entry in chart.of(Kind.LAB, Kind.OBSERVATION):
        same_day = entry.when is not None and entry.when.day == taken.day
        if not same_day or not entry.live or entry.value is None:
            continue
        if _same_analyte(entry, result, loinc) and _same_value(entry.value, result, loinc):
            return entry
    return None


def _same_analyte(entry: Entry, result: Result, loinc: str) -> bool:
    codes = {coding.code for coding in entry.code.codings if coding.system == LOINC}
    if loinc and codes:
        return loinc in codes
    names = (entry.code.label, entry.code.text, *(c.display for c in entry.code.codings))
    return _folded(result.name.text) in {_folded(name) for name in names if name}


def _same_value(value: Value, result: Result, loinc: str) -> bool:
    if result.value is None:
        held = value.coded.label if value.coded else value.text
        return bool(held) and _folded(held) == _folded(result.text)
    if value.number is None or value.comparator != result.comparator:
        return False
    unit, printed = value.ucum or value.unit, result.ucum or result.unit
    if not unit or not printed:
        return value.number == result.value and unit == printed
    carried = convert(result.value, printed, unit, analyte_loinc=loinc or None)
    return carried is not None and carried == value.number


def _folded(words: str | None) -> str:
    return " ".join((words or "").casefold().split())
