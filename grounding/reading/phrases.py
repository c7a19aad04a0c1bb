"""Finding phrases of a table in a run of words: longest first, one look-up a word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

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
        pairs = table.items() if isinstance(table, Mapping) else table
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, meaning in pairs:
            words = plain_words(phrase)
            if words:
                self._by_first.setdefault(words[0], []).append((words, meaning))
        for held in self._by_first.values():
            held.sort(key=lambda pair: -len(pair[0]))

    def find(self, words: Sequence[Word]) -> list[tuple[T, int, int]]:
        """Meaning, first word and the word after the last of each phrase found; none overlap."""
        found: list[tuple[T, int, int]] = []
        at = 0
        while at < len(words):
            hit = self.at(words, at)
            if hit is None:
                at += 1
            else:
                found.append((hit[0], at, hit[1]))
                at = hit[1]
        return found

    def at(self, words: Sequence[Word], first: int) -> tuple[T, int] | None:
        """The longest phrase that begins at a word, and the word after it."""
        held = self._by_first.get(words[first].plain)
        if held is None:
            return None
        left = len(words) - first
        for phrase, meaning in held:
            size = len(phrase)
            if size == 1 or (size <= left and _stands(phrase, words, first)):
                return meaning, first + size
        return None

    def every(self, words: Sequence[Word], first: int) -> Iterator[tuple[T, int]]:
        """Each phrase that begins at a word, longest first, and the word after it."""
        for phrase, meaning in self._by_first.get(words[first].plain, ()):
            last = first + len(phrase)
            if last <= len(words) and _stands(phrase, words, first):
                yield meaning, last


def _stands(phrase: Sequence[str], words: Sequence[Word], first: int) -> bool:
    """Whether the words of a phrase stand in a row, the last of which differs most often."""
    at = first + len(phrase) - 1
    for plain in reversed(phrase):
        if words[at].plain != plain:
            return False
        at -= 1
    return True


def listed(table: Mapping[T, str]) -> list[tuple[str, T]]:
    """`{"high": "high, elevated"}` as pairs of phrase and meaning."""
    return [
        (phrase.strip(), meaning)
        for meaning, phrases in table.items()
        for phrase in phrases.split(",")
        if phrase.strip()
    ]
