"""The pieces of a printed reference range: numbers, comparators, joins, units, ages and words."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from chartside.fhir.lab_reports.cells.numerals import NUMERAL, Style, number
from chartside.fhir.lab_reports.cells.unit_cells import read_unit


class Kind(Enum):
    """What a piece of a range is."""

    NUMBER = auto()
    COMPARE = auto()
    """One of `<`, `<=`, `>`, `>=`, in front of a number."""
    AFTER = auto()
    """A comparator behind its number: `5 or less`."""
    JOIN = auto()
    FROM = auto()
    """`between`, `von`: a word in front of two bounds that are joined."""
    AND = auto()
    UNIT = auto()
    AGE = auto()
    """A unit of time behind a number: years, months."""
    COLON = auto()
    BREAK = auto()
    OPEN = auto()
    CLOSE = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece; `start` and `end` are its place in the text."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Decimal | None = None


MOST: Final = 60
"""Pieces; a longer text is a paragraph."""

_BELOW: Final = (
    r"less\s+than(?!\s+or)|lower\s+than|smaller\s+than|under|below|kleiner\s+(?:dan|als)|minder\s+dan"
    r"|lager\s+dan|onder|beneden|weniger\s+als|unter(?:halb)?|inf(?:[ée]rieure?s?|\.)?\s+[àa]"
    r"|moins\s+de|en\s+dessous\s+de|menor(?:es)?\s+(?:de|que|a)|menos\s+de|inferior(?:es)?\s+a"
    r"|por\s+debajo\s+de"
)
_AT_MOST: Final = (
    r"up\s+to|at\s+most|max(?:\.|imum|imal|imaal|imo)?|less\s+than\s+or\s+equal\s+to|not\s+more\s+than"
    r"|no\s+more\s+than|(?:less|lower)\s+(?:than\s+)?or\s+equal(?:\s+to)?"
    r"|kleiner\s+(?:dan\s+)?of\s+gelijk\s+aan|kleiner\s+(?:oder\s+)?gleich"
    r"|inf[ée]rieure?s?\s+ou\s+[ée]gale?s?\s+[àa]|(?:menor|inferior)(?:es)?\s+o\s+igual(?:es)?\s+(?:que|a)"
    r"|bis\s+zu|bis|h[öo]chstens|tot\s+en\s+met|t/m|tot|hoogstens|jusqu['e]?\s*[àa]u?"
    r"|au\s+plus|hasta|como\s+m[áa]ximo"
)
_ABOVE: Final = (
    r"(?:more|greater|higher)\s+than(?!\s+or)|over|above|groter\s+(?:dan|als)|meer\s+dan|hoger\s+dan"
    r"|boven|mehr\s+als|gr[öo](?:ß|ss)er\s+als|h[öo]her\s+als|[üu]ber|oberhalb"
    r"|sup(?:[ée]rieure?s?|\.)?\s+[àa]|plus\s+de|au[\s-]dessus\s+de|mayor(?:es)?\s+(?:de|que|a)"
    r"|m[áa]s\s+de|superior(?:es)?\s+a|por\s+encima\s+de"
)
_AT_LEAST: Final = (
    r"at\s+least|(?:greater|higher|more)\s+(?:than\s+)?or\s+equal(?:\s+to)?"
    r"|groter\s+(?:dan\s+)?of\s+gelijk\s+aan|gr[öo](?:ß|ss)er\s+(?:oder\s+)?gleich"
    r"|sup[ée]rieure?s?\s+ou\s+[ée]gale?s?\s+[àa]|(?:mayor|superior)(?:es)?\s+o\s+igual(?:es)?\s+(?:que|a)"
    r"|min(?:\.|imum|imal|imaal|imo)?(?=\s*\d)|(?:greater|more)\s+than\s+or\s+equal\s+to"
    r"|from(?=\s+\d)|ab(?=\s+\d)|mindestens|vanaf|minstens|ten\s+minste|[àa]\s+partir\s+de|au\s+moins"
    r"|d[èe]s|desde|a\s+partir\s+de|al\s+menos"
)
_COMPARE: Final = tuple(
    (re.compile(rf"(?:{pattern})(?![^\W\d_])", re.IGNORECASE), sign)
    for pattern, sign in (
        (_AT_MOST, "<="), (_AT_LEAST, ">="), (_BELOW, "<"), (_ABOVE, ">"),
    )
)  # fmt: skip
_SIGNS: Final = re.compile(
    r"(?:<\s?(?:or|of|oder|ou|o|/)\s?=|>\s?(?:or|of|oder|ou|o|/)\s?=|<=|=<|>=|=>|<|>)"
    r"(?:\s?[àa](?=\s?\d))?",
    re.IGNORECASE,
)
_AFTER: Final = (
    (re.compile(
        r"(?:or|and|of|en|oder|und|ou|et|o|y)\s+(?:less|lower|below|under|minder|lager|weniger"
        r"|niedriger|moins|menos|jonger|younger|j[üu]nger)(?![^\W\d_])", re.IGNORECASE), "<="),
    (re.compile(
        r"(?:or|and|of|en|oder|und|ou|et|o|y)\s+(?:more|greater|higher|above|over|up|older|meer"
        r"|hoger|ouder|mehr|h[öo]her|[äa]lter|plus|m[áa]s)(?![^\W\d_])", re.IGNORECASE), ">="),
)  # fmt: skip
_JOIN = re.compile(
    r"-{1,2}|~|\.{2,3}|…|÷|(?:to|through|bis|tot|t/m|[àa]|al|hasta)(?![^\W\d_])", re.I
)
_FROM = re.compile(
    r"(?:between|from|tussen|van|zwischen|von|entre|de|du|desde)(?=\s*[+-]?\d)", re.IGNORECASE
)
_AND = re.compile(r"(?:and|en|und|et|y)(?=\s*[+-]?\d)", re.IGNORECASE)
_AGE = re.compile(
    r"(?:y(?:ea)?rs?|y/?o|y|years?[\s-]old|jaar|jrn?|j|jahr(?:e[ns]?|s)?|ans?|a[ñn]os?|months?|mos?|mths?"
    r"|maanden|maand|mnd|monat(?:en?|s)?|mon|mois|mes(?:es)?|weeks?|wks?|weken|week|wochen?|wo|semaines?"
    r"|semanas?|sem|days?|d|dagen|dag|dgn|tag(?:en?|s)?|jours?|d[íi]as?"
    r"|uhr|uur|[uh](?=\s*:))(?![^\W\d_])\.?",
    re.IGNORECASE,
)
_MONTH = re.compile(r"m(?=\s*-\s*\d)")
_NUMBER = re.compile(rf"[+-]?(?:{NUMERAL})")
"""A minus apart from its number is none: in `- 3,5 - 5,1` it is the flag of the value before."""
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|e|er|[eè]me|re|de|[ºª°]|\.)(?=\s[^\W\d_])")
_WORD = re.compile(r"[^\W\d_](?:[\w'°+*.]|-(?=[^\W\d_])|-(?=\d+\b(?!\s*-)))*|[♀♂]")
_BREAK = re.compile(r"[;|•·]|,(?!\d)|/|-\s(?=[^\W\d_])")
_SPACE = re.compile(r"\s+|\.(?![.\d])")
"""A point behind an abbreviation parts nothing."""
_CLOCK = re.compile(r"(?<=\d):\d")
_MARKS: Final = {
    ":": Kind.COLON, "=": Kind.COLON, "(": Kind.OPEN, "[": Kind.OPEN, "{": Kind.OPEN,
    ")": Kind.CLOSE, "]": Kind.CLOSE, "}": Kind.CLOSE,
}  # fmt: skip
_ALIKE: Final = frozenset("hHlLdDmMaAyYjJvVwWfFnN")
"""Letters that are a sex, a flag or an age before they are a unit."""


def tokens_of(plain: str, style: Style) -> tuple[Token, ...]:
    """The pieces of a tidied text; none where a part of it is no piece of a range."""
    found: list[Token] = []
    place = 0
    while place < len(plain):
        if (space := _SPACE.match(plain, place)) is not None:
            place = space.end()
            continue
        token = _next(plain, place, found, style)
        if token is None or len(found) == MOST:
            return ()
        found.append(token)
        place = token.end
    return tuple(found)


def _next(plain: str, place: int, before: list[Token], style: Style) -> Token | None:
    last = before[-1].kind if before else None
    between = [t.kind for t in before[-3:]]  # `entre 3 y 5`: y is no year there
    if Kind.FROM in between and (both := _matched(_AND, Kind.AND, plain, place)):
        return both
    if last in {Kind.NUMBER, Kind.UNIT, Kind.AGE} and (found := _behind(plain, place, last)):
        return found
    for read in (_mark, _compared, _joined):
        if found := read(plain, place):
            return found
    return _numbered(plain, place, style) or _matched(_WORD, Kind.WORD, plain, place)


def _behind(plain: str, place: int, last: Kind) -> Token | None:
    """What may only follow a number: a unit, an age, a join."""
    for pattern, sign in _AFTER:
        if found := pattern.match(plain, place):
            return Token(Kind.AFTER, sign, place, found.end())
    if last is not Kind.AGE and (age := _matched(_AGE, Kind.AGE, plain, place)):
        return age
    if last is Kind.NUMBER:
        if month := _matched(_MONTH, Kind.AGE, plain, place):
            return month
        if unit := _unit(plain, place):
            return unit
    return None if _BREAK.match(plain, place) else _matched(_JOIN, Kind.JOIN, plain, place)


def _unit(plain: str, place: int) -> Token | None:
    """The longest run of up to four words that is a unit."""
    ends = [m.end() for m in re.finditer(r"[^\s;|]+", plain[place : place + 40])][:4]
    for end in reversed(ends):
        printed = plain[place : place + end].rstrip(",:.")
        shorter = (printed, printed.rstrip(")]"))
        for text in shorter:
            if text and text not in _ALIKE and read_unit(text) is not None and text[0] not in "(-":
                return Token(Kind.UNIT, text, place, place + len(text))
    return None


def _mark(plain: str, place: int) -> Token | None:
    kind = _MARKS.get(plain[place])
    if _CLOCK.match(plain, place) or _SIGNS.match(plain, place):
        return None
    if kind is not None:
        return Token(kind, plain[place], place, place + 1)
    return _matched(_BREAK, Kind.BREAK, plain, place)


def _compared(plain: str, place: int) -> Token | None:
    if sign := _SIGNS.match(plain, place):
        equal = "=" if "=" in sign[0] else ""
        return Token(Kind.COMPARE, f"{'<' if '<' in sign[0] else '>'}{equal}", place, sign.end())
    for pattern, text in _COMPARE:
        if found := pattern.match(plain, place):
            end = found.end()
            return Token(Kind.COMPARE, text, place, end)
    return None


def _joined(plain: str, place: int) -> Token | None:
    return _matched(_FROM, Kind.FROM, plain, place) or _matched(_AND, Kind.AND, plain, place)


def _numbered(plain: str, place: int, style: Style) -> Token | None:
    if ordinal := _matched(_ORDINAL, Kind.WORD, plain, place):
        return ordinal
    found = _NUMBER.match(plain, place)
    if found is None:
        return None
    value = number(found[0], style)
    return None if value is None else Token(Kind.NUMBER, found[0], place, found.end(), value)


def _matched(pattern: re.Pattern[str], kind: Kind, plain: str, place: int) -> Token | None:
    found = pattern.match(plain, place)
    return Token(kind, found[0], place, found.end()) if found else None


def comparator(plain: str) -> tuple[str, str]:
    """The comparator that a tidied text begins with, in signs or words, and the rest.

    >>> comparator("kleiner als 5"), comparator("5")
    (('<', '5'), ('', '5'))
    """
    found = _compared(plain, 0)
    return (found.text, plain[found.end :].lstrip()) if found else ("", plain)
