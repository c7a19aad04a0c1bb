"""Results in words, a line each: `Blood group: O`, `Antibody screen: negative`, `Protein: trace`.

A letter has such lines too (`Smoking: negative`). So they are read only where the page says that
they are of a laboratory: under a heading that is a known group of tests, where one of the names is
such a group itself (a blood group), or below the label of a specimen.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from chartside.fhir.lab_reports.cells.labels import (
    Label,
    label_of,
    names_panel,
    specimen_of,
    split_label,
)
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, line_of, phrase_of
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import Slots

_NEAR: Final = 1.6
"""Of the height of a line: the widest gap between two lines of a list."""
_FEWEST: Final = 2
_LONGEST: Final = 7
"""Words of a name."""
_GROUP = re.compile(
    r"blood gro|bloedgroep|blutgrupp|groupe?s? sanguin|groupage|grupo sangu|\babo\b", re.IGNORECASE
)
_ABO: Final = frozenset({"A", "B", "AB", "O", "0"})
_OF_SPECIMEN: Final = frozenset({Label.SPECIMEN, Label.SPECIMEN_NUMBER})


def worded(lines: Sequence[Line], reader: Reader) -> Iterator[tuple[list[Slots], str]]:
    """The lists of results in words, each with the heading above it."""
    sampled = any(_of_specimen(phrase) for line in lines for phrase in line.phrases)
    held: list[Slots] = []
    panel, above = "", None
    for line in lines:
        slots = _pair(line, reader)
        near = above is not None and line.box[1] - above.box[3] <= _NEAR * line.height
        if slots is None or (held and not near):
            yield from _told(held, panel, reader, sampled=sampled)
            held, panel = [], ""
        if slots is not None:
            held.append(slots)
        elif _heads(line.text):
            panel = line.text.strip(" :")
        above = line
    yield from _told(held, panel, reader, sampled=sampled)


def _told(
    held: Sequence[Slots], panel: str, reader: Reader, *, sampled: bool
) -> Iterator[tuple[list[Slots], str]]:
    """A list, if it is one of a laboratory and most of it is in words."""
    words = [slots for slots in held if not reader.number(slots.result[0].text)]
    named = any(_GROUP.search(slots.name[0].text) for slots in held)
    of_laboratory = panel or named or sampled
    if of_laboratory and len(words) >= _FEWEST and len(words) * 2 >= len(held):
        yield list(held), panel


def _heads(text: str) -> bool:
    plain = text.strip(" :")
    return names_panel(plain) or specimen_of(plain) is not None


def _of_specimen(phrase: Phrase) -> bool:
    found = split_label(phrase.text)
    return bool(found and found[0] in _OF_SPECIMEN) or label_of(phrase.text) in _OF_SPECIMEN


def _pair(line: Line, reader: Reader) -> Slots | None:
    """A line that is a name and a result in words, or a number, and nothing else."""
    words = line.words
    if len(line.phrases) > _FEWEST or len(words) < _FEWEST:
        return None
    colons = [index for index, word in enumerate(words) if word.text.endswith(":")]
    if len(colons) > 1:
        return None
    cut = colons[0] + 1 if colons else len(line.phrases[0].words)
    name, rest = words[:cut], words[cut:]
    if not rest or len(name) > _LONGEST:
        return None
    head, told = phrase_of(name, line.page), phrase_of(rest, line.page)
    plain = head.text.strip(" :")
    known = label_of(plain) is not None or split_label(head.text + " " + told.text) is not None
    lettered = any(c.isalpha() for c in plain) and not reader.answer(plain)
    group = told.text in _ABO and bool(_GROUP.search(plain))
    answers = group or (reader.answer(told.text) and not reader.moment(told.text))
    if known or not lettered or not answers:
        return None
    return Slots(line_of([head, told]), name=[head], result=[told])
