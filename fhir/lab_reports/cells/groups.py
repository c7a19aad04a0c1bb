"""To whom a range applies: the sex and the age that a label says, against those of a patient.

Letters are read by what stands beside them and by the language: `H` beside `F` is homme, `M` beside
`H` is mujer, and `V` is vrouw in Dutch and varón in Spanish. What is not understood is never taken
to apply, nor not to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded, tidied
from chartside.fhir.lab_reports.cells.vocabulary import meanings

_SYMBOLS: Final = {"♀": "female", "♂": "male"}
_LETTERS: Final = "FHMVW"
_DAYS: Final = {"d": Decimal(1), "w": Decimal(7), "m": Decimal("30.4375"), "y": Decimal("365.25")}
_UNIT: Final = (
    r"(?P<y{n}>y(?:ea)?rs?|y/?o|y|jaar|jrn?|j|jahren?|ans?|anos?)"
    r"|(?P<m{n}>months?|mos?|mths?|maand(?:en)?|mnd|monaten?|mon|mois|mes(?:es)?|m)"
    r"|(?P<w{n}>weeks?|wks?|weken|wochen?|wo|semaines?|semanas?|sem)"
    r"|(?P<d{n}>days?|d|dag(?:en)?|dgn|tagen?|jours?|dias?)"
)
_ONE, _TWO = (_UNIT.replace("{n}", n) for n in ("1", "2"))
_SPAN = re.compile(
    rf"(?P<low>\d+(?:[.,]\d+)?)\s*(?:{_ONE})?\.?\s*(?:-|to|tot|bis|a|t/m)\s*"
    rf"(?P<high>\d+(?:[.,]\d+)?)\s*(?:{_TWO})(?![a-z])"
)
_SIDE = re.compile(
    r"(?P<sign><=|>=|<|>|under|below|over|above|from|tot|onder|vanaf|boven|ab|bis|uber|unter|jusqu'a"
    rf"|plus de|moins de|hasta|desde|mas de|menos de|older than|younger than)\s*"
    rf"(?P<value>\d+(?:[.,]\d+)?)\s*(?:{_ONE})(?![a-z])"
)
_UPTO: Final = frozenset({"<=", "bis", "tot", "jusqu'a", "hasta"})
_BELOW: Final = frozenset(
    {"<", "under", "below", "onder", "unter", "moins de", "menos de", "younger than"}
)
_GROWN: Final = 18 * _DAYS["y"]


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a label names; an empty field narrows nothing."""

    sex: str = ""
    """`female` or `male`, or empty."""
    youngest: Decimal | None = None
    """In days, included."""
    oldest: Decimal | None = None
    """In days, excluded."""
    understood: bool = True
    """Whether every word of the label was read."""


@lru_cache(maxsize=4096)
def group_of(label: str, beside: tuple[str, ...] = (), language: str = "") -> Group:
    """Whom a label names; `beside` are the other labels of the same cell.

    >>> group_of("M", ("H",)).sex, group_of("18 - 60 y").youngest, group_of("fasting").understood
    ('female', Decimal('6574.50'), False)
    """
    plain = _plain(label)
    youngest, oldest, rest = _ages(plain)
    words = re.findall(r"[^\W\d_]+|[♀♂]|\d+", rest)
    sexes = {_sex(word, beside, language) for word in words if _says_sex(word)}
    meant = {_meaning(word) for word in words}
    grown = "adult" in meant and youngest is None and oldest is None
    return Group(
        next(iter(sexes)) if len(sexes) == 1 else "",  # of both sexes is of either
        _GROWN if grown else youngest,
        oldest,
        bool(plain) and "" not in meant | sexes,
    )


def applies(
    label: str, sex: str, age: int | None, beside: Iterable[str] = (), *, language: str = ""
) -> bool | None:
    """Whether a range with this label is one for a patient; None where that cannot be told.

    Args:
        label: The label as printed; an empty one applies to everybody.
        sex: `female`, `male` or empty.
        age: In days on the day of the specimen; None where it is not known.
        beside: The labels of the other ranges in the same cell.
        language: Of the document.
    """
    if not label:
        return True
    group = group_of(label, tuple(beside), language)
    fits = [_sex_fits(group, sex), _age_fits(group, age)]
    if False in fits:
        return False
    return True if group.understood and None not in fits else None


def _sex_fits(group: Group, sex: str) -> bool | None:
    if not group.sex:
        return True
    return group.sex == sex if sex else None


def _age_fits(group: Group, age: int | None) -> bool | None:
    if group.youngest is None and group.oldest is None:
        return True
    if age is None:
        return None
    return (group.youngest is None or age >= group.youngest) and (
        group.oldest is None or age < group.oldest
    )


def _plain(label: str) -> str:
    kept = tidied(label).replace("♀", " ♀ ").replace("♂", " ♂ ")
    signs = " ".join(part for part in re.split(r"(<=|>=|<|>|♀|♂|/)", kept) if part.strip())
    return " ".join(
        part if part in {"<", ">", "<=", ">=", "♀", "♂"} else folded(part)
        for part in signs.split(" ")
    )


def _ages(plain: str) -> tuple[Decimal | None, Decimal | None, str]:
    """The bounds of age in days, and the label without them."""
    if found := _SPAN.search(plain):
        unit = _unit(found, "2")
        low = _days(found["low"], _unit(found, "1") or unit)
        high = _days(found["high"], unit) + _DAYS[unit]  # to 60 years: until the 61st birthday
        return low, high, plain.replace(found[0], " ", 1)
    if found := _SIDE.search(plain):
        unit, sign = _unit(found, "1"), found["sign"]
        value, rest = _days(found["value"], unit), plain.replace(found[0], " ", 1)
        if sign in _BELOW:
            return None, value, rest
        if sign in _UPTO:
            return None, value + _DAYS[unit], rest
        return value, None, rest
    return None, None, plain


def _unit(found: re.Match[str], place: str) -> str:
    return next((u for u in _DAYS if found[f"{u}{place}"]), "")


def _days(printed: str, unit: str) -> Decimal:
    return Decimal(printed.replace(",", ".")) * _DAYS[unit]


def _meaning(word: str) -> str:
    """`female`, `male`, `adult` or `filler`, or empty for a word that is none."""
    if word.upper() in _LETTERS:
        return "letter"
    return _SYMBOLS.get(word, "") or meanings("group").get(word, "")


def _says_sex(word: str) -> bool:
    return _meaning(word) in {"female", "male", "letter"}


def _sex(word: str, beside: Iterable[str], language: str) -> str:
    """The sex that a word names; empty for a letter that may be either."""
    if (named := _meaning(word)) != "letter":
        return named
    letter = word.upper()
    others = {w.upper() for label in beside for w in folded(label).split()} - {letter}
    if letter == "H":
        return "male" if others & {"F", "M"} or language in {"fr", "es"} else ""
    if letter == "V":
        return {"nl": "female", "es": "male"}.get(language, "")
    return _letter_m(others, language) if letter == "M" else "female"


def _letter_m(others: set[str], language: str) -> str:
    """`M` is mujer beside `H`, and beside `V` in Spanish; else it is a man."""
    if "H" in others:
        return "female"
    if others & {"F", "W"}:
        return "male"
    if language == "es":
        return "female" if "V" in others else ""
    return "" if "V" in others and not language else "male"
