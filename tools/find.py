"""Entries of a chart by kind, code, words, date and status."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import is_abnormal, plain
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.fhir.when import When
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, page, tool, within

LONGEST = 160
PAGE = 50


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry. `detail` is its value, dose, reaction or reason; `flag` high, low or abnormal."""

    reference: str
    kind: str
    name: str
    date: str
    status: str
    detail: str
    flag: str

    @property
    def references(self) -> tuple[str, ...]:
        """The entry itself."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`2026-10-31 Urgent care visit: Sinus pain (finished)`."""
        said = f"{self.date} {self.name}".strip()
        said += f": {self.detail}" if self.detail else ""
        marks = ", ".join(m for m in (self.flag, self.status) if m and m not in _ORDINARY)
        return f"{said} ({marks})" if marks else said


@tool
async def find(  # noqa: PLR0913 - each is a filter that a question may name
    chart: Chart,
    kind: str,
    words: str = "",
    since: str = "",
    status: str = "",
    cursor: str = "",
    *,
    until: str = "",
    flag: Literal["any", "abnormal", "high", "low"] = "any",
    linked_to: str = "",
    order: Literal["newest", "oldest"] = "newest",
    limit: int = PAGE,
) -> Found[EntryRow]:
    """Entries of one kind in the open chart, newest first, fifty at a time.

    What was entered in error, refuted or not done is left out. An empty answer means that the chart
    holds nothing of that kind with those words, dates and status. The total is the count of all,
    however many are shown; the first ever is order=oldest with limit=1.

    Args:
        kind: What to look for, e.g. allergy, procedure, encounter, immunization, imaging, order.
        words: Words that the name must hold, or a code (e.g. 73761001); empty for all.
        since: First day to include (2019, 2019-03 or 2019-03-02); empty for no bound.
        status: The entry's own status, e.g. active; empty for all.
        cursor: `next` of the answer before, to go on; empty to start.
        until: Last day to include, written the same way; empty for no bound.
        flag: abnormal for results outside their range, high or low for those on one side of it.
        linked_to: Only entries that refer to this one, e.g. Encounter/12; empty for all.
        order: newest or oldest first; what has no date stands last in either.
        limit: Entries in one answer, from 1 to 200.
    """
    try:
        wanted = Kind(kind)
    except ValueError:
        raise ToolError(f"kind must be one of {', '.join(Kind)}") from None
    first, last = day("since", since), day("until", until)
    target = _target(chart, linked_to)
    query = asked(
        "find",
        kind=kind,
        words=words,
        since=since,
        until=until,
        status=status,
        flag="" if flag == "any" else flag,
        linked_to=linked_to,
        order="" if order == "newest" else order,
        limit="" if limit == PAGE else limit,
    )
    entries = [
        e
        for e in _ordered(chart.of(wanted), order)
        if e.live
        and _matches(e, words)
        and within(e.when, first, last)
        and status in {"", e.status}
        and _flagged(e, flag)
        and (target is None or target in {*e.links, e.encounter})
    ]
    return page([_row(e) for e in entries], query, limit, cursor)


def _ordered(entries: tuple[Entry, ...], order: str) -> Iterable[Entry]:
    """A chart has the undated first of all, so that the newest first are all of it, turned."""
    if order == "newest":
        return reversed(entries)
    dated = [e for e in entries if e.when]
    return [*dated, *(e for e in entries if not e.when)]


def _flagged(entry: Entry, flag: str) -> bool:
    if flag == "any":
        return True
    found = is_abnormal(entry)
    return bool(found) if flag == "abnormal" else found == flag


def _target(chart: Chart, reference: str) -> str | None:
    """The entry that others refer to, as their links name it.

    Raises:
        ToolError: The chart holds none of that reference.
    """
    if not reference:
        return None
    entry = chart.get(reference)
    if entry is None:
        raise ToolError("linked_to must be an entry of this chart, as a row of a tool names it")
    return entry.reference


def _matches(entry: Entry, words: str) -> bool:
    if not words or any(c.code == words for c in entry.code.codings):
        return True
    wanted = set(plain(words).split())
    return bool(wanted) and any(
        wanted <= set(plain(name).split()) for name in (*entry.code.labels, name_of(entry))
    )


def _row(entry: Entry) -> EntryRow:
    return EntryRow(
        reference=entry.reference,
        kind=entry.kind.value,
        name=name_of(entry),
        date=_span(entry.when, entry.end),
        status=" ".join(s for s in (entry.status, entry.verification) if s),
        detail=_detail(entry),
        flag=is_abnormal(entry),
    )


def _span(when: When | None, end: When | None) -> str:
    if when is None:
        return ""
    return f"{when.day} to {end.day}" if end and end.day != when.day else when.day


def _detail(entry: Entry) -> str:
    parts = [
        entry.relationship,
        entry.value.words if entry.value else "",
        *(f"{c.code.label} {c.value.words}" for c in entry.components if c.value),
        entry.dose.text if entry.dose else "",
        *entry.reactions,
        entry.criticality and f"{entry.criticality} criticality",
        *entry.reasons,
        entry.site if entry.kind is not Kind.ENCOUNTER else "",
    ]
    said = "; ".join(p for p in parts if p)
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rsplit(' ', 1)[0]} ..."


_ORDINARY = {"finished", "completed", "final", "completed final", "available", "current"}
