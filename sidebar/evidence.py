"""What a source of a sentence says, as whoever checks the sentence needs it: data, no page.

Covered: the value with its range and how it stands to it, status and dates, the quoted passage
with the text around it and where it stands on a page of a scan or PDF, and how a result went over
time. Not covered: numbers that a formula made of several sources; each source is shown by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

from pydantic import WithJsonSchema

from chartside.draft import Citation
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import (
    Series,
    in_unit_of,
    is_abnormal,
    is_critical,
    series,
    trend,
)
from chartside.fhir.clinical.same import loincs
from chartside.fhir.documents import Document
from chartside.fhir.entry import Component, Entry, Kind, Range, Value, shown_number, shown_unit
from chartside.tools.names import name_of

Exact = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A number with all of its digits, in JSON too (`chartside.signoff.exact`)."""
AROUND: Final = 400
"""Characters of a text on each side of a quoted passage."""
_RESULTS: Final = (Kind.LAB, Kind.VITAL, Kind.SURVEY, Kind.OBSERVATION)
_FEWEST: Final = 2
"""Numbers that make a course."""


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


@dataclass(frozen=True, slots=True)
class Point:
    """A result of a course. `number` is in the unit of the course; `words` as the source has it."""

    reference: str
    when: str
    at: str
    number: Exact
    words: str
    flag: str


@dataclass(frozen=True, slots=True)
class Course:
    """Numbers of one test or sign, oldest first; `part` is which of a panel (`Systolic …`).

    `low` and `high` are the range of the newest, in `unit`. `left_out` are results that are no
    number or cannot be carried over into the unit. `direction` is `rising`, `falling`, `stable`,
    `varying`, or empty where there are too few.
    """

    label: str
    part: str
    unit: str
    low: Exact | None
    high: Exact | None
    points: tuple[Point, ...]
    left_out: int
    direction: str = ""


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


def trend_of(chart: Chart, entry: Entry) -> tuple[Course, ...]:
    """How the test or sign of an entry went; a blood pressure has two courses."""
    for held in series(chart.of(entry.kind)):
        if any(e.reference == entry.reference for e in held.entries):
            return courses_of(held)
    return ()


def trend_by_loinc(chart: Chart, loinc: str) -> tuple[Course, ...]:
    """How the test with this LOINC code went, with all that counts as the same test."""
    held = (s for s in _all_series(chart) if any(loinc in loincs(e.code) for e in s.entries))
    return next((courses_of(one) for one in held), ())


def _all_series(chart: Chart) -> Iterator[Series]:
    for kind in _RESULTS:
        yield from series(chart.of(kind))


def _source(chart: Chart, cited: Citation, number: int) -> Source:
    entry = chart.get(cited.reference)
    if entry is None:
        return Source(number, cited.reference, cited.version)
    document = chart.document(cited.reference)
    result = entry.kind in _RESULTS
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


def courses_of(held: Series) -> tuple[Course, ...]:
    """One course, or one for each part of a panel that has numbers."""
    if held.latest.components and held.latest.value is None:
        parts = (_part_course(held, c) for c in held.latest.components)
        found = [course for course in parts if course is not None]
        return tuple(found)
    course = _course(held, "", [(e, e.value) for e in held.entries])
    if course is None:
        return ()
    told = trend(held)
    return (course,) if told is None else (_directed(course, told.direction),)


def _directed(course: Course, direction: str) -> Course:
    return Course(
        course.label, course.part, course.unit, course.low, course.high, course.points,
        course.left_out, direction,
    )  # fmt: skip


def _part_course(held: Series, part: Component) -> Course | None:
    values = [(e, _value_of(e, part)) for e in held.entries]
    return _course(held, part.code.label, values)


def _value_of(entry: Entry, part: Component) -> Value | None:
    codes, label = set(loincs(part.code)), part.code.label
    return next(
        (
            c.value
            for c in entry.components
            if (codes & set(loincs(c.code)) if codes else c.code.label == label)
        ),
        None,
    )


def _course(held: Series, part: str, values: list[tuple[Entry, Value | None]]) -> Course | None:
    numbers = [(e, v) for e, v in values if v and v.number is not None and not v.comparator]
    if len(numbers) < _FEWEST:
        return None
    newest = numbers[-1][1]
    points = [p for e, v in numbers if (p := _point(e, v, newest, part)) is not None]
    if len(points) < _FEWEST:
        return None
    limits = newest.range or Range()
    return Course(
        label=name_of(held.latest),
        part=part,
        unit=shown_unit(newest.unit or newest.ucum),
        low=limits.low,
        high=limits.high,
        points=tuple(points),
        left_out=len(values) - len(points),
    )


def _point(entry: Entry, value: Value, goal: Value, part: str) -> Point | None:
    if entry.when is None:
        return None
    number = value.number if part else in_unit_of(entry, goal)
    if part and (value.ucum or value.unit) != (goal.ucum or goal.unit):
        number = None
    if number is None:
        return None
    return Point(
        reference=entry.reference,
        when=entry.when.text,
        at=entry.when.low.isoformat(),
        number=Decimal(shown_number(number)),
        words=value.words,
        flag=is_abnormal(entry),
    )
