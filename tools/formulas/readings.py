"""Results of one quantity by a day, in the unit that a formula takes."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.fhir.analytes import analyte
from chartside.fhir.clinical.results import material
from chartside.fhir.clinical.same import loincs, plain
from chartside.fhir.clinical.standing import has_result, says, standing
from chartside.fhir.codes import Code
from chartside.fhir.entry import Entry, Kind, Value, shown_number, shown_unit
from chartside.fhir.units import convert
from chartside.fhir.when import When
from chartside.tools.formulas.quantities import Quantity
from chartside.tools.formulas.sheet import Sheet

_KINDS: Final = (Kind.LAB, Kind.VITAL, Kind.OBSERVATION, Kind.SURVEY, Kind.IMAGING)
UNFINISHED: Final = frozenset({"preliminary", "registered", "partial", "specimen-in-process"})
_IN_BLOOD: Final = frozenset({"", "serum", "blood", "plasma", "arterial", "capillary"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A result in the unit of its quantity, and when it was."""

    entry: Entry
    when: When
    number: Decimal
    value: Value

    def note(self, wanted: Quantity, *others: str) -> str:
        """The value in the formula's unit where the chart has another; that it is preliminary."""
        parts = list(others)
        if self.value.number != self.number:
            in_unit = f"{shown_number(self.number)} {shown_unit(wanted.unit)}"
            parts.insert(0, in_unit.strip())
        if self.entry.status in UNFINISHED:
            parts.append(self.entry.status)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Readings:
    """Results oldest first; `unusable` have no exact number, or one in a unit nobody can carry."""

    wanted: Quantity
    usable: tuple[Reading, ...]
    unusable: tuple[Entry, ...]


def readings(sheet: Sheet, wanted: Quantity) -> Readings:
    """The results of a quantity that stand and are dated to the day, by the day of the sheet.

    What was entered in error is none; a preliminary result gives way to a final one.
    """
    held = [
        e
        for e in sheet.chart.of(*_KINDS)
        if sheet.at.dated(e.when) and has_result(e) and _value(e, wanted) is not None
    ]
    found = [(e, _reading(e, wanted)) for e in standing(held)]
    return Readings(
        wanted,
        tuple(r for _, r in found if r is not None),
        tuple(e for e, r in found if r is None),
    )


def _value(entry: Entry, wanted: Quantity) -> Value | None:
    if wanted.of_blood and not set(material(entry).split()) <= _IN_BLOOD:
        return None
    if _means(entry.code, wanted) and says(entry.value):
        return entry.value
    parts = (c.value for c in entry.components if _means(c.code, wanted) and says(c.value))
    return next(parts, None)


def _means(code: Code, wanted: Quantity) -> bool:
    coded = loincs(code)
    if coded:
        return any(c in wanted.codes for c in coded)
    return any(plain(name) in wanted.names for name in code.labels)


def _reading(entry: Entry, wanted: Quantity) -> Reading | None:
    value = _value(entry, wanted)
    if value is None or entry.when is None or value.number is None or value.comparator:
        return None
    codes = [code for part in (entry.code, *(c.code for c in entry.components))
             for code in loincs(part) if code in wanted.codes]  # fmt: skip
    known = next((c for c in codes if analyte(c)), wanted.codes[0])
    for unit in dict.fromkeys((value.ucum, value.unit)):
        number = convert(value.number, unit, wanted.unit, analyte_loinc=known)
        if number is not None and (unit or wanted.unit in _BARE):
            return Reading(entry, entry.when, number, value)
    return None


_BARE: Final = frozenset({"1", "{score}"})
"""Units of which a number without any is one."""
