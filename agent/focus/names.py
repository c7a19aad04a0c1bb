"""Whether a name in a chart is what somebody asked for, in the words of either."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chartside.fhir.clinical import plain
from chartside.fhir.entry import Entry
from chartside.fhir.retrieval.synonyms import folded, synonyms
from chartside.tools.names import name_of


@dataclass(frozen=True, slots=True)
class Words:
    """What was asked for, as every phrase that says it."""

    phrases: tuple[tuple[str, ...], ...]

    def name(self, text: str) -> bool:
        """Whether a name holds all words of one of the phrases, in any order."""
        held = set(words_in(text))
        return any(held.issuperset(phrase) for phrase in self.phrases)

    def stand_in(self, text: str) -> bool:
        """Whether a text holds one of the phrases word for word."""
        told = f" {' '.join(words_in(text))} "
        return any(f" {' '.join(phrase)} " in told for phrase in self.phrases)

    def call(self, entry: Entry) -> bool:
        """Whether an entry is named so, in any of its codings' words."""
        return self.any((*entry.code.labels, name_of(entry)))

    def any(self, texts: Iterable[str]) -> bool:
        """Whether one of the names is what was asked for."""
        return any(self.name(text) for text in texts)


def words_of(asked: str) -> Words:
    """The words asked for, and what else they are called (`synonyms.toml`).

    >>> words_of("CKD").name("Chronic kidney disease stage 3b")
    True
    >>> words_of("lung nodule").name("8 mm pulmonary nodule, right upper lobe")
    True
    >>> words_of("kidney stone").name("Chronic kidney disease stage 3b")
    False
    """
    phrase = tuple(words_in(asked))
    others = synonyms().get(phrase, ())
    ways = dict.fromkeys((phrase, *others, *_said_otherwise(phrase)))
    return Words(tuple(p for p in ways if p))


def _said_otherwise(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The phrase with one run of its words called otherwise: `pulmonary nodule`."""
    for begin in range(len(phrase)):
        for end in range(begin + 1, len(phrase) + 1):
            for other in synonyms().get(phrase[begin:end], ()):
                yield (*phrase[:begin], *other, *phrase[end:])


def words_in(text: str) -> list[str]:
    """The words of a name as they are compared: without case, accents and points."""
    return [folded(word) for word in plain(text).split()]
