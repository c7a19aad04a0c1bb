"""How sure the words are that a result was read from, where they were read off a picture.

Two engines read such words. What they differ in is told: a result keeps the reading that was surer,
and the reviewer is given both.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.page import Box, Page, Word
from chartside.fhir.lab_reports.report import LabReport, Result
from chartside.tools.labs.misread_units import may_be

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
    results = (_weighed(one, held, reader) for one in report.results)
    return replace(report, results=tuple(_with_unit(one, held, report.language) for one in results))


def stands_in(one: Box, other: Box) -> bool:
    """Whether the middle of a box stands in another."""
    across = (one[0] + one[2]) / 2
    down = (one[1] + one[3]) / 2
    return other[0] <= across <= other[2] and other[1] <= down <= other[3]


def _weighed(result: Result, pages: dict[int, Page], reader: str) -> Result:
    page = pages.get(result.printed.page)
    if page is None:
        return result
    value = [*_within(result.printed.box, page.words)]
    pieces = result.unit.split()
    unit = [w for w in _within(result.row, page.words) if w.text in pieces and w not in value]
    ranges = [w for one in result.limits for w in _within(one.printed.box, page.words)]
    sure = [word.confidence for word in (*value, *unit) if word.confidence is not None]
    doubts = [*_doubts("value", value), *_doubts("unit", unit), *_doubts("range", ranges)]
    return replace(
        result,
        confidence=min(sure, default=None),
        doubts=(*result.doubts, *dict.fromkeys(doubts)),
        read_by=(*result.read_by, reader) if reader else result.read_by,
    )


def _with_unit(result: Result, pages: dict[int, Page], language: str) -> Result:
    """The result with what its unit may be, where it was read as none."""
    page = pages.get(result.printed.page)
    if page is None or result.ucum or result.value is None:
        return result
    taken = [result.name.box, result.printed.box, *(one.printed.box for one in result.limits)]
    left = (
        w for w in _within(result.row, page.words) if not any(stands_in(w.box, b) for b in taken)
    )
    for word in left:
        if unit := may_be(word.text, result.name.text, language, word.other):
            doubt = f"the unit was read as {word.text}, and may be {unit}"
            return replace(result, doubts=(*result.doubts, doubt))
    return result


def _within(box: Box, words: Sequence[Word]) -> Iterator[Word]:
    """The words whose middle stands in a box."""
    return (word for word in words if stands_in(word.box, box))


def _doubts(what: str, words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        if word.other:
            yield f"the {what} was read as {word.text} and as {word.other}"
        elif word.confidence is not None and word.confidence < UNSURE:
            yield f"the {what} {word.text} was read with little certainty"
