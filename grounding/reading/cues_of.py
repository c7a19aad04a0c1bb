"""The cues of a sentence: those whose words say here what they say in the tables.

Not the words inside a longer name, nor a relative who only told it, nor an end that is denied; and
what was turned down in words that no table holds.
"""

import re
from dataclasses import replace
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.consent import answers_in
from chartside.grounding.reading.cues import Cue, cues_in
from chartside.grounding.reading.extremes import as_extreme, as_spread, without_rivals
from chartside.grounding.reading.informants import informants_in
from chartside.grounding.reading.sidewords import is_no_side
from chartside.grounding.reading.words import Word


def cues_of(text: str, words: list[Word], names: list[tuple[int, int]]) -> list[Cue]:
    """The cues of a text in order; none lies in a name of several words."""
    held = [c for c, _, _ in cues_in(words) if not _touches(c.start, c.end, names)]
    told_by = informants_in(text) if any(c.kind == "subject" for c in held) else []
    held = [_informant(c) if _touches(c.start, c.end, told_by) else c for c in held]
    held = [
        as_extreme(as_spread(_still(c, text), text), text)
        for c in held
        if not _is_none(c, text) and not _is_minute(c, text)
    ]
    held = without_rivals(held, text)
    held += [Cue("standing", "stopped", *m.span("off")) for m in _OFF.finditer(text)]
    if "(-)" in text:
        held += [Cue("negation", "no", *m.span()) for m in _MINUS.finditer(text)]
    held += [
        Cue("route", _ROUTES.get(m[0]) or _ROUTES[m[0].lower()], *m.span())
        for m in _ROUTE.finditer(text)
    ]
    held += [Cue("side", _SIDES[m[1]], *m.span(1)) for m in _SIDE.finditer(text)]
    held += [Cue("side", "both", *m.span()) for m in _BOTH_EYES.finditer(text)]
    return sorted([*held, *_refusals(text, held)], key=_place)


def _is_minute(cue: Cue, text: str) -> bool:
    """`27 mL/min` has no minimum."""
    return cue.kind == "place" and text[: cue.start].endswith("/")


_MINUS: Final = re.compile(r"(?<![\w)] )\(-\)(?=\s?\w)")
"""`(-) gout`, a review of systems in signs; behind a name the sign denies the name."""
_ROUTES: Final = {
    "TOP": "skin",
    "INH": "inhaled",
    "NEB": "inhaled",
    "PV": "vaginal",
    "PR": "rectal",
    "IVPB": "injected", "i.v.": "injected", "s.c.": "injected", "i.m.": "injected",
    "p.o.": "oral", "p.r.": "rectal", "s.l.": "oral",
}  # fmt: skip
_ROUTE = re.compile(
    r"(?<![\w/])(?:TOP|INH|NEB|PV|PR(?<=[gGlLs.]\sPR)(?!\s(?:int|seg|\d))|IVPB|"
    r"[iI]\.[vVmM]\.|[sS]\.[cClL]\.|[pP]\.[oOrR]\.)(?!\w)"
)
"""Routes in capitals (ISMP, "Guidelines for Safe Electronic Communication", 2019)."""
_SIDES: Final = {"L": "left", "R": "right"}
_SIDE = re.compile(
    r"(?:(?<=^)|(?<=[^\d] )|(?<=[(,;:]))(?<!per )([LR])"
    r"(?=\s[a-z]{4,}|\)|\s(?:[A-Z]{3,5}\b|total|distal"
    r"|proximal|inguinal|carotid|hip|knee|ankle"
    r"|shoulder|elbow|wrist|hand|foot|eye|ear|breast|kidney|lung|leg|arm|groin|calf|thigh|femur"
    r"|femoral"
    r"|radius|humerus|sided)\b)"
)
"""`R TKR`, `hernia repair (L)`."""
_BOTH_EYES = re.compile(r"\bOU\b")
"""Oculus uterque."""


_OFF = Caseless(
    r"(?:(?:^|[.;,]\s)(?=off\s[a-z]{4})|[:=\u2013\u2014]\s(?=off\b\s*(?:[.;,)]|$"
    r"|since\b)))(?P<off>off)",
)
"""`Off oxycodone.`"""


def _place(cue: Cue) -> int:
    return cue.start


def _refusals(text: str, held: list[Cue]) -> list[Cue]:
    """What was turned down in words that no list of cues holds."""
    verbs = [a.verb for a in answers_in(text) if a.value == "declined"]
    ends = [
        max([c.end for c in held if start <= c.start < end], default=start) for start, end in verbs
    ]
    return [
        Cue("standing", "declined", start, end)
        for start, (_, end) in zip(ends, verbs, strict=True)
        if start < end
    ]


def _informant(cue: Cue) -> Cue:
    """A relative who told it is not whom it is about."""
    return replace(cue, kind="informant") if cue.kind == "subject" else cue


_NOT_YET = Caseless(
    r"\b(?:not|never|yet to|far from|nor|\w+n't)\s"
    r"(?:(?:yet|been|be|fully|quite|really|ever)\s){0,2}$",
)
_ENDS: Final = {"resolved": "active", "stopped": "current"}


def _still(cue: Cue, text: str) -> Cue:
    """`has never gone away`, `was not stopped`: an end that is denied is none."""
    if cue.kind != "standing" or cue.value not in _ENDS or not _NOT_YET.search(text[: cue.start]):
        return cue
    return replace(cue, value=_ENDS[cue.value])


def _is_none(cue: Cue, text: str) -> bool:
    """Whether a cue's words say something else here: `low-dose`, `an atopic child`."""
    if cue.kind in {"negation", "trend"}:
        ahead = _BECAUSE_OF_ALLERGY.search(text[: cue.start])
        said = ahead if cue.kind == "negation" else _SHOWED.match(text, cue.start)
        return said is not None
    if cue.value == "current" and _ON_FILE.match(text, cue.end):
        return True
    if cue.value == "past":
        return _NOT_PAST.match(text, cue.start) is not None
    if cue.kind in {"side", "flag"}:
        flag = cue.kind == "flag"
        return _NO_FLAG.match(text, cue.end) is not None if flag else is_no_side(cue, text)
    if cue.value == "family" and _RELATIVE_TO.match(text, cue.start):
        return True
    return cue.value == "child" and not _A_CHILD_OF.search(text[: cue.start])


_ON_FILE = Caseless(
    r"(?<=\bon)\s(?:(?:the|our|her|his|their|this|your)\s)?(?:\w+'s\s)?(?:chart|records?|file"
    r"|books|history|notes)\b",
)
"""`Gout is on the chart as of 2016`: nothing is taken."""
_BECAUSE_OF_ALLERGY = Caseless(
    r"\b(?:in view of|because of|due to|owing to|on account of|given|by reason of|for)\s"
    r"(?:an?\s|the\s|her\s|his\s|known\s|documented\s)*(?:allerg\w+|intolerance|hypersensitivity)"
    r"[,:]?\s$",
)
"""`Because of allergy, no shellfish`: what is forbidden is what the allergy is to."""
_SHOWED = Caseless(
    r"(?:came|come|comes|coming)\sup\s(?:at|as|with|in|on|for|positive|negative|normal|clear|clean"
    r"|blank|empty)\b",
)
"""`The potassium came up as 4.8`: it was shown, and did not rise."""
_RELATIVE_TO = Caseless(r"relative to\b")
_NOT_PAST = Caseless(
    r"(?:was\son\s(?:the\s)?(?:\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug"
    r"|Sep"
    r"|Oct|Nov|Dec)[a-z]*\b)|took\s(?:place|effect|part|up)\b)",
)
"""`It was on 3 May that …`, `took place`: nobody took anything."""
_A_CHILD_OF = Caseless(r"\b(?:her|his|their|patient's)\s(?:\w+\s)?$")


_NO_FLAG = Caseless(
    r"-|\s(?:dose|density|sensitivity|resolution|risk|grade|probability|suspicion"
    r"|criticality|back)\b",
)
"""`high-sensitivity troponin` and `low-dose aspirin` judge no value."""


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < s[1] and s[0] < end for s in spans)
