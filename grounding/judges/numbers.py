"""Whether a number of a sentence is the number of a source.

Rounding is no error where the sentence's number is the source's rounded to the digits shown (7.2
for 7.23, not 7.3); a number carried into another unit may be off by half a percent. A sign is
judged by what it says: "below 5.5" is true of 5.3.

Digits shown: ISO 80000-1:2009, annex B (rounding). Units: UCUM.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry, Value
from chartside.fhir.spelling import spelled
from chartside.fhir.units import convert, same_unit
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity, decimals


def rounds_to(source: Decimal, said: Decimal) -> bool:
    """Whether a number said is the source's, rounded to the digits that are shown.

    >>> rounds_to(Decimal("7.23"), Decimal("7.2")), rounds_to(Decimal("7.23"), Decimal("7.3"))
    (True, False)
    """
    if source == said:
        return True
    step = Decimal(1).scaleb(-decimals(said))
    ways = (ROUND_HALF_UP, ROUND_HALF_EVEN)
    return any(said == source.quantize(step, rounding=way) for way in ways)


def _blur(source: Decimal, carried: Decimal) -> Decimal:
    """What half of the last digit of a source comes to in another unit."""
    half = Decimal("0.5").scaleb(-decimals(source))
    return abs(half * carried / source) if source else half


FACTORS: Final = Decimal("0.005")
"""Between mass and moles, where printed tables round factors to about three digits (88.4)."""


ABOUT: Final = Decimal("0.05")
"""How near is "about": within a twentieth, half of what is held to be a change."""


def compares(sign: str, source: Decimal, said: Decimal, source_sign: str) -> bool:
    """Whether the source's number makes a sign true; a source's own sign is quoted as it is.

    >>> compares("<", Decimal("5.3"), Decimal("5.5"), "")
    True
    """
    if source_sign:
        return sign[:1] == source_sign[:1] and rounds_to(source, said)
    if sign[:1] == "<":
        return source < said or (source == said and sign == "<=")
    return source > said or (source == said and sign == ">=")


def unit_of(value: Value) -> str:
    """The unit that a value counts in: the coded one, else as printed."""
    return value.ucum or value.unit


def loinc_of(entry: Entry) -> str | None:
    """A LOINC code of an entry, for conversions that need to know the analyte."""
    return next((c.code for c in entry.code.codings if c.system == LOINC), None)


@lru_cache(maxsize=4096)
def same_measure(said: str, source: str) -> bool:
    """Whether two units are one, or one of the two gives none."""
    return not said or not source or same_unit(said, source)


_PER: Final = {
    "day": Caseless(r"\s?(?:per|a|each|every|/)\s?day\b|\sdaily\b"),
    "week": Caseless(r"\s?(?:per|a|each|every|/)\s?(?:week|wk)\b|\sweekly\b"),
    "month": Caseless(r"\s?(?:per|a|each|every|/)\s?month\b|\smonthly\b"),
    "year": Caseless(r"\s?(?:per|a|each|every|/)\s?(?:year|yr)\b|\s(?:yearly|annually)\b"),
}
_UCUM: Final = {"d": "day", "wk": "week", "w": "week", "mo": "month", "a": "year", "yr": "year"}
_TIMED: Final = {"min": "minute", "h": "hour", "[arb'U]": "unit", "{unit}": "unit"}


def by_day(quantity: Quantity, value: Value | None, text: str) -> Quantity:
    """`60 minutes per day`, `6 units a week`: of a value counted so, the words are its unit."""
    unit = unit_of(value) if value else ""
    counted, _, per = unit.partition("/")
    form = _PER.get(_UCUM.get(per, per))
    if form is None or not form.match(text, quantity.end):
        return quantity
    said = quantity.unit.lower().removesuffix("s")
    counted = counted.lower()
    alike = said in {counted, _TIMED.get(counted, counted), counted.removesuffix("s")}
    return replace(quantity, unit=unit) if alike else quantity


def matches(quantity: Quantity, value: Value, loinc: str | None) -> bool:
    """Whether a value bears out the first number of a quantity."""
    if value.number is None:
        return False
    return number_matches(quantity, quantity.number, value, loinc)


def _is_near(source: Decimal, said: Decimal) -> bool:
    return abs(source - said) <= abs(source) * ABOUT


def number_matches(quantity: Quantity, said: Decimal, value: Value, loinc: str | None) -> bool:
    """One number of a quantity against a value."""
    if value.number is None:
        return False
    quantity = _of_cells(quantity, unit_of(value))
    exact = False
    source, same = (
        value.number,
        same_measure(quantity.unit, unit_of(value)) or same_measure(quantity.unit, value.unit),
    )
    if not same:
        carried = convert(value.number, unit_of(value), quantity.unit, analyte_loinc=loinc)
        if carried is None:
            return False
        source = carried
        exact = _may_carry(unit_of(value), quantity.unit, None)
    if quantity.sign:
        return compares(quantity.sign, source, said, value.comparator)
    if value.comparator:
        return False
    if same:
        return rounds_to(source, said) or (quantity.about and _is_near(source, said))
    blur = _blur(value.number, source) if exact else abs(source) * FACTORS
    return abs(source - said) <= max(Decimal("0.5").scaleb(-decimals(said)), blur)


_THOUSAND: Final = 1000
_CELLS: Final = frozenset({"10*3/uL", "10*9/L"})


def _of_cells(quantity: Quantity, unit: str) -> Quantity:
    """`225K`, `225 thousand` and `225,000` of a count of cells are told per microlitre."""
    tens = quantity.unit in {"10*3", "10*6"}
    bare = not quantity.unit and quantity.number >= _THOUSAND
    if not (tens or bare) or spelled(unit) not in _CELLS:
        return quantity
    return replace(quantity, unit=f"{quantity.unit}/uL")


def unit_fits(quantity: Quantity, value: Value, loinc: str | None) -> bool:
    """Whether a quantity is in the unit of a value, or in one that it can be carried into."""
    quantity = _of_cells(quantity, unit_of(value))
    if same_measure(quantity.unit, unit_of(value)) or same_measure(quantity.unit, value.unit):
        return True
    return value.number is not None and _may_carry(unit_of(value), quantity.unit, loinc)


@lru_cache(maxsize=4096)
def _may_carry(unit: str, said: str, loinc: str | None) -> bool:
    """Whether a number can be carried from one unit into another."""
    return convert(Decimal(1), unit, said, analyte_loinc=loinc) is not None


def written_alike(said: Quantity, source: Quantity, *, exact: bool = False) -> bool:
    """Whether a number of free text is the number of a sentence, in the same unit.

    `exact` where rounding would be an error: a dose.
    """
    alike = _equal if exact else rounds_to
    if not _numbers_alike(said, source, alike):
        return False
    if same_measure(said.unit, source.unit):
        return True
    if not said.unit or not source.unit or said.other is not None:
        return False
    carried = convert(source.number, source.unit, said.unit)
    return carried is not None and alike(carried, said.number)


def _equal(source: Decimal, said: Decimal) -> bool:
    return source == said


def _numbers_alike(
    said: Quantity, source: Quantity, alike: Callable[[Decimal, Decimal], bool]
) -> bool:
    if said.unit != source.unit and said.other is None and not same_measure(said.unit, source.unit):
        return True  # other units: compared when carried over
    if said.other is not None and source.other is not None:
        return alike(source.number, said.number) and alike(source.other, said.other)
    numbers = [n for n in (source.number, source.other) if n is not None]
    if source.joined == "-" and said.other is None and source.other is not None:
        return source.number <= said.number <= source.other
    wanted = [n for n in (said.number, said.other) if n is not None]
    return all(any(alike(n, w) for n in numbers) for w in wanted)
