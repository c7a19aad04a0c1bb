"""A page that is set in two columns, each with rows of its own, is read as two.

A gap runs down the page that next to nothing crosses, and on both sides of it stand lines that
begin with a name and go on with a value. A wide gap within a table has no names right of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.layout.lines import lines_in
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.unheaded import may_name
from chartside.fhir.lab_reports.page import Page, Word

_MIDDLE: Final = (0.3, 0.7)
"""Of the width of what is printed: where the gap may run."""
_WIDE: Final = 0.8
"""Of the height of a word: the narrowest gap."""
_CROSSING: Final = 0.03
"""Of all words: how many may cross it, in titles and feet."""
_ROWS: Final = 4
_SHARE: Final = 0.4
"""Of the lines of a side: how many are rows."""


def halves(page: Page, reader: Reader) -> list[Page]:
    """The page, or its left and right parts."""
    middle = _gap(page.words)
    if middle is None:
        return [page]
    sides: tuple[list[Word], list[Word]] = ([], [])
    for word in page.words:
        sides[(word.box[0] + word.box[2]) / 2 > middle].append(word)
    if all(_has_rows(page, words, reader) for words in sides):
        return [replace(page, words=tuple(words)) for words in sides]
    return [page]


def _gap(words: Sequence[Word]) -> float | None:
    """The middle of the widest gap down the page near its middle."""
    if len(words) < _ROWS * _ROWS:
        return None
    left, right = min(w.box[0] for w in words), max(w.box[2] for w in words)
    low, high = (left + share * (right - left) for share in _MIDDLE)
    height = sorted(w.box[3] - w.box[1] for w in words)[len(words) // 2]
    steps = int((high - low) / 2)
    cover = [0] * (steps + 1)
    for word in words:
        first, last = int((word.box[0] - low) / 2), int((word.box[2] - low) / 2)
        for step in range(max(first, 0), min(last, steps) + 1):
            cover[step] += 1
    most = _CROSSING * len(words)
    best, start = (0, 0), 0
    for step, count in enumerate((*cover, len(words))):
        if count > most:
            best = max(best, (step - start, start))
            start = step + 1
    wide, begin = best
    return low + 2 * begin + wide if wide * 2 >= _WIDE * height else None


def _has_rows(page: Page, words: Sequence[Word], reader: Reader) -> bool:
    lines = lines_in(page, words)
    rows = sum(
        may_name(line.phrases[0], reader)
        and not reader.unit(line.phrases[0].text)
        and any(reader.answer(phrase.text) for phrase in line.phrases[1:])
        for line in lines
    )
    return rows >= _ROWS and rows >= _SHARE * len(lines)
