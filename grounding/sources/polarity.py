"""What a text denies, and what it tells of whom, word by word.

A passage such as "No evidence of pneumonia. Breast cancer (mother)." holds the words "pneumonia"
and "cancer" and says neither of the patient. How far a denial reaches is `reading/denied`, whom a
clause speaks of `reading/whose`, what was turned down `reading/consent`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.consent import Answer, answers_in
from chartside.grounding.reading.cues import Cue, cues_in
from chartside.grounding.reading.denied import denied_words
from chartside.grounding.reading.informants import informants_in
from chartside.grounding.reading.synonyms import meanings
from chartside.grounding.reading.whose import owners_of
from chartside.grounding.reading.words import Word, words_in

_PIECE: Final = re.compile(
    r"(?<=[.!?])\s+|\n+|;|\bbut\b|\bexcept\b|\balthough\b|\bthough\b|\bhowever\b|\bwhereas\b"
    r"|\bapart from\b|\bother than\b"
)
_BEHIND: Final = Caseless(
    r"\b(?:ruled out|excluded|absent|negative|unlikely|not (?:found|present|seen|detected"
    r"|identified|felt|heard|noted|reported|given|done|needed|required|started))\b",
)
_LISTS: Final = frozenset({"and", "or", "nor"})


@dataclass(frozen=True, slots=True)
class Polarity:
    """The words and classes that a text affirms of the patient, denies, and tells of relatives.

    `kin` holds what is told of each relative, `familial` of all of them. `agreed` and `declined`
    are what was offered; what was declined is denied too, because it was not done.
    """

    affirmed: frozenset[str]
    denied: frozenset[str]
    familial: frozenset[str]
    kin: Mapping[str, frozenset[str]]
    agreed: frozenset[str]
    declined: frozenset[str]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text of one mind: the relative it is told of, and whether it is denied."""

    start: int
    end: int
    who: str
    denied: bool
    words: tuple[Word, ...]


@lru_cache(maxsize=2048)
def polarity(text: str) -> Polarity:
    """Sort the words of a text by what it says of them."""
    held: dict[bool, set[str]] = {False: set(), True: set()}
    answered_so: dict[str, set[str]] = {"agreed": set(), "declined": set()}
    kin: dict[str, set[str]] = {}
    for piece in _PIECE.split(text):
        answers = answers_in(piece)
        for run in _runs(piece, answers):
            told = kin.setdefault(run.who, set()) if run.who else held[run.denied]
            told.update(_keys(run.words))
        for words, answer in _answered(piece, answers):
            answered_so[answer].update(_keys(words))
    return Polarity(
        affirmed=frozenset(held[False]),
        denied=frozenset(held[True]),
        familial=frozenset().union(*kin.values()),
        kin={who: frozenset(words) for who, words in kin.items()},
        agreed=frozenset(answered_so["agreed"]),
        declined=frozenset(answered_so["declined"]),
    )


@lru_cache(maxsize=2048)
def runs_of(text: str) -> tuple[Run, ...]:
    """A text cut into stretches of one mind, with their places in it."""
    found: list[Run] = []
    at = 0
    for piece in _PIECE.split(text):
        at = max(at, text.find(piece, at))
        found += [
            replace(r, start=r.start + at, end=r.end + at) for r in _runs(piece, answers_in(piece))
        ]
        at += len(piece)
    return tuple(found)


def _keys(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(w.plain for w in words if w.plain[0].isalnum()) | meanings(list(words))


def _runs(piece: str, answers: Sequence[Answer]) -> Iterator[Run]:
    words = words_in(piece)
    cues = cues_in(words)
    told_by = informants_in(piece) if any(c.kind == "subject" for c, _, _ in cues) else []
    owners = owners_of(words, [c for c in cues if not _within(c[0], told_by)])
    denied = denied_words(words, cues) | _denied_behind(piece, words)
    for answer in answers:
        if answer.value == "declined":
            denied.update(_within_answer(words, answer))
    tags = [(owner, n in denied) for n, owner in enumerate(owners)]
    start = 0
    for n in range(1, len(words) + 1):
        if n == len(words) or tags[n] != tags[start]:
            yield Run(words[start].start, words[n - 1].end, *tags[start], tuple(words[start:n]))
            start = n


def _answered(piece: str, answers: Sequence[Answer]) -> Iterator[tuple[list[Word], str]]:
    words = words_in(piece) if answers else []
    for answer in answers:
        within = _within_answer(words, answer)
        yield words[within.start : within.stop], answer.value


def _within_answer(words: Sequence[Word], answer: Answer) -> range:
    """The places of the words that were answered to."""
    first = bisect_left(words, answer.start, key=_place)
    return range(first, bisect_left(words, answer.end, key=_place))


def _place(word: Word) -> int:
    return word.start


def _denied_behind(piece: str, words: Sequence[Word]) -> set[int]:
    """`PE was ruled out by V/Q scan`: what stands before, to the comma, or through a list."""
    said = _BEHIND.search(piece)
    if said is None:
        return set()
    last = max((n for n, w in enumerate(words) if w.start < said.end()), default=-1)
    first = last
    while first > 0 and (words[first - 1].plain != "," or _in_list(words, first, last)):
        first -= 1
    return set(range(first, last + 1))


def _in_list(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether an "and" behind a comma makes a list of what is denied."""
    return any(w.plain in _LISTS for w in words[first:last])


def _within(cue: Cue, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= cue.start < end for start, end in spans)
