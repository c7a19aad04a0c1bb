"""Results in running text: `Sodium: 141 mmol/L (135-145); Potassium: 5.9 mmol/L (3.5-5.1)`.

Read only in lists: parts between semicolons, each a name, a colon and a value of which all is
understood, with a unit or a range; at least half of the parts of a paragraph are such results.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.cells.labels import label_of
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, line_of, phrase_of
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import Slots
from chartside.fhir.lab_reports.page import Word

_NEAR: Final = 0.6
"""Of the height of a line: the widest gap between two lines of a paragraph."""
_FEWEST: Final = 2
_LONGEST: Final = 8
"""Words of a name."""


def run_in(lines: Sequence[Line], reader: Reader) -> Iterator[tuple[list[Slots], str]]:
    """The results of each paragraph that lists some, and the panel that it begins with."""
    for paragraph in _paragraphs(lines):
        page = paragraph[0].page
        parts = list(_parts([word for line in paragraph for word in line.words]))
        held = [_result(part, page, reader) for part in parts]
        found = [slots for slots in held if slots is not None]
        if len(found) >= _FEWEST and len(found) * 2 >= len(parts):
            yield found, _panel(parts[0])


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    held: list[Line] = []
    for line in lines:
        if held and line.box[1] - held[-1].box[3] > _NEAR * line.height:
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _parts(words: Sequence[Word]) -> Iterator[list[Word]]:
    part: list[Word] = []
    for word in words:
        part.append(word)
        if word.text.endswith((";", "),")):
            yield part
            part = []
    if part:
        yield part


def _colons(part: Sequence[Word]) -> list[int]:
    return [index for index, word in enumerate(part) if word.text.endswith(":")]


def _panel(part: Sequence[Word]) -> str:
    colons = _colons(part)
    if len(colons) < _FEWEST:
        return ""
    return " ".join(word.text for word in part[: colons[0] + 1]).rstrip(":")


def _result(part: Sequence[Word], page: int, reader: Reader) -> Slots | None:
    colons = _colons(part)
    after = colons[-1] + 1 if colons else 0
    first = colons[-2] + 1 if len(colons) > 1 else 0
    cut = after if colons and reader.value(_said(part[after:])) else _cut(part, after, reader)
    first = first if cut == after else after
    name, rest = part[first:cut], part[cut:]
    if not name or not rest:
        return None
    said = _said(rest)
    value = reader.value(said)
    proved = value is not None and (value.unit or value.range_text or value.state)
    heading = _text(name).rstrip(":")
    if not proved or len(name) > _LONGEST or label_of(heading):
        return None
    named = replace(phrase_of(name, page), text=heading)
    told: Phrase = replace(phrase_of(rest, page), text=said)
    return Slots(line_of([named, told]), name=[named], result=[told])


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words).rstrip(".;,")


def _cut(part: Sequence[Word], start: int, reader: Reader) -> int:
    """Where a value with a unit and a range begins behind a name without a colon."""
    for index in range(start + 1, min(len(part), start + _LONGEST + 1)):
        value = reader.value(_said(part[index:]))
        if value and value.value is not None and value.unit and value.range_text:
            return index
    return len(part)


def _text(words: Sequence[Word]) -> str:
    """Words of a name, those that a hyphen parts at the end of a line put together."""
    text = ""
    for word, after in zip(words, (*words[1:], None), strict=True):
        wrapped = after is not None and word.text.endswith("-") and after.box[0] < word.box[0]
        text += word.text if wrapped or after is None else f"{word.text} "
    return text.strip()
