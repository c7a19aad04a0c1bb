"""Whether an answer in words says what a benchmark's table says: right, wrong, or not for code.

Strict in fact, lenient in form. What counts is what stands first: an answer that lists every value
has not told which was the last. Where words may mean the same as other words, code does not decide.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal

from chartside.evals.adapters.heard import Said, denies, heard, leads, numbers
from chartside.evals.adapters.values import Truth

Outcome = Literal["right", "wrong", "undecided"]

_FEW: Final = 3
"""Words of a name that has to be said as it is; a longer title may be told in other words."""


def compare(truth: Truth, question: str, answer: str, sql: str = "") -> Outcome:
    """Hold an answer against the truth of a question.

    Args:
        truth: What the benchmark's table says.
        question: It tells yes from 1, a count from a value, and the dates that are no answer.
        answer: The answer in words; empty for silence.
        sql: The query behind the truth, where it is known; it tells yes from 1 surely.
    """
    if not truth.whole:
        return "undecided"
    if truth.nothing:
        return _right(not answer.strip() or _tells_nothing(answer))
    if not answer.strip():
        return "wrong"
    if truth.numbers:
        return _numeric(truth.numbers, question, answer, sql)
    if truth.moments:
        return _moments(truth.moments, question, answer)
    return _named(truth.words, answer) if truth.words else "undecided"


def kind_of(truth: Truth, question: str, sql: str = "") -> str:
    """What kind of answer a question has, for a reader."""
    if not truth.whole or truth.nothing:
        return "nothing" if truth.nothing else "other"
    if len(truth.rows) > 1:
        return "list"
    if not truth.numbers:
        return "date" if truth.moments else "name" if truth.words else "other"
    if truth.numbers[0] in {0, 1} and asks_yes_no(question, sql):
        return "yes or no"
    counted = _COUNTED.search(question) and not _ELAPSED.search(question)
    return "count" if counted else "change" if _CHANGE.search(question) else "value"


def _right(held: object) -> Outcome:
    return "right" if held else "wrong"


def _tells_nothing(answer: str) -> bool:
    held = numbers(heard(answer).rest)
    return denies(answer) or (bool(held) and not held[0].value)


def _numeric(expected: Sequence[Decimal], question: str, answer: str, sql: str) -> Outcome:
    one = expected[0]
    if len(expected) > 1:
        return _every_number(expected, answer)
    if one in {0, 1} and asks_yes_no(question, sql):
        return _yes_no(bool(one), question, answer)
    if _COUNTED.search(question) and not _ELAPSED.search(question):
        return _right(_count(one, question, answer))
    if _CHANGE.search(question):
        return _changed(one, answer)
    first = next(iter(_values(answer, question)), None)
    if first is None:
        return "wrong"
    whole = {one // 1, round(one)} if _ELAPSED.search(question) else set()
    return _right(says(first, one) or first.value in whole)


_LED: Final = re.compile(
    r"^\W*(?:(?:hey|hi|hello|so|please|okay|ok|and|well)\b\W*)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell|show|give|let) (?:me|us)(?: know)?\b\W*"
    r"|do you (?:know|see|have)\b\W*|(?:tell me|let me know|check|show me)\b\W*(?=if|whether))?",
    re.IGNORECASE,
)
_AUX: Final = r"(?:has|have|had|is|are|was|were|did|do|does|if|whether)\b"
_LATER: Final = re.compile(
    rf"(?:in|on|at|during|since|for|within|after|before|compared)\b[^?.]*?(?:,|\w)\s+{_AUX}(?<!if)",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(r"\b(?:how|number of|what|whats|which|when|who)\b", re.IGNORECASE)
_SQL_YES_NO: Final = re.compile(
    r"^\s*SELECT\s+(?:(?:1\s*-\s*)?COUNT\s*\([^()]*\)\s*>=?\s*\d|\(\s*SELECT\b.*\)\s*[<>]=?\s*\(\s*SELECT)",
    re.IGNORECASE | re.DOTALL,
)


def asks_yes_no(question: str, sql: str = "") -> bool:
    """Whether 1 and 0 are yes and no: by the query where there is one, else by the words.

    >>> asks_yes_no("Can you tell me the number of visits?"), asks_yes_no("In 2150, was it high?")
    (False, True)
    """
    if sql.strip():
        return bool(_SQL_YES_NO.match(sql))
    words = _LED.sub("", question, count=1)
    if re.match(_AUX, words, re.IGNORECASE):
        return not _OTHER.search(words)
    later = _LATER.match(words)
    return bool(later) and not _OTHER.search(words)


_COMPARES: Final = re.compile(
    r"\b(?:greater|less|higher|lower|more|larger|smaller|bigger|fewer)\b", re.IGNORECASE
)


def _yes_no(expected: bool, question: str, answer: str) -> Outcome:  # noqa: FBT001 - the answer itself
    said = leads(answer)
    if said is None and _COMPARES.search(question) and not denies(answer):
        return "undecided"
    said = not denies(answer) if said is None else said
    return _right(said is expected)


_LENGTHS: Final = r"(?:the )?(?:days|hours|months|years|weeks)\b"
_COUNTED: Final = re.compile(
    rf"\b(?:how (?:often|frequently|many(?! {_LENGTHS}))|number of (?!{_LENGTHS})|how many times"
    rf"|(?<!cell )(?<!platelet )counts?(?: of)? (?!{_LENGTHS}|result|test|value|level|for\b))",
    re.IGNORECASE,
)
_ELAPSED: Final = re.compile(
    rf"\b(?:how long|how many {_LENGTHS}|(?:number|count)(?: of)? {_LENGTHS})", re.IGNORECASE
)
_WORDS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_STRENGTH: Final = re.compile(
    r"\s?(?:m?g|mcg|m?l|units?|%|mmol|hours?|days?)\b|%|-|\s?/\s?\d", re.IGNORECASE
)
_EVERY: Final = r"(?! (?:a|per|every|daily|weekly|each)\b)"


def _count(expected: Decimal, question: str, answer: str) -> bool:
    """The first number that is no strength, no date and not of the question is this one."""
    rest = heard(answer).rest
    for number, word in ((1, "once"), (2, "twice")):
        rest = re.sub(rf"\b{word}\b{_EVERY}", str(number), rest, flags=re.IGNORECASE)
    rest = re.sub(r"\b(?:once|twice)\b", " ", rest, flags=re.IGNORECASE)
    for number, word in enumerate(_WORDS):
        rest = re.sub(rf"\b{word}\b", str(number), rest, flags=re.IGNORECASE)
    held = [n for n in numbers(rest) if not _STRENGTH.match(n.after)]
    asked = {n.value for n in numbers(heard(question).rest)} - {expected}
    held = [n for n in held if n.value not in asked]
    return held[0].value == expected if held else not expected and denies(answer)


_OF_WHAT: Final = re.compile(
    r"-[^\W\d]|\s?(?:results?|values?|measurements?|readings?|tests?|times|records?|entries|orders?)\b",
    re.IGNORECASE,
)


def _values(answer: str, question: str = "") -> list[Said]:
    """The numbers of an answer that may be a value: no date, no range, no count of results."""
    asked = {n.value for n in numbers(heard(question).rest)}
    held = [n for n in numbers(heard(answer).rest) if not _OF_WHAT.match(n.after)]
    return [n for n in held if n.value not in asked] or held


def says(said: Said, expected: Decimal) -> bool:
    """Whether it is this number, or this number rounded: by at most a fiftieth of it.

    >>> says(Said(Decimal("65.7"), 1, ""), Decimal("65.667"))
    True
    """
    apart = abs(said.value - expected)
    digits = max(-int(expected.as_tuple().exponent), 0)
    if not apart or (digits and said.digits > digits and apart * 2 <= Decimal(1).scaleb(-digits)):
        return True
    half = Decimal(1).scaleb(-said.digits) / 2
    return said.digits < digits and apart <= min(half, abs(expected) / 50)


def _every_number(expected: Sequence[Decimal], answer: str) -> Outcome:
    held = _values(answer)
    if not all(any(says(n, e) for n in held) for e in expected):
        return "wrong"
    return "right" if len(held) <= _most(expected) else "undecided"


def _most(expected: Sequence[object]) -> int:
    """More than this many things said is a list of everything."""
    return 2 * len(expected) + 2


_CHANGE: Final = re.compile(r"\b(?:chang\w+|differ\w*|increase|decrease)\b", re.IGNORECASE)
_UP: Final = re.compile(
    r"\b(?:up|higher|rose|risen|ris(?:e|es|ing)|increas\w+|more|gain\w*|above|plus)\b",
    re.IGNORECASE,
)
_DOWN: Final = re.compile(
    r"\b(?:down|lower|fell|fallen|fall\w*|decreas\w+|declin\w+|drop\w*|less|lost|below|minus)\b",
    re.IGNORECASE,
)


def _changed(expected: Decimal, answer: str) -> Outcome:
    """A change: so much, in the direction that its sign has."""
    held = _values(answer)
    right = [n for n in held if says(Said(abs(n.value), n.digits, ""), abs(expected))]
    if not right:
        told = [n.value for n in held]
        left = any(abs(a - b) == abs(expected) for a in told for b in told if a is not b)
        return "undecided" if left else _right(not expected and not held and denies(answer))
    up, down = bool(_UP.search(answer)), bool(_DOWN.search(answer))
    if not expected or any(n.value == expected < 0 for n in right):
        return "right"
    if up == down:
        return "right" if expected > 0 and not up else "undecided"
    return _right(up is (expected > 0))


def _moments(expected: Sequence[str], question: str, answer: str) -> Outcome:
    """The first day that is not of the question; its time of day only where that is asked for."""
    told = heard(answer)
    asked = set(heard(question).days) - {e[:10] for e in expected}
    days = [d for d in told.days if d not in asked] or list(told.days)
    if len(expected) > 1:
        held = all(e[:10] in days for e in expected)
        return "wrong" if not held else "right" if len(days) <= _most(expected) else "undecided"
    day, _, clock = expected[0].partition(" ")
    if not days and told.clocks and clock:
        return _right(told.clocks[0] == clock) if _OF_DAY.search(question) else "wrong"
    if not days or days[0] != day:
        return "wrong"
    return _right(not (clock and _OF_DAY.search(question)) or clock in told.clocks[:1])


_OF_DAY: Final = re.compile(r"\b(?:what|which|exact) time\b", re.IGNORECASE)
_SEXES: Final = {"f": ("female", "woman"), "m": ("male", "man")}


def _named(expected: Sequence[str], answer: str) -> Outcome:
    """Every name is said, in any order of its words."""
    clauses = [_tokens(c) for c in re.split(r"[;\n]|\.(?:\s|$)", answer)]
    missing = [name for name in expected if not any(_says_name(c, name) for c in clauses)]
    if missing:
        short = any(len(_tokens(name)) <= _FEW for name in missing)
        return "wrong" if short else "undecided"
    items = re.split(r"[,;\n]|\.(?:\s|$)|\band\b", answer)
    listed = sum(bool(item.strip()) for item in items)
    return "right" if listed <= _most(expected) else "undecided"


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"\b(?:non|not)[- ](?=\w)", "not", text.lower()))


def _says_name(clause: Sequence[str], name: str) -> bool:
    wanted = _SEXES.get(name.lower())
    if wanted:
        return any(word in clause for word in wanted)
    tokens = _tokens(name)
    return bool(tokens) and all(token in clause for token in tokens)
