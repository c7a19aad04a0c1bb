"""Flags: how a result stands to its range, in letters, signs, arrows and words.

Read by what HL7's ObservationInterpretation calls them. A star says that something is abnormal and
not what; a sign alone (`+`, `-`) is a flag only in a document that uses signs so, because a lone
dash also stands for nothing.
"""

import re
from collections.abc import Iterable
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded, tidied
from chartside.fhir.lab_reports.cells.vocabulary import meanings
from chartside.fhir.lab_reports.report import Flag

_SIGNS: Final = {
    "+": Flag.HIGH, "++": Flag.CRITICALLY_HIGH, "+++": Flag.CRITICALLY_HIGH,
    "-": Flag.LOW, "--": Flag.CRITICALLY_LOW, "---": Flag.CRITICALLY_LOW,
    "!": Flag.ABNORMAL, "!!": Flag.CRITICAL, "!!!": Flag.CRITICAL,
    "*": Flag.ABNORMAL, "**": Flag.ABNORMAL, "***": Flag.ABNORMAL,
}  # fmt: skip
_UP: Final = "↑▲△⇧⬆↗⇑🔺🠕🡅"
_DOWN: Final = "↓▼▽⇩⬇↘⇓🔻🠗🡇"
_LETTERS: Final = {
    "H": Flag.HIGH, "HI": Flag.HIGH, "HH": Flag.CRITICALLY_HIGH, "HC": Flag.CRITICALLY_HIGH,
    "CH": Flag.CRITICALLY_HIGH, "HP": Flag.CRITICALLY_HIGH, "HHH": Flag.CRITICALLY_HIGH,
    "L": Flag.LOW, "LO": Flag.LOW, "LL": Flag.CRITICALLY_LOW, "LC": Flag.CRITICALLY_LOW,
    "CL": Flag.CRITICALLY_LOW, "LP": Flag.CRITICALLY_LOW, "LLL": Flag.CRITICALLY_LOW,
    "BB": Flag.CRITICALLY_LOW,
    "A": Flag.ABNORMAL, "AB": Flag.ABNORMAL, "AA": Flag.CRITICAL, "N": Flag.NORMAL,
}  # fmt: skip
"""In capitals, or in brackets: a small `l` or `h` beside a number is a litre or an hour."""

_LOCAL: Final[dict[str, dict[str, Flag | None]]] = {
    "fr": {"B": Flag.LOW}, "es": {"B": Flag.LOW}, "de": {"N": None},
}  # fmt: skip
"""Letters that a language reads otherwise."""

_BRACKETS = re.compile(r"[(\[{]\s*(.*?)\s*[)\]}]")
_STARRED = re.compile(r"[*!]{0,3}\s*([^\W\d_](?:[^\W\d_]|[. -])*?|[+]{1,3}|-{1,3})\s*[*!]{0,3}")
_LONGEST: Final = 32
_BESIDE = re.compile(r"(?:^|\s)\+{1,3}\s+\d|\d\s+\+{1,3}(?:\s|$)")
_LEGEND = re.compile(r"\+\s*/\s*-|\+\s*(?:=|:)\s*\S+.*-\s*(?:=|:)|-\s*/\s*\+")


def read_flag(text: str, language: str = "") -> Flag | None:
    """The flag that a cell is, all of it; None where it is none.

    A Spanish or French `B` is bajo or bas; a Spanish `A` (alto, or anormal) is read as abnormal; a
    German `N` may be normal or niedrig and is read as neither.

    >>> read_flag("HH"), read_flag("*"), read_flag("(h)"), read_flag("5")
    (<Flag.CRITICALLY_HIGH: 'HH'>, <Flag.ABNORMAL: 'A'>, <Flag.HIGH: 'H'>, None)
    """
    plain = tidied(text)
    if not plain or len(plain) > _LONGEST:
        return None
    if inner := _BRACKETS.fullmatch(plain):
        return _read(inner[1].upper() if len(inner[1]) <= 2 else inner[1], language)  # noqa: PLR2004 - a letter or two
    return _read(plain, language)


def _read(plain: str, language: str) -> Flag | None:
    starred = _STARRED.fullmatch(plain)
    found = _SIGNS.get(plain) or _arrow(plain)
    if found or starred is None:
        return found
    bare = starred[1].strip().rstrip(".")
    if bare in {"B", "N"} and language in _LOCAL:
        return _LOCAL[language].get(bare, _LETTERS.get(bare))
    word = meanings("flag").get(folded(bare))
    return _SIGNS.get(bare) or _LETTERS.get(bare) or (Flag[word.upper()] if word else None)


def _arrow(plain: str) -> Flag | None:
    arrows = plain.replace(" ", "").strip("*!\N{VARIATION SELECTOR-16}\N{VARIATION SELECTOR-15}")
    for signs, one, more in (
        (_UP, Flag.HIGH, Flag.CRITICALLY_HIGH),
        (_DOWN, Flag.LOW, Flag.CRITICALLY_LOW),
    ):
        bare = "".join(c for c in arrows if c in signs)
        if bare and arrows in {bare, f"H{bare}", f"{bare}H", f"L{bare}", f"{bare}L"}:
            return one if len(bare) == 1 else more
    return None


def signs_are_flags(texts: Iterable[str]) -> bool:
    """Whether a document flags with `+` and `-`: a plus stands beside a number, or in a key.

    Only there is `- 2,0` a low 2.0; elsewhere it may be less than nothing.
    """
    return any(_BESIDE.search(plain) or _LEGEND.search(plain) for plain in map(tidied, texts))
