"""Numbers as they are written: in figures of any locale, in words, and as fractions.

Figures group thousands by a comma, an apostrophe or a thin space and mark decimals by a point or a
comma (ISO 80000-1:2022, 7.3; Unicode CLDR number patterns). `7,125` is read as thousands and `7,2`
and `0,125` as decimals, which is what each can only be in a chart in English.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.words import SPELLED

FIGURES: Final = (
    r"(?:(?!0,)\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?"
    r"|\d{1,3}(?:['\u2019\u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d{1,3}(?:\s\d{3})+(?!\d)(?=\s?(?:[x\u00d7]\s?10|/|per\s|cells|copies|platelets|steps))"
    r"|0,\d+(?![\d,])|\d+,\d{1,2}(?![\d,]|\.\d)"
    r"|\d*\s?[\u00bc-\u00be\u2153\u2154\u215b-\u215e]|\d+(?:\.\d+)?|\.\d+)"
)
_THOUSANDS: Final = re.compile(r"(?!0,)\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GROUPS: Final = re.compile(r"['\u2019\s]")
_FRACTIONS: Final = {
    "\u00bc": "0.25", "\u00bd": "0.5", "\u00be": "0.75", "\u2153": "0.333", "\u2154": "0.667",
    "\u215b": "0.125", "\u215c": "0.375", "\u215d": "0.625", "\u215e": "0.875",
}  # fmt: skip


def decimal_of(figures: str) -> Decimal:
    """The number that figures stand for.

    >>> [str(decimal_of(f)) for f in ("12,500", "7,2", "12'500", "1\u00bd", "0,125")]
    ['12500', '7.2', '12500', '1.5', '0.125']
    """
    if part := _FRACTIONS.get(figures[-1]):
        return Decimal(figures[:-1].strip() or 0) + Decimal(part)
    if _THOUSANDS.fullmatch(figures):
        return Decimal(figures.replace(",", ""))
    return Decimal(_GROUPS.sub("", figures).replace(",", "."))


_ONES: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
_NONE: Final = frozenset({"zero", "oh", "nought", "naught"})
_TEENS: Final = {w: int(n) for w, n in SPELLED.items() if 10 <= int(n) < 20 and w != "dozen"}  # noqa: PLR2004 - the teens
_TENS: Final = {w: int(n) for w, n in SPELLED.items() if int(n) >= 20}  # noqa: PLR2004 - the tens
_PLACES: Final = {"hundred": 100, "thousand": 1000}


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


_BELOW_100: Final = rf"(?:{_any(_TENS)}(?:[\s-]{_any(_ONES)})?|{_any(_TEENS)}|{_any(_ONES)})"
_BELOW_1000: Final = (
    rf"(?:(?:{_any(_ONES)}|a)[\s-]hundred(?:\s(?:and\s)?{_BELOW_100})?"
    rf"|(?:one|two)[\s-](?:{_any(_TENS)}(?:[\s-]{_any(_ONES)})?|{_any(_TEENS)})(?=\sover\b)"
    rf"|{_BELOW_100})"
)
_NUMERAL: Final = Caseless(
    rf"\b(?:dozen|{_BELOW_1000}(?:[\s-]thousand(?:[\s,]+(?:and\s)?{_BELOW_1000})?)?"
    rf"(?:\spoint(?P<point>(?:[\s-](?:{_any(_ONES)}|{_any(sorted(_NONE))}))+))?)\b",
)
_WORD: Final = re.compile(r"[a-z]+")


def numerals_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where numbers stand in words, and their figures: "one hundred and twenty", "five point nine".

    `one` by itself is a pronoun as often, and is left out.

    >>> [n for _, _, n in numerals_in("seventy-two, five point nine, two visits, one of three")]
    ['72', '5.9', '2', '3']
    """
    for found in _NUMERAL.finditer(text):
        said = found[0].lower()
        if said == "one":
            continue
        whole = said[: found.start("point") - found.start()] if found["point"] else said
        digits = "".join(
            str(_ONES.get(w, 0)) for w in _WORD.findall((found["point"] or "").lower())
        )
        yield *found.span(), f"{_whole(whole)}.{digits}" if digits else str(_whole(whole))


def _whole(said: str) -> int:
    """A whole number in words; "one twenty" is 120."""
    total = part = 0
    for word in _WORD.findall(said):
        if word == "thousand":
            total, part = (part or 1) * _PLACES[word], 0
        elif word == "hundred":
            part = (part or 1) * _PLACES[word]
        elif word == "dozen":
            part = 12
        else:
            more = _ONES.get(word, 0) + _TEENS.get(word, 0) + _TENS.get(word, 0)
            spoken = 0 < part <= len(_ONES) and more >= _TEENS["ten"]
            part = part * _PLACES["hundred"] + more if spoken else part + more
    return total + part
