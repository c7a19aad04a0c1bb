"""Units of measure: which spellings mean one unit, and numbers carried between units.

Covered: UCUM codes and the spellings that laboratories print. Mass and molar units, and mEq, are
carried over only for an analyte whose molar mass is known (`analyte_loinc`). Not covered: guessing
the analyte from a name.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from chartside.fhir.analytes import HBA1C, PER_CREATININE, Analyte, analyte
from chartside.fhir.spelling import spelled

PREFIXES: Final = {
    "": 0, "k": 3, "h": 2, "da": 1, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12,
    "f": -15, "M": 6,
}  # fmt: skip
"""Powers of ten."""


UNITY: Final = "1"
"""UCUM's unit of a plain fraction; a number without any unit may be anything."""


def same_unit(a: str, b: str) -> bool:
    """Whether a number means the same in both: K/uL and 10*9/L, U/L and IU/L of one analyte.

    U and IU count as one unit because a laboratory reports an analyte in units of one kind only,
    whatever it prints.
    """
    if _unlike(a, b):
        return False
    if spelled(a) == spelled(b):
        return True
    return _factor(spelled(a), spelled(b)) == 1


_ARBITRARY: Final = re.compile(r"\[arb'u\]", re.IGNORECASE)
_INTERNATIONAL: Final = re.compile(r"(?<![a-z])[kmu]?\[?i\.?[ue]\.?\]?(?![a-z])", re.IGNORECASE)


def _unlike(a: str, b: str) -> bool:
    """Whether one counts arbitrary units and the other international ones (UCUM, section 24).

    A printed U may be either.
    """
    one, other = (_ARBITRARY.search(unit) is not None for unit in (a, b))
    return one != other and _INTERNATIONAL.search(a if other else b) is not None


def convert(
    value: Decimal, from_unit: str, to_unit: str, *, analyte_loinc: str | None = None
) -> Decimal | None:
    """`value` carried into another unit, unrounded; None where that is not possible.

    Args:
        value: A measured number.
        from_unit: UCUM code or printed spelling.
        to_unit: UCUM code or printed spelling.
        analyte_loinc: What was measured, needed between mass and moles (mg/dL and mmol/L), for mEq,
            and for HbA1c in % and mmol/mol.

    Source for HbA1c: the master equation NGSP % = 0.09148 x IFCC mmol/mol + 2.152, Hoelzel et al.,
    Clin Chem 2004;50:166-174.

    >>> convert(Decimal("5.5"), "mmol/L", "mg/dL") is None
    True
    >>> round(convert(Decimal("5.5"), "mmol/L", "mg/dL", analyte_loinc="2345-7"))
    99
    >>> round(convert(Decimal(48), "mmol/mol", "%", analyte_loinc="4548-4"), 1)
    Decimal('6.5')
    """
    start, goal = spelled(from_unit), spelled(to_unit)
    unlike = _unlike(from_unit, to_unit)
    if unlike or start == goal:
        return None if unlike else value
    if {from_unit.strip(), to_unit.strip()} == {"%", UNITY}:
        return value / 100 if start == "%" else value * 100
    if {start, goal} <= TEMPERATURES.keys():
        return _temperature(value, start, goal)
    if {start, goal} == {"%", "mmol/mol"}:
        return _hba1c(value, goal) if analyte_loinc in HBA1C.codes else None
    if analyte_loinc in PER_CREATININE and {start, goal} <= RATIOS.keys():
        return value * RATIOS[start] / RATIOS[goal]
    factor = _factor(start, goal)
    if factor is None and analyte_loinc and (known := analyte(analyte_loinc)):
        factor = _by_analyte(start, goal, known)
    return None if factor is None else value * factor


def _hba1c(value: Decimal, goal: str) -> Decimal:
    slope, offset = Decimal("0.09148"), Decimal("2.152")
    return slope * value + offset if goal == "%" else (value - offset) / slope


CREATININE: Final = Decimal("0.11312")
"""Grams in a millimole of creatinine."""

RATIOS: Final = {
    "mg/g": Decimal(1),
    "ug/mg": Decimal(1),
    "g/g": Decimal(1000),
    "mg/mg": Decimal(1000),
    "mg/mmol": 1 / CREATININE,
    "g/mol": 1 / CREATININE,
    "g/mmol": 1000 / CREATININE,
}
"""Milligrams in a gram of creatinine."""

TEMPERATURES: Final = {
    "Cel": (Decimal(1), Decimal(0)),
    "[degF]": (Decimal(5) / 9, Decimal(-160) / 9),
    "[degRe]": (Decimal(5) / 4, Decimal(0)),
    "K": (Decimal(1), Decimal("-273.15")),
    "[degR]": (Decimal(5) / 9, Decimal("-273.15")),
}
"""Slope and offset to degrees Celsius."""


def _temperature(value: Decimal, start: str, goal: str) -> Decimal:
    slope, offset = TEMPERATURES[start]
    to_slope, to_offset = TEMPERATURES[goal]
    return (value * slope + offset - to_offset) / to_slope


@dataclass(frozen=True, slots=True)
class _Size:
    """A unit as so many of a base: 1 mg/dL is 0.01 of g/L."""

    base: str
    scale: Decimal


_AMOUNT = re.compile(r"^(10\*\d+|[kmunpf]?)(g|mol|eq|osm|U|kat|)$")
_PER = re.compile(r"^([dcmunpf]?)(L)$")
_PLAIN: Final = {
    "kg": _Size("g", Decimal(1000)), "g": _Size("g", Decimal(1)),
    "mg": _Size("g", Decimal("0.001")), "ug": _Size("g", Decimal("0.000001")),
    "ng": _Size("g", Decimal("1e-9")), "[lb_av]": _Size("g", Decimal("453.59237")),
    "[oz_av]": _Size("g", Decimal("28.349523125")), "m": _Size("m", Decimal(1)),
    "cm": _Size("m", Decimal("0.01")), "mm": _Size("m", Decimal("0.001")),
    "[in_i]": _Size("m", Decimal("0.0254")), "[ft_i]": _Size("m", Decimal("0.3048")),
    "mm[Hg]": _Size("Pa", Decimal("133.322")), "kPa": _Size("Pa", Decimal(1000)),
    "L": _Size("L", Decimal(1)), "dL": _Size("L", Decimal("0.1")),
    "mL": _Size("L", Decimal("0.001")), "d": _Size("h", Decimal(24)), "h": _Size("h", Decimal(1)),
}  # fmt: skip
"""Exact sizes by UCUM (international pound and inch), which spare the library its start-up."""


@lru_cache(maxsize=16384)
def _size(unit: str) -> _Size | None:
    """The common shapes of laboratory units read without the library.

    An amount per volume, and a few plain ones.
    """
    if unit in _PLAIN:
        return _PLAIN[unit]
    over, slash, under = unit.partition("/")
    amount, volume = _AMOUNT.match(over), _PER.match(under)
    if not slash or amount is None or volume is None:
        return None
    prefix, base = amount.groups()
    power = int(prefix[3:]) if prefix.startswith("10*") else PREFIXES[prefix]
    if not base and prefix in PREFIXES and prefix:  # "m/L" is metres, not a count
        return None
    scale = Decimal(10) ** (power - PREFIXES[volume[1]])
    if base == "kat":  # 1 U turns over 1 umol a minute, 1 kat 1 mol a second
        return _Size("U/L", scale * 60_000_000)
    return _Size(f"{base or '1'}/L", scale)


@lru_cache(maxsize=16384)
def _factor(start: str, goal: str) -> Decimal | None:
    """What to multiply by; None where the two measure different things."""
    one, other = _size(start), _size(goal)
    if one and other:
        return one.scale / other.scale if one.base == other.base else None
    return _by_registry(start, goal)


def _by_analyte(start: str, goal: str, known: Analyte) -> Decimal | None:
    """Between mass, moles and equivalents of one analyte.

    In one volume, or above one line: mg/d and mmol/d, ug/g and nmol/g. What stands below the line
    is of something else (creatinine, stool) and has another molar mass.
    """
    one, other = _size(start), _size(goal)
    below: Decimal | None = Decimal(1)
    if one is None or other is None:
        if _marks(start) or _marks(goal):
            return None
        (over, _, rest), (wanted, _, rest_wanted) = start.partition("/"), goal.partition("/")
        one, other = _amount(over), _amount(wanted)
        below = Decimal(1) if rest == rest_wanted else _ucum().ratio(f"/{rest}", f"/{rest_wanted}")
    if one is None or other is None or one.base.endswith("/L") != other.base.endswith("/L"):
        return None  # an amount is no concentration
    have, want = _moles(one, known), _moles(other, known)
    return have / want * below if have and want and below else None


def _amount(unit: str) -> _Size | None:
    """So many grams, moles or equivalents."""
    sizes = ((base, _ucum().ratio(unit, base)) for base in ("g", "mol", "eq"))
    return next((_Size(base, scale) for base, scale in sizes if scale), None)


def _moles(size: _Size, known: Analyte) -> Decimal | None:
    """Moles in one of the unit."""
    per = {
        "mol": Decimal(1),
        "g": 1 / known.molar_mass if known.molar_mass else None,
        "eq": Decimal(1) / known.valence if known.valence else None,
    }.get(size.base.removesuffix("/L"))
    return None if per is None else size.scale * per


_MARK = re.compile(r"\{[^}]*\}")


def _marks(unit: str) -> tuple[str, ...]:
    """The annotations that `spelled` keeps because they name another quantity."""
    return tuple(_MARK.findall(unit))


def _by_registry(start: str, goal: str) -> Decimal | None:
    """By the whole of UCUM, which is read on first need: hardly any chart needs it."""
    marks = _marks(start)
    if marks != _marks(goal) or "{log}" in marks:
        return None
    if not start or not goal:  # a bare number is not a number of something
        return None
    ratio: Decimal | None = _ucum().ratio(start, goal)
    return ratio if ratio and _of_one_kind(start, goal) else None


def _of_one_kind(start: str, goal: str) -> bool:
    """Whether two fractions are fractions of the same: UCUM cancels mg/g and umol/mmol alike.

    A bare percentage may be of mass or of volume (0.45 L/L is 45 %), not of moles.
    """
    one, other = _fraction_of(start), _fraction_of(goal)
    return one == other or (not (one and other) and "mol" not in one + other)


def _fraction_of(unit: str) -> str:
    """What is above the line of a unit without dimension (g, mol, m3); empty for all others."""
    whole, above = _ucum().size(unit), _ucum().size(unit.partition("/")[0])
    if whole is None or above is None or whole.powers:
        return ""
    return ".".join(f"{base}{power}" for base, power in sorted(above.powers))


def _ucum() -> Any:
    """Its library takes a quarter of a second to import."""
    return import_module("chartside.fhir.ucum")
