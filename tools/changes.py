"""What is new in a chart since a day."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal, get_args

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Series, is_abnormal, lab_series, timeline, trend, vital_series
from chartside.fhir.clinical.deterioration import worst_before
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.fhir.when import When
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, page, tool, within

Part = Literal[
    "problem", "medicine", "allergy", "result", "vital", "event", "document", "order", "other"
]
_PARTS: Final[Mapping[str, str]] = {
    "problem": "problem",
    "medicine": "medicine",
    "allergy": "allergy",
    "encounter": "event",
    "admitted": "event",
    "discharged": "event",
    "procedure": "event",
    "imaging": "event",
    "vaccine": "event",
    "died": "event",
}
"""The part of each event of `chartside.fhir.clinical.timeline`, by its first word."""
_OTHERS: Final[Mapping[Kind, str]] = {
    Kind.DOCUMENT: "document",
    Kind.REPORT: "document",
    Kind.ORDER: "order",
    Kind.DEVICE: "event",
    Kind.SURVEY: "other",
    Kind.SOCIAL: "other",
    Kind.OBSERVATION: "other",
    Kind.FAMILY: "other",
    Kind.GOAL: "other",
    Kind.PLAN: "other",
}
_LATER: Final = "written down since"
_ALTERED: Final = "altered since"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that is new: what happened to which entry, and on which day.

    `what` is the event (`problem began`, `medicine stopped`, `result`, `ordered`); `written down
    since` for what happened earlier and was recorded only now, `altered since` for an entry that
    was cited before in another version. `references` are that entry, and of a result those that it
    is compared with.
    """

    part: str
    what: str
    name: str
    date: str
    detail: str
    references: tuple[str, ...]

    @property
    def line(self) -> str:
        """`2026-07-21 medicine started: Spironolactone 25 mg tablet, 25 mg once daily`."""
        detail = f", {self.detail}" if self.detail else ""
        return f"{self.date} {self.what}: {self.name}{detail}".strip()


@tool
async def changes(  # noqa: PLR0913 - each is a bound that a document sets
    chart: Chart,
    since: str = "",
    *,
    until: str = "",
    part: Part | Literal["all"] = "all",
    cited: Sequence[str] = (),
    limit: int = 50,
    cursor: str = "",
) -> Found[ChangeRow]:
    """What is new since a day: what began, ended, was done, ordered, found or written down.

    The newest first. Rows grow with what happened since, not with the record. A problem, a medicine
    or an allergy that stands as it stood is not here; nor is a renewal of the same dose.

    Args:
        since: First day to include (2019, 2019-03 or 2019-03-02); empty for no bound.
        until: Last day to include, written the same way; empty for no bound.
        part: problem, medicine, allergy, result, vital, event (encounters, procedures, imaging,
            vaccines), document, order, other, or all.
        cited: Entries that were read before and have another version now, as Type/id.
        limit: Rows in one answer, from 1 to 200.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    first, last = day("since", since), day("until", until)
    parts = frozenset(get_args(Part) if part == "all" else (part,))
    span = _Span(chart, first, last)
    rows = [*_events(span, parts), *_results(span, parts), *_written(span, parts)]
    known = {row.references[0] for row in rows}
    rows += [row for row in _altered(chart, cited, parts) if row.references[0] not in known]
    rows.sort(key=lambda row: (row.date, row.references), reverse=True)
    query = asked("changes", since=since, until=until, part=part, cited=len(cited) or "")
    return page(rows, query, limit, cursor)


@dataclass(frozen=True, slots=True)
class _Span:
    chart: Chart
    since: When | None
    until: When | None

    def holds(self, when: When | None) -> bool:
        """Whether a time may lie in the span; a month or a year only where all of it does."""
        if when is None or when.low > self.chart.as_of:
            return False
        if self.since and when.precision in {"month", "year"} and when.low < self.since.low:
            return False
        return within(when, self.since, self.until)


def _events(span: _Span, parts: Set[str]) -> Iterator[ChangeRow]:
    if parts.isdisjoint(_PARTS.values()):
        return
    for event in timeline(span.chart):
        part = _PARTS.get(event.what.split()[0], "")
        if part in parts and span.holds(event.when):
            yield _row(part, event.what, event.entry, event.when, event.detail)


def _results(span: _Span, parts: Set[str]) -> Iterator[ChangeRow]:
    for part, of in (("result", lab_series), ("vital", vital_series)):
        if part in parts:
            for found in of(span.chart):
                kept = tuple(e for e in found.entries if span.until is None or _upto(span, e))
                if kept and _is_new(span, kept[-1]):
                    yield _result(part, Series(found.key, found.label, kept))


def _upto(span: _Span, entry: Entry) -> bool:
    return within(entry.when, None, span.until)


def _is_new(span: _Span, entry: Entry) -> bool:
    return span.holds(entry.when) or span.holds(entry.recorded)


def _result(part: str, found: Series) -> ChangeRow:
    latest, before = found.latest, found.entries[-2:-1]
    moved = trend(found)
    worse = worst_before(found, is_abnormal(latest))
    beside = (*before, *(moved.entries[:1] if moved else ()), *((worse,) if worse else ()))
    said = latest.value.words if latest.value else _parts(latest)
    then = f", before {_said(before[0])}" if before else ""
    return ChangeRow(
        part=part,
        what="result",
        name=name_of(latest),
        date=latest.when.day if latest.when else "",
        detail=f"{said} {is_abnormal(latest)}".strip() + then,
        references=tuple(dict.fromkeys(e.reference for e in (latest, *beside))),
    )


def _said(entry: Entry) -> str:
    words = entry.value.words if entry.value else _parts(entry)
    return f"{words} {entry.when.day}" if entry.when else words


def _parts(entry: Entry) -> str:
    return ", ".join(f"{c.code.label} {c.value.words}" for c in entry.components if c.value)


def _written(span: _Span, parts: Set[str]) -> Iterator[ChangeRow]:
    """Notes, requests and other findings of the span; and what was recorded in it of earlier."""
    for entry in span.chart.entries:
        part = _OTHERS.get(entry.kind, "")
        if part in parts and entry.live and span.holds(entry.when or entry.recorded):
            yield _row(part, _WHAT.get(part, "found"), entry, entry.when)
        elif entry.kind is Kind.PROBLEM and "problem" in parts and _recorded_late(span, entry):
            yield _row("problem", _LATER, entry, entry.recorded)


_WHAT: Final = {"document": "written", "order": "ordered"}


def _recorded_late(span: _Span, entry: Entry) -> bool:
    return entry.live and span.holds(entry.recorded) and not span.holds(entry.when)


def _altered(chart: Chart, cited: Sequence[str], parts: Set[str]) -> Iterator[ChangeRow]:
    """What is still in the chart: of what is not, there is nothing to cite."""
    for entry in (chart.get(reference) for reference in cited):
        if entry is not None and (part := _part_of(entry)) in parts:
            yield _row(part, _ALTERED, entry, entry.end or entry.when, entry.status)


def _part_of(entry: Entry) -> str:
    named: dict[Kind, str] = {
        Kind.PROBLEM: "problem",
        Kind.MEDICATION: "medicine",
        Kind.DISPENSE: "medicine",
        Kind.ALLERGY: "allergy",
        Kind.LAB: "result",
        Kind.VITAL: "vital",
    }
    return named.get(entry.kind) or _OTHERS.get(entry.kind, "event")


def _row(part: str, what: str, entry: Entry, when: When | None, detail: str = "") -> ChangeRow:
    return ChangeRow(
        part=part,
        what=what,
        name=name_of(entry),
        date=when.day if when else "",
        detail=detail,
        references=(entry.reference,),
    )
