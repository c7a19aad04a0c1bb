"""Blood pressures as pairs, whether the source has one Observation or two.

Sources: FHIR R4 vital signs, blood pressure profile (85354-9 with components 8480-6 and 8462-4);
the LOINC codes of systolic and diastolic by position and method. Some systems file the two as
separate Observations; they are one measurement where a panel joins them
(hasMember), or moment, position, side and encounter agree.
"""

from collections.abc import Callable, Hashable, Iterable
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
PANELS: Final = frozenset({"85354-9", "35094-2", "55284-4"})
"""LOINC: blood pressure panel with all children optional, blood pressure panel, blood pressure."""
_HEADS: Final = (Kind.VITAL, Kind.OBSERVATION, Kind.LAB)
_Key = tuple[Hashable, ...] | None


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

    A systolic and a diastolic Observation are one where one panel has them as members, or where
    they are the only two of one moment, position, side and encounter; a lone one is kept with its
    other half missing. Preliminary readings give way to final ones.
    """
    held = [e for e in chart.of(Kind.VITAL) if has_result(e)]
    whole = [p for e in standing(e for e in held if e.components) if (p := _of_panel(e))]
    said = {p.when.low for p in whole if p.when}
    tops = standing(e for e in held if _position(e.code, SYSTOLIC) is not None and says(e.value))
    lows = standing(e for e in held if _position(e.code, DIASTOLIC) is not None and says(e.value))
    panel = {ref: e.reference for e in chart.of(*_HEADS) if _joins(e) for ref in e.members}
    pairs = [p for p in _paired(tops, lows, panel) if p.when is None or p.when.low not in said]
    order = {e.reference: n for n, e in enumerate(held)}
    return tuple(sorted([*whole, *pairs], key=lambda p: order[p.entries[0].reference]))


def _joins(entry: Entry) -> bool:
    """Whether an Observation is a live blood pressure panel."""
    return entry.live and any(c in PANELS for c in loincs(entry.code))


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


def _paired(tops: Iterable[Entry], lows: Iterable[Entry], panel: dict[str, str]) -> list[Pressure]:
    """Halves that belong together, by their panel and then by their moment; the rest stay alone.

    Two of a kind at one moment pair with nothing: nobody can tell which belongs to which.
    """
    high, low = list(tops), list(lows)
    mates: dict[str, Entry] = {}
    taken: set[str] = set()
    for key in (lambda e: _of_one_panel(e, panel), _of_one_moment):
        mates |= _mates(
            [e for e in high if e.reference not in mates],
            [e for e in low if e.reference not in taken],
            key,
        )
        taken = {e.reference for e in mates.values()}
    found = []
    for top in high:
        position, mate = _position(top.code, SYSTOLIC) or "", mates.get(top.reference)
        halves = (top,) if mate is None else (top, mate)
        found.append(Pressure(top.value, mate.value if mate else None, top.when, position, halves))
    found += [
        Pressure(None, e.value, e.when, _position(e.code, DIASTOLIC) or "", (e,))
        for e in low
        if e.reference not in taken
    ]
    return found


def _mates(tops: list[Entry], lows: list[Entry], key: Callable[[Entry], _Key]) -> dict[str, Entry]:
    """The diastolic of each systolic, where a key has exactly one of both."""
    groups: dict[_Key, tuple[list[Entry], list[Entry]]] = {}
    for n, halves in enumerate((tops, lows)):
        for entry in halves:
            if (of := key(entry)) is not None:
                groups.setdefault(of, ([], []))[n].append(entry)
    pairs = [(a[0], b[0]) for a, b in groups.values() if len(a) == len(b) == 1]
    return {top.reference: low for top, low in pairs}


def _of_one_panel(entry: Entry, panel: dict[str, str]) -> _Key:
    head = panel.get(entry.reference)
    return None if head is None else (head, _posture(entry))


def _of_one_moment(entry: Entry) -> _Key:
    if entry.when is None:
        return None
    return (entry.when.low, _posture(entry), entry.site, entry.encounter)


def _posture(entry: Entry) -> str:
    return _position(entry.code, SYSTOLIC | DIASTOLIC) or ""
