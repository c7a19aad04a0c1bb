"""Flags in the margin left of the names: `(H) Potassium`, an arrow, an `L` in a column of its own.

A letter without brackets is a flag only where a gap parts it from the name: `H pylori` is a name.
"""

import re
from collections.abc import Sequence
from typing import Final

from chartside.fhir.lab_reports.layout.lines import Phrase, phrase_of
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.report import Flag

_SIDES: Final = frozenset({Flag.LOW, Flag.HIGH, Flag.CRITICALLY_LOW, Flag.CRITICALLY_HIGH})
_LONE: Final = _SIDES | {Flag.CRITICAL, Flag.ABNORMAL}
_MARKED = re.compile(r"[(\[]\s*(?:[HLB]{1,2}|[+-]{1,2})\s*[)\]]")
_LETTER = re.compile(r"[(\[]?[^\W\d_]")
_CODE = re.compile(r"[a-z]{1,2}\d{1,3}")
"""The code of an allergen, as the makers of its tests number them: `f1`, `d201`."""
_SHORT: Final = 4
"""Letters of a flag in a margin."""
_LETTERS: Final = frozenset({"H", "HH", "L", "LL", "HI", "LO", "B", "BB", "H*", "L*"})
"""Others, such as `CL` and `CH`, are more often the code of what is measured."""
_BULLETS: Final = frozenset("+-")
"""Flags only in a document that flags with them; else they begin the entries of a list."""


def without_margin(phrases: Sequence[Phrase], reader: Reader) -> tuple[list[Phrase], list[Phrase]]:
    """The flags in front of a name, and the phrases without them; `phrases` begin with the name."""
    if not phrases:
        return [], []
    first, rest = phrases[0], list(phrases[1:])
    if rest and _CODE.fullmatch(first.text) and _LETTER.match(rest[0].text):
        return [], rest
    named = bool(rest and _LETTER.match(rest[0].text)) and not reader.answer(rest[0].text)
    if named and not reader.unit(rest[0].text) and _alone(first.text, reader):
        return [first], rest
    flag, name = first.words[:1], first.words[1:]
    if name and _glued(flag[0].text, reader) and _LETTER.match(name[0].text):
        return [phrase_of(flag, first.page)], [phrase_of(name, first.page), *rest]
    return [], list(phrases)


def _alone(text: str, reader: Reader) -> bool:
    if len(text) > _SHORT or reader.flag(text) not in _LONE:
        return False
    if set(text) <= _BULLETS:
        return reader.signs
    return text.strip("()[]* ") in _LETTERS or not any(c.isalpha() for c in text)


def _glued(text: str, reader: Reader) -> bool:
    """Whether a word is a flag although only a blank parts it from a name: brackets or an arrow."""
    sign = len(text) <= _SHORT and not text.isascii() and not any(c.isalpha() for c in text)
    return (bool(_MARKED.fullmatch(text)) or sign) and reader.flag(text) in _SIDES
