"""What a source of a sentence says, as whoever checks the sentence needs it: data, no page.

Covered: the value with its range and how it stands to it, status and dates, the quoted passage
with the text around it and where it stands on a page of a scan or PDF, and how a result went over
time. Not covered: numbers that a formula made of several sources; each source is shown by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chartside.draft import Citation
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import is_abnormal, is_critical
from chartside.fhir.documents import Document
from chartside.fhir.entry import Entry, Range
from chartside.sidebar.courses import RESULTS, Course, Point, courses_of, trend_by_loinc, trend_of
from chartside.tools.names import name_of

__all__ = [
    "Box",
    "Course",
    "Passage",
    "Point",
    "Source",
    "courses_of",
    "evidence",
    "measured_words",
    "range_words",
    "trend_by_loinc",
    "trend_of",
]
AROUND: Final = 400
"""Characters of a text on each side of a quoted passage."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (from 1): left, bottom, right, top in points from the lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text. Characters `start` to `end` (exclusive) of `text` are what was quoted.

    They are equal where nothing was quoted, or where the text does not hold the quote any more
    (`lost`). `before` and `after` are how many characters were left out there. `boxes` are where
    the quote stands on the pages of a PDF or scan; `notices` what the text leaves out.
    """

    text: str
    start: int
    end: int
    before: int
    after: int
    lost: bool = False
    boxes: tuple[Box, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A cited entry of the chart.

    `version` was read when the sentence was written, `now` is what the chart holds: None where the
    entry is gone, and then the rest is empty. `kind` is an entry's kind, `when` its date as the
    source wrote it and `when_words` for a reader; `flag` is `high`, `low`, `abnormal` or empty;
    `live` is False for what was entered in error, refuted or not done and supports nothing.
    `unread` says why a document has no text. `course` is whether there is a trend to show.
    """

    number: int
    reference: str
    version: str | None
    now: str | None = None
    kind: str = ""
    label: str = ""
    when: str = ""
    when_words: str = ""
    value: str = ""
    range: str = ""
    flag: str = ""
    critical: bool = False
    status: str = ""
    live: bool = True
    details: tuple[tuple[str, str], ...] = ()
    passage: Passage | None = None
    unread: str = ""
    course: bool = False

    @property
    def changed(self) -> bool:
        """Whether the chart holds another version than was read, or none."""
        return self.now is None or self.version not in {None, self.now}


def evidence(
    chart: Chart,
    citations: Iterable[Citation],
    numbers: Mapping[tuple[str, str | None], int],
) -> tuple[Source, ...]:
    """What each citation leads to, in their order.

    Args:
        chart: The chart, with what the draft brought along (`Visit.chart_of`).
        citations: Of a sentence or a finding.
        numbers: The numbers under which a document names its sources
            (`chartside.signoff.markdown.numbered`).
    """
    return tuple(
        _source(chart, one, numbers.get((one.reference, one.version), 0)) for one in citations
    )


def _source(chart: Chart, cited: Citation, number: int) -> Source:
    entry = chart.get(cited.reference)
    if entry is None:
        return Source(number, cited.reference, cited.version)
    document = chart.document(cited.reference)
    result = entry.kind in RESULTS
    return Source(
        number=number,
        reference=cited.reference,
        version=cited.version,
        now=entry.version,
        kind=entry.kind.value,
        label=name_of(entry),
        when=entry.when.text if entry.when else "",
        when_words=entry.when.words if entry.when else "undated",
        value=measured_words(entry),
        range=range_words(entry.value.range if entry.value else None),
        flag=is_abnormal(entry) if result else "",
        critical=is_critical(entry) if result else False,
        status=", ".join(said for said in (entry.status, entry.verification) if said),
        live=entry.live,
        details=tuple((name, said) for name, said in _details(entry) if said),
        passage=_passage(chart, cited, document, entry),
        unread=document.reason if document else "",
        course=result and bool(trend_of(chart, entry)),
    )


def measured_words(entry: Entry) -> str:
    """The value, or each part of a panel with its name."""
    if entry.value is not None:
        return entry.value.words
    return ", ".join(f"{c.code.label} {c.value.words}" for c in entry.components if c.value)


def range_words(held: Range | None) -> str:
    """`3.5 to 5.1`, `up to 5.1`, `from 3.5`, or the source's own words."""
    if held is None:
        return ""
    low = f"{held.low:f}" if held.low is not None else ""
    high = f"{held.high:f}" if held.high is not None else ""
    if low and high:
        return f"{low} to {high}"
    return held.text or (f"up to {high}" if high else f"from {low}" if low else "")


def _details(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "until", entry.end.words if entry.end else ""
    yield "recorded", entry.recorded.words if entry.recorded else ""
    yield "dose", entry.dose.text if entry.dose else ""
    yield "route", entry.dose.route if entry.dose else ""
    yield "reason", ", ".join(entry.reasons)
    yield "reaction", ", ".join(entry.reactions)
    yield "criticality", entry.criticality
    yield "relative", entry.relationship
    yield "site", entry.site
    yield "specimen", entry.specimen
    yield "author", entry.author


def _passage(
    chart: Chart, cited: Citation, document: Document | None, entry: Entry
) -> Passage | None:
    text = document.text if document else entry.text
    if not text:
        return None
    start, end = _span(text, cited)
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    places = chart.where(cited.reference, start, end) if document and start < end else ()
    return Passage(
        text=text[first:last],
        start=start - first,
        end=end - first,
        before=first,
        after=len(text) - last,
        lost=bool(cited.quote) and start == end,
        boxes=tuple(Box(p.page, *p.box) for p in places if p.page is not None and p.box),
        notices=document.notices if document else (),
    )


def _span(text: str, cited: Citation) -> tuple[int, int]:
    """Where the quote stands: at its offsets where the text says so there, else where it is found.

    A wrong place would be worse than none: a quote that is nowhere marks nothing.
    """
    quote, start = cited.quote or "", cited.start
    if not quote:
        return 0, 0
    if start is None or start < 0 or text[start : start + len(quote)] != quote:
        start = text.find(quote)
    return (start, start + len(quote)) if start >= 0 else (0, 0)
