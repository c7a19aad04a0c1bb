"""Phrases that are two parts of a result: a range and a flag, or words and a unit."""

from typing import Final

from chartside.fhir.lab_reports.layout.lines import Phrase, phrase_of
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.report import Flag

_MOST_WORDS: Final = 12
_FLAG_WORDS: Final = 4
_OUTSIDE: Final = frozenset({Flag.LOW, Flag.HIGH, Flag.CRITICALLY_LOW, Flag.CRITICALLY_HIGH})
_ANSWERS: Final = frozenset({"S", "I", "R", "SDD", "NS"})


def susceptible(text: str) -> bool:
    """Whether a text says how an organism answers to a drug, as EUCAST and CLSI abbreviate it."""
    return text.strip("()* ") in _ANSWERS


def with_unit(phrase: Phrase, reader: Reader) -> bool:
    """Whether a phrase is a number with a unit of its own: the same result in another one."""
    value = reader.value(phrase.text)
    return value is not None and value.value is not None and bool(value.unit)


def worded_parts(phrase: Phrase, reader: Reader) -> list[Phrase]:
    """A result in words with a unit behind it or a flag before it, in two."""
    words = phrase.words
    for index in range(1, min(len(words), _MOST_WORDS)):
        parts = [phrase_of(held, phrase.page) for held in (words[:index], words[index:])]
        said = parts[0].text
        ranged = reader.range(parts[1].text) and with_unit(parts[0], reader)
        if ranged and reader.value(phrase.text) is None:
            return parts
        worded = not any(c.isdigit() for c in said) and reader.answer(said)
        if worded and reader.surely_unit(parts[1].text):
            return parts
        rest = parts[1].text
        flagged = reader.flag(said) and not reader.answer(phrase.text)
        if flagged and not any(c.isdigit() for c in rest) and reader.answer(rest):
            return parts[::-1]
    return [phrase]


def typed_parts(phrase: Phrase, reader: Reader) -> list[Phrase]:
    """A phrase behind a value that is a range and a flag, or a unit and a range, in two."""
    text, words = phrase.text, phrase.words
    if reader.unit(text) or len(words) > _MOST_WORDS:
        return [phrase]
    if reader.range(text):
        return _without_flag(phrase, reader)
    for index in range(1, len(words)):
        parts = [phrase_of(held, phrase.page) for held in (words[:index], words[index:])]
        first, second = (part.text for part in parts)
        ends = reader.range(first) and reader.flag(second)
        begins = reader.range(second) and (reader.flag(first) or reader.unit(first))
        if ends or begins:
            return parts
    return [phrase]


def _without_flag(phrase: Phrase, reader: Reader) -> list[Phrase]:
    """A range with a flag in words behind it, in two; a word alone may say whom it is for."""
    words = phrase.words
    for index in range(len(words) - 1, max(len(words) - _FLAG_WORDS, 1) - 1, -1):
        parts = [phrase_of(held, phrase.page) for held in (words[:index], words[index:])]
        plain = parts[1].text.isascii() and not any(c.isdigit() for c in parts[1].text)
        if plain and reader.range(parts[0].text) and reader.flag(parts[1].text) in _OUTSIDE:
            return parts
    return [phrase]
