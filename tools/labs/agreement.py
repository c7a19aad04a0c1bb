"""Two readings of a page beside each other: what agrees is surer, what differs is told.

Nothing is averaged and no reading is chosen in silence: a value that two readers read differently
stays as the words of the page gave it, and both readings go to the reviewer as a doubt.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.page import Box, Page, Word
from chartside.fhir.lab_reports.report import LabReport, Result

UNSURE: Final = 0.6
"""Certainty below which a reviewer is asked to look, though nobody read anything else."""


def weighed(report: LabReport, pages: Iterable[Page], reader: str = "") -> LabReport:
    """The report with what the readers of its words were not sure of.

    Args:
        report: As it was read from the pages, its boxes theirs.
        pages: Those whose words have a certainty are pictures that were read; others are left.
        reader: Who read the words of pictures.
    """
    held = {p.number: p for p in pages if any(word.confidence is not None for word in p.words)}
    if not held:
        return report
    return replace(report, results=tuple(_weighed(one, held, reader) for one in report.results))


def _weighed(result: Result, pages: dict[int, Page], reader: str) -> Result:
    page = pages.get(result.printed.page)
    if page is None:
        return result
    value = [*_within(result.printed.box, page.words)]
    unit = [w for w in _within(result.row, page.words) if result.unit and w.text in result.unit]
    ranges = [w for one in result.limits for w in _within(one.printed.box, page.words)]
    sure = [word.confidence for word in (*value, *unit) if word.confidence is not None]
    doubts = [*_doubts("value", value), *_doubts("unit", unit), *_doubts("range", ranges)]
    return replace(
        result,
        confidence=min(sure, default=None),
        doubts=(*result.doubts, *dict.fromkeys(doubts)),
        read_by=(*result.read_by, reader) if reader else result.read_by,
    )


def _within(box: Box, words: Sequence[Word]) -> Iterator[Word]:
    """The words whose middle stands in a box."""
    left, top, right, bottom = box
    for word in words:
        across = (word.box[0] + word.box[2]) / 2
        down = (word.box[1] + word.box[3]) / 2
        if left <= across <= right and top <= down <= bottom:
            yield word


def _doubts(what: str, words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        if word.other:
            yield f"the {what} was read as {word.text} and as {word.other}"
        elif word.confidence is not None and word.confidence < UNSURE:
            yield f"the {what} {word.text} was read with little certainty"
