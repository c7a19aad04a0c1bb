"""The passages of the chart's documents that name something, one sentence each.

Lines that are only broken for width belong together; a blank line, a bullet, a heading, or a full
stop ends a passage. Superseded and withdrawn documents are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document
from chartside.fhir.when import When

_END = re.compile(
    r"[.!?;](?=\s|$)(?<!\bDr\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bNo\.)(?<!\bMr\.)"
    r"(?<!\bMrs\.)(?<!\bapprox\.)"
    r"|\n\s*\n|\n(?=\s*(?:[-*#\u2022]|\d+[.)]\s|[A-Z]))"
)
OVER: Final = frozenset({"superseded", "entered-in-error"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document, with its offsets there."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.document.text[self.start : self.end]

    @property
    def when(self) -> When | None:
        """When the document is from."""
        return self.document.when


def read(chart: Chart) -> tuple[tuple[Document, str], ...]:
    """Documents that stand, with their text in lower case, oldest first.

    Of a dictation what is planned is blank: it is about to be done, and contradicts nothing.
    """
    return tuple(
        (d, stated(d.text).lower() if d.reference in chart.beside else d.text.lower())
        for d in chart.documents()
        if d.text and d.when and d.status not in OVER and d.when.low <= chart.as_of
    )


PLANNED: Final = re.compile(
    r"\b(?:will|shall|plan\w*|start(?:ing)?|stop(?:ping)?|begin|increas\w+|decreas\w+|rais(?:e|ing)"
    r"|lower(?:ing)?|switch\w*|chang(?:e|ing)|hold(?:ing)?|order\w*|refer\w*|repeat|consider\w*"
    r"|recommend\w*|let's|going to)\b|\?",
    re.IGNORECASE,
)


def stated(text: str) -> str:
    """The text with a blank for each character of a sentence that plans or asks."""
    kept = list(text)
    for start, end in sentences(text):
        if PLANNED.search(text[start:end]):
            kept[start:end] = " " * (end - start)
    return "".join(kept)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without the blanks around it."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start, end = bounds(text, at)
        if end <= at:
            return
        yield max(start, at), end
        at = end


def passages(texts: tuple[tuple[Document, str], ...], names: tuple[str, ...]) -> Iterator[Passage]:
    """Sentences in which one of these lower-case names stands; each once."""
    for document, lower in texts:
        last = -1
        for at in sorted({at for name in names for at in _places(lower, name)}):
            if at >= last:
                start, end = bounds(document.text, at)
                last = end
                yield Passage(document, start, end)


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
        if not before.isalnum() and not after.isalnum():
            yield at
        at = text.find(name, at + len(name))


def bounds(text: str, at: int) -> tuple[int, int]:
    """Start and end of the sentence around a character, without white space at its ends."""
    low = max(0, at - _FAR)
    start = max((m.end() for m in _END.finditer(text, low, at)), default=low)
    high = min(len(text), at + _FAR)
    found = _END.search(text, at, high)
    end = found.end() if found else high
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_FAR: Final = 600
"""Characters on either side; a text without any full stop is no sentence."""
