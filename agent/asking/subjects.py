"""The name that a question is about: its words without those that belong to every question."""

from collections.abc import Iterable, Sequence
from typing import Final

from chartside.agent.asking.cues import COMPOUNDS, GENERIC, IDIOMS, PENULTIMATE
from chartside.fhir.retrieval.synonyms import folded, longest_phrase, synonyms
from chartside.grounding.reading.synonyms import SYNONYMS
from chartside.grounding.reading.words import Word, words_in

_JOINS: Final = frozenset({"and", "or", ",", ";"})
VAGUE: Final = frozenset(
    {"blood", "bloods", "scan", "scans", "exam", "exams", "examination", "study", "screening"}
)
"""Words that name something only beside another: "eye exam", "bone scan"."""


def subject_of(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The name that the question is about, and the names that `and` joins in it."""
    words = words_in(IDIOMS.sub(" ", PENULTIMATE.sub(" ", text)))
    whole = _phrases(words) | _compounds(words)
    parts: list[list[str]] = [[]]
    for n, word in enumerate(words):
        if n in whole or (word.plain[0].isalnum() and not _generic(word)):
            parts[-1].append(word.text)
        elif word.text.lower() in _JOINS:
            parts.append([])
    named = tuple(tuple(p) for p in parts if p and not VAGUE.issuperset(w.lower() for w in p))
    return tuple(w for p in named for w in p), named if len(named) > 1 else ()


def _compounds(words: Sequence[Word]) -> set[int]:
    """Places of the words of the names that are always kept whole."""
    line = " ".join(w.text for w in words)
    starts = [len(" ".join(w.text for w in words[:n])) + (n > 0) for n in range(len(words))]
    return {
        n
        for found in COMPOUNDS.finditer(line)
        for n, start in enumerate(starts)
        if found.start() <= start < found.end()
    }


def _generic(word: Word) -> bool:
    return word.text.lower() in GENERIC or word.plain in GENERIC


def _phrases(words: Sequence[Word]) -> set[int]:
    """Places of the words of names that are made of several, whatever each is by itself."""
    spans = [(first, last) for _, first, last in SYNONYMS.find(words)]
    spans += _others([folded(w.text) for w in words])
    return {
        n
        for first, last in spans
        if last - first > 1 and not all(_generic(w) for w in words[first:last])
        for n in range(first, last)
    }


def _others(words: Sequence[str]) -> Iterable[tuple[int, int]]:
    table, longest = synonyms(), longest_phrase()
    for first in range(len(words)):
        for last in range(min(len(words), first + longest), first + 1, -1):
            if tuple(words[first:last]) in table:
                yield first, last
                break
