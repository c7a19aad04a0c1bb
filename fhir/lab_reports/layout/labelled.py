"""Labels and what follows them: beside the label, or below it where the next label stands beside.

`Born: 12/03/1980  Sex: F` is two pairs; so is a row of labels above a row of values.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Label, label_of, specimen_of
from chartside.fhir.lab_reports.cells.moments import dated
from chartside.fhir.lab_reports.layout.headings import headings_of
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, line_of, phrase_of
from chartside.fhir.lab_reports.page import Box, Word

_WITH_COLON: Final = frozenset({Label.LABORATORY, Label.ADDRESS, Label.COMMENT, Label.PATIENT})
"""Labels that begin other phrases too: `Laboratory of Haematology`."""
_DATED: Final = frozenset({Label.BORN, Label.COLLECTED, Label.REPORTED})
"""Labels that need no colon where a number follows them."""
_MOST_WORDS: Final = 5
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?")
_BELOW: Final = 1.5
"""Of the height of a line: the widest gap between a label and a value below it."""
_BESIDE: Final = 14.0
"""Of that height: the widest gap between a label and a value beside it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label, the text that follows it, and where the label stands."""

    label: Label
    value: str
    page: int
    box: Box
    at: Box
    """Where the value stands."""


@dataclass(frozen=True, slots=True)
class _Found:
    label: Label
    head: Phrase
    rest: Phrase | None
    colon: bool = False


def labelled(lines: Sequence[Line]) -> Iterator[Labelled]:
    """The labels of a page with their values, in the order of the page."""
    for index, line in enumerate(lines):
        held = [list(_labels(phrase)) for phrase in line.phrases]
        for place, found in enumerate(held):
            for each in found:
                value = each.rest or _beside(line, held, place) or _below(each, lines[index + 1 :])
                if value is not None and _may_follow(each, value):
                    head = each.head
                    text = _closed(value.text) + _rest_below(head, value, line, lines[index + 1 :])
                    yield Labelled(each.label, text, head.page, head.box, value.box)


def outside_headings(lines: Sequence[Line]) -> list[Line]:
    """The lines that are no heading of a table, whose words are labels too.

    Of a heading are left the labels with their values that stand in it: `Specimen  Serum` over the
    names and the results, or the one day of collection.
    """
    heads = [heading.box for heading in headings_of(lines)]
    left: list[Line] = []
    for line in lines:
        if not any(box[1] <= line.middle <= box[3] for box in heads):
            left.append(line)
        elif sum(dated(phrase.text) for phrase in line.phrases) <= 1:
            left += [line_of(two) for two in pairwise(line.phrases) if _says(*two)]
    return left


def _says(label: Phrase, value: Phrase) -> bool:
    """Whether two phrases of a heading are a label and its value, and no two heads of columns."""
    kind = label_of(label.text)
    if kind is Label.SPECIMEN:
        return specimen_of(value.text) is not None
    timed = dated(value.text) or bool(_CLOCK.fullmatch(value.text))
    return kind is Label.COLLECTED and timed


def _may_follow(found: _Found, value: Phrase) -> bool:
    """Whether words say what a label asks for: `Specimen Details` is no kind of specimen."""
    known = any(specimen_of(word.text.strip(",;.:()")) for word in value.words)
    bare = found.label is Label.SPECIMEN and not found.colon
    return known or not bare or bool(specimen_of(value.text))


def specimen_in(text: str) -> str:
    """The specimen that words behind its label name, as printed: up to a date or another label.

    >>> specimen_in("EDTA blood Collected: 12/03/2024"), specimen_in("was haemolysed.")
    ('EDTA blood', '')
    """
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        if specimen_of(" ".join(words[:count]).strip(",;.")):
            return " ".join(words[:count]).strip(",;.")
    plain = text.strip(" .;,")
    told = not any(c.isdigit() or c == ":" for c in plain) and plain[:1].isupper()
    return plain if told and len(words) <= _MOST_WORDS else ""


def _closed(text: str) -> str:
    """Without the bracket that closes one before the label."""
    bare = text.rstrip(":")
    return bare[:-1] if bare.endswith(")") and bare.count(")") > bare.count("(") else bare


def _rest_below(head: Phrase, value: Phrase, line: Line, lines: Sequence[Line]) -> str:
    """What of a value is wrapped below it: the time of a day, or the given name behind a comma."""
    day = value.text[-1:].isdigit() and ":" not in value.text
    if not (day or value.text.endswith(",")) or not lines:
        return ""
    if lines[0].box[1] - line.box[3] > _BELOW * line.height:
        return ""
    under = [p for p in lines[0].phrases if p.box[0] < value.box[2] and p.box[2] > head.box[0]]
    if not under and value.box[2] >= line.box[2]:
        under = [lines[0].phrases[0]]
    first = under[0].words[0].text if under else ""
    fits = _CLOCK.fullmatch(first) if day else first.isalpha()
    return f" {first}" if fits else ""


def _labels(phrase: Phrase) -> Iterator[_Found]:
    """The labels in a phrase, each with the words up to the next one."""
    words = phrase.words
    starts: list[tuple[int, int, Label]] = []
    place = 0
    while place < len(words):
        found = _label_at(phrase, place)
        if found is None:
            place += 1
            continue
        starts.append((place, *found))
        place = found[0]
    for number, (start, end, label) in enumerate(starts):
        until = starts[number + 1][0] if number + 1 < len(starts) else len(words)
        rest = [w for w in words[end:until] if w.text not in {":", "-", "|", "/"}]
        head = phrase_of(words[start:end], phrase.page)
        colon = words[end - 1].text.endswith(":") or (end < until and words[end].text == ":")
        yield _Found(label, head, phrase_of(rest, phrase.page) if rest else None, colon)


def _label_at(phrase: Phrase, place: int) -> tuple[int, Label] | None:
    """Where a label that begins at a word ends, and which it is: within a phrase with a colon."""
    words = phrase.words
    for count in range(min(_MOST_WORDS, len(words) - place), 0, -1):
        end = place + count
        text = " ".join(word.text for word in words[place:end]).lstrip("([")
        colon = text.endswith(":") or (end < len(words) and words[end].text == ":")
        label = label_of(text)
        sure = label not in _WITH_COLON or end == len(words) or _ends_bold(words, end)
        if label and (colon or (place == 0 and sure)):
            return end, label
        if label in _DATED and end < len(words) and words[end].text[:1].isdigit():
            return end, label
    return None


def _ends_bold(words: Sequence[Word], end: int) -> bool:
    """Whether bold type ends with a label, or the words behind it look like a name."""
    told = [word.text for word in words[end:]]
    name = len(told) > 1 and all(text[0].isupper() and text.isalpha() for text in told[1:])
    return (words[end - 1].bold and not words[end].bold) or (name and told[0].endswith(","))


def _beside(line: Line, held: Sequence[Sequence[_Found]], place: int) -> Phrase | None:
    if place + 1 >= len(line.phrases) or held[place + 1]:
        return None
    label, value = line.phrases[place], line.phrases[place + 1]
    return value if value.box[0] - label.box[2] <= _BESIDE * label.height else None


def _below(found: _Found, lines: Sequence[Line]) -> Phrase | None:
    left, _, right, bottom = found.head.box
    for line in lines[:2]:
        if line.box[1] - bottom > _BELOW * line.height:
            return None
        for phrase in line.phrases:
            if phrase.box[0] < right and phrase.box[2] > left:
                return None if list(_labels(phrase)) else phrase
    return None
