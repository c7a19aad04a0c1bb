"""What notes say, word for word and with its place: nothing of it is taken over as a fact."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.wording import finished, inner
from chartside.draft import Citation, Statement
from chartside.fhir.entry import Entry
from chartside.grounding.reading.quotation import quoted
from chartside.tools.names import name_of
from chartside.tools.search_notes import NoteRow

LONGEST: Final = 300
"""Characters of one quotation; a longer paragraph is cut after a sentence."""
SHORTEST: Final = 3
"""Words; what is shorter is a heading or a name."""
PIECES: Final = 4
"""Paragraphs or points of one passage."""
_TOLD = re.compile(
    r"\b(?:complaint|history|subjective|hpi|interval|present|symptom|reason|findings?)",
    re.IGNORECASE,
)
_NOT_TOLD = re.compile(
    r"\b(?:past|family|social|surgical|immuni[sz]ation|medications?|allerg)", re.IGNORECASE
)
_PLANNED = re.compile(
    r"\b(?:plan|assessment|impression|recommend|disposition|follow)", re.IGNORECASE
)
_COURSE = re.compile(
    r"\b(?:course|treatment|progress|presentation|reason for admission|assessment|findings?)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:assistant|instructions|ignore|prompt|language model)\b", re.IGNORECASE
)
"""A passage that speaks to a machine is no finding; it stays in its note."""
_POINT = re.compile(
    r"(?:^|\n)[ \t]*#{1,6}[^\n]*\n|(?:^|\n)[ \t]*(?:[*\u2022\u2013-]|\d{1,2}[.)])[ \t]+|\n[ \t]*\n"
)
_SENTENCE = re.compile(r"[.!?](?=\s)")


def notes(evidence: Evidence) -> list[Statement]:
    """The passages that were found, the newest first."""
    return _quoted(evidence, _newest_first(evidence))


def subjective(evidence: Evidence) -> list[Statement]:
    """What the patient told, by the heading that it stands under."""
    held = [r for r in _newest_first(evidence) if _TOLD.search(r.heading)]
    return _quoted(evidence, [r for r in held if not _NOT_TOLD.search(r.heading)])


def visit_plan(evidence: Evidence) -> list[Statement]:
    """What was planned, by the heading that it stands under."""
    return _quoted(evidence, [r for r in _newest_first(evidence) if _PLANNED.search(r.heading)])


def stay_notes(evidence: Evidence) -> list[Statement]:
    """The course in the words of the notes of that time, the oldest first."""
    held = [r for r in _newest_first(evidence) if _COURSE.search(r.heading)]
    return _quoted(evidence, reversed(held))


def _newest_first(evidence: Evidence) -> list[NoteRow]:
    rows = [r for r in evidence.rows if isinstance(r, NoteRow) and r.reference in evidence.read]
    held = [r for r in rows if r.reference not in evidence.chart.beside]  # it is quoted by itself
    return sorted(held, key=lambda r: r.date, reverse=True)


def _quoted(evidence: Evidence, rows: Iterable[NoteRow]) -> list[Statement]:
    found: dict[str, Statement] = {}
    for row in rows:
        document = evidence.chart.document(row.reference)
        entry = evidence.chart.get(row.reference)
        if document is None or entry is None:
            continue
        for start, end in list(_pieces(document.text, row))[:PIECES]:
            quote = document.text[start:end]
            if _is_title(entry, quote):
                continue
            cited = Citation(entry.reference, entry.version, quote, start, end)
            found.setdefault(quote, Statement(_said(entry, row.heading, quote), (cited,)))
    return list(found.values())


def _said(entry: Entry, heading: str, quote: str) -> str:
    when = f" of {entry.when.words}" if entry.when else ""
    name = " ".join(heading.split()).lower()
    under = f", {inner(name)}" if name and name_of(entry).lower() not in name else ""
    return finished(f"{name_of(entry)}{when}{under}: {quoted(quote)}")


def _is_title(entry: Entry, quote: str) -> bool:
    """A title of the note, or a name under it: nothing is said there."""
    words = [w for w in quote.split() if w[0].isalpha()]
    return quote.lower().startswith(name_of(entry).lower()) or all(w[0].isupper() for w in words)


def _pieces(text: str, row: NoteRow) -> Iterator[tuple[int, int]]:
    """Paragraphs and points of the paragraph that the quote stands in, as they stand."""
    end = text.find("\n\n", row.end)
    begin = max(text.rfind("\n\n", 0, row.start) + 2, row.passage_start)
    begin, last = min(begin, row.start), end if end >= 0 else len(text)
    marks = list(_POINT.finditer(text, begin, last))
    starts = [begin, *(m.end() for m in marks)]
    ends = [*(m.start() for m in marks), last]
    for start, stop in zip(starts, ends, strict=True):
        span = _trimmed(text, row.heading, start, stop)
        if span is not None:
            yield span


def _trimmed(text: str, heading: str, start: int, stop: int) -> tuple[int, int] | None:
    """A piece without its heading and the blanks around it, cut after a sentence if too long."""
    piece = text[start:stop]
    if heading and piece.lstrip(" #").startswith(heading):
        start += piece.index(heading) + len(heading)
        piece = text[start:stop]
    start += len(piece) - len(piece.lstrip(" \t\r\n:#*"))
    stop -= len(piece) - len(piece.rstrip())
    if stop - start > LONGEST:
        cuts = [m.end() for m in _SENTENCE.finditer(text, start, start + LONGEST)]
        stop = cuts[-1] if cuts else start
    piece = text[start:stop]
    unfit = len(piece.split()) < SHORTEST or '"' in piece or _ADDRESSED.search(piece)
    return None if unfit else (start, stop)
