"""Lines like results that no way of reading took: a page that holds results loses none silently.

A line counts that names something and tells a value of it: a number with its unit, or a result in
words, in a phrase of its own or behind a colon. Labels of the head and the foot are none.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from chartside.fhir.lab_reports.cells.labels import column_role, label_of, split_label
from chartside.fhir.lab_reports.cells.states import begins_comment
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, phrase_of
from chartside.fhir.lab_reports.layout.parting import with_unit
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.unheaded import may_name
from chartside.fhir.lab_reports.page import Box
from chartside.fhir.lab_reports.report import Result, SetAside, State

UNPLACED: Final = "it reads like a result, but stands under no column and in no list of results"

_LONGEST: Final = 7
"""Words of a name."""
_OF_REPORTS: Final = frozenset({State.PRELIMINARY, State.FINAL, State.CORRECTED})
"""States that the head of a page tells of all of it."""
_FEWEST: Final = 2
"""Letters of a name: one letter with a word behind it is a legend."""


def left_over(
    lines: Sequence[Line], found: Sequence[Result | SetAside], reader: Reader
) -> Iterator[SetAside]:
    """Set aside what reads like a result on a page and is in nothing found on it."""
    if not any(isinstance(each, Result) for each in found):
        return
    boxes = [each.row if isinstance(each, Result) else each.box for each in found]
    comments = " ".join(each.comment for each in found if isinstance(each, Result))
    for line in lines:
        pair = _pair(line, reader)
        taken = pair and any(_covers(box, phrase.box) for box in boxes for phrase in pair)
        if pair and not taken and line.text not in comments:
            yield SetAside(line.page, line.box, UNPLACED, line.text)


def _covers(box: Box, other: Box) -> bool:
    across, down = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _pair(line: Line, reader: Reader) -> tuple[Phrase, Phrase] | None:
    """The name and the value that a line tells; None where it tells none."""
    if any(_labelled(phrase) for phrase in line.phrases):
        return None
    for name, told, apart in _pairs(line):
        letters = sum(c.isalpha() for c in name.text)
        if letters < _FEWEST or len(name.words) > _LONGEST or name.text.endswith((".", ",")):
            continue
        if may_name(name, reader) and _tells(told, reader, apart=apart):
            return name, told
    return None


def _labelled(phrase: Phrase) -> bool:
    said = split_label(phrase.text) or label_of(phrase.text) or column_role(phrase.text)
    return bool(said) or begins_comment(phrase.text)


def _pairs(line: Line) -> Iterator[tuple[Phrase, Phrase, bool]]:
    """What may be a name and its value, and whether a gap parts them."""
    first, *rest = line.phrases
    yield from ((first, told, True) for told in rest)
    colons = [i for i, word in enumerate(first.words, 1) if word.text.endswith(":")]
    if len(colons) == 1 and colons[0] < len(first.words):
        held = first.words[: colons[0]], first.words[colons[0] :]
        yield phrase_of(held[0], line.page), phrase_of(held[1], line.page), False


def _tells(told: Phrase, reader: Reader, *, apart: bool) -> bool:
    """Whether a phrase is a number with its unit, or a result in words; a date is none."""
    if with_unit(told, reader):
        return True
    said = told.text.partition("(")[0].strip()
    if reader.number(said) or reader.state(said) in _OF_REPORTS:
        return False
    return reader.answer(said) and (apart or not reader.moment(said))
