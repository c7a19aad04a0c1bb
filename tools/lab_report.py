"""Laboratory reports attached to the chart as PDF or picture, and what is printed on one."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found, SetAside
from chartside.fhir.lab_reports.opening import Opened, attached_to
from chartside.fhir.text.found import Unread
from chartside.tools.labs.files import How, read_opened
from chartside.tools.labs.judged import Judged, JudgedFile, JudgedReport
from chartside.tools.labs.judging import judge_file
from chartside.tools.labs.print_reader import ReaderWhenNeeded
from chartside.tools.labs.reading import Reading
from chartside.tools.labs.wording import limits_words, value_words
from chartside.tools.names import name_of
from chartside.tools.tool import asked, page, tool


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A result as it is printed on a page; without `name` it is a document that has pages.

    It is what the page says and no entry of the chart: `known` is the entry that says the same, or
    empty. `doubts` are what a reader of it has to make sure of.
    """

    reference: str
    date: str
    name: str
    value: str = ""
    unit: str = ""
    range: str = ""
    flag: str = ""
    status: str = ""
    page: int = 0
    loinc: str = ""
    known: str = ""
    doubts: str = ""

    @property
    def references(self) -> tuple[str, ...]:
        """The document whose page it is printed on."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`2024-05-03 Potassium 5.9 mmol/L (3.5 - 5.1) H, page 1`."""
        limits = f"({self.range})" if self.range else ""
        status = "" if self.status in {"", "final"} else f"({self.status})"
        said = (self.date, self.name, self.value, self.unit, limits, self.flag, status)
        where = f", page {self.page}" if self.page else ""
        unsure = f"; unsure: {self.doubts}" if self.doubts else ""
        return f"{' '.join(' '.join(filter(None, said)).split())}{where}{unsure}"


@tool
async def lab_report(chart: Chart, document: str = "", cursor: str = "") -> Found[PrintedRow]:
    """Laboratory results that are printed on a PDF or picture in the open chart, in their order.

    Without a document: which documents of the chart have pages, newest first. With one: each
    result that is printed on it. They were read by software and nobody has filed them: results that
    are entries are in `lab_trend`. `set_aside` says what could not be read, or that it is no
    laboratory report, or somebody else's.

    Args:
        document: The document, as this tool names it, e.g. DocumentReference/12; empty to list.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    query = asked("lab_report", document=document)
    if not document:
        return page(list(_listed(chart)), query, _PAGE, cursor)
    entry, found = chart.get(document), _opened(chart, document)
    if entry is None or isinstance(found, Unread):
        reason = found.reason if isinstance(found, Unread) else _NONE
        return Found((), query, (SetAside("document", None, reason),), total=0)
    how = How(pictures=ReaderWhenNeeded())
    files = [
        judge_file(entry.reference, Reading(await asyncio.to_thread(read_opened, one, how)), chart)
        for one in found
    ]
    rows = [row for file in files for held in file.reports for row in _rows(entry, held)]
    answer = page(rows, query, _PAGE, cursor)
    aside = [SetAside(entry.reference, n, why, entry.reference) for n, why in _aside(files)]
    return Found(answer.items, query, tuple(aside), answer.truncated, answer.next, answer.total)


def _listed(chart: Chart) -> Iterator[PrintedRow]:
    for entry in reversed(chart.of(Kind.DOCUMENT, Kind.REPORT)):
        if entry.live and not isinstance(_opened(chart, entry.reference), Unread):
            yield PrintedRow(entry.reference, entry.when.day if entry.when else "", name_of(entry))


def _opened(chart: Chart, reference: str) -> tuple[Opened, ...] | Unread:
    body = chart.raw(reference)
    document = chart.document(reference)
    if document is not None and document.own:
        return Unread(document.reason)
    return attached_to(body, chart.raw) if body else Unread(_NONE)


def _rows(entry: Entry, held: JudgedReport) -> Iterator[PrintedRow]:
    for one in held.results:
        yield _row(entry, held, one)


def _row(entry: Entry, held: JudgedReport, judged: Judged) -> PrintedRow:
    one = judged.result
    taken = one.collected or held.report.collected
    return PrintedRow(
        reference=entry.reference,
        date=taken.day if taken else "",
        name=one.name.text,
        value=value_words(one),
        unit=one.unit,
        range=limits_words(one),
        flag=one.flag.value if one.flag else "",
        status=one.state.value,
        page=one.printed.page,
        loinc=judged.code.loinc if judged.code else "",
        known=judged.known,
        doubts="; ".join(judged.doubts),
    )


def _aside(files: list[JudgedFile]) -> Iterator[tuple[int | None, str]]:
    """What was not read, each with its page where it has one."""
    for file in files:
        if file.read.reason:
            yield None, file.read.reason
        yield from ((None, match.sentence) for match in file.refused)
        for held in file.reports:
            yield from ((row.page, row.reason) for row in held.report.set_aside)


_PAGE: Final = 50
_NONE: Final = "the chart has no such document"
