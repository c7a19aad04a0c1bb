"""From a question's words to its types. Sees the question and the day it is asked on, no record."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from chartside.agent.asking.bounds import limited
from chartside.agent.asking.cues import ABOUTS, GENERIC, IDIOMS, JUDGED, PICKS, WANTS
from chartside.agent.asking.question import EVERY_TIME, About, Pick, Question, Span, Want
from chartside.agent.asking.spans import Timed, timed
from chartside.errors import NothingToSay
from chartside.fhir.retrieval.synonyms import folded, longest_phrase, synonyms
from chartside.grounding.reading.synonyms import SYNONYMS
from chartside.grounding.reading.words import Word, words_in

LONGEST: Final = 400
"""Characters of a question."""
_LISTING = re.compile(r"\b(?:list|all|every|each|overview|summari[sz]e)\b", re.IGNORECASE)
_CUT: Final = frozenset(
    {About.EMERGENCY, About.ADMISSION, About.TEAM, About.GOAL, About.PLAN, About.ORDER,
     About.PATIENT, About.FAMILY, About.ENCOUNTER}
)  # fmt: skip
"""What these cues are made of is never part of a name."""
_JOINS: Final = frozenset({"and", "or", ",", ";"})
_VAGUE: Final = frozenset({"scan", "scans", "exam", "exams", "examination", "study", "screening"})
"""Words that name something only beside another: "eye exam", "bone scan"."""
_ASKS = re.compile(r"^\s*(?:has|have|had|did|does|do|was|were|is|are)\b", re.IGNORECASE)
_EXTREMES: Final = frozenset({Pick.HIGHEST, Pick.LOWEST, Pick.RANGE})
_EVENTS: Final = frozenset({About.ADMISSION, About.EMERGENCY, About.ENCOUNTER})
_RELATIVES = re.compile(
    r"\b(?:mother|father|mum|mom|dad|brother|sister|sibling|son|daughter|aunt|uncle|cousin"
    r"|grandmother|grandfather|parent|maternal|paternal)s?\b",
    re.IGNORECASE,
)


def understand(text: str, today: date) -> Question:
    """What a question asks for.

    Raises:
        NothingToSay: It holds a date that can be read in two ways, or nothing that can be asked.
    """
    line = " ".join(text.split())[:LONGEST]
    _refuse_judgement(line)
    when = timed(line, today)
    if when.unread:
        raise NothingToSay("a date of the question can be read in two ways: write it as 2019-03-02")
    limit = limited(when.rest)
    about, cut = _about(limit.rest)
    want, pick = _want(limit.rest), _pick(limit.rest, limited=limit.bound is not None)
    subject, parts = _subject(cut if about in _CUT else limit.rest)
    about, want = _told_by_both(about, want, subject)
    if about is About.ENCOUNTER and (pick in _EXTREMES or limit.bound is not None):
        about = About.THING  # "the highest seen" is no visit
    if about is About.FAMILY:
        subject = (*(w.lower() for w in _RELATIVES.findall(limit.rest)), *subject)
    if limit.bound is not None and want not in {Want.COUNT, Want.WHEN, Want.LIST}:
        want = _bounded(want, has_number=limit.bound.number is not None)
    if len(when.spans) > 1 and want is not Want.BEYOND and _EITHER.search(limit.rest):
        want = Want.COMPARE
    span, against = _times(when, want)
    question = Question(
        text=line,
        about=about,
        want=_settled(line, want, about, pick, subject),
        pick=pick,
        subject=subject,
        parts=parts,
        span=span,
        against=against,
        bound=limit.bound,
    )
    _require_content(question)
    return question


_OF_ORDERS = re.compile(
    r"^\W*(?:and )?how\b.*\bshould\b.*\b(?:tak|us|inject|administer|given|dos)\w*", re.IGNORECASE
)
"""How a medicine is to be taken is what its order says."""
_OF_NOTES = re.compile(
    r"\b(?:notes?|letters?|reports?|documents?|summar(?:y|ies)|according to)\b|\bwh(?:o|at did)\b",
    re.IGNORECASE,
)


def _refuse_judgement(text: str) -> None:
    """Let nothing through that asks for a judgement; what a note or an order says is no such.

    Raises:
        NothingToSay: It is a question of clinical judgement.
    """
    if JUDGED.search(text) and not (_OF_ORDERS.search(text) or _OF_NOTES.search(text)):
        raise NothingToSay(
            "a question of clinical judgement, which no record answers: ask what the record holds"
        )


def _told_by_both(
    about: About, want: Want | None, subject: tuple[str, ...]
) -> tuple[About, Want | None]:
    """What a question is about where what it wants tells it, and the other way round."""
    if about is About.THING and not subject:
        return _OF_NOTHING.get(want, about), want
    if about is About.PATIENT and subject and want is Want.AGE:
        return About.THING, want
    if want is Want.REACTION and about in {About.THING, About.MEDICINE}:
        return About.ALLERGY, want
    if want is Want.DOSE and about is About.VACCINE:
        return about, Want.COUNT
    return about, want


_OF_NOTHING: Final[Mapping[Want | None, About]] = {
    Want.WHO: About.ENCOUNTER, Want.WHERE: About.ENCOUNTER, Want.AGE: About.PATIENT,
    Want.WHY: About.ENCOUNTER,
}  # fmt: skip
"""What a question is about that names nothing: who saw her, where; how old she was."""


_EITHER = re.compile(
    r"\b(?:higher|lower|greater|larger|smaller|heavier|lighter|taller|more|less|better|worse)\b",
    re.IGNORECASE,
)


def _require_content(question: Question) -> None:
    if question.about is About.THING and not question.subject:
        raise NothingToSay(
            "the question names nothing that a chart holds: ask of a test, a medicine, a problem, "
            "an allergy, a procedure, a vaccine, a visit, or the notes"
        )


def _about(text: str) -> tuple[About, str]:
    """What the question is about, and its words without the cue of that."""
    for about, pattern in ABOUTS:
        if pattern.search(text):
            return about, pattern.sub(" ", text)
    return About.THING, text


def _want(text: str) -> Want | None:
    return next((want for want, pattern in WANTS if pattern.search(text)), None)


def _pick(text: str, *, limited: bool) -> Pick:
    """Which of several; the range of a limit is no such choice."""
    said = (pick for pick, pattern in PICKS if pattern.search(text))
    return next((p for p in said if not (limited and p is Pick.RANGE)), Pick.NONE)


def _bounded(want: Want | None, *, has_number: bool) -> Want | None:
    """A limit makes a comparison a question of yes or no; "high" alone does so only of those."""
    if has_number:
        return Want.BEYOND
    return Want.BEYOND if want in {Want.EVER, Want.NOW, Want.COMPARE} else want


def _settled(
    text: str, want: Want | None, about: About, pick: Pick, subject: tuple[str, ...]
) -> Want:
    """What is wanted where no cue says it, or where the cue of another word outdoes it."""
    if want is Want.EVER and pick is Pick.FIRST and not _ASKS.search(text):
        return Want.VALUE
    if want is not None and not (pick in _EXTREMES and want in {Want.EVER, Want.NOW}):
        return want
    if not subject and about not in _EVENTS and about is not About.PATIENT:
        return Want.LIST
    if about in _EVENTS and pick is Pick.NONE:
        return Want.LIST
    return Want.VALUE


def _times(when: Timed, want: Want | None) -> tuple[Span, Span]:
    """The time asked of, and the one to compare with."""
    if want is Want.COMPARE and when.spans:
        if len(when.spans) > 1:
            return when.spans[0], when.spans[1]
        only = when.spans[0]
        runs_on = only.until is None or (only.since is not None and " to " in f" {only.words} ")
        joined = "between" in only.words.lower() or runs_on or "past" in only.words.lower()
        return (only, EVERY_TIME) if joined else (EVERY_TIME, only)
    return when.first, when.spans[1] if len(when.spans) > 1 else EVERY_TIME


def _subject(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The name that the question is about, and the names that `and` joins in it."""
    words = words_in(IDIOMS.sub(" ", text))
    whole = _phrases(words)
    parts: list[list[str]] = [[]]
    for n, word in enumerate(words):
        if n in whole or (word.plain[0].isalnum() and not _generic(word)):
            parts[-1].append(word.text)
        elif word.text.lower() in _JOINS:
            parts.append([])
    named = tuple(tuple(p) for p in parts if p and not _VAGUE.issuperset(w.lower() for w in p))
    return tuple(w for p in named for w in p), named if len(named) > 1 else ()


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
