"""Blood pressures as pairs, whether the source has one Observation or two.

Sources: FHIR R4 vital signs, blood pressure profile (85354-9 with components 8480-6 and 8462-4);
the LOINC codes of systolic and diastolic by position and method. Some systems file the two as
separate Observations; they are one measurement where moment, position, side and encounter agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.same import loincs
from chartside.fhir.clinical.standing import has_result, says, standing
from chartside.fhir.codes import Code
from chartside.fhir.entry import Entry, Kind, Value, shown_number
from chartside.fhir.when import When

SYSTOLIC: Final = {
    "8480-6": "", "8459-0": "sitting", "8460-8": "standing", "8461-6": "supine",
    "76534-7": "", "11378-7": "", "89268-7": "lying in L-lateral position",
}  # fmt: skip
DIASTOLIC: Final = {
    "8462-4": "", "8453-3": "sitting", "8454-1": "standing", "8455-8": "supine",
    "76535-4": "", "8472-3": "", "89267-9": "lying in L-lateral position",
}  # fmt: skip
"""LOINC codes, and the position of the body that they say."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """One blood pressure; a part that was not measured is None.

    `entries` holds the Observation, or the two of them, systolic first.
    """

    systolic: Value | None
    diastolic: Value | None
    when: When | None
    position: str
    entries: tuple[Entry, ...]

    @property
    def words(self) -> str:
        """`128/76 mmHg`; a part that is missing is shown as a dash."""
        high, low = self.systolic, self.diastolic
        over = shown_number(high.number) if high and high.number is not None else "-"
        return (
            f"{over}/{low.words}" if low else f"{over}/- {high.words.split()[-1] if high else ''}"
        )


def blood_pressures(chart: Chart) -> tuple[Pressure, ...]:
    """Every blood pressure that stands, oldest first.

    A systolic and a diastolic Observation of one moment, position, side and encounter are one; a
    lone one is kept with its other half missing. Preliminary readings give way to final ones.
    """
    held = [e for e in chart.of(Kind.VITAL) if has_result(e)]
    whole = [p for e in standing(e for e in held if e.components) if (p := _of_panel(e))]
    said = {p.when.low for p in whole if p.when}
    tops = standing(e for e in held if _position(e.code, SYSTOLIC) is not None and says(e.value))
    lows = standing(e for e in held if _position(e.code, DIASTOLIC) is not None and says(e.value))
    pairs = [p for p in _paired(tops, lows) if p.when is None or p.when.low not in said]
    order = {e.reference: n for n, e in enumerate(held)}
    return tuple(sorted([*whole, *pairs], key=lambda p: order[p.entries[0].reference]))


def _of_panel(entry: Entry) -> Pressure | None:
    top = _part(entry, SYSTOLIC)
    low = _part(entry, DIASTOLIC)
    if top is None and low is None:
        return None
    position = next((p for v in (top, low) if v and (p := v[1])), "")
    return Pressure(
        top[0] if top else None, low[0] if low else None, entry.when, position, (entry,)
    )


def _part(entry: Entry, codes: dict[str, str]) -> tuple[Value, str] | None:
    for component in entry.components:
        position = _position(component.code, codes)
        if position is not None and component.value is not None and says(component.value):
            return component.value, position
    return None


def _position(code: Code, codes: dict[str, str]) -> str | None:
    return next((codes[c] for c in loincs(code) if c in codes), None)


def _paired(tops: Iterable[Entry], lows: Iterable[Entry]) -> list[Pressure]:
    """Halves that belong together, the first free one of each; what is left stays alone."""
    free = list(lows)
    found = []
    for top in tops:
        position = _position(top.code, SYSTOLIC) or ""
        low = next((e for e in free if _one_measurement(top, e)), None)
        if low is not None:
            free.remove(low)
        halves = (top,) if low is None else (top, low)
        found.append(Pressure(top.value, low.value if low else None, top.when, position, halves))
    found += [
        Pressure(None, e.value, e.when, _position(e.code, DIASTOLIC) or "", (e,)) for e in free
    ]
    return found


def _one_measurement(top: Entry, low: Entry) -> bool:
    if top.when is None or low.when is None or top.when.low != low.when.low:
        return False
    same_position = _position(top.code, SYSTOLIC) == _position(low.code, DIASTOLIC)
    return same_position and top.site == low.site and top.encounter == low.encounter
