"""UCUM codes: whether a code is one, and its exact size in base units.

The grammar and the table of units are ucumvert's (UCUM 2.2). Its pint registry is not used: of that
table's 305 units it sizes 31 otherwise than UCUM does or not at all (a nutrition Calorie as a
calorie, a minute of arc as a minute of time, a British rod as 16.5 inches), inverts all of `/m.s`,
takes arbitrary units for plain numbers, and works in floats.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final, cast

from lark import Lark, Token, Tree
from lark.exceptions import LarkError
from ucumvert import get_ucum_parser
from ucumvert.xml_util import UcumUnitDefinition, get_units_with_full_definition

LONGEST: Final = 120
"""Characters. A longer text is no unit; the grammar's time grows with the cube of the length."""
HIGHEST: Final = 40
"""Powers above it are refused: `m999999999` would fill the memory."""

BASE: Final = ("m", "s", "g", "rad", "K", "C", "cd")
APART: Final = frozenset(
    {"mol", "eq", "osm", "U", "[HPF]", "[LPF]", "[hnsf'U]", "[NTU]", "[FNU]", "bit"}
)
"""What UCUM defines as a plain number, as moles or as moles a minute, and a clinician does not.

A mole is not 6.022e23 of anything else, an equivalent and an osmole are moles only of a known ion
or solution, and a low-power field is not a hundred high-power fields. They stay units of their own.
"""
_KATAL: Final = 60_000_000
"""U in a katal: 1 U turns over 1 umol a minute, 1 kat 1 mol a second."""

PREFIXES: Final = {
    "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1, "d": -1,
    "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24,
}  # fmt: skip
"""Powers of ten."""
_BINARY: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40}
"""Powers of two."""


class _Unsizable(ValueError):
    """A code that is no UCUM, or one that has no size (a logarithm inside a product)."""


@dataclass(frozen=True, slots=True)
class Size:
    """So many times a product of base units: `mg/dL` is 10 of g.m-3."""

    factor: Fraction
    powers: frozenset[tuple[str, int]] = frozenset()

    def __mul__(self, other: "Size") -> "Size":
        """Both, multiplied."""
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + power
        kept = frozenset((b, p) for b, p in powers.items() if p)
        return Size(self.factor * other.factor, kept)

    def to_the(self, power: int) -> "Size":
        """The size multiplied by itself; a power below zero divides."""
        return Size(self.factor**power, frozenset((b, p * power) for b, p in self.powers))


@lru_cache(maxsize=4096)
def size(code: str) -> Size | None:
    """The size of a UCUM code; None where the text is none, or is a logarithm inside a product.

    >>> size("mg/dL") == size("10.g/m3"), size("m/"), size("Cel/min")
    (True, None, None)
    """
    try:
        return _sized(parsed(code))
    except _Unsizable:
        return None


def ratio(start: str, goal: str) -> Decimal | None:
    """How many `goal` one `start` is; None where they measure different things or are no UCUM.

    >>> ratio("[in_i]", "cm"), ratio("[IU]", "1"), ratio("Cel", "K")
    (Decimal('2.54'), None, None)
    """
    one, other = size(start), size(goal)
    if one is None or other is None or one.powers != other.powers:
        return None
    return decimal(one.factor / other.factor)


def decimal(number: Fraction) -> Decimal:
    """A fraction as a decimal of 28 digits."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def is_valid(code: str) -> bool:
    """Whether a text is a UCUM code (case-sensitive). The empty text is none.

    >>> is_valid("mm[Hg]"), is_valid("mmHg"), is_valid("g/12h"), is_valid("10+3/ul")
    (True, False, False, False)
    """
    try:
        parsed(code)
    except _Unsizable:
        return False
    return True


def parsed(code: str) -> Tree[Token]:
    """The syntax tree of a UCUM code.

    Raises:
        ValueError: The text is no UCUM code. A bare number with a power (`10+3`) counts as none,
            though ucumvert's grammar takes it.
    """
    if len(code) > LONGEST:
        raise _Unsizable
    try:
        tree = _grammar().parse(code)
    except LarkError as refused:
        raise _Unsizable from refused
    for raised in tree.find_data("annotatable"):
        unit = raised.children[0]
        if isinstance(unit, Tree) and _token(unit.children[0]).type == "FACTOR":
            raise _Unsizable
    return tree


@cache
def _grammar() -> Lark:
    return cast("Lark", get_ucum_parser())


@cache
def definitions() -> dict[str, UcumUnitDefinition]:
    """The table of units by code; base units are not in it (`BASE`)."""
    return {unit.code_cs: unit for unit in get_units_with_full_definition()}


def _token(node: Tree[Token] | Token) -> Token:
    if isinstance(node, Token):
        return node
    raise _Unsizable


def _sized(node: Tree[Token] | Token) -> Size:
    if isinstance(node, Token):  # an annotation: it counts something and has no size
        return Size(Fraction(1))
    return _READ[node.data](node.children)


def _main(parts: list[Any]) -> Size:
    return _sized(parts[-1]) if len(parts) == 1 else _under(parts[-1])


def _under(node: Tree[Token] | Token) -> Size:
    """A term after a leading slash, which divides by its first factor only.

    `/min/kg` is (1/min)/kg, and an oersted is defined as 250 `/[pi].A/m`.
    """
    if isinstance(node, Tree) and node.data == "term":
        left, operator, right = node.children
        return _joined(_under(left), str(operator), _sized(right))
    unit = _sized(node)
    if _special(unit):
        raise _Unsizable
    return unit.to_the(-1)


def _term(parts: list[Any]) -> Size:
    """UCUM reads from left to right: `a/b.c` is (a/b).c."""
    return _joined(_sized(parts[0]), str(parts[1]), _sized(parts[2]))


def _joined(left: Size, operator: str, right: Size) -> Size:
    if (_special(left) and right.powers) or (_special(right) and (left.powers or operator == "/")):
        raise _Unsizable
    return left * (right if operator == "." else right.to_the(-1))


def _annotated(parts: list[Any]) -> Size:
    return _sized(parts[0])


def _raised(parts: list[Any]) -> Size:
    unit = _sized(parts[0])
    if len(parts) == 1:
        return unit
    power = str(parts[1])
    if len(power.lstrip("+-")) > 2 or abs(int(power)) > HIGHEST or _special(unit):  # noqa: PLR2004 - two digits
        raise _Unsizable
    return unit.to_the(int(power))


def _special(unit: Size) -> bool:
    """Whether it is on a scale with a zero or a logarithm of its own (Cel, pH, B)."""
    table = definitions()
    return any(base in table and table[base].is_special for base, _ in unit.powers)


def _simple(parts: list[Any]) -> Size:
    prefix, atom = (str(parts[0]), parts[1]) if len(parts) == 2 else ("", parts[0])  # noqa: PLR2004 - prefix and unit
    if atom.type == "FACTOR":
        return Size(Fraction(int(atom)))
    scale = (
        Fraction(2) ** _BINARY[prefix]
        if prefix in _BINARY
        else Fraction(10) ** PREFIXES.get(prefix, 0)
    )
    known = _atom(str(atom))
    return Size(scale * known.factor, known.powers)


_READ: Final[dict[str, Callable[[list[Any]], Size]]] = {
    "main_term": _main,
    "term": _term,
    "component": _annotated,
    "annotatable": _raised,
    "simple_unit": _simple,
}


@cache
def _atom(code: str) -> Size:
    if code == "kat":
        return Size(Fraction(_KATAL), frozenset({("U", 1)}))
    if code in BASE or code in APART:
        return Size(Fraction(1), frozenset({(code, 1)}))
    unit = definitions()[code]
    if unit.is_arbitrary or unit.is_special:
        name = "[iU]" if code == "[IU]" else code
        return Size(Fraction(1), frozenset({(name, 1)}))
    defined = _sized(parsed(unit.defining_unit))
    return Size(Fraction(str(unit.conversion_factor)) * defined.factor, defined.powers)
