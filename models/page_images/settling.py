"""Two readings of one stretch of line made one: by word, with what they differ in kept.

No reading is mended by the other, letter by letter: of each word one reading is taken whole. Where
they differ in a digit, a sign before it or a unit, the word is marked as uncertain however sure
either engine was, because each is often sure of what it gets wrong (`<190` as `190`, `3,38` as
`3.38`).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from chartside.models.page_images.rapid import Stretch
from chartside.models.page_images.words import ReadWord

_SAME: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | {"\u03bc": "\xb5"}
)
_ONE_ALONE: Final = 0.8
"""Of its own certainty: a word that one engine saw and the other did not."""
_LETTERS_DIFFER: Final = 0.7
_NUMBERS_DIFFER: Final = 0.5
_ALIKE: Final = 0.85
"""Of the surer one: two readings that differ in capitals or in a full stop."""
_PURE: Final = 0.1
_KNOWS_WORDS: Final = 0.15
"""The second engine was trained on words of the languages of these reports, the first was not."""
_LEADS: Final = "<>≤≥=+±*(°[#~"
"""Signs that belong to the word behind them; a dash between two belongs to neither."""
_STOPS: Final = ".,;:'"
_MU: Final = "\xb5"
_MICRO: Final = frozenset("uHpyhjl")
"""What a reader whose alphabet has no micro sign makes of one; an m is not among them."""


def settled(
    stretch: Stretch, first: Sequence[ReadWord], second: Sequence[ReadWord]
) -> Iterator[ReadWord]:
    """The words of a stretch.

    Args:
        stretch: As the first engine read it, letter by letter.
        first: The words that it comes apart into by the gaps of the paper.
        second: The words that the second engine read.
    """
    if not second:
        yield from (_surely(word, _ONE_ALONE) for word in first)
        return
    ordered = sorted(second, key=lambda word: word.box[0])
    letters = [(sign, sure) for sign, sure in zip(stretch.text, stretch.certain, strict=True)]
    held = [(sign, sure) for sign, sure in letters if not sign.isspace()]
    shares = _shares([word.text for word in ordered], "".join(sign for sign, _ in held))
    for word, (start, end) in zip(ordered, shares, strict=True):
        text = "".join(sign for sign, _ in held[start:end])
        sure = min((sure for _, sure in held[start:end]), default=0.0)
        dash = len(text) > 1 and text.endswith("-") and not folded(word.text).endswith("-")
        yield _one(word, text.removesuffix("-") if dash else text, sure)
        if dash:
            right = word.box[2]
            yield ReadWord("-", (right, word.box[1], right + 1, word.box[3]), held[end - 1][1] / 2)


def folded(text: str) -> str:
    """The text with signs that look alike made one."""
    return text.translate(_SAME)


def _surely(word: ReadWord, share: float) -> ReadWord:
    return ReadWord(word.text, word.box, word.confidence * share, word.other)


def _one(word: ReadWord, text: str, sure: float) -> ReadWord:
    """One word of two readings; that of `word`, which knows accents, where they are the same."""
    if not text:
        return _surely(word, _ONE_ALONE)
    if folded(word.text) == folded(text):
        return ReadWord(word.text, word.box, 1 - (1 - word.confidence) * (1 - sure))
    if _bare(word.text) == text:
        return word
    if _micro(word.text.rstrip(_STOPS), text):
        return ReadWord(text, word.box, sure)
    second = word.confidence + _likely(word.text) + _KNOWS_WORDS * word.text.isalpha()
    better, worse = (word.text, text) if second >= sure + _likely(text) else (text, word.text)
    certain = max(word.confidence, sure)
    if _plain(better) == _plain(worse):
        return ReadWord(min(better, worse, key=len), word.box, certain * _ALIKE)
    differ = _NUMBERS_DIFFER if _counts(better) or _counts(worse) else _LETTERS_DIFFER
    return ReadWord(better, word.box, certain * differ, worse)


def _likely(text: str) -> float:
    """A word of letters alone, or of digits and signs alone, is likelier than one of both."""
    letters = any(map(str.isalpha, text))
    return 0.0 if letters and any(map(str.isdigit, text)) else _PURE


def _plain(text: str) -> str:
    return text.casefold().rstrip(_STOPS)


def _micro(second: str, first: str) -> bool:
    """Whether two readings differ only in a micro sign, which the second does not know."""
    return len(second) == len(first) and all(
        one == other or (other == _MU and one in _MICRO)
        for one, other in zip(second, first, strict=True)
    )


def _bare(text: str) -> str:
    """The text without accents."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _counts(text: str) -> bool:
    """Whether a word may change a result: digits, signs, units."""
    return any(not sign.isalpha() for sign in text.strip(".,:;'\"")) or _MU in text


def _shares(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """For each word the part of the text, read without gaps, that stands where it does."""
    joined = "".join(words)
    places = _places(folded(joined), folded(text))
    ends: list[int] = []
    at = 0
    for word in words[:-1]:
        at += len(word)
        end = places[at]
        while end > (ends[-1] if ends else 0) and end > places[at - 1] and text[end - 1] in _LEADS:
            end -= 1
        ends.append(end)
    ends.append(len(text))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _places(one: str, other: str) -> list[int]:
    """For each place between letters of one text, the place of the other that it answers to."""
    places = [0] * (len(one) + 1)
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for kind, start, end, first, last in codes:
        for at in range(start, end + 1):
            share = (at - start) / (end - start) if end > start else 1.0
            places[at] = last if kind == "insert" else first + round(share * (last - first))
    return places
