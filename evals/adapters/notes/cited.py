"""Which sentences of a note an answer cites, held against those that it should."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chartside.evals.adapters.notes.cited_note import CitedNote, Numbered
from chartside.evals.suite import Counts

LONGEST: Final = 75
"""Words that an answer may have."""
_MARK: Final = re.compile(r"\|\s*(\d+(?:\s*[,;|]\s*\d+)*)\s*\|")
_HALF: Final = 0.5

Citation = Mapping[str, Any]
"""A citation of a draft, as plain values."""


def cited_by_place(case: CitedNote, citations: Iterable[Citation]) -> tuple[set[str], int, int]:
    """The sentences that citations point at, and how many of how many say where.

    A sentence is cited where a quoted passage has half of it, or lies by half in it. A citation of
    the note as a whole cites no sentence.
    """
    found: set[str] = set()
    placed = of = 0
    for citation in citations:
        of += 1
        if span := _span(case.note, citation):
            placed += 1
            found |= {s.id for s in case.sentences if _covers(span, s)}
    return found, placed, of


def _span(note: str, citation: Citation) -> tuple[int, int] | None:
    """Where the quoted passage stands in the note; None where there is none."""
    quote, start, end = citation.get("quote"), citation.get("start"), citation.get("end")
    if not quote:
        return None
    if isinstance(start, int) and isinstance(end, int) and note[start:end] == quote:
        return start, end
    place = re.search(r"\s+".join(map(re.escape, str(quote).split())), note)
    return place.span() if place else None


def _covers(span: tuple[int, int], sentence: Numbered) -> bool:
    shared = min(span[1], sentence.end) - max(span[0], sentence.start)
    shorter = min(span[1] - span[0], sentence.end - sentence.start)
    return shared > 0 and shared >= _HALF * shorter


def cited_by_number(answer: str) -> tuple[str, set[str]]:
    """An answer without the numbers that it cites, and these: `... was stopped. |3,4|`.

    A number that the note has not is cited all the same, and wrong.

    >>> cited_by_number("It was held. |3|")
    ('It was held.', {'3'})
    """
    found = {n for m in _MARK.finditer(answer) for n in re.findall(r"\d+", m[1])}
    return _MARK.sub(" ", answer).strip(), found


def citation_counts(case: CitedNote, cited: set[str]) -> Counts:
    """Precision, recall and F1 of the cited sentences, strict and lenient."""
    counts: Counts = {}
    for name, wanted in (
        ("strict", case.ids("essential")),
        ("lenient", case.ids("essential", "supplementary")),
    ):
        shared = len(cited & wanted)
        counts[name] = (2 * shared, len(cited) + len(wanted))
        counts[f"{name}-precision"] = (shared, len(cited))
        counts[f"{name}-recall"] = (shared, len(wanted))
    return counts


def reference_of(case: CitedNote) -> str:
    """What answers are compared with: the question in both forms, and the essential sentences."""
    essential = case.ids("essential")
    texts = [s.text for s in case.sentences if s.id in essential]
    return "\n".join([case.narrative, case.clinician_question, *texts])


def sources_of(case: CitedNote, ids: Sequence[str]) -> list[dict[str, str]]:
    """The text of these sentences, for a reader to hold an answer against."""
    return [{"reference": s.id, "text": s.text} for s in case.sentences if s.id in ids]
