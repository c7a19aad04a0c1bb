"""What is said of all, none, both or two of three of the cited results, each of them judged.

"All three readings were above 140/85", "none of them above 150/90", "normal on all occasions". One
entry of several that bears a claim out is enough elsewhere; not here, where the sentence speaks of
each. A pressure is above a limit where either of its parts is, and below it where both are (NICE
NG136, 1.2: 140/90 mmHg "or higher"; targets "below 140/90").
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.course import course_of
from chartside.grounding.judges.numbers import compares, loinc_of, number_matches
from chartside.grounding.judges.pressures import diastolic, systolic
from chartside.grounding.judges.results import judged, shown_value
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
                   "ten", "eleven", "twelve")  # fmt: skip
_N: Final = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS[1:])})"
_WHOSE: Final = r"(?:(?:the|her|his|their|these|those|your|my)\s)?"
_LAST: Final = r"(?:(?:last|past|latest|previous|most\srecent|recorded|available|cited)\s)?"
_MANY: Final = Caseless(
    rf"\b(?:(?P<all>all(?:\sof)?\s{_WHOSE}{_LAST}(?:{_N}\s)?|both\s(?:of\s)?{_WHOSE}|each\sof\s"
    rf"{_WHOSE}{_LAST}(?:{_N}\s)?|every\s(?:single\s|one\sof\s{_WHOSE})?)"
    rf"|(?P<none>none(?:\sof\s{_WHOSE}{_LAST}(?:{_N}\s)?)?|neither(?:\sof\s{_WHOSE})?|not\sone\s"
    rf"(?:of\s{_WHOSE}{_LAST})?)"
    rf"|(?P<some>{_N})\s(?:out\s)?of\s{_WHOSE}{_LAST}(?P<of>{_N})\s)",
)
_ALONG: Final = Caseless(
    rf"\b(?:on|at|in)\s(?:all|each|every|both)\s(?:of\s)?(?:the\s)?(?:{_N}\s)?(?:occasions?|visits?"
    r"|readings?|checks?|measurements?|tests?|times|reviews?|clinics?|attendances?|samples?)\b"
    r"|\b(?:each|every)\stime\b|\bthroughout\b|\b(?:consistently|always|invariably|persistently)\b",
)
"""The same said behind what is judged, or before it."""
_ABOVE: Final = r"above|over|higher\sthan|greater\sthan|more\sthan|exceed(?:s|ed|ing)?|>|beyond"
_BELOW: Final = r"below|under|lower\sthan|less\sthan|<|beneath"
_AT_LEAST: Final = r"at\sleast|>=|\u2265|at\sor\sabove|not\sbelow"
_AT_MOST: Final = r"at\smost|<=|\u2264|at\sor\sbelow|not\sabove|up\sto"
_WAYS: Final = (("<=", _AT_MOST), (">=", _AT_LEAST), (">", _ABOVE), ("<", _BELOW))
_AHEAD: Final = tuple((sign, re.compile(rf"(?:{words})\s?$", re.I)) for sign, words in _WAYS)
_OPENS: Final = Caseless(rf"(?:{'|'.join(words for _, words in _WAYS)})\s?")
_REACH: Final = 70
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Many:
    """How many of how many: `all`, `none`, or a number of them; and where what is said begins."""

    how: str
    count: int
    of: int
    start: int
    end: int


def judge_many(
    claim: Claim, profiles: Sequence[Profile], scope: Scope
) -> tuple[Claim, list[Fault]]:
    """The claim without the numbers that are judged here, and what is false of the results."""
    results = [p for p in profiles if p.measures and p.entry.live]
    said = _said(scope.sentence.bare) if results else None
    if said is None:
        return claim, []
    results = _meant(said, results, scope)
    told = _limit(said, claim, scope.sentence.bare) or _judgement(said, claim, scope)
    if told is None or len(results) < _FEWEST:
        return claim, []
    words, place, holds = told
    counts = _counts(said, claim) if said.of in {0, len(results)} else set()
    numbers = {place, *counts}
    rest = replace(
        claim,
        readings=tuple(r for r in claim.readings if r.quantity.start not in numbers),
        cues=tuple(c for c in claim.cues if not (said.start <= c.start <= place)),
        negated=claim.negated and said.how != "none",
    )
    found = [p for p in results if holds(p)]
    wanted = {"all": len(results), "none": 0}.get(said.how, said.count)
    if len(found) == wanted:
        return rest, []
    odd = next((p for p in results if (p in found) == (said.how == "none")), results[0])
    reason = (
        f"{len(found)} of {len(results)} are {words} ({odd.where} is {shown_value(odd.entry)});"
        f" the sentence says {_shown(said)}"
    )
    return rest, [contradicted("many", said.start, Severity.MODERATE, reason)]


def _shown(said: Many) -> str:
    return said.how if said.how != "some" else f"{said.count} of {said.of}"


def _said(text: str) -> Many | None:
    found = _MANY.search(text)
    if found is None:
        along = _ALONG.search(text)
        return Many("all", 0, 0, along.start(), along.end()) if along else None
    if found["some"]:
        return Many("some", _whole(found["some"]), _whole(found["of"]), found.start(), found.end())
    of = next((_whole(w) for w in found[0].lower().split() if _is_number(w)), 0)
    return Many("all" if found["all"] else "none", 0, of, found.start(), found.end())


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


def _whole(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word.lower())


def _counts(said: Many, claim: Claim) -> set[int]:
    """The numbers that only say how many."""
    return {
        r.quantity.start
        for r in claim.readings
        if said.start <= r.quantity.start < said.end and not r.quantity.sign
    }


def _meant(said: Many, results: Sequence[Profile], scope: Scope) -> list[Profile]:
    """The results that are spoken of: the cited ones, else as many of the chart's last."""
    if said.of <= len(results):
        return list(results)
    course = course_of(results[0].entry, scope)
    held = [scope.index.profile(e.reference) for e in (course.entries if course else ())]
    return [p for p in held if p][-said.of :]


Told = tuple[str, int, Callable[[Profile], bool]]


def _limit(said: Many, claim: Claim, text: str) -> Told | None:
    """`above 140/85`, not far behind the words that say of how many."""
    for reading in claim.readings:
        quantity = reading.quantity
        opens = _OPENS.match(text, quantity.start)
        before = text[max(0, quantity.start - _REACH) : quantity.start]
        begin = opens.end() if opens else quantity.start
        sign = next((s for s, form in _AHEAD if form.search(text[:begin])), "")
        far = abs(quantity.start - said.end) > _REACH or ";" in before
        if not sign or far or reading.role in {"change", "average"}:
            continue
        bare = replace(quantity, sign=sign)
        return f"{sign} {text[begin : quantity.end].strip()}", quantity.start, _beyond(bare)
    return None


def _beyond(quantity: Quantity) -> Callable[[Profile], bool]:
    def holds(profile: Profile) -> bool:
        entry = profile.entry
        if quantity.joined == "/" and quantity.other is not None:
            return _pair_beyond(quantity, systolic(entry), diastolic(entry))
        number = entry.value
        return number is not None and number_matches(
            quantity, quantity.number, number, loinc_of(entry)
        )

    return holds


def _pair_beyond(quantity: Quantity, high: Decimal | None, low: Decimal | None) -> bool:
    if high is None or low is None or quantity.other is None:
        return False
    each = (
        compares(quantity.sign, high, quantity.number, ""),
        compares(quantity.sign, low, quantity.other, ""),
    )
    return any(each) if quantity.sign[0] == ">" else all(each)


def _judgement(said: Many, claim: Claim, scope: Scope) -> Told | None:
    """`normal`, `raised`, `low`, said of each."""
    cue = next(
        (
            c
            for c in claim.cues
            if c.kind == "flag" and c.value in _JUDGED and _is_near(said, c.start, c.end, scope)
        ),
        None,
    )
    if cue is None:
        return None
    wanted = _JUDGED[cue.value]

    def holds(profile: Profile) -> bool:
        return (judged(profile, scope) or "normal") in wanted

    return cue.value, cue.start, holds


_JUDGED: Final = {
    "high": frozenset({"high", "abnormal"}), "low": frozenset({"low", "abnormal"}),
    "normal": frozenset({"normal"}), "abnormal": frozenset({"high", "low", "abnormal"}),
}  # fmt: skip


def _is_near(said: Many, start: int, end: int, scope: Scope) -> bool:
    """Whether nothing but words stands between: a number there is judged by itself."""
    text = scope.sentence.bare
    gap = text[said.end : start] if start >= said.end else text[end : said.start]
    return len(gap) <= _REACH and not re.search(r"(?<![A-Za-z])\d|;", gap)
