"""The cell of a result: a number, or words, with the flag, unit and range that are glued to it.

A cell is read only when all of it is understood; what is left over makes it unread.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from chartside.fhir.lab_reports.cells.flags import read_flag
from chartside.fhir.lab_reports.cells.folding import tidied
from chartside.fhir.lab_reports.cells.numerals import NUMERAL, Style, number
from chartside.fhir.lab_reports.cells.ranges import read_range
from chartside.fhir.lab_reports.cells.results_in_words import in_words
from chartside.fhir.lab_reports.cells.scanning import comparator
from chartside.fhir.lab_reports.cells.states import read_state
from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit, read_unit
from chartside.fhir.lab_reports.report import Flag, State


@dataclass(frozen=True, slots=True)
class CellValue:
    """What the cell of a result holds; what is not printed is None or empty."""

    value: Decimal | None = None
    comparator: str = ""
    """One of `<`, `<=`, `>`, `>=`, or empty."""
    text: str = ""
    """As printed, where the result is words: `negative`, `1:80`."""
    flag: Flag | None = None
    unit: str = ""
    """As printed, where it stands in the same cell."""
    range_text: str = ""
    """As printed, where it stands in the same cell, in brackets."""
    state: State | None = None


_MARKS = re.compile(r"^[@#§†‡°]+\s*|\s*[@#§†‡°]+$|(?<=\d)\s+\(?[¹²³⁴⁵]\)?$")
_LEADING = re.compile(
    r"([*!]{1,3}\s*[HLAhl]{0,2}|[HLA]{1,2}[*!]?(?=\s)|[↑▲△⇧⬆↓▼▽⇩⬇]{1,3}|[+]{1,3}(?=\s)|--?-?(?=\s))\s*"
    r"(?=[<>=\d.,+-])"
)
_BESIDE = re.compile(r"\d+ \++")
"""`1 +` is a grade, and where the document flags with signs a high 1."""
_WORD = re.compile(r"([^\W\d_][^\d<>=]*?)\s+(?=[<>=]*\s?[+-]?[\d.,]*\d)")
_NUMERAL = re.compile(rf"[+-]?(?:{NUMERAL})(?:[eE][+-]?\d{{1,2}}(?![\w/]))?")
_IN_BRACKETS = re.compile(r"^(.*?)\s*([(\[{][^()\[\]{}]*[)\]}])\s*(.*)$")
_WORDS_AFTER: Final = 3


@lru_cache(maxsize=16384)
def read_value(text: str, style: Style, *, signs: bool = False) -> CellValue | None:
    """What the cell of a result says; None where it is no result or is not understood.

    `signs` says whether the document flags with `+` and `-` (`flags.signs_are_flags`): then
    `- 2,0` is a low 2.0, and elsewhere it may be less than nothing and is unread.

    >>> read_value("5.1 H mmol/L", Style(".")).unit, read_value("**7,2", Style(",")).value
    ('mmol/L', Decimal('7.2'))
    >>> read_value("neg.", Style()).text, read_value("12.345", Style()) is None
    ('neg.', True)
    """
    plain = _MARKS.sub("", _MARKS.sub("", tidied(text))).strip()
    if not plain:
        return None
    if absent := _absent(plain, style):
        return absent
    graded = signs and _BESIDE.fullmatch(plain)
    if in_words(plain) and not graded and not {plain[0], plain[-1]} & set("*!"):
        return CellValue(text=plain)
    return _numeric(plain, style, signs=signs) or _worded(plain)


def _numeric(plain: str, style: Style, *, signs: bool) -> CellValue | None:
    led = _led(plain, signs=signs)
    if led is None:
        return None
    flag, rest = led
    sign, rest = comparator(rest)
    found = _NUMERAL.match(rest)
    value = number(found[0], style) if found else None
    if found is None or value is None:
        return None
    tail = _tail(rest[found.end() :], style)
    if tail is None or (flag and tail.flag and not _agree(flag, tail.flag)):
        return None
    return replace(tail, value=value, comparator=sign, flag=_stronger(flag, tail.flag))


def _agree(one: Flag, other: Flag) -> bool:
    """A star beside a letter is no second opinion."""
    return one is other or Flag.ABNORMAL in {one, other}


def _stronger(one: Flag | None, other: Flag | None) -> Flag | None:
    return other if one is None or (one is Flag.ABNORMAL and other) else one


def _led(plain: str, *, signs: bool) -> tuple[Flag | None, str] | None:
    """The flag in front of a number, and the rest; None where a minus may be either."""
    found = _LEADING.match(plain)
    if found is None:
        word = _WORD.match(plain)
        flag = read_flag(word[1]) if word else None
        return (flag, plain[word.end() :]) if word and flag else (None, plain)
    printed, rest = found[1].strip(), plain[found.end() :]
    if printed == "-" and not signs:
        return None
    return read_flag(printed.upper()), rest


def _tail(rest: str, style: Style) -> CellValue | None:
    """What stands behind the number: flag, unit, a range or a state in brackets, in any order."""
    read = CellValue()
    left = rest.strip(" ;")
    if bracket := _IN_BRACKETS.match(left):
        inside = _bracketed(bracket[2], style)
        if inside is not None:
            read, left = inside, f"{bracket[1]} {bracket[3]}".strip()
    if not left:
        return read
    words = left.split(" ")
    for cut in range(1, len(words) + 1):
        head, behind = " ".join(words[:cut]), " ".join(words[cut:])
        last, before = " ".join(words[-cut:]), " ".join(words[:-cut])
        for flagged, united in ((head, behind), (last, before)):
            if (parts := _flag_and_unit(flagged, united, glued=not rest[:1].isspace())) is not None:
                return replace(read, flag=parts[0] or read.flag, unit=parts[1])
    if read_unit(left) is not None:
        return replace(read, unit=left.rstrip(" *"))
    return _ranged(words, style) or _state_behind(left, read)


def _ranged(words: list[str], style: Style) -> CellValue | None:
    """A unit, perhaps a flag, and a range of two bounds without brackets: `mmol/L 3.5-5.1`."""
    for cut in range(1, len(words)):
        head, printed = " ".join(words[:cut]), " ".join(words[cut:])
        if not looks_like_unit(words[0]) or not _two_sided(printed, style):
            continue
        read = _tail(f" {head}", style)
        if read and not read.range_text:
            return replace(read, range_text=printed)
    return None


def _two_sided(printed: str, style: Style) -> bool:
    ranges = read_range(printed, style)
    return bool(ranges) and all(
        b.low is not None and b.high is not None and not b.applies_to for b in ranges
    )


def _flag_and_unit(flagged: str, united: str, *, glued: bool) -> tuple[Flag | None, str] | None:
    flag = read_flag(flagged)
    if flag is None or (united and read_unit(united) is None):
        return None
    if glued and flagged in {"-", "--", "---"}:  # `5-` is cut off, not low
        return None
    return flag, united


def _bracketed(printed: str, style: Style) -> CellValue | None:
    inner = printed[1:-1].strip()
    if flag := read_flag(printed):
        return CellValue(flag=flag)
    if any(c.isdigit() for c in inner) and read_range(printed, style):
        return CellValue(range_text=printed)
    state = read_state(inner)
    return CellValue(state=state) if state else None


def _state_behind(left: str, read: CellValue) -> CellValue | None:
    state = read_state(left.strip("()[]"))
    if state:
        return replace(read, state=state)
    return replace(read, text=left.strip("()")) if in_words(left.strip("()")) else None


def _absent(plain: str, style: Style) -> CellValue | None:
    """A state or words in front of a range in brackets: `pending (0.9-1.2)`."""
    bracket = _IN_BRACKETS.match(plain)
    if bracket is None or bracket[3] or not any(c.isdigit() for c in bracket[2]):
        return None
    head, ranged = bracket[1], read_range(bracket[2], style)
    state = read_state(head)
    if not any(b.low is not None or b.high is not None for b in ranged):
        return None
    known = state or in_words(head)
    return CellValue(text=head, state=state, range_text=bracket[2]) if known else None


def _worded(plain: str) -> CellValue | None:
    """A result in words, with a flag before or behind it."""
    words = plain.split(" ")
    if len(words) > 1:
        for flagged, said in ((words[-1], words[:-1]), (words[0], words[1:])):
            flag, text = read_flag(flagged), " ".join(said)
            if flag and in_words(text):
                return CellValue(text=text, flag=flag)
    starred = plain.strip("*!")
    if starred != plain and in_words(starred.strip()):
        return CellValue(text=starred.strip(), flag=Flag.ABNORMAL)
    return _worded_with_unit(words)


def _worded_with_unit(words: list[str]) -> CellValue | None:
    """`0-2 /HPF`, `1:80 titer`: words, then a unit."""
    for cut in range(1, min(len(words), _WORDS_AFTER + 1)):
        text, unit = " ".join(words[:-cut]), " ".join(words[-cut:])
        if text and in_words(text) and any(c.isdigit() for c in text) and read_unit(unit):
            return CellValue(text=text, unit=unit)
    return None
