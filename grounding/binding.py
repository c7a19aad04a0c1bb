"""Which number goes with which date, and what each of them is the number or the date of."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.reading.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """A number said of a thing, and the date said of the number.

    `role` is `range` for the bounds of a reference range, `earlier` for what a value is compared
    with, `change` for a difference ("a rise of 0.5"), `average` for a mean, else empty.
    """

    quantity: Quantity
    dated: Dated | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class DateSaid:
    """A date with what it is the date of: `start`, `end`, `recorded`, `due`, `earlier` or empty."""

    role: str
    dated: Dated


def readings(
    sentence: Sentence, quantities: Sequence[Quantity], dates: Sequence[Dated]
) -> list[Reading]:
    """Each number with its role and its date."""
    roles = {q.start: _role(sentence.bare, q) for q in quantities}
    for first, quantity in zip([0, *(q.end for q in quantities)], quantities, strict=False):
        if not roles[quantity.start] and _AVERAGE.search(sentence.bare[first : quantity.start]):
            roles[quantity.start] = "average"
    if (
        quantities
        and all(roles[q.start] == "range" for q in quantities)
        and not _OF_REFERENCE.search(sentence.bare)
    ):
        roles = dict.fromkeys(roles, "")
    plain = [q for q in quantities if roles[q.start] not in _UNDATED]
    bound = _bound(plain, dates, sentence.bare)
    return [Reading(q, bound.get(q.start), roles[q.start]) for q in quantities]


_UNDATED: Final = frozenset({"range", "change", "average"})
"""Roles of numbers that were not measured on a day."""


def _each_ahead(
    quantities: Sequence[Quantity], dates: Sequence[Dated], text: str
) -> dict[int, Dated]:
    """`3 May: 5.9 (2 June: 4.8)`: each date right before its number, and nothing joins them else.

    Empty where the sentence is not built so.
    """
    if len(quantities) != len(dates) or not all(
        d.end <= q.start for d, q in zip(dates, quantities, strict=True)
    ):
        return {}
    if any(q.end > d.start for q, d in zip(quantities, dates[1:], strict=False)):
        return {}
    parts = [text[q.end : d.start] for q, d in zip(quantities, dates[1:], strict=False)]
    if parts and all(_PARTS.search(part) for part in parts):
        return {q.start: d for q, d in zip(quantities, dates, strict=True)}
    gaps = [text[d.end : q.start] for d, q in zip(dates, quantities, strict=True)]
    if any(len(gap) > _NEXT_TO or _JOINT.search(gap) for gap in gaps):
        return {}
    return {q.start: d for q, d in zip(quantities, dates, strict=True)}


_NEXT_TO: Final = 24
_PARTS: Final = Caseless(
    r"^[^(]*;|^\)|\b(?:and|then|while|whilst|whereas|but)\b|,\s(?:on|in|by|at|as of)\s$"
    r"|\.\s|\s(?:->|\u2192|=>|/)\s",
)
"""`On 3 May it was 5.9; by 2 June it fell to 4.8`: the next date opens a clause of its own."""
_JOINT: Final = Caseless(r"\b(?:to|and|from|then|by)\b|;")


def _bound(quantities: Sequence[Quantity], dates: Sequence[Dated], text: str) -> dict[int, Dated]:
    """The date of each number, looked for in its own clause before it is in others.

    "In June the sodium was 139; by December it moved up to 142."
    """
    ends = [m.start() for m in _CLAUSE_END.finditer(text)]
    if not ends:
        return _bound_in(quantities, dates, text)
    clauses = {bisect_right(ends, q.start) for q in quantities}
    found: dict[int, Dated] = {}
    for clause in clauses:
        own = [d for d in dates if bisect_right(ends, d.start) == clause]
        inside = [q for q in quantities if bisect_right(ends, q.start) == clause]
        if len(own) >= len(inside):
            found |= _bound_in(inside, own, text)
    taken = {d.start for d in found.values()}
    rest = [q for q in quantities if q.start not in found]
    return found | _bound_in(rest, [d for d in dates if d.start not in taken], text)


_CLAUSE_END: Final = re.compile(r";|\.\s(?=[A-Z])")


def _bound_in(
    quantities: Sequence[Quantity], dates: Sequence[Dated], text: str
) -> dict[int, Dated]:
    """A number's date: the one behind it, before the next number; else the last one ahead of it.

    As many dates as numbers, all on one side, go together in order: "from 4.8 to 5.9 between 2 June
    and 3 November".
    """
    if not quantities or not dates:
        return {}
    before = dates[-1].start < quantities[0].start
    after = dates[0].start > quantities[-1].start
    if len(quantities) == len(dates) and (before or after):
        return {q.start: d for q, d in zip(quantities, dates, strict=True)}
    if paired := _each_ahead(quantities, dates, text):
        return paired
    found: dict[int, Dated] = {}
    free = list(dates)
    for n, quantity in enumerate(quantities):
        until = quantities[n + 1].start if n + 1 < len(quantities) else float("inf")
        behind = next((d for d in free if quantity.start < d.start < until), None)
        if behind:
            found[quantity.start] = behind
            free.remove(behind)
    for quantity in quantities:
        ahead = [d for d in free if d.start < quantity.start]
        if quantity.start not in found and ahead:
            found[quantity.start] = ahead[-1]
            free.remove(ahead[-1])
    return found


_RANGE = Caseless(
    r"(?:\brange|\blimits?|\bref\.?|\bnormal|\bcut-?off)"
    r"(?:\s(?:of|is|was|from|up|between|for|value))*[\s:,(]*$",
)
_OF_REFERENCE = Caseless(
    r"\b(?:reference|ref|normal|limits?|cut-?off|should|ought to|lab(?:oratory)?)\b",
)
_TWO_BOUNDS = Caseless(
    r"\b(?:range|limits?|ref\.?|reference|interval|normal|should|ought to"
    r"|lab(?:oratory)?(?:'s)?\s(?:quotes|gives|uses|takes|accepts|states|sets))\b(?!\s(?:at"
    r"|with)\b)"
    r"(?:(?!\b(?:from|rang\w+|rose|fell|between)\b)[^\d,;.]){0,45}"
    r"(?:\([^()]{3,20}\)[\s:]*)?(?:\b(?:from|between)\s)?$",
)
"""`The reference range for potassium is 3.5 to 5.1`: two numbers in one, and no result."""
_ONE_BOUND = Caseless(
    r"\b(?:(?:upper|lower|top|bottom|low|high)(?:\s\w+)?\s(?:limit|end|bound)\b[^\d,;.(]{0,40}"
    r"(?:\b(?:is|was|of)|:)"
    r"|(?:should|ought to)\s(?:be|lie|stay|not exceed)"
    r"|limits?\b[^\d;.]{0,30}\b(?:lower|upper))[\s:]*$"
    r"|\b(?:lower|upper)\s\d[\d.]*,?\s(?:lower|upper)\s$",
)
_BOUND_BEHIND = Caseless(r",?\s(?:which is\s|that is\s)?(?:the|its)\s(?:top|upper|lower|bottom)\b")
_MOVEMENT: Final = (
    "rise|increase|gain|fall|drop|decrease|decline|loss|reduction|change|difference|delta|climb"
    "|jump|dip|surge|spike|slide|slump|increment|decrement|swing|shift|bump|uptick|downtick"
    "|upturn|downturn|upswing|growth|gap|hike|leap|plunge|tumble|elevation|lowering|movement"
)
_CHANGE = Caseless(
    rf"\b(?:(?:{_MOVEMENT})(?:\s(?:in|of|for)\s[^,;()]{{2,60}}?)?\s(?:of|is|was|by)"
    r"|(?<!followed )by|gained|lost|shed|put on)\s(?:about |around |roughly |approximately "
    r"|some |nearly |almost"
    r"|just over |just under |over |a total of )?$",
)
_CHANGED = Caseless(
    rf"\s(?:points?\s)?(?:net\s)?(?:{_MOVEMENT})\b"
    r"|\s(?:off|lighter|heavier|taller|lost|gained)(?=\s*(?:[.,;)]|$))",
)
_MOVED = Caseless(
    r"\b(?:increased|decreased|rose|fell|dropped|climbed|declined|went up|went down|up|down)\s$",
)
_SINCE = Caseless(r",?\s(?:from|between|since|over)\b")
_UP_OR_DOWN = Caseless(r"\b(?:up|down)\s$")
_FROM = Caseless(r"\s(?:points?\s)?from\b")
_EARLIER = Caseless(
    r"(?:\bfrom|\bpreviously|\bprior|\bprevious(?: value| result)?(?: of| was)?"
    r"|\bcompared (?:with|to)|\bversus|\bvs\.?|\bearlier|\bthan)\s(?:at\s|of\s)?"
    r"(?:(?:an?|the|its)\s)?(?:(?:preliminary|provisional|earlier|previous|prior|initial)\s)?"
    r"(?:(?:value|result|reading|level)\sof\s)?$",
)
_AVERAGE = Caseless(
    r"(?:(?<!estimated )\baverag(?:e|ed|es|ing)"
    r"|(?<!platelet )\bmean(?! (?:corpuscular|cell|red|platelet|arterial|airway|transit)))\b"
    r"(?=[^;]{0,80}$)",
)
"""Not in the name of a test: mean corpuscular volume, estimated average glucose."""
_FAR: Final = 40


def _role(text: str, quantity: Quantity) -> str:
    ahead = text[max(0, quantity.start - _FURTHER) : quantity.start]
    behind = text[quantity.end : quantity.end + _FAR]
    if _MOVED.search(ahead) and _SINCE.match(behind):
        return "change"
    if _CHANGED.match(behind) or (_UP_OR_DOWN.search(ahead) and _FROM.match(behind)):
        return "change"
    if _is_bound(text, quantity):
        return "range"
    roles = (("range", _RANGE), ("change", _CHANGE), ("earlier", _EARLIER))
    role = next((role for role, said in roles if said.search(ahead)), "")
    return "" if role == "change" and quantity.joined == "-" else role


_FURTHER: Final = 70
_CALLED_NORMAL = Caseless(
    r"\s(?:is|are|counts?\sas|is\sconsidered|are\sconsidered|is\sregarded\sas)\snormal\b",
)


def _is_bound(text: str, quantity: Quantity) -> bool:
    """Whether a number is said to be an end of the range, and not what was measured."""
    if _BOUND_BEHIND.match(text, quantity.end):
        return True
    if (quantity.other is not None or quantity.sign) and _CALLED_NORMAL.match(text, quantity.end):
        return True
    ahead = text[max(0, quantity.start - _FURTHER) : quantity.start]
    form = _TWO_BOUNDS if quantity.joined == "-" else _ONE_BOUND
    return form.search(ahead) is not None


_ENDED: Final = (
    r"until|till|through|resolved|resolution|stopped|ended|inactive|discontinued|discontinuation"
    r"|abated"
    r"|remission|cessation|stopping|ending"
    r"|discharged?|completed|expired|ceased|withdrawn|finished|removed|healed|cleared|off"
)
_BEGUN: Final = (
    r"(?:goes|going|go|dates|dated|dating|stretches|stretching|traced)(?=\sback)|since|onset|from"
    r"|began|begun|started|starting|beginning|diagnosed|dating from|dates from"
    r"|ordered|prescribed|written|initiated|first|identified|admitted|commenced"
)
_WHEN: Final = r"(?:\s(?:on|in|at|of|by|since|back to))?(?:\s(?:early|late|mid))?\s*$"
_ROLES: Final = (
    ("start", Caseless(r"\bdat(?:es|ed|ing)\s(?:back\s)?to\s*$")),
    (
        "end",
        Caseless(
            r"(?:\bbeen\s|\bis\s|\bwas\s|^\s*|[.;:,]\s)(?:(?:now"
            r"|completely)\s)?off\b(?:[^.;]|\.(?=\d)){2,60}\bsince(?:\s(?:early|late|about|around))?\s*$",
        ),
    ),
    ("", Caseless(r"\b(?:with effect|effective|as)\s(?:from|of|on)\s*$")),
    ("end", Caseless(rf"\b(?:{_ENDED})(?:\s\w+)?{_WHEN}")),
    (
        "recorded",
        Caseless(rf"\b(?:recorded|documented|entered|noted|added){_WHEN}"),
    ),
    ("due", Caseless(rf"\b(?:due|scheduled for|planned for|by){_WHEN}")),
    ("earlier", Caseless(rf"\b(?:earlier|previously|prior|before that):?{_WHEN}")),
    ("start", Caseless(rf"\b(?:{_BEGUN}){_WHEN}")),
    ("end", Caseless(r"\bto\s*$|\d\s?[-\u2013]\s*$")),
)


_BACK: Final = 80


def role_of(text: str, dated: Dated) -> str:
    """What a date is the date of, by the words before it."""
    ahead = text[max(0, dated.start - _BACK) : dated.start]
    return next((role for role, said in _ROLES if said.search(ahead)), "")
