"""Where the rows that a model read stand on the page, and which of them do not stand there at all.

A model may write a row that nobody printed. Beside words that were read otherwise (a text layer, an
OCR engine), a row counts only where every number of its result is printed, all of them on one line,
beside its name.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Protocol

from chartside.models.page_images.lab_rows import SeenRow
from chartside.models.page_images.placing import Box

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_LETTERS: Final = re.compile(r"[^\W_]+")
_LINE: Final = 0.6
"""Of the height of a word: how far the middles of the words of one line are apart."""
_NEAR: Final = 2.2
"""Heights of a line within which a name that is wrapped goes on."""
_NAMED: Final = 0.5
"""Of the words of its name that stand beside a result."""
_ALIKE: Final = 0.8


class Standing(Protocol):
    """A word on a page."""

    @property
    def text(self) -> str:
        """Its letters."""
        ...

    @property
    def box(self) -> Box:
        """Where it stands."""
        ...


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row with the box of its result."""

    seen: SeenRow
    box: Box


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of a text as they are printed, a decimal comma as a point.

    >>> numbers("<5,10 (1:80)")
    ('5.10', '1', '80')
    """
    return tuple(one.replace(",", ".") for one in _NUMBER.findall(text))


def standing(
    rows: Sequence[SeenRow], words: Sequence[Standing]
) -> tuple[tuple[FoundRow, ...], tuple[SeenRow, ...]]:
    """The rows that stand on a page, each at a place of its own; and those that do not."""
    found: list[FoundRow] = []
    refused: list[SeenRow] = []
    taken: set[int] = set()
    for seen in rows:
        best = max(_places(seen, words, taken), default=None)
        if best is None:
            refused.append(seen)
            continue
        taken.add(best[2])
        found.append(FoundRow(seen, words[best[2]].box))
    return tuple(found), tuple(refused)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, but for a letter that was read otherwise.

    >>> same_name("Kreatinin i.S.", "kreatlnin i.S."), same_name("Protein C", "Protein S")
    (True, False)
    """
    pieces, others = _folded(one), _folded(other)
    return 0 < len(pieces) == len(others) and all(map(_alike, pieces, others))


def _places(
    seen: SeenRow, words: Sequence[Standing], taken: set[int]
) -> Iterator[tuple[float, float, int]]:
    """Words that the result may begin at: how well its name stands there, and how high up."""
    wanted = _pieces(seen.row.result or "")
    name = _folded(seen.row.name)
    for number, word in enumerate(words):
        if number in taken or not wanted or wanted[0] not in _pieces(word.text):
            continue
        if not _inside(word.box, seen.tile):
            continue
        line = [one.text for one in words if _level(one.box, word.box, _LINE)]
        near = [one.text for one in words if _level(one.box, word.box, _NEAR)]
        if set(wanted) <= {piece for text in line for piece in _pieces(text)}:
            share = (_named(name, line) + _named(name, near)) / 2
            if share >= _NAMED:
                yield share, -word.box[1], number


def _pieces(text: str) -> tuple[str, ...]:
    """The numbers of a result, or its words where it has none."""
    return numbers(text) or _folded(text)


def _folded(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(_LETTERS.findall(bare))


def _named(name: Sequence[str], line: Sequence[str]) -> float:
    """How much of a name stands among words."""
    if not name:
        return 0.0
    there = {piece for text in line for piece in _folded(text)}
    return sum(any(_alike(one, other) for other in there) for one in name) / len(name)


def _alike(one: str, other: str) -> bool:
    return one == other or (
        min(len(one), len(other)) > 2  # noqa: PLR2004 - of two letters, one that differs is half
        and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
    )


def _inside(box: Box, tile: Box) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return tile[0] <= across <= tile[2] and tile[1] <= down <= tile[3]


def _level(box: Box, other: Box, reach: float) -> bool:
    apart = abs((box[1] + box[3]) - (other[1] + other[3])) / 2
    return apart <= reach * (other[3] - other[1])
