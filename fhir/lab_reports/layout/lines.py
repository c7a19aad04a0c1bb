"""The words of a page as lines, and each line as phrases with clear gaps between them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from chartside.fhir.lab_reports.page import Box, Page, Word, around

_SAME: Final = 0.4
"""Of the height of a word: how far its middle may stand from the middle of its line."""
_GAP: Final = 0.5
"""Of the height: a wider gap parts two phrases (a blank is 0.25, in a typewriter font 0.52)."""
_LETTERS: Final = 1.3
"""Of the usual width of a letter: the same, for fonts with wide blanks."""
_UPRIGHT: Final = 3.0
"""Points: what is wider is no upright rule."""
_STRUCK: Final = (0.35, 0.75)
"""Of the height of a word: where a rule that strikes it out runs."""
_BARS: Final = frozenset({"|", "\u00a6", "\u2502", "||"})
"""Signs that are typed as upright rules."""
_GLUED: Final = re.compile(r":([<>\d].*)")
"""A colon in front of a value, which belongs to the name."""
_LEADER: Final = re.compile(r"[.\u2026\u00b7_]{4,}|\u2026+|[-\u2013\u2014=*]{4,}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one line with no more than a blank between them."""

    text: str
    page: int
    box: Box
    words: tuple[Word, ...]

    @property
    def bold(self) -> bool:
        """Whether most of it is."""
        return sum(word.bold for word in self.words) * 2 > len(self.words)

    @property
    def height(self) -> float:
        """Of its line."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Line:
    """Phrases that stand beside each other, from left to right; there is at least one."""

    page: int
    box: Box
    phrases: tuple[Phrase, ...]

    @property
    def text(self) -> str:
        """All of it, as it is read aloud."""
        return " ".join(phrase.text for phrase in self.phrases)

    @property
    def words(self) -> tuple[Word, ...]:
        """All of its words."""
        return tuple(word for phrase in self.phrases for word in phrase.words)

    @property
    def height(self) -> float:
        """Of its highest phrase."""
        return max(phrase.height for phrase in self.phrases)

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.box[1] + self.box[3]) / 2


def phrase_of(words: Sequence[Word], page: int) -> Phrase:
    """One phrase of some words in order, of which there is at least one."""
    text = " ".join(word.text for word in words)
    return Phrase(text, page, around(tuple(word.box for word in words)), tuple(words))


def line_of(phrases: Sequence[Phrase]) -> Line:
    """One line of some phrases, of which there is at least one."""
    across = sorted(phrases, key=lambda phrase: phrase.box[0])
    return Line(across[0].page, around(tuple(p.box for p in across)), tuple(across))


def lines_of(page: Page) -> tuple[Line, ...]:
    """The lines of a page from top to bottom."""
    return lines_in(page, page.words)


def lines_in(page: Page, words: Iterable[Word]) -> tuple[Line, ...]:
    """The lines that some words of a page make, from top to bottom; upright rules part phrases."""
    level = [rule for rule in page.rules if rule[3] - rule[1] < _UPRIGHT]
    kept = (word for word in words if not any(_strikes(rule, word) for rule in level))
    whole = [part for word in kept for part in _without_leaders(word)]
    bars = [word for word in whole if word.text in _BARS]
    whole = [word for word in whole if word.text not in _BARS]
    upright = [rule for rule in page.rules if rule[2] - rule[0] < _UPRIGHT]
    lines: list[Line] = []
    for row in _rows(sorted(whole, key=_middle)):
        across = sorted(row, key=lambda word: word.box[0])
        height = _middle(across[0])
        sides = [rule[0] for rule in upright if rule[1] <= height <= rule[3]]
        sides += [bar.box[0] for bar in bars if bar.box[1] <= height <= bar.box[3]]
        lines.append(line_of(_phrases(across, page.number, sides)))
    return tuple(lines)


def _strikes(rule: Box, word: Word) -> bool:
    """Whether a rule runs through the middle of a word: what is struck out is not said."""
    left, top, right, bottom = word.box
    share = (rule[1] + rule[3] - 2 * top) / 2 / max(bottom - top, 1.0)
    covered = min(right, rule[2]) - max(left, rule[0])
    return _STRUCK[0] < share < _STRUCK[1] and covered > (right - left) * _STRUCK[1]


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _rows(words: Iterable[Word]) -> Iterator[list[Word]]:
    row: list[Word] = []
    level = 0.0
    for word in words:
        height = min(word.box[3] - word.box[1], row[0].box[3] - row[0].box[1] if row else 1e9)
        if row and _middle(word) - level > _SAME * height:
            yield row
            row = []
        row.append(word)
        level += (_middle(word) - level) / len(row)
    if row:
        yield row


def _phrases(row: Sequence[Word], page: int, sides: Sequence[float]) -> list[Phrase]:
    letters = sum(len(word.text) for word in row)
    wide = _LETTERS * sum(word.box[2] - word.box[0] for word in row) / max(letters, 1)
    runs: list[list[Word]] = []
    for word in row:
        height = word.box[3] - word.box[1]
        last = runs[-1][-1].box[2] if runs else 0.0
        parted = any(last - 1 <= side <= word.box[0] + 1 for side in sides)
        if runs and not parted and word.box[0] - last <= max(_GAP * height, wide):
            runs[-1].append(word)
        else:
            runs.append([word])
    for before, run in pairwise(runs):
        if run[0].text == ":":
            before.append(run.pop(0))
    return [phrase_of(run, page) for run in runs if run]


def _without_leaders(word: Word) -> Iterator[Word]:
    """The word without the dots that lead from a name to its value; both sides of them."""
    glued = _GLUED.fullmatch(word.text)
    if not _LEADER.search(word.text) and not glued:
        yield word
        return
    left, top, right, bottom = word.box
    step = (right - left) / len(word.text)
    start = 0
    if glued:
        middle = left + step
        yield replace(word, text=":", box=(left, top, middle, bottom))
        yield replace(word, text=glued[1], box=(middle, top, right, bottom))
        return
    for match in (*_LEADER.finditer(word.text), None):
        end = match.start() if match else len(word.text)
        if end > start:
            box = (left + start * step, top, left + end * step, bottom)
            yield replace(word, text=word.text[start:end], box=box)
        start = match.end() if match else end
