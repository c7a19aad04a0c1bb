"""Which numbers and days of an answer it commits itself to, and how many it counts."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.draft import Statement
from chartside.evals.chart_questions.denied import bounded, earlier, not_then, open_ended
from chartside.evals.chart_questions.expected import Count
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.told import Said, Told, numbers, told

_RANGE: Final = re.compile(
    r"\b(?:range|reference|normal|limits)\b[\s:,(]*(?:is |of |from )?$", re.I
)
_TO: Final = re.compile(r"\s*(?:-|\u2013|to)\s*$")


def committed(held: Sequence[Said]) -> list[Said]:
    """The numbers without a range told first, and without earlier ones where others follow.

    What is denied stays only where nothing else is said, so that it decides: it is wrong.
    """
    kept = list(held)
    while len(kept) > 1 and (
        earlier(kept[0].before)
        or re.search(r"(?:\bnot|n['\u2019]t)(?: \w+)?\s*$", kept[0].before)
        or _RANGE.search(
            _TO.sub("", re.sub(r"[\d.]+(?=\s*(?:-|\u2013|to)\s*$)", "", kept[0].before))
        )
    ):
        kept = kept[1:]
    return kept


def then(heard: Told, *, around: bool = False) -> list[str]:
    """The days that are not denied; `around`: nor given as what it comes before or after."""
    pairs = zip(heard.days, heard.before, strict=True)
    return [day for day, before in pairs if not not_then(before, around=around)]


def days_said(heard: Told, following: Sequence[Statement]) -> list[str]:
    """The days of a sentence, or of the next where it has none and the next no other number."""
    if heard.days or not following:
        return then(heard)
    behind = told(following[0].text)
    return [] if numbers(behind.rest) else then(behind)


def without_names(rest: str, question: Question) -> str:
    """A text without what is asked about, whichever way it is called."""
    for name in filter(None, (*question.asked.name.known, *question.asked.name.kept)):
        shape = rf"(?<!\w){re.escape(name)}(?!\w)"
        rest = re.sub(shape, " ", rest, flags=re.IGNORECASE)
    return rest


_WORDS_OF_NUMBER: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_STRENGTH: Final = re.compile(r"\s?(?:mg|mcg|g|ml|units?|hours?|%|-hour)\b|%|-", re.IGNORECASE)
_WITHIN: Final = re.compile(
    r"\b(?:past|last|previous)\s+\d+\s+(?:years?|months?|weeks?|days?)\b", re.IGNORECASE
)
_TIMES: Final = {"hundred": 100, "thousand": 1000}


def count(expected: Count, said: Sequence[Statement], question: Question) -> bool:
    """The first number that belongs to no day, name or strength is this one, and no bound."""
    rest = without_names(told(said[0].text).rest, question)
    rest = re.sub(r"\bonce\b(?! (?:a|daily|weekly))", "1", rest, flags=re.IGNORECASE)
    rest = re.sub(r"\btwice\b(?! (?:a|daily|weekly))", "2", rest, flags=re.IGNORECASE)
    for number, word in enumerate(_WORDS_OF_NUMBER):
        rest = re.sub(rf"\b{word}\b", str(number), rest, flags=re.IGNORECASE)
    held = [n for n in numbers(_WITHIN.sub(" ", rest)) if not _STRENGTH.match(n.after)]
    if not held:
        none = re.match(r"\W*(?:none|no|never)\b", said[0].text, re.IGNORECASE)
        return expected.number == 0 and bool(none)
    first = held[0]
    if bounded(first.before) or open_ended(first.after):
        return False
    more = re.match(r"\s*(hundred|thousand)\b", first.after, re.IGNORECASE)
    times = _TIMES[more[1].lower()] if more else 1
    return first.number * Decimal(times) == expected.number
