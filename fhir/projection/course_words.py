"""How long a course lasts by the words of its instruction: `three times daily for ten days`.

Only what cannot well be anything else ends an order. A number of days that a pharmacy hands out at
once (28, 30, 90) says how much was supplied as often as how long to take it, so days count up to
three weeks and weeks up to twelve; months and years are left to the clinician. What recurs (`for 5
days each month`), what is at least so long, a pause, or a later step without a length of its own is
no end.
"""

import re
from decimal import Decimal
from typing import Final

_NAMES: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "twenty-one",
)  # fmt: skip
_NUMBERS: Final = {word: n for n, word in enumerate(_NAMES, 1)} | {"a": 1}
_NUMBER: Final = rf"\d{{1,2}}|(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b"
_DAYS: Final = "days?|d|tage?n?|jours?|días?|dias?|giorni|giorno|dagen|dag"
_WEEKS: Final = "weeks?|wks?|fortnight|wochen?|semaines?|semanas?|settiman[ae]|weken"
_FOR: Final = (
    r"(?:(?:\bfor|(?<!\d)(?<!\d\s)(?:\bx|\u00d7)|\bfür|\bpendant|\bdurante|\bvoor|\bgedurende)\s*"
    r"(?:(?:a\s+)?(?:total|maximum|course)\s+of\s+|up\s+to\s+|(?:the\s+next|another|a\s+further)\s+)?"
    r"|\bcourse\s+of\s+)"
)
_RANGE: Final = (
    rf"(?P<n>{_NUMBER})(?:\s*\(\s*(?:{_NUMBER})\s*\))?(?:\s*(?:-|to|or)\s*(?P<most>{_NUMBER}))?"
)
_LENGTH = re.compile(
    rf"(?:{_FOR}{_RANGE}[\s-]*(?P<unit>{_DAYS}|{_WEEKS})\b"
    rf"|\b(?P<n2>{_NUMBER})[\s-](?P<unit2>days?|weeks?)\s+course\b"
    rf"|{_FOR}(?P<n3>\d{{1,2}})/(?P<unit3>7|52)\b)",
    re.IGNORECASE,
)
"""With the British `5/7` for five days and `2/52` for two weeks."""
_AGAIN = re.compile(
    r"^\s*(?:[,(]\s*)?(?:(?:out\s+)?of\b|per\b|each\b|every\b|a\s+(?:week|month|year)\b|in\s+(?:each|every)\b"
    r"|or\s+(?:longer|more)\b|\+|monthly\b|weekly\b|minimum\b|(?:before|prior)\b|[^.;]*\boff\b)",
    re.IGNORECASE,
)
_PAUSE = re.compile(
    r"\b(?:if|unless|leave|left|wear|keep|stop|hold|skip|omit|pause|avoid|wait|off|not|last|past"
    r"|previous|least|than|until)\b[^.;,]*$",
    re.IGNORECASE,
)
_STEP = re.compile(r"[;,.]?\s*\b(?:and\s+)?(?:then|followed\s+by|thereafter)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:today|(?:on )?day (?:1|one)|on the first day)\b", re.IGNORECASE)
_END = re.compile(r"^\s*(?:stop|discontinue|cease|finish)\b", re.IGNORECASE)
_WEEK: Final = 7
LONGEST_DAYS: Final = 21
LONGEST_WEEKS: Final = 12


def days_told(text: str) -> Decimal | None:
    """The length of the course in days; None where the words give none that is sure.

    >>> days_told("500 mg by mouth three times daily for ten days"), days_told("1 tablet daily")
    (Decimal('10'), None)
    >>> days_told("40 mg for 5 days, then 20 mg for 5 days, then stop")
    Decimal('10')
    """
    steps = [s for s in _STEP.split(text) if not _END.match(s)]
    lengths = [_step(s) for s in steps]
    known = [length for length in lengths if length is not None]
    return sum(known, Decimal()) if known and len(known) == len(lengths) else None


def _step(text: str) -> Decimal | None:
    found = list(_LENGTH.finditer(text))
    if len(found) != 1:
        return Decimal(1) if not found and _FIRST.search(text) else None
    match = found[0]
    if _AGAIN.match(text[match.end() :]) or _PAUSE.search(text[: match.start()]):
        return None
    return _length(match)


def _length(match: re.Match[str]) -> Decimal | None:
    held = match.groupdict()
    number = held["most"] or held["n"] or held["n2"] or held["n3"] or ""
    unit = (held["unit"] or held["unit2"] or held["unit3"] or "").lower()
    count = Decimal(number) if number.isdigit() else Decimal(_NUMBERS.get(number.lower(), 0))
    weeks = unit == "52" or bool(re.match(_WEEKS, unit))
    if unit == "fortnight":
        count *= 2
    if not 0 < count <= (LONGEST_WEEKS if weeks else LONGEST_DAYS):
        return None
    return count * _WEEK if weeks else count
