"""Finding phrases of a table in a run of words: longest first, one look-up a word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from chartside.grounding.reading.words import Word, plain_words

T = TypeVar("T")


class Phrases(Generic[T]):
    """A table from phrases to what they mean, made once.

    >>> from chartside.grounding.reading.words import words_in
    >>> found = Phrases({"no longer": "stopped"}).find(words_in("She no longer takes it"))
    >>> [(value, first, last) for value, first, last in found]
    [('stopped', 1, 3)]
    """

    def __init__(self, table: Mapping[str, T] | Iterable[tuple[str, T]]) -> None:
        self._pairs = list(table.items() if isinstance(table, Mapping) else table)

    @cached_property
    def _by_first(self) -> dict[str, dict[int, dict[tuple[str, ...], T]]]:
        """By first word and length, the longest first; made when a phrase is first looked for."""
        found: dict[str, dict[int, dict[tuple[str, ...], T]]] = {}
        for phrase, meaning in self._pairs:
            words = plain_words(phrase)
            if words:
                sizes = found.setdefault(words[0], {})
                sizes.setdefault(len(words), {}).setdefault(words, meaning)
        return {first: dict(sorted(sizes.items(), reverse=True)) for first, sizes in found.items()}

    def find(self, words: Sequence[Word]) -> list[tuple[T, int, int]]:
        """Meaning, first word and the word after the last of each phrase found; none overlap."""
        found: list[tuple[T, int, int]] = []
        at = 0
        begins = self._by_first
        while at < len(words):
            hit = self.at(words, at) if words[at].plain in begins else None
            if hit is None:
                at += 1
            else:
                found.append((hit[0], at, hit[1]))
                at = hit[1]
        return found

    def at(self, words: Sequence[Word], first: int) -> tuple[T, int] | None:
        """The longest phrase that begins at a word, and the word after it."""
        sizes = self._by_first.get(words[first].plain)
        if sizes is None:
            return None
        for size, held in sizes.items():
            run = tuple([w.plain for w in words[first : first + size]])
            meaning = held.get(run)
            if meaning is not None:
                return meaning, first + size
        return None

    def every(self, words: Sequence[Word], first: int) -> Iterator[tuple[T, int]]:
        """Each phrase that begins at a word, longest first, and the word after it."""
        for size, held in self._by_first.get(words[first].plain, _NONE).items():
            meaning = held.get(tuple([w.plain for w in words[first : first + size]]))
            if meaning is not None:
                yield meaning, first + size


_NONE: Final[dict[int, Any]] = {}


def listed(table: Mapping[T, str]) -> list[tuple[str, T]]:
    """`{"high": "high, elevated"}` as pairs of phrase and meaning."""
    return [
        (phrase.strip(), meaning)
        for meaning, phrases in table.items()
        for phrase in phrases.split(",")
        if phrase.strip()
    ]
