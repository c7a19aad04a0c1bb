"""What a draft says, as far as an omission depends on it: what it cites and what it names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from chartside.draft import Section
from chartside.fhir.chart import relative
from chartside.fhir.clinical import plain
from chartside.fhir.entry import Entry, shown_number
from chartside.grounding.rules.ingredients import named, named_classes
from chartside.grounding.rules.open_orders import words_of

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?")
_SHORTEST: Final = 3


@dataclass(frozen=True)
class Said:
    """Sentences of a draft in plain words, each with the references it cites."""

    sentences: tuple[tuple[str, frozenset[str]], ...]

    @cached_property
    def cited(self) -> frozenset[str]:
        """Every `Type/id` that any sentence cites."""
        return frozenset(ref for _, refs in self.sentences for ref in refs)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The sentences as they stand."""
        return tuple(text for text, _ in self.sentences)

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        return tuple(f" {plain(text)} " for text in self.texts)

    @cached_property
    def ingredients(self) -> frozenset[str]:
        """Every known ingredient that a sentence names."""
        return frozenset(name for text in self.texts for name in named(text))

    @cached_property
    def classes(self) -> frozenset[str]:
        """Every class of medicine that a sentence names."""
        return frozenset(key for text in self.texts for key in named_classes(text))

    def cites(self, entries: Iterable[Entry]) -> bool:
        """Whether a sentence cites any of these."""
        return any(e.reference in self.cited for e in entries)

    def citing(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """The sentences that cite any of these."""
        wanted = {e.reference for e in entries}
        return tuple(text for text, refs in self.sentences if refs & wanted)

    def has_phrase(self, phrase: str) -> bool:
        """Whether a sentence has these words in this order."""
        words = plain(phrase)
        return len(words) >= _SHORTEST and any(f" {words} " in text for text in self._plain)

    def has_words(self, label: str) -> bool:
        """Whether one sentence has every telling word of a label."""
        words = words_of(label)
        return bool(words) and any(words <= set(text.split()) for text in self._plain)

    def only(self, pattern: re.Pattern[str]) -> "Said":
        """The sentences in which the pattern is found."""
        return Said(tuple(s for s in self.sentences if pattern.search(s[0])))

    def without(self, pattern: re.Pattern[str]) -> "Said":
        """The sentences in which the pattern is not found."""
        return Said(tuple(s for s in self.sentences if not pattern.search(s[0])))

    def gives(self, result: Entry) -> bool:
        """Whether a sentence names the test and gives this number, rounded or not."""
        value = result.value
        if value is None or value.number is None:
            return self.has_words(result.label)
        first = next(iter(plain(result.label).split()), "")
        return any(
            f" {first} " in words and _has_number(text, value.number)
            for text, words in zip(self.texts, self._plain, strict=True)
        )


def said_in(sections: Sequence[Section]) -> Said:
    """What the sections of a draft say; a title is read with each of its sentences."""
    return Said(
        tuple(
            (
                f"{section.title}: {statement.text}",
                frozenset(relative(c.reference) for c in statement.citations),
            )
            for section in sections
            for statement in section.statements
        )
    )


def _has_number(text: str, number: Decimal) -> bool:
    """Whether the text gives the number, perhaps with fewer decimals."""
    shown = Decimal(shown_number(number))
    for match in _NUMBER.finditer(text):
        given = Decimal(match[0].replace(",", "."))
        if given == round(shown, _decimals(given)):
            return True
    return False


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
