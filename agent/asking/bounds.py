"""The limit that a question names: above 5.5, under 130/80, at least 7 %, abnormal."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.agent.asking.question import Bound

_SIGNS: Final = {
    ">=": r">=|\N{GREATER-THAN OR EQUAL TO}|at least|no less than|or (?:more|above|over|higher)",
    "<=": r"<=|\N{LESS-THAN OR EQUAL TO}|at most|no more than|up to|or (?:less|below|under|lower)",
    ">": r">|above|over|greater than|higher than|more than|exceed(?:s|ed|ing)?|beyond|past|topped"
    r"|broken|broke|breached|crossed|surpassed",
    "<": r"<|below|under|less than|lower than|fewer than|beneath",
}
_NUMBER: Final = r"(?P<number>\d+(?:[.,]\d+)?)(?:/\d+)?"
_UNIT: Final = (
    r"(?P<unit>%|percent\b|per ?cent\b|mm ?\[?hg\]?"
    r"|(?:x ?)?[a-z\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}0-9*^.\[\]{}_]+(?:/[a-z0-9.^*_\[\]{}]+)+"
    r"|(?:kg|lbs?|g|mg|cm|bpm|mm|\[[a-z_]+\]|\{[a-z_]+\})(?![\w\]}])|\N{DEGREE SIGN}? ?[cf]\b)?"
)
_AHEAD = tuple(
    (sign, re.compile(rf"(?:\b|(?<=\s)|^)(?:{words})\s*{_NUMBER}\s*{_UNIT}", re.IGNORECASE))
    for sign, words in _SIGNS.items()
)
_BEHIND = tuple(
    (sign, re.compile(rf"{_NUMBER}\s*{_UNIT}\s*(?:{words})\b", re.IGNORECASE))
    for sign, words in _SIGNS.items()
    if "or (" in words
)
_OWN: Final = (
    ("!", re.compile(
        r"\b(?:abnormal\w*|flagged|normal\w*|WNL|NAD|deranged|unremarkable|pathological"
        r"|amiss|awry|aberrant|anomalous|(?:in|out)[- ]of[- ]range|in[- ]range|out of spec"
        r"|out of (?:whack|kilter|line)|where (?:it|they) (?:should|ought to) be"
        r"|(?:out(?:side)?|within|inside|in|beyond|off) (?:of )?"
        r"(?:(?:the|its|her|his|their|lab(?:oratory)?(?:'s|\N{RIGHT SINGLE QUOTATION MARK}s)?"
        r"|normal|reference|expected|usual|healthy|accepted|quoted|standard) ){0,4}"
        r"(?:ranges?|limits?|intervals?|bounds|bands?))\b", re.IGNORECASE)),
    (">", re.compile(
        r"\b(?<!how )(?<!time )(?<!time-)(?<!record )(?:high|elevated|raised|too high)\b"
        r"(?! (?:blood pressure|cholesterol))", re.IGNORECASE)),
    ("<", re.compile(
        r"\b(?<!how )(?<!time )(?<!time-)(?<!record )(?:low|too low|depressed|decreased)\b"
        r"(?! density)", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limited:
    """A limit, and the question without it."""

    bound: Bound | None
    rest: str


def limited(text: str) -> Limited:
    """Take the limit out of a question.

    >>> limited("Was her potassium ever above 5.5 mmol/L?").bound
    Bound(sign='>', number=Decimal('5.5'), unit='mmol/L')
    """
    for sign, pattern in (*_BEHIND, *_AHEAD):
        if found := pattern.search(text):
            unit = (found["unit"] or "").strip().replace("percent", "%").replace("per cent", "%")
            bound = Bound(sign, Decimal(found["number"].replace(",", ".")), unit)
            return Limited(bound, f"{text[: found.start()]} {text[found.end() :]}")
    for sign, pattern in _OWN:
        if pattern.search(text):
            return Limited(Bound(sign), text)
    return Limited(None, text)
