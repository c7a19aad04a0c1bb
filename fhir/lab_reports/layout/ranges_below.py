"""The ranges of a row, which may stand on several lines, one beside each sex or age."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from chartside.fhir.lab_reports.cells.ranges import Bounds, read_range
from chartside.fhir.lab_reports.layout.lines import Phrase
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import text_of
from chartside.fhir.lab_reports.page import around
from chartside.fhir.lab_reports.report import Limits, Printed


def printed(phrases: Sequence[Phrase]) -> Printed:
    """Phrases of one cell as one passage; there is at least one."""
    return Printed(text_of(phrases), phrases[0].page, around(tuple(p.box for p in phrases)))


def limits_of(phrases: Sequence[Phrase], reader: Reader) -> tuple[tuple[Limits, ...], str]:
    """The ranges that a row prints, and the unit that one of them carries.

    Lines are read one by one where each is a range, else as one text. A text that is no range is
    kept as it is printed, without bounds.
    """
    if not phrases:
        return (), ""
    lines = [list(held) for _, held in groupby(phrases, lambda p: round(p.box[1]))]
    each = [read_range(text_of(line), reader.style) for line in lines]
    if len(lines) > 1 and all(each):
        found = [
            pair for line, bounds in zip(lines, each, strict=True) for pair in _limits(line, bounds)
        ]
    else:
        found = list(_limits(phrases, read_range(text_of(phrases), reader.style)))
    if not found:
        return (Limits(printed(phrases)),), ""
    return tuple(limits for limits, _ in found), next((unit for _, unit in found if unit), "")


def _limits(phrases: Sequence[Phrase], bounds: Sequence[Bounds]) -> Iterator[tuple[Limits, str]]:
    for held in bounds:
        yield (
            Limits(
                printed(phrases),
                held.low,
                held.high,
                held.low_excluded,
                held.high_excluded,
                held.applies_to,
            ),
            held.unit,
        )
