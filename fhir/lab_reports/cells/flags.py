"""Flags: how a result stands to its range, in letters, signs, arrows and words.

Read by what HL7's ObservationInterpretation calls them. A star says that something is abnormal and
not what; a sign alone (`+`, `-`) is a flag only in a document that uses signs so, because a lone
dash also stands for nothing.
"""

import re
from collections.abc import Iterable
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded, tidied
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
    "A": Flag.ABNORMAL, "AB": Flag.ABNORMAL, "AA": Flag.CRITICAL, "N": Flag.NORMAL,
}  # fmt: skip
"""In capitals, or in brackets: a small `l` or `h` beside a number is a litre or an hour."""

_WORDS: Final = {
    Flag.HIGH: (
        "high", "hoog", "verhoogd", "te hoog", "hoch", "erhoht", "zu hoch", "eleve", "elevee",
        "haut", "haute", "augmente", "trop eleve", "alto", "alta", "elevado", "elevada",
        "aumentado", "above range", "above normal", "above high normal", "above", "hi", "elevated",
        "above reference range", "above ref range", "positive high",
    ),
    Flag.LOW: (
        "low", "laag", "verlaagd", "te laag", "niedrig", "erniedrigt", "vermindert", "zu niedrig",
        "tief", "bas", "basse", "diminue", "abaisse", "trop bas", "bajo", "baja", "disminuido",
        "disminuida", "below range", "below normal", "below low normal", "below", "lo",
        "below reference range", "below ref range",
    ),
    Flag.CRITICALLY_HIGH: (
        "critical high", "crit high", "high critical", "panic high", "critically high", "alert high",
        "high panic", "high alert", "very high", "kritiek hoog", "sterk verhoogd", "kritisch hoch",
        "stark erhoht", "critique haut", "tres eleve", "critico alto", "muy alto", "extreme high",
    ),
    Flag.CRITICALLY_LOW: (
        "critical low", "crit low", "low critical", "panic low", "critically low", "alert low",
        "low panic", "low alert", "very low", "kritiek laag", "sterk verlaagd", "kritisch niedrig",
        "stark erniedrigt", "critique bas", "tres bas", "critico bajo", "muy bajo", "extreme low",
    ),
    Flag.ABNORMAL: (
        "abnormal", "abn", "abnorm", "afwijkend", "afw", "auffallig", "pathologisch", "path",
        "anormal", "anormale", "anomal", "anormaux", "alterado", "alterada", "out of range",
        "buiten referentie", "buiten ref waarde", "hors norme", "fuera de rango",
    ),
    Flag.CRITICAL: (
        "critical", "crit", "panic", "alert", "kritiek", "kritisch", "critique", "critico",
        "critica", "panico", "critical abnormal", "critically abnormal", "alarm",
    ),
    Flag.NORMAL: (
        "normal", "norm", "wnl", "within range", "in range", "within normal limits", "normaal",
        "unauffallig", "within reference range",
    ),
}  # fmt: skip
_BY_WORD: Final = {word: flag for flag, words in _WORDS.items() for word in words}

_BRACKETS = re.compile(r"[(\[{]\s*(.*?)\s*[)\]}]")
_STARRED = re.compile(r"[*!]{0,3}\s*([A-Za-z.+ -]+?|[+]{1,3}|-{1,3})\s*[*!]{0,3}")
_LONGEST: Final = 32
_BESIDE = re.compile(r"(?:^|\s)\+{1,3}\s+\d|\d\s+\+{1,3}(?:\s|$)")
_LEGEND = re.compile(r"\+\s*/\s*-|\+\s*(?:=|:)\s*\S+.*-\s*(?:=|:)|-\s*/\s*\+")


def read_flag(text: str, language: str = "") -> Flag | None:
    """The flag that a cell is, all of it; None where it is none.

    A Spanish `A` is alto and is not abnormal for another reason than being high, and a Spanish or
    French `B` is bajo or bas; a German `N` may be normal or niedrig and is read as neither.

    >>> read_flag("HH"), read_flag("*"), read_flag("(h)"), read_flag("\\u2193"), read_flag("5")
    (<Flag.CRITICALLY_HIGH: 'HH'>, <Flag.ABNORMAL: 'A'>, <Flag.HIGH: 'H'>, <Flag.LOW: 'L'>, None)
    """
    plain = tidied(text)
    if not plain or len(plain) > _LONGEST:
        return None
    if inner := _BRACKETS.fullmatch(plain):
        return _read(inner[1].upper() if len(inner[1]) <= 2 else inner[1], language)  # noqa: PLR2004 - a letter or two
    return _read(plain, language)


def _read(plain: str, language: str) -> Flag | None:
    if plain in _SIGNS:
        return _SIGNS[plain]
    if arrow := _arrow(plain):
        return arrow
    starred = _STARRED.fullmatch(plain)
    if starred is None:
        return None
    bare = starred[1].strip().rstrip(".")
    if bare in _SIGNS:
        return _SIGNS[bare]
    if bare == "B" and language in {"fr", "es"}:
        return Flag.LOW
    if bare == "N" and language == "de":
        return None
    return _LETTERS.get(bare.replace(" ", "")) or _BY_WORD.get(folded(bare))


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
