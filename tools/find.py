"""Entries of a chart by kind, code, words, date and status."""

from dataclasses import dataclass

from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import is_abnormal, plain
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.fhir.when import When
from chartside.tools.names import name_of
from chartside.tools.tool import asked, day, page, tool, within

LONGEST = 160


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
async def find(
    chart: Chart,
    kind: str,
    words: str = "",
    since: str = "",
    status: str = "",
    cursor: str = "",
) -> Found[EntryRow]:
    """Entries of one kind in the open chart, newest first, fifty at a time.

    What was entered in error, refuted or not done is left out. An empty answer means that the chart
    holds nothing of that kind with those words, dates and status.

    Args:
        kind: What to look for, e.g. allergy, procedure, encounter, immunization, imaging, order.
        words: Words that the name must hold, or a code (e.g. 73761001); empty for all.
        since: First day to include (2019, 2019-03 or 2019-03-02); empty for no bound.
        status: The entry's own status, e.g. active; empty for all.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    try:
        wanted = Kind(kind)
    except ValueError:
        raise ToolError(f"kind must be one of {', '.join(Kind)}") from None
    first = day("since", since)
    query = asked("find", kind=kind, words=words, since=since, status=status)
    entries = [
        e
        for e in reversed(chart.of(wanted))
        if e.live
        and _matches(e, words)
        and within(e.when, first, None)
        and status in {"", e.status}
    ]
    return page([_row(e) for e in entries], query, PAGE, cursor)


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


PAGE = 50
_ORDINARY = {"finished", "completed", "final", "completed final", "available", "current"}
