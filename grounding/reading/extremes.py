"""Ends of a series in words that say something else elsewhere: "a low of 46", "none newer than".

"Low" and "high" judge a value, but "the low was 64" and "as high as 76" name the ends of a time;
and to deny that anything is newer is to say that this one is the latest.
"""

import re
from dataclasses import replace
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue

_ENDS: Final = {"high": "top", "low": "bottom"}
_NOUN: Final = Caseless(
    r"\s(?:of|was|were|is|being|came|reading|stood|at|for|in|during|since|on|:|=)(?=\W)|\s?[:=]"
    r"|\s(?:point|mark|value|watermark)\b",
)
_A: Final = Caseless(
    r"(?:\b(?:an?|the|its|new|all-time|record|year's|yearly|annual|recorded|month's|period|previous"
    r"|overall|relative|that|\d{4})|'s)\s$",
)
_AS_AS: Final = Caseless(r"\bas\s$")
_AS: Final = Caseless(r"\sas\b")
_NUMBERED: Final = re.compile(r"[\s:=(]{0,3}\d")
_BESIDE: Final = Caseless(
    r"\b(?:high|hi|max\w*|top|peak)\W{0,3}\d[\d.,]*[^\d.;]{0,25}\b(?:low|lo|min\w*)\W{0,3}\d"
    r"|\b(?:low|lo|min\w*)\W{0,3}\d[\d.,]*[^\d.;]{0,25}\b(?:high|hi|max\w*|peak)\W{0,3}\d",
)
"""`low 1.3, high 4.5`."""


def as_extreme(cue: Cue, text: str) -> Cue:
    """A cue of a flag as that of an end of a series, where its words say so."""
    said = text[cue.start : cue.end].lower()
    if cue.kind != "flag" or said not in _ENDS:
        return cue
    ahead = text[: cue.start]
    named = _A.search(ahead) and _NOUN.match(text, cue.end)
    as_as = _AS_AS.search(ahead) and _AS.match(text, cue.end)
    listed = _NUMBERED.match(text, cue.end) and any(
        m.start() <= cue.start < m.end() for m in _BESIDE.finditer(text)
    )
    if not (named or as_as or listed):
        return cue
    return replace(cue, kind="place", value=_ENDS[said])


_NO_FURTHER: Final = Caseless(
    r"\b(?P<no>nothing|no(?:ne)?\b)(?P<what>(?:[^.;\d]|(?<=[A-Za-z-])\d){0,80}?)\s"
    r"(?P<more>(?:newer|more\srecent(?:ly)?|later|fresher|more\sup[\s-]to[\s-]date|(?P<old>older"
    r"|earlier))\b)"
    r"(?=[^.;]{0,60}\bthan\b)",
)
"""`No LDL on record is more recent than the one of 101`."""


_NONE_BEYOND: Final = Caseless(
    r"(?:^|[.;,]\s|\band\s|\d\d\s)(?P<no>no(?:ne)?)\b[^.;]{0,80}?\s(?:was|were|is|are|fell|rose"
    r"|dropped|went"
    r"|lay|came|exceeded|reached)\b[^.;\d]{0,12}(?:lower|higher|less|more|greater|below|above"
    r"|under|over"
    r"|\d)",
)
"""`No urea in 2015 was lower than 19`: there are results, and none lies beyond."""


def without_rivals(cues: list[Cue], text: str) -> list[Cue]:
    """The cues with a denial of anything newer as what it says of the one that is named."""
    if bounds := _NONE_BEYOND.search(text):
        cues = [replace(c, kind="spread") if c.start == bounds.start("no") else c for c in cues]
    found = _NO_FURTHER.search(text)
    if found is None:
        return cues
    kept = [
        c
        for c in cues
        if not (c.kind == "negation" and found.start() <= c.start < found.end())
        and not (c.kind == "place" and found.start() <= c.start < found.end())
    ]
    return [*kept, Cue("place", "first" if found["old"] else "last", *found.span("more"))]


_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_LEVEL: Final = rf"(?!(?:19|20)\d\d\b)\d[\d.,]*(?![/-]\d|(?:st|nd|rd|th)?\s?{_MONTH})"
_SPREAD: Final = Caseless(
    r"\s(?:all\s)?(?:(?:some|any)where\s)?"
    rf"(?:between\s{_LEVEL}(?:\s?[a-z%\u00b5/\d]+)?\sand\s{_LEVEL}"
    r"|(?:with)?in(?:side|to)?\sthe\s(?:range|region|band|normal|reference)|(?:inside|outside)\s)",
)


def as_spread(cue: Cue, text: str) -> Cue:
    """`all fell between 27 and 141`, `never rose above 9`: where values lay, not where they went.

    The cue is kept as one of the kind `spread`, which nothing judges.
    """
    if cue.kind != "trend":
        return cue
    lies = text[cue.start : cue.end].lower() in _FALLS and _SPREAD.match(text, cue.end)
    bounded = _BOUND.match(text, cue.end) and _NEVER.search(text[: cue.start])
    return replace(cue, kind="spread") if lies or bounded else cue


_FALLS: Final = frozenset({"fall", "falls", "fell", "falling", "fallen", "dropped", "drop"})
_BOUND: Final = Caseless(r"\s(?:below|under|beneath|above|over|past|beyond)\b")
_NEVER: Final = Caseless(r"\b(?:never|nor|not|without)\s(?:once\s|ever\s)?$|n't\s$")
