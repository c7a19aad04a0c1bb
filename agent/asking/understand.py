"""From a question's words to its types. Sees the question and the day it is asked on, no record."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from chartside.agent.asking.bounds import limited
from chartside.agent.asking.circumstances import Parted, parted
from chartside.agent.asking.cues import ABOUTS, JUDGED, PICKS, UNTOLD, WANTS
from chartside.agent.asking.occasions import at_an_occasion
from chartside.agent.asking.question import (
    EVERY_TIME,
    About,
    Circumstance,
    Event,
    Pick,
    Question,
    Span,
    Want,
)
from chartside.agent.asking.shorthand import written_out
from chartside.agent.asking.spans import Timed, timed
from chartside.agent.asking.subjects import subject_of
from chartside.agent.asking.units_asked import unit_asked
from chartside.errors import NothingToSay

LONGEST: Final = 400
"""Characters of a question."""
_CUT: Final = frozenset(
    {About.EMERGENCY, About.ADMISSION, About.TEAM, About.GOAL, About.PLAN, About.ORDER,
     About.PATIENT, About.FAMILY, About.ENCOUNTER}
)  # fmt: skip
"""What these cues are made of is never part of a name."""
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
    line = written_out(" ".join(text.split())[:LONGEST])
    _refuse(line)
    halves = parted(line, _has_limit) or at_an_occasion(line)
    if halves is None:
        return _understood(line, today)
    whole = _understood(halves.rest, today)
    named = _event_in(halves, today) if halves.event is Event.HAPPENED else _named_in(halves)
    if not whole.subject and whole.about is About.THING:
        return _understood(line, today)
    return replace(whole, text=line, circumstance=Circumstance(halves.link, halves.event, named))


def _has_limit(text: str) -> bool:
    return limited(text).bound is not None


_STAY = re.compile(r"\b(?:discharge|admission|hospitali[sz]ation|stay)\b", re.IGNORECASE)


def _event_in(halves: Parted, today: date) -> Question:
    """What the second half names, of its own time: the hospital stay in 2019, the last biopsy."""
    when = timed(halves.words, today)
    stay = _STAY.search(when.rest) is not None
    subject, parts = ((), ()) if stay else subject_of(when.rest)
    return Question(
        halves.words,
        About.ADMISSION if stay else About.PROCEDURE,
        Want.LIST,
        pick=_pick(when.rest, limited=False),
        subject=subject,
        parts=parts,
        span=when.first,
    )


def _named_in(halves: Parted) -> Question:
    """What the second half is about: a test for a limit, a medicine where one is taken."""
    limit = limited(halves.words)
    subject, parts = subject_of(limit.rest)
    about = About.THING
    if halves.event is Event.BEYOND:
        about = About.RESULT
    elif halves.event is Event.TAKEN:
        about = About.MEDICINE
    return Question(halves.words, about, Want.LIST, subject=subject, parts=parts, bound=limit.bound)


def _understood(line: str, today: date) -> Question:
    unit, bare = unit_asked(line)
    when = timed(bare, today)
    if when.unread:
        raise NothingToSay("a date of the question can be read in two ways: write it as 2019-03-02")
    limit = limited(when.rest)
    about, cut = _about(limit.rest)
    want, pick = _want(limit.rest), _pick(limit.rest, limited=limit.bound is not None)
    subject, parts = subject_of(cut if about in _CUT else limit.rest)
    about, want, subject = _told_by_all(line, about, want, subject)
    if about is About.ENCOUNTER and (pick in _EXTREMES or limit.bound is not None):
        about = About.THING  # "the highest seen" is no visit
    if limit.bound is not None and want not in {Want.COUNT, Want.WHEN, Want.LIST, Want.AVERAGE}:
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
        unit=unit,
    )
    _require_content(question)
    return question


_LOST = re.compile(r"\b(?:los[et]\w*|gain\w*|put on)\b", re.IGNORECASE)
_STAGE = re.compile(r"\b(?:stage|grade)\b", re.IGNORECASE)
_CHANGE_SINCE = re.compile(
    r"\bchanges? (?:since|from|over|in the (?:last|past)|compared)\b", re.IGNORECASE
)
_SINCE_FIRST = re.compile(
    r"\b(?:since|from|compared (?:to|with)|than)\s(?:the |her |his |their )?(?:very )?"
    r"(?:first|initial|earliest|baseline|original)\b",
    re.IGNORECASE,
)
_DEATH = re.compile(
    r"\bcause of (?:her |his |their |the )?death\b|\bdie[ds]? (?:of|from)\b|\bwhy did\b.*\bdie\b"
    r"|\bwhat (?:killed|did .* die of)\b",
    re.IGNORECASE,
)


def _told_by_all(
    line: str, about: About, want: Want | None, subject: tuple[str, ...]
) -> tuple[About, Want | None, tuple[str, ...]]:
    """What a question is about by all that it says."""
    about, want = _told_by_both(about, want, subject)
    if _DEATH.search(line):
        return About.RESULT, Want.VALUE, ("cause", "of", "death")
    if about is About.THING and subject and _STAGE.search(line) and want in {None, Want.VALUE}:
        return About.PROBLEM, Want.VALUE, subject
    if want is Want.TREND and (_CHANGE_SINCE.search(line) or _SINCE_FIRST.search(line)):
        want = Want.COMPARE
    if about is About.FAMILY:
        subject = (*(w.lower() for w in _RELATIVES.findall(line)), *subject)
    if about is About.THING and want is Want.COMPARE and not subject and _LOST.search(line):
        subject = ("weight",)  # nothing else is lost or gained without a name
    return about, want, subject


_OF_ORDERS = re.compile(
    r"^\W*(?:and )?how\b.*\bshould\b.*\b(?:tak|us|inject|administer|given|dos)\w*", re.IGNORECASE
)
"""How a medicine is to be taken is what its order says."""
_OF_ALLERGIES = re.compile(
    r"^\W*(?:what|which|list|name|any)\b.*\b(?:allerg\w*|intoleran\w*|hypersensitiv\w*"
    r"|sensitiv\w*|react\w*)\b",
    re.IGNORECASE,
)
"""What is not to be given because of an allergy: the allergies are recorded."""
_OF_NOTES = re.compile(
    r"\b(?:notes?|letters?|reports?|documents?|summar(?:y|ies)|according to)\b|\bwh(?:o|at did)\b",
    re.IGNORECASE,
)

_IN_NOTES = re.compile(
    r"\b(?:notes?|letters?|reports?|documents?|summar(?:y|ies)|according to)\b", re.IGNORECASE
)


def _refuse(text: str) -> None:
    """Let nothing through that no record answers: a judgement, an effect, an address.

    What a note or an order says of it is no such question.

    Raises:
        NothingToSay: It is such a question.
    """
    for pattern, says in UNTOLD:
        if pattern.search(text) and not _IN_NOTES.search(text):
            raise NothingToSay(says)
    recorded = (_OF_ORDERS, _OF_NOTES, _OF_ALLERGIES)
    if JUDGED.search(text) and not any(told.search(text) for told in recorded):
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
