"""Where the words of a layout come from: it is made a second time, of numbers for characters.

A layout moves, pads and interleaves words, but looks at no letter. Laid out again with every
visible character of a run of text replaced by one sign that stands for the run, the same page has
the same shape, and each place in it says which run it shows.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from chartside.fhir.text.found import Place

Written = Callable[[str, str], str]
"""What is written for the words at a path: the words themselves, or their number."""

_FIRST: Final = 0x10000
_MOST: Final = 0x10FFFF - _FIRST
_VISIBLE: Final = re.compile(r"\S")
_SHOWN: Final = re.compile(r"([\U00010000-\U0010ffff])(?:[^\S\n]*\1)*")
"""One run of text, as far as it goes on a line."""


def as_written(path: str, words: str) -> str:  # noqa: ARG001 - one form of `Written`
    """The words themselves."""
    return words


class Numbers:
    """Numbers for runs of text, each with the path that leads to it."""

    def __init__(self) -> None:
        self._paths: list[str] = []

    def __call__(self, path: str, words: str) -> str:
        """The words with a sign of their own for each visible character."""
        if not words.strip():
            return words
        sign = chr(min(_FIRST + len(self._paths), _FIRST + _MOST))
        self._paths.append(path)
        return _VISIBLE.sub(sign, words)

    def places(self, laid: str) -> tuple[Place, ...]:
        """Where each run stands in a layout of the numbers, line by line.

        None where there are more runs than signs: a wrong place is worse than no place.
        """
        return () if len(self._paths) > _MOST else tuple(self._places(laid))

    def _places(self, laid: str) -> Iterator[Place]:
        for run in _SHOWN.finditer(laid):
            number = ord(run[1]) - _FIRST
            if number < len(self._paths):
                yield Place(run.start(), run.end(), self._paths[number])
