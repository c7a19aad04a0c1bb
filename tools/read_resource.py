"""One entry of the chart in full, and what it is linked with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart, relative
from chartside.fhir.clinical import is_abnormal, plain
from chartside.fhir.entry import Component, Entry, Range, shown_number
from chartside.fhir.found import Found, SetAside
from chartside.fhir.when import When
from chartside.tools.names import name_of
from chartside.tools.tool import asked, page, tool

PAGE: Final = 40
LONGEST: Final = 2_000
"""Characters of one fact; what is longer is cut at a word and says so."""
_VOID: Final = "entered in error, refuted or not done: supports nothing"


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of an entry. `references` are the entry, and the one that it is linked with."""

    fact: str
    value: str
    references: tuple[str, ...]

    @property
    def line(self) -> str:
        """`dose: 40 mg once daily`, `refers to: Encounter/5, 2024-02-12 encounter: Admission`."""
        return f"{self.fact}: {' '.join(self.value.split())}"


@tool
async def read_resource(
    chart: Chart, entry: str, facts: str = "", cursor: str = ""
) -> Found[FactRow]:
    """One entry of the open chart in full: codes, dates, status, value, dose, reasons, links.

    Follow references with it: each entry that this one refers to, or that refers to this one, is a
    row. An empty answer means that the chart holds no such entry, or none of those facts of it. The
    text of a note is in `read_note`.

    Args:
        entry: The entry, as other tools name it, e.g. MedicationRequest/12.
        facts: Words of the facts that are wanted, e.g. dose, status; empty for all.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    query = asked("read_resource", entry=entry, facts=facts)
    held = chart.get(entry)
    if held is None:
        reason = f"this chart holds no entry of that reference: {_HOW}"
        return Found((), query, (SetAside("entries", None, reason),), total=0)
    wanted = set(plain(facts).split())
    rows = [row for row in _rows(chart, held) if not facts or wanted & set(plain(row.fact).split())]
    return page(rows, query, PAGE, cursor)


def _rows(chart: Chart, entry: Entry) -> Iterator[FactRow]:
    own = (entry.reference,)
    for fact, value in (*_what(entry), *_when(entry), *_said(entry)):
        if value:
            yield FactRow(fact, _cut(value), own)
    if document := chart.document(entry.reference):
        length = f"{len(document.text)} characters: `read_note` reads them"
        yield FactRow("note", document.reason or length, own)
    for reference in _links(entry):
        yield from _linked(chart, "refers to", entry, relative(reference))
    for other in reversed(chart.entries):  # the newest first
        if other.reference != entry.reference and own[0] in _links(other):
            yield from _linked(chart, "referred to by", entry, other.reference)


def _what(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "kind", entry.kind.value
    yield "name", name_of(entry)
    for coding in entry.code.codings:
        yield "code", " ".join(p for p in (coding.system, coding.code, coding.display) if p)
    yield "status", ", ".join(s for s in (entry.status, entry.verification) if s)
    yield "status reason", entry.status_reason
    yield "stands", "" if entry.live else f"no, {_VOID}"
    yield "intent", entry.intent
    yield "category", entry.category


def _when(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "date", _moment(entry.when)
    yield "end date", _moment(entry.end)
    yield "recorded date", _moment(entry.recorded)


def _said(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.value:
        yield "value", entry.value.words
        yield "reference range", _range(entry.value.range)
    yield "judged", is_abnormal(entry)
    for component in entry.components:
        yield "component", _component(component)
    if entry.dose:
        yield "dose", entry.dose.text
        yield "route", entry.dose.route
    yield "reason", ", ".join(entry.reasons)
    yield "reaction", ", ".join(entry.reactions)
    yield "criticality", entry.criticality
    yield "relative", entry.relationship
    yield "site", entry.site
    yield "specimen", entry.specimen
    yield "author", entry.author
    yield "text", entry.text


def _links(entry: Entry) -> tuple[str, ...]:
    """Every entry that this one refers to, once."""
    return tuple(dict.fromkeys(relative(r) for r in (*entry.links, entry.encounter) if r))


def _linked(chart: Chart, how: str, entry: Entry, reference: str) -> Iterator[FactRow]:
    """The row of a link; what does not stand is named and is nothing to rest on."""
    other = chart.get(reference)
    if other is None:
        return
    day = f"{other.when.day} " if other.when else ""
    said = f"{other.reference}, {day}{other.kind.value}: {name_of(other)}"
    if other.live:
        yield FactRow(how, said, (entry.reference, other.reference))
    else:
        yield FactRow(how, f"{said} ({_VOID})", (entry.reference,))


def _component(component: Component) -> str:
    value = component.value.words if component.value else ""
    dates = " to ".join(_moment(w) for w in (component.begin, component.end) if w)
    return " ".join(p for p in (component.code.label, value, component.interpretation, dates) if p)


def _moment(when: When | None) -> str:
    return when.text if when else ""


def _range(held: Range | None) -> str:
    if held is None:
        return ""
    low, high = (shown_number(end) if end is not None else "" for end in (held.low, held.high))
    return held.text or (
        f"{low} to {high}" if low and high else f"{low and 'from '}{low}{high and 'up to '}{high}"
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} ... (cut off)"


_HOW: Final = "take one from a row of `find` or another tool"
