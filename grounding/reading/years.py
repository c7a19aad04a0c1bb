"""Which bare number of four digits is a year: 2019 in "in 2019", not in "2019 steps"."""

import re
from typing import Final

from chartside.grounding.reading.caseless import Caseless

_BEFORE_YEAR: Final = Caseless(
    r"(?:\b(?:in|the|for|over|throughout|since|from|until|till|to|by|of|during|around|circa"
    r"|ca\.?|before|after|through|thru|and|or|within|across|per|again"
    r"|early|late|mid|quarter|half|FY|Q[1-4]|H[12]|start|end|beginning|middle|winter"
    r"|ordered|dated|date|at|between|onset|resolved|inactive|on|year|summer|spring|autumn|fall)"
    r"|year\s(?:was|is|of)|(?:far\sback|early|late|recently|long\sago)\sas|Christmas|Easter|Thanksgiving|Day"
    r"|(?:in|since|from|until|by|around|to|onset)\s(?:about|approximately|approx\.?|roughly|c\.)"
    r"|[,(\[:;/\u2013\u2014-]|->|\u2192)\s*$",
)
"""Words and marks that dates follow."""
_DATED: Final = Caseless(r"\b(?:date|year|onset)\b[^.;,:\d]{0,40}\s(?:is|was|being)\s$")
"""`The start date of verapamil is 1983`."""
_CLOSED: Final = re.compile(r"\s*[:,;)\]]|\s?(?:->|\u2192|\u2013\s|--?\s)")
_COLON: Final = re.compile(r"\s?(?::|->|\u2192)\s")
_LISTED: Final = re.compile(r"[A-Za-z]{3,}\s(?:1[89]|20)\d\d[,;]")
_NAME_BEFORE: Final = re.compile(r"[A-Za-z]{3,}\)?\s$|\bbx\s$")
_ARTICLE: Final = Caseless(
    r"\b(?:an?|her|his|their|its|this|that|each|any|last|first|\w+est|recent)\s$"
)
_NOUN: Final = re.compile(r"\s[a-z]{4,}\b(?!/)")
"""`a 2022 minimum of 52`."""
_QUARTER: Final = re.compile(r"[\s/-]?(?:Q[1-4]|H[12])\b")
_RANGE: Final = Caseless(
    r"\s?(?:to|through|thru|until|till|-|\u2013|/)\s?(?:1[89]|2[0-2])\d\d(?!\d|[.,]\d)"
)
_TO_COME: Final = re.compile(r"2[12]\d\d")
"""Years of records whose dates were moved on so that nobody is known by them."""
_BEFORE_TO_COME: Final = Caseless(
    r"(?:\b(?:in|since|during|throughout|until|till|before|after|circa|onset|dated|early|late|mid"
    r"|(?:start|end|beginning|middle|half|quarter|winter|spring|summer|autumn|fall)"
    r"\sof|year(?:\s(?:was|is|of))?|(?:in|since|until)\s(?:about|early|late|mid))\s"
    r"|\b(?:mid|early|late)-|\b(?:between|from)\s"
    r"|\b(?:in|since|from|during|between)\s2[0-2]\d\d\s?(?:and|or|to|until|through|-|/|\u2013)\s?)$"
)
"""What a year to come follows, and a count of 2150 or half past nine in the evening does not."""
_WENT: Final = Caseless(
    r"\b(?:fell|falling|rose|rising|dropped|went|came|improved|declined|increas\w+|decreas\w+|down"
    r"|up|rang\w+|varied|chang\w+|cut|titrated|reduced|raised|diet|target|intake|hours?|between"
    r"|output|drain\w*|volume|steps|calories)\s+(?:(?:from|between)\s(?:2[0-2]\d\d\s(?:and|to|until)\s)?)$"
)
"""`Fell from 2240 to 2150`: values."""
_OF_THE_CLOCK: Final = Caseless(
    r"\b(?:npo|(?:nil|nothing)\sby\smouth|fast(?:ed|ing)?|slept|asleep|to\sbed|shift|overnight"
    r"|tonight)\b"
)
"""`Nil by mouth after 2200`: an hour of the evening."""
_COUNTED: Final = Caseless(
    r"\s?(?:calories|cal|kj|joules|patients|people|participants|hours|hrs?|h|m|km|feet|ft|ppm|pg|fl"
    r"|IU|times|mls?|millilit\w+|lit(?:re|er)s?|kilocal\w+|metres|meters|dollars|euros)\b"
)


_MEASURED: Final = Caseless(
    r"^(?!.*\b(?:onset|diagnos\w+|start\w*|began|begun|born|operation|surgery|since)\b)"
    r".*\b(?:was|were|is|at|of|measured|peaked\sat|came\sback(?:\sat)?)\s(?:about|approximately"
    r"|approx\.?|around|roughly)\s$",
)
"""`NT-proBNP was around 1900`: what was about so much was measured, unless something began then."""


def is_year(match: re.Match[str]) -> bool:
    """A bare number is a year at the start, or after a word or mark that dates follow.

    Behind a name it is one where something closes it ("LDL 2026: …", "cataract surgery 2019."), and
    where another year follows ("5 mg 2017 to 2018").
    """
    text, end = match.string, match.end()
    before = text[max(0, match.start() - 24) : match.start()]
    if _MEASURED.search(text, 0, match.start()):
        return False
    if _TO_COME.match(match[0]):
        return _is_to_come(text, match.start(), end)
    if not before.strip() or _QUARTER.match(text, end) or _RANGE.match(text, end):
        return True
    if _COLON.match(text, end) or (_ARTICLE.search(before) and _NOUN.match(text, end)):
        return True
    closed = _CLOSED.match(text, end) or _LISTED.search(text[: match.start()])
    if closed and _NAME_BEFORE.search(before):
        return True
    return bool(_BEFORE_YEAR.search(before) or _DATED.search(text, 0, match.start()))


def _is_to_come(text: str, start: int, end: int) -> bool:
    """A year from 2100 on stands behind a word that nothing but a time follows: `since 2148`."""
    before = text[:start]
    if _COUNTED.match(text, end) or _WENT.search(before) or _OF_THE_CLOCK.search(before):
        return False
    if not before.strip():
        return bool(_RANGE.match(text, end) or _COLON.match(text, end))
    return bool(_BEFORE_TO_COME.search(before))
