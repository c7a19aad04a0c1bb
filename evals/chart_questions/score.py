"""Whether an answer says what was expected: lenient in form, strict in fact.

What counts is what stands first: an answer that lists every value has not told which was the last.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from chartside.draft import Draft, Statement, Verdict
from chartside.evals.chart_questions.denied import (
    asserted,
    bounded,
    denied_here,
    of_patient,
    unsure,
)
from chartside.evals.chart_questions.expected import (
    Count,
    Direction,
    Expected,
    Measured,
    Names,
    OnDay,
    Passage,
    Silent,
    Span,
    Words,
    YesNo,
)
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.said import committed, count, days_said, then, without_names
from chartside.evals.chart_questions.told import (
    Said,
    denies,
    followed,
    lengths,
    names,
    numbers,
    told,
)

_STEP: Final = Decimal("1.02")
"""Of the smallest unit named: what rounding up or down may make of a length."""


@dataclass(frozen=True, slots=True)
class Graded:
    """How an answer did.

    `exact` is whether it says what was expected, `abstained` whether it says nothing, `sourced`
    whether a resource is cited that the expected answer rests on (None where any may be),
    `unsupported` whether the checker did not support some sentence of it.
    """

    question: Question
    exact: bool
    abstained: bool
    sourced: bool | None
    unsupported: bool
    text: str = ""


def grade(question: Question, answer: Draft | None) -> Graded:
    """One answer; None is an abstention, and so is a draft without a sentence."""
    said = answer.statements if answer else ()
    if not said:
        silence = getattr(question.expected, "silence", False)
        right = isinstance(question.expected, Silent) or bool(silence)
        return Graded(question, right, abstained=True, sourced=None, unsupported=False)
    cited = {c.reference for s in said for c in s.citations}
    sources = question.asked.sources
    return Graded(
        question,
        _right(question, said),
        abstained=False,
        sourced=bool(cited & sources) if sources else None,
        unsupported=any(s.verdict is not Verdict.SUPPORTED for s in said),
        text=" ".join(s.text for s in said),
    )


def _right(question: Question, said: Sequence[Statement]) -> bool:
    judge = _JUDGES[type(question.expected)]
    return judge(question.expected, said, question)


def _measured(expected: Measured, said: Sequence[Statement], question: Question) -> bool:
    """The first value in the unit is this one, and a day of it stands in the same sentence.

    A number that is a part of the name, as in PHQ-9, is no value.

    Where no day is expected, it may be any of the sentence: a dose stands beside a strength.
    """
    for place, statement in enumerate(said):
        heard = told(statement.text)
        if len(expected.numbers) > 1:
            found = _pair(heard.rest)
            pairs = zip(found, expected.numbers, strict=False)
            right = all(Said(a, "").is_(b) for a, b in pairs)
        else:
            rest = without_names(heard.rest, question)
            held = committed([n for n in numbers(rest) if followed(n, expected.units)])
            found = (held[0].number,) if held else ()
            near = held[:1] if expected.days else held
            right = any(n.is_(expected.numbers[0]) and not bounded(n.before) for n in near)
        if found:
            days = days_said(heard, said[place + 1 : place + 2])
            return right and (not expected.days or not expected.days.isdisjoint(days))
    return False


def _pair(rest: str) -> tuple[Decimal, ...]:
    match = re.search(r"(?<![\d.])(\d{2,3}(?:\.\d+)?) ?/ ?(\d{2,3}(?:\.\d+)?)", rest) or re.search(
        r"systolic\D{0,40}(\d{2,3}(?:\.\d+)?).*?diastolic\D{0,40}(\d{2,3}(?:\.\d+)?)",
        rest,
        re.IGNORECASE,
    )
    return (Decimal(match[1]), Decimal(match[2])) if match else ()


def _on_day(expected: OnDay, said: Sequence[Statement], question: Question) -> bool:
    """The first day that is not one of the question's own is this one."""
    asked = set(question.asked.days.values()) - expected.days
    for statement in said:
        heard = told(statement.text)
        days = [d for d in then(heard, around=True) if d not in asked]
        if days:
            return days[0] in expected.days
    return False


_ENDED: Final = re.compile(
    r"\b(?:stopped|ended|not|no longer|completed|discontinued|cancelled|on hold|past|former"
    r"|resolved|inactive|until|refuted|never)\b",
    re.IGNORECASE,
)


def _names(expected: Names, said: Sequence[Statement], question: Question) -> bool:
    """Everything required is named as the patient's, and nothing foreign as if it belonged."""
    theirs = [of_patient(s.text, question.text) for s in said]
    clauses = [
        asserted(c)
        for s in theirs
        for c in re.split(r"; |\. ", s)
        if not _ENDED.search(asserted(c))
    ]
    foreign = any(names(c, f) for c in clauses for f in expected.foreign)
    return not foreign and all(_held(theirs, r) for r in expected.required)


def _held(texts: Sequence[str], name: str) -> bool:
    """Whether texts have a name, and do not deny it; a name may hold a denial ("without aura")."""
    plain = asserted(name) == name
    return names(" ".join(map(asserted, texts) if plain else texts), name)


_OVER: Final = re.compile(
    r"\b(?:stopped|completed|ended|no longer|discontinued|resolved|inactive|over\b|finished"
    r"|within (?:its|the) (?:reference )?range|normal)\b",
    re.IGNORECASE,
)
_BEYOND: Final = re.compile(
    r"\b(?:above|below|over|under|outside|out of|abnormal|high|low|elevated)\b", re.IGNORECASE
)


def _yes_no(expected: YesNo, said: Sequence[Statement], question: Question) -> bool:
    """Yes or no as the first sentence has it; a day given for a yes is one of the right ones."""
    first = said[0].text
    if unsure(first):
        return False
    yes = _affirms(first, question.kind)
    if re.match(r"\W*(?:yes|no)\b", first, re.IGNORECASE):
        yes = bool(re.match(r"\W*yes\b", first, re.IGNORECASE))
        if "resolved?" in question.text or "over by now" in question.text:
            yes = not yes
    days = set(told(first).days)
    placed = not (yes and days and expected.days) or bool(days & expected.days)
    return yes is expected.yes and placed


def _affirms(text: str, kind: str) -> bool:
    if kind == "outside its range":
        return bool(_BEYOND.search(text)) and not denies(text)
    if kind in {"still taken", "still active"}:
        return not _OVER.search(text) and not denies(text)
    return not denies(text)


_UP: Final = re.compile(
    r"\b(?:up|upwards?|higher|rose|risen|rising|rises?|increas\w+|climb\w*|grew)\b",
    re.IGNORECASE,
)
_DOWN: Final = re.compile(
    r"\b(?:down|downwards?|lower|fell|fallen|falling|falls?|decreas\w+|declin\w+|dropp?\w*)\b",
    re.IGNORECASE,
)


def _direction(expected: Direction, said: Sequence[Statement], question: Question) -> bool:
    """The first sentence with a direction has this one first."""
    for statement in said:
        text = statement.text
        ways = [m for way in (_UP, _DOWN) for m in way.finditer(text)]
        first = min(ways, key=lambda m: (denied_here(text[: m.start()]), m.start()), default=None)
        if first is not None:
            told_so = not denied_here(text[: first.start()])
            return told_so and _rises(text, first, question) is expected.up
    return False


def _rises(text: str, word: re.Match[str], question: Question) -> bool:
    """Whether this word of direction says that the later of two days has more.

    "Higher on the first day" says that it fell.
    """
    up = bool(_UP.fullmatch(word[0]))
    after = re.match(r"\s+on\b", text[word.end() :])
    days = told(text[word.end() :]).days
    earlier = bool(after and days and days[0] == question.asked.days.get("day"))
    return up is not earlier


_AGED: Final = re.compile(r"\bage[d]?(?: of)? (\d{1,3})\b", re.IGNORECASE)


def _span(expected: Span, said: Sequence[Statement], _: Question) -> bool:
    """The first length of time is this one, rounded to its smallest unit at most."""
    for statement in said:
        held = lengths(told(statement.text).rest)
        if held:
            room = held[0].step * _STEP
            fine = held[0].step <= max(expected.most, Decimal(1))
            return fine and expected.least - room < held[0].days < expected.most + room
    years = Decimal("365.2425")
    low, high = int(expected.least / years), int(expected.most / years)
    aged = [m for s in said for m in _AGED.findall(told(s.text).rest)]
    bare = [n.number for s in said for n in numbers(told(s.text).rest)]
    age = Decimal(aged[0]) if aged else bare[0] if len(bare) == 1 else Decimal(-1)
    return low <= age <= high


def _words(expected: Words, said: Sequence[Statement], _: Question) -> bool:
    """All telling words of one of the texts."""
    texts = [s.text for s in said]
    return any(_held(texts, text) for text in expected.texts)


def _passage(expected: Passage, said: Sequence[Statement], _: Question) -> bool:
    """A sentence or quotation has the word, and cites a document that has it."""
    for statement in said:
        quotes = " ".join(c.quote or "" for c in statement.citations)
        cited = {c.reference for c in statement.citations}
        if expected.word in f"{statement.text} {quotes}".lower() and cited & expected.documents:
            return True
    return False


_ABSENT: Final = re.compile(
    r"\b(?:no|without(?: a)?) (?:reaction|reason)\b"
    r"|\b(?:reaction|reason)s? (?:is |was )?(?:not|unknown)\b",
    re.IGNORECASE,
)


def _silent(expected: Silent, said: Sequence[Statement], question: Question) -> bool:
    """To say that it is not recorded is right where what it is about is; anything else is wrong."""
    del question
    return expected.admitted and bool(_ABSENT.search(said[0].text))


_JUDGES: Final[dict[type[Expected], Callable[[Any, Sequence[Statement], Question], bool]]] = {
    Measured: _measured,
    OnDay: _on_day,
    Count: count,
    Names: _names,
    YesNo: _yes_no,
    Direction: _direction,
    Span: _span,
    Words: _words,
    Passage: _passage,
    Silent: _silent,
}
