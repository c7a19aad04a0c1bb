"""Two readings of a page beside each other: what agrees is surer, what differs is told.

Nothing is averaged and no reading is chosen in silence: a value that two readers read differently
stays as the words of the page gave it, and both readings go to the reviewer as a doubt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.cells.unit_cells import read_unit
from chartside.fhir.lab_reports.report import LabReport, Result, SetAside
from chartside.models.page_images.lab_rows import LabRow, SeenRow
from chartside.models.page_images.standing import FoundRow, numbers, same_name
from chartside.tools.labs.weighing import stands_in

_LEFT: Final = 0.2
"""Of the doubt in a word, what is left when a model that saw the picture read the same."""
_SIGNS: Final = ("<=", ">=", "<", ">")
_WRITTEN: Final = {"\u2264": "<=", "\u2265": ">="}


def compared(report: LabReport, page: int, rows: Sequence[FoundRow], model: str) -> LabReport:
    """The report beside what a model read on one of its pages.

    Where the model read the same value, comparator and unit, the result is surer; where it read
    another, that is a doubt. A row that only the model saw is set aside, to be looked at.

    Args:
        report: As the words of the page were read, its boxes those of the page.
        page: The page that the model was shown.
        rows: What it read, each at the place where its result stands.
        model: Its name, as the reviewer is told it.
    """
    left = list(rows)
    results = []
    for result in report.results:
        row = _row_of(result, left) if result.printed.page == page else None
        if row is not None:
            left.remove(row)
            result = _beside(result, row.seen.row, model)  # noqa: PLW2901 - the same one, judged
        results.append(result)
    aside = (_only_seen(row, page, model) for row in left if not _told(row, page, report))
    return replace(report, results=tuple(results), set_aside=(*report.set_aside, *aside))


def doubted(
    report: LabReport, page: int, rows: Sequence[SeenRow], model: str
) -> tuple[LabReport, tuple[SeenRow, ...]]:
    """The report with doubts from rows whose result stands nowhere among the words of the page.

    Where words were read off a picture, they may be what is wrong: a row that names one result of
    the page, and no other, is a doubt of that result. A text layer is not doubted.

    Returns:
        The report, and the rows that no result was doubted for.
    """
    results, left = list(report.results), []
    for row in rows:
        held = [n for n, one in enumerate(results) if _may_be(one, page, row.row, model)]
        if len(held) == 1:
            results[held[0]] = _beside(results[held[0]], row.row, model)
        else:
            left.append(row)
    return replace(report, results=tuple(results)), tuple(left)


def _may_be(result: Result, page: int, row: LabRow, model: str) -> bool:
    """Whether a row says something of a result that was read off a picture, and not yet judged."""
    read_off = result.confidence is not None and model not in result.read_by
    here = read_off and result.printed.page == page and bool((row.result or "").strip())
    return here and same_name(row.name, result.name.text)


def _row_of(result: Result, rows: Sequence[FoundRow]) -> FoundRow | None:
    """The row that stands at the value of a result; else one of its name elsewhere in its row."""
    exact = (row for row in rows if stands_in(row.box, result.printed.box))
    beside = (
        row
        for row in rows
        if stands_in(row.box, result.row) and same_name(row.seen.row.name, result.name.text)
    )
    return next(exact, None) or next(beside, None)


def _beside(result: Result, row: LabRow, model: str) -> Result:
    doubts = tuple(
        f"{model} read the {what} as {said or 'nothing'}"
        for what, said in _differences(result, row)
    )
    sure = result.confidence
    if sure is not None and not doubts:
        sure = 1 - (1 - sure) * _LEFT
    return replace(
        result,
        confidence=sure,
        doubts=(*result.doubts, *doubts),
        read_by=(*result.read_by, model),
    )


def _differences(result: Result, row: LabRow) -> Iterator[tuple[str, str]]:
    """What a model read otherwise, and how; an empty unit of the model's says nothing."""
    said = (row.result or "").strip()
    if result.value is not None:
        if numbers(result.printed.text) != numbers(said):
            yield "value", said
        elif result.comparator != _comparator(said):
            yield "comparator", said
    elif _plain(result.text) != _plain(said):
        yield "value", said
    unit = (row.unit or "").strip()
    if unit and result.unit and _unit(unit) != (result.ucum or _unit(result.unit)):
        yield "unit", unit


def _comparator(text: str) -> str:
    for sign, written in _WRITTEN.items():
        text = text.replace(sign, written)
    return next((sign for sign in _SIGNS if text.lstrip().startswith(sign)), "")


def _unit(text: str) -> str:
    return read_unit(text) or _plain(text)


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _only_seen(row: FoundRow, page: int, model: str) -> SetAside:
    said = row.seen.row
    text = " ".join(part for part in (said.name, said.result, said.unit) if part)
    reason = f"{model} read a result here that the words of the page were not read as"
    return SetAside(page, row.box, reason, text)


def _told(row: FoundRow, page: int, report: LabReport) -> bool:
    """Whether a row was set aside where a model read a result."""
    return any(one.page == page and stands_in(row.box, one.box) for one in report.set_aside)
