"""Words that a reader of pictures found, and what such a reader is."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Protocol

from chartside.models.page_images.placing import Box, Gray


@dataclass(frozen=True, slots=True)
class ReadWord:
    """Letters without a gap, the box they stand in, and how sure the reader is of them, 0 to 1.

    `confidence` is that of the least certain letter where the reader tells letters apart. `other`
    is what a second reader made of the same place, where that is something else.
    """

    text: str
    box: Box
    confidence: float
    other: str = ""


class WordReader(Protocol):
    """An OCR engine: print on an upright, level page to words with their boxes."""

    @property
    def name(self) -> str:
        """The engine and its version, as a report says who read it."""
        ...

    def read(self, gray: Gray) -> tuple[ReadWord, ...]:
        """The words of a page, in no order that means anything."""
        ...


_LEGIBLE: Final = 0.55
_LEAST_WORDS: Final = 5


def legible(words: Sequence[ReadWord]) -> bool:
    """Whether a page was read as print is: handwriting leaves a reader of print in doubt.

    Handwriting is not supported. A page of it comes as few words, most of them uncertain; the same
    goes for print that is too small, too blurred or in another alphabet.
    """
    certain = [word.confidence for word in words if len(word.text) > 1]
    return len(certain) >= _LEAST_WORDS and median(certain) >= _LEGIBLE
