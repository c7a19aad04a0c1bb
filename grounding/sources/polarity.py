"""What a text denies, and what it tells of whom, word by word.

A passage such as "No evidence of pneumonia. Breast cancer (mother)." holds the words "pneumonia"
and "cancer" and says neither of the patient. How far a denial reaches is `reading/denied`, whom a
clause speaks of `reading/whose`, what was turned down `reading/consent`, what was only asked
`reading/asked`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from chartside.grounding.reading.asked import Asked, asked_in
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
    are what was offered; what was declined is denied too, because it was not done. `asked` is what
    a question names that nobody answered, `unsure` what one names that was not answered by yes or
    no: neither is affirmed or denied by it.
    """

    affirmed: frozenset[str]
    denied: frozenset[str]
    familial: frozenset[str]
    kin: Mapping[str, frozenset[str]]
    agreed: frozenset[str]
    declined: frozenset[str]
    asked: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


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
    held: dict[str, set[str]] = {way: set() for way in _WAYS}
    answered_so: dict[str, set[str]] = {"agreed": set(), "declined": set()}
    kin: dict[str, set[str]] = {}
    for at, piece in _pieces(text):
        answers = answers_in(piece)
        for run in _runs(piece, answers):
            for way, words in _told(run, at, text):
                told = kin.setdefault(run.who, set()) if way == "kin" else held[way]
                told.update(_keys(words))
        for words, answer in _answered(piece, answers):
            answered_so[answer].update(_keys(words))
    return Polarity(
        affirmed=frozenset(held["affirmed"]),
        denied=frozenset(held["denied"]),
        familial=frozenset().union(*kin.values()),
        kin={who: frozenset(words) for who, words in kin.items()},
        agreed=frozenset(answered_so["agreed"]),
        declined=frozenset(answered_so["declined"]),
        asked=frozenset(held["asked"]),
        unsure=frozenset(held["unsure"]),
    )


_WAYS: Final = ("affirmed", "denied", "asked", "unsure")


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The clauses of a text, each with its place."""
    at = 0
    for parted in _PIECE.finditer(text):
        yield at, text[at : parted.start()]
        at = parted.end()
    yield at, text[at:]


def _told(run: Run, at: int, text: str) -> Iterator[tuple[str, Sequence[Word]]]:
    """The words of a run, by how the text tells them: what it asks, by the answer.

    Legs in which there is no pain are denied as its place, and are there.
    """
    questions = asked_in(text)
    if not questions:
        yield "kin" if run.who else "denied" if run.denied else "affirmed", run.words
        return
    ways = [_way(word, run, at, text, questions) for word in run.words]
    for way, group in groupby(zip(ways, run.words, strict=True), key=lambda pair: pair[0]):
        yield way, [word for _, word in group]
    there = [w for w in run.words if _is_there(at + w.start, questions)]
    if there:
        yield "unsure", there


def _is_there(place: int, questions: Sequence[Asked]) -> bool:
    question = _asked_at(place, questions)
    return question is not None and question.is_there(place)


def _way(word: Word, run: Run, at: int, text: str, questions: Sequence[Asked]) -> str:
    place = at + word.start
    question = _asked_at(place, questions)
    if question is None:
        return "kin" if run.who else "denied" if run.denied else "affirmed"
    answer = question.of(place)
    if answer == "open" or (answer == "no" and run.who):
        return "asked"
    if answer == "no":
        retold = question.listed and word.plain in _words_of(text[slice(*question.reply)])
        return "unsure" if retold else "denied"
    if run.who:
        return "kin"
    return "affirmed" if answer == "yes" and not run.denied else "unsure"


def _asked_at(place: int, questions: Sequence[Asked]) -> Asked | None:
    n = bisect_right(questions, place, key=_begin)
    return questions[n - 1] if n and place < questions[n - 1].end else None


def _begin(question: Asked) -> int:
    return question.start


@lru_cache(maxsize=2048)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(w.plain for w in words_in(text) if w.plain[0].isalnum())


@lru_cache(maxsize=2048)
def runs_of(text: str) -> tuple[Run, ...]:
    """A text cut into stretches of one mind, with their places in it; what is asked is none.

    What a question names that was answered by no is denied.
    """
    found: list[Run] = []
    for at, piece in _pieces(text):
        for run in _runs(piece, answers_in(piece)):
            for way, words in _told(run, at, text):
                if way in {"asked", "unsure"}:
                    continue
                start, end = words[0].start + at, words[-1].end + at
                denied = way == "denied" or run.denied
                found.append(Run(start, end, run.who, denied, tuple(words)))
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
