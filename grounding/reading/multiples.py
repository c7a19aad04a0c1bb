"""Multiples of a limit: "over five times the upper limit", "2.5x ULN", "twice normal"."""

from typing import Final

from chartside.grounding.reading.caseless import Caseless

WORDS: Final = {
    "twice": 2, "double": 2, "thrice": 3, "triple": 3, "treble": 3, "two": 2, "three": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "fifteen": 15, "twenty": 20, "half": 1,
}  # fmt: skip
_N: Final = rf"\d+(?:\.\d+)?|{'|'.join(w for w in WORDS if w not in {'twice', 'thrice'})}"
TIMES: Final = Caseless(
    r"(?:(?P<more>over|more\sthan|above|greater\sthan|at\sleast|>|exceed\w*|well\sover|just\sover)"
    r"|(?P<less>under|less\sthan|below|almost|nearly|just\sunder|not\squite|<)"
    r"|(?P<near>about|around|roughly|approximately|some))?\s?"
    rf"(?P<n>\b(?:twice|thrice|double|triple|treble)\b|(?:\b(?:{_N})\s?(?:times|[x\u00d7](?!\w)|-?fold)))"
    r"\s(?:above\s)?(?:the\s|its\s|her\s|his\s)?(?:lab(?:oratory)?(?:'s)?\s)?"
    r"(?:upper\s(?:limit|end|bound|normal|reference)|top\sof|normal\b(?!\s(?:dose|rate))|ULN\b"
    r"|limit\sof\snormal|reference\slimit)",
)
_CLOSES: Final = 12


def is_multiple(start: int, end: int, text: str) -> bool:
    """Whether a number is the "six times" of a limit, and no result."""
    found = TIMES.finditer(text)
    return any(m.start("n") - _CLOSES <= start and end <= m.end() for m in found)
