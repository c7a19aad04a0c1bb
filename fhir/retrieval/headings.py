"""Headings in the text of a note.

Covered: a line in capitals, a short line that ends in a colon, a Markdown heading, a usual heading
of clinical notes on a line of its own or before a colon at the start of a line. Not covered:
headings that only their type face makes, which the text no longer shows.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from chartside.fhir.retrieval.synonyms import folded

LONGEST_HEADING: Final = 80
_SHOWN: Final = 60
_MOST_WORDS: Final = 8
_LETTERS: Final = 4
"""A line of capitals whose first word is shorter is more often a value: `BP 120/80`, `INR 2.4`."""

USUAL: Final = frozenset(
    {
        "a/p", "allergies", "assessment", "assessment and plan", "assessment & plan",
        "assessment/plan", "brief hospital course", "chief complaint", "comparison", "complaint",
        "conclusion", "course", "current medications", "diagnoses", "diagnosis",
        "discharge condition", "discharge diagnoses", "discharge diagnosis",
        "discharge instructions", "discharge medications", "discharge medicines", "disposition",
        "examination", "family history", "findings", "follow up", "follow-up", "followup",
        "history", "history of present illness", "hospital course", "hpi", "immunizations",
        "impression", "indication", "interval history", "investigations", "labs", "laboratory data",
        "laboratory results", "medical history", "medications", "medicines", "mental status",
        "objective", "past history", "past medical history", "past surgical history",
        "physical exam", "physical examination", "plan", "pmh", "problem list", "problems",
        "procedure", "procedures", "reason for referral", "reason for visit", "recommendation",
        "recommendations", "results", "review of systems", "ros", "signed", "social history",
        "subjective", "summary", "surgical history", "technique", "vital signs", "vitals",
    }
)  # fmt: skip
"""Headings of clinical notes in English, as C-CDA and the SOAP and H&P forms name them."""

_LINE: Final = re.compile(rf"^[^\S\n]*(\S[^\n]{{2,{LONGEST_HEADING - 1}}})$", re.MULTILINE)
_RUN_IN: Final = re.compile(rf"^[^\S\n]*([^\W\d_][^\n:.;]{{1,{_SHOWN}}}):[^\S\n]", re.MULTILINE)
_MARKDOWN: Final = re.compile(r"#{1,6}\s+(\S.*)")
_NUMBER: Final = re.compile(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s+")
_CAPITALS: Final = re.compile(rf"[^\W\d_]{{{_LETTERS},}}")


class Heading(NamedTuple):
    """A heading, and the characters between which it stands, its mark or number included."""

    start: int
    end: int
    text: str


def headings_of(text: str) -> tuple[Heading, ...]:
    r"""The headings of a text in its order.

    >>> [h.text for h in headings_of("PLAN\nStop naproxen.\nAllergies: penicillin.\nBP 120/80")]
    ['PLAN', 'Allergies']
    """
    found = {h.start: h for h in (*_run_in(text), *_alone(text))}
    return tuple(found[start] for start in sorted(found))


def _alone(text: str) -> Iterator[Heading]:
    for line in _LINE.finditer(text):
        said = _heading(line[1].rstrip())
        if said:
            yield Heading(line.start(1), line.end(1), said)


def _run_in(text: str) -> Iterator[Heading]:
    for line in _RUN_IN.finditer(text):
        said = line[1].strip()
        if _usual(said) or (said.isupper() and _CAPITALS.match(said)):
            yield Heading(line.start(1), line.end(1), said)


def _heading(line: str) -> str:
    """The heading that a whole line is; empty for any other line."""
    if marked := _MARKDOWN.fullmatch(line):
        return marked[1].strip(" #")[:_SHOWN]
    bare = _NUMBER.sub("", line, count=1)
    if len(bare) > _SHOWN or bare.endswith((".", ",", ";")):
        return ""
    if bare.endswith(":") and ":" not in bare[:-1] and bare[0].isalpha():
        return bare[:-1].strip() if len(bare.split()) <= _MOST_WORDS else ""
    return bare if _usual(bare) or (bare.isupper() and _CAPITALS.match(bare)) else ""


def _usual(said: str) -> bool:
    """Whether it is a usual heading, perhaps with the date of what follows."""
    name = folded(said)
    return name in USUAL or (name.partition(" of ")[0] in USUAL and any(map(str.isdigit, name)))
