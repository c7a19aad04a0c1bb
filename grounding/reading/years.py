"""Which bare number of four digits is a year: 2019 in "in 2019", not in "2019 steps"."""

import re

_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|the|for|over|throughout|since|from|until|till|to|by|of|during|around|circa"
    r"|ca\.?|before|after|through|and"
    r"|early|late|mid|quarter|half|FY|Q[1-4]|H[12]|start|end|beginning|middle|winter"
    r"|ordered|dated|date|at|between|onset|resolved|inactive|on|year|summer|winter|spring|autumn|fall)"
    r"|[,(:;\u2013-])\s*$",
    re.IGNORECASE,
)


_CLOSED = re.compile(r"\s*[:,;)]")
_LISTED = re.compile(r"[A-Za-z]{3,}\s(?:1[89]|20)\d\d[,;]")
_NAME_BEFORE = re.compile(r"[A-Za-z]{3,}\)?\s$|\bbx\s$")


def is_year(match: re.Match[str]) -> bool:
    """A bare number is a year at the start, or after a word or mark that dates follow."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    closed = _CLOSED.match(match.string, match.end()) or (
        _LISTED.search(match.string[: match.start()])
    )
    if closed and _NAME_BEFORE.search(before):
        return True
    if not before.strip() or _QUARTER.match(match.string, match.end()):
        return True
    return _BEFORE_YEAR.search(before) is not None


_QUARTER = re.compile(r"[\s/-]?(?:Q[1-4]|H[12])\b")
