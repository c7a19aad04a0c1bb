"""The words of a question, and what each may be called in a chart.

Whatever a user types is a bag of words: letters and digits are looked for, and every other sign
only stands between two words. Nothing in it is query syntax.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from chartside.fhir.retrieval.scripts import MARKS, named, windows
from chartside.fhir.retrieval.synonyms import folded, longest_phrase, synonyms

MOST_WORDS: Final = 32
"""Distinct words of one question that are looked for; `Plan.left_out` counts the others."""

PREFIX_WEIGHT: Final = 0.5
SYNONYM_WEIGHT: Final = 0.7
_PREFIX_FROM: Final = 4
"""Letters from which the beginning of a word stands for the word: `hypertens`, but not `car`."""
_BRITISH_FROM: Final = 6

_LETTERS: Final = rf"[^\W_](?:[^\W_]|[{MARKS}])*"
_WORD: Final = re.compile(
    rf"{_LETTERS}(?:[.'\N{{RIGHT SINGLE QUOTATION MARK}}/-]{_LETTERS}){{0,3}}"
)

_FILLERS: Final = frozenset(
    {
        "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can",
        "could", "did", "do", "does", "dr", "during", "ever", "find", "for", "from", "give",
        "had", "has", "have", "he", "her", "hers", "him", "his", "how", "i", "if", "in", "into",
        "is", "it", "its", "list", "me", "mr", "mrs", "ms", "my", "of", "on", "or", "our",
        "patient", "patients", "please", "pt", "she", "should", "show", "so", "tell", "than",
        "that", "the", "their", "them", "there", "these", "they", "this", "those", "to", "under",
        "up", "us", "was", "we", "were", "what", "when", "where", "which", "who", "whom", "whose",
        "why", "will", "with", "would", "you", "your",
    }
)  # fmt: skip
"""Words of a question that say nothing about the chart. Left out unless there are no others."""


class Expression(NamedTuple):
    """Text in FTS5's query syntax, made here and never taken from a user.

    `weight` is what a match is worth beside a match of the word itself.
    """

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that stand for one thing: each as asked, and the other names of them together."""

    words: tuple[tuple[Expression, ...], ...]
    synonyms: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked for. `pairs` are neighbours in the question, worth more side by side."""

    wanted: tuple[Wanted, ...]
    pairs: tuple[Expression, ...] = ()
    left_out: int = 0

    @property
    def words(self) -> int:
        """How many words are looked for."""
        return sum(len(w.words) for w in self.wanted)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Every expression that names something wanted."""
        return tuple(
            e for w in self.wanted for e in (*(e for word in w.words for e in word), *w.synonyms)
        )


def plan_of(text: str) -> Plan:
    """What to look for, for a question in whatever form.

    >>> plan_of('AND "x-ray* NEAR(').wanted[0].words[0][0].text
    '"and"'
    >>> plan_of("?!").words
    0
    """
    said = _said(text)
    held = list(dict.fromkeys(said))[:MOST_WORDS]
    wanted, at = [], 0
    while at < len(held):
        size, others = _phrase_at(held, at)
        wanted.append(
            Wanted(
                words=tuple(_spellings(word) for word in held[at : at + size]),
                synonyms=tuple(Expression(quoted(*p), SYNONYM_WEIGHT) for p in others),
            )
        )
        at += size
    return Plan(
        wanted=tuple(wanted),
        pairs=tuple(Expression(quoted(_side_by_side(*pair))) for pair in pairwise(held)),
        left_out=len(set(said)) - len(held),
    )


def quoted(*words: str) -> str:
    """The words as one phrase that FTS5 reads as text.

    >>> quoted("heart", 'fail"ure')
    '"heart fail""ure"'
    """
    return '"' + " ".join(words).replace('"', '""') + '"'


def words_of(text: str) -> list[str]:
    """The folded words of a text, in its order.

    >>> words_of("X-ray: Ménière's")
    ['x-ray', "meniere's"]
    """
    return [word for piece in _pieces(text) for word in _named(piece)]


def _pieces(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def _said(text: str) -> list[str]:
    """The words of the question, folded, fillers left out."""
    pieces = _pieces(text)
    shouted = text.isupper()
    kept = [p for p in pieces if _tells(p, shouted=shouted)]
    return [word for piece in kept or pieces for word in _named(piece)]


def _named(piece: str) -> list[str]:
    """The words of a piece: one, or where its script has no spaces its windows, spaced."""
    return [" ".join(window) for window in windows(named(piece))]


def _side_by_side(one: str, other: str) -> str:
    """Two neighbours of a question as one phrase; windows of one run overlap."""
    first, second = one.split(), other.split()
    within = len(first) > 1 and first[1:] == second[:-1]
    return " ".join((*first, *(second[-1:] if within else second)))


def _tells(piece: str, *, shouted: bool) -> bool:
    """Whether a word says something. `ALL` among small letters is a leukemia and no filler."""
    initials = piece.isupper() and len(piece) > 1 and not shouted
    return initials or folded(piece) not in _FILLERS


def _phrase_at(words: list[str], at: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """How many words from here are one phrase of the table, and what else that is called."""
    apart = [tuple(re.findall(r"[^\W_]+", w)) for w in words[at : at + longest_phrase()]]
    for size in range(len(apart), 0, -1):
        phrase = tuple(part for word in apart[:size] for part in word)
        if phrase in synonyms():
            return size, synonyms()[phrase]
    return 1, ()


def _spellings(word: str) -> tuple[Expression, ...]:
    """The word itself, the American spelling of a British one, and what begins with it."""
    found = [Expression(quoted(word))]
    american = word.replace("ae", "e").replace("oe", "e")
    if american != word and len(word) >= _BRITISH_FROM:
        found.append(Expression(quoted(american)))
    if len(word) >= _PREFIX_FROM and word.isalpha():
        found.append(Expression(f"{quoted(word)} *", PREFIX_WEIGHT))
    return tuple(found)
