"""Laboratory results and vital signs as series, and what is abnormal in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from chartside.fhir.analytes import analyte
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.quantity_kind import bare_name, kind_of_quantity
from chartside.fhir.clinical.same import loincs, plain
from chartside.fhir.clinical.standing import has_result, standing
from chartside.fhir.entry import Component, Entry, Kind, Value
from chartside.fhir.units import convert

HIGH: Final = frozenset(
    {"H", "HH", "HU", "HX", ">", "H>", "HIGH", "CRITICAL HIGH", "ABOVE HIGH NORMAL"}
)
LOW: Final = frozenset(
    {"L", "LL", "LU", "LX", "<", "L<", "LOW", "CRITICAL LOW", "BELOW LOW NORMAL"}
)
ABNORMAL: Final = frozenset({"A", "AA", "ABNORMAL", "CRITICAL", "CRITICALLY ABNORMAL"})
NORMAL: Final = frozenset({"N", "NORMAL", "NEG", "NEGATIVE", "ND"})
"""HL7 v3 ObservationInterpretation, and the words some sources write instead."""

CRITICAL: Final = frozenset(
    {"HH", "LL", "AA", "HU", "LU", "CRITICAL", "CRITICAL HIGH", "CRITICAL LOW"}
)


@dataclass(frozen=True, slots=True)
class Series:
    """Results of one analyte or sign, oldest first.

    `key` is the same for all of them: an analyte, a LOINC code, or plain words.
    """

    key: str
    label: str
    entries: tuple[Entry, ...]

    @property
    def latest(self) -> Entry:
        """The newest result."""
        return self.entries[-1]


@dataclass(frozen=True, slots=True)
class Trend:
    """Where the numbers of a series go.

    `rising`, `falling`, `stable` or `varying`; `first` and `last` in the unit of the last result.
    """

    direction: str
    first: Decimal
    last: Decimal
    unit: str
    entries: tuple[Entry, ...]


def measured(entry: Entry) -> str:
    """What a result measures.

    The analyte of its LOINC code (in mass or in moles), else that code, else its plain words, its
    specimen and its kind of quantity: a sodium in urine is not the one in serum, and neutrophils in
    percent are not their number.
    """
    codes = loincs(entry.code)
    for code in codes:
        if known := analyte(code):
            return known.name
    if codes:
        return min(codes)
    kind = kind_of_quantity(entry)
    name = bare_name(entry.label) if kind == "percent" else plain(entry.label)
    return ", ".join(part for part in (name, material(entry), kind) if part)


_UNTELLING: Final = frozenset(
    {
        "specimen", "sample", "of", "from", "the", "a", "or", "and", "venous", "whole", "spot",
        "random", "midstream", "clean", "catch", "voided", "unknown", "unspecified", "other", "nos",
        "miscellaneous",
    }
)  # fmt: skip
"""Words on how a specimen was got, or that nobody knows, which do not make it another one."""


def material(entry: Entry) -> str:
    """In what a result without a LOINC code was measured; empty where its name says so too.

    Serum and plasma are one (LOINC, system `Ser/Plas`); urine of 24 hours is not a spot urine.
    """
    if not entry.specimen or loincs(entry.code):
        return ""
    words = [w for w in plain(entry.specimen).split() if w not in _UNTELLING]
    said = " ".join(dict.fromkeys("serum" if w == "plasma" else w for w in words))
    return "" if set(words) <= set(plain(entry.label).split()) else said


def lab_series(chart: Chart) -> tuple[Series, ...]:
    """Laboratory results by analyte, in the order in which each was first measured."""
    return series(chart.of(Kind.LAB))


def vital_series(chart: Chart) -> tuple[Series, ...]:
    """Vital signs by sign; a blood pressure is one result with its two components."""
    return series(chart.of(Kind.VITAL))


def series(entries: Iterable[Entry]) -> tuple[Series, ...]:
    """Live results that say something, grouped; a corrected result replaces what it corrects.

    A reason why there is no result (dataAbsentReason) is none.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        if has_result(entry):
            groups.setdefault(measured(entry), []).append(entry)
    return tuple(
        Series(key, _called(kept[-1]), kept)
        for key, held in groups.items()
        if (kept := standing(held))
    )


def _called(entry: Entry) -> str:
    kind = "" if loincs(entry.code) else kind_of_quantity(entry)
    said = kind if kind == "per day" or (kind == "percent" and "%" not in entry.label) else ""
    return ", ".join(part for part in (entry.label, material(entry), said) if part)


def superseded(results: Iterable[Entry]) -> tuple[Entry, ...]:
    """The live results that a more final one replaced."""
    held = list(results)
    stand = {e.reference for s in series(held) for e in s.entries}
    return tuple(e for e in held if has_result(e) and e.reference not in stand)


def is_abnormal(entry: Entry) -> str:
    """`high`, `low`, `abnormal`, or empty where the source gives no reason to call the result so.

    The laboratory's interpretation decides; without one, the reference range that came with the
    result. Without both nothing is said: ranges differ by laboratory, sex and age
    (`chartside.fhir.clinical.ranges` has usual ones, to be named as such). A panel is as abnormal
    as its first abnormal component.
    """
    found = _judged(entry.interpretation, entry.value)
    return found or next(
        (f for c in entry.components if (f := _judged(c.interpretation, c.value))), ""
    )


def is_critical(entry: Entry) -> bool:
    """Whether the laboratory itself marked the result as critical (HH, LL, AA)."""
    flags = [entry.interpretation, *(c.interpretation for c in entry.components)]
    return any(flag.upper() in CRITICAL for said in flags for flag in said.split(","))


def abnormal_components(entry: Entry) -> tuple[tuple[Component, str], ...]:
    """The abnormal parts of a panel, each with `high`, `low` or `abnormal`."""
    judged = [(c, _judged(c.interpretation, c.value)) for c in entry.components]
    return tuple((c, found) for c, found in judged if found)


def _judged(interpretation: str, value: Value | None) -> str:
    said = {part.strip().upper() for part in interpretation.split(",")}
    for name, flags in (("high", HIGH), ("low", LOW), ("abnormal", ABNORMAL)):
        if said & flags:
            return name
    return "" if said & NORMAL else outside(value)


def outside(value: Value | None) -> str:
    """`high` or `low` against the range beside the value.

    A value such as `<5` counts only if all it may be is outside.
    """
    if value is None or value.number is None or value.range is None:
        return ""
    low, high, number = value.range.low, value.range.high, value.number
    sign = value.comparator[:1]
    if high is not None and sign != "<" and (number > high or (number == high and sign == ">")):
        return "high"
    if low is not None and sign != ">" and (number < low or (number == low and sign == "<")):
        return "low"
    return ""


MARKED: Final = Decimal("0.10")
"""A change of a tenth.

Below it analytical and biological variation explain most common analytes (Ricos et al., 1999).
"""
WINDOW: Final = 5
ENOUGH: Final = 3


def trend(found: Series) -> Trend | None:
    """The direction of the last five numbers; None with fewer than three that can be compared.

    The rule: `stable` if no number lies further than a tenth from the first; `rising` or `falling`
    if last and first differ by more than a tenth and at least two thirds of the steps go that way;
    otherwise `varying`. Numbers are compared in the unit of the last; results with a comparator
    (`<5`) and results in units that cannot be carried over are left out.
    """
    numbers = _numbers(found)
    if len(numbers) < ENOUGH:
        return None
    values = [n for _, n in numbers]
    last = numbers[-1][0].value
    return Trend(
        direction=_direction(values),
        first=values[0],
        last=values[-1],
        unit=last.unit if last else "",
        entries=tuple(e for e, _ in numbers),
    )


def _numbers(found: Series) -> list[tuple[Entry, Decimal]]:
    plain_ones = [
        e
        for e in found.entries
        if e.value and e.value.number is not None and not e.value.comparator
    ]
    if not plain_ones:
        return []
    goal = plain_ones[-1].value
    held = []
    for entry in plain_ones:
        number = in_unit_of(entry, goal)
        if number is not None:
            held.append((entry, number))
    return held[-WINDOW:]


def in_unit_of(entry: Entry, goal: Value | None) -> Decimal | None:
    """The number of a result carried into the unit of another value of the same analyte.

    None where that cannot be done.
    """
    value = entry.value
    if value is None or goal is None or value.number is None:
        return None
    loinc = next(iter(loincs(entry.code)), None)
    start, end = value.ucum or value.unit, goal.ucum or goal.unit
    return convert(value.number, start, end, analyte_loinc=loinc)


def _direction(values: list[Decimal]) -> str:
    first, last = values[0], values[-1]
    margin = abs(first) * MARKED
    if all(abs(v - first) <= margin for v in values):
        return "stable"
    steps = [b - a for a, b in pairwise(values) if a != b]
    up = sum(step > 0 for step in steps)
    if last - first > margin and 3 * up >= 2 * len(steps):
        return "rising"
    if first - last > margin and 3 * (len(steps) - up) >= 2 * len(steps):
        return "falling"
    return "varying"


def latest(found: Series) -> Entry:
    """The newest result of a series."""
    return found.latest
