"""Scripts that put no space between words: their words are found by what stands side by side.

FTS5 takes a run of Chinese or Thai for one word. Here each character of such a script is a word of
the index, and a question becomes windows of neighbours: two characters of Chinese, three of
Katakana, four letters of Thai. Korean has spaces, but joins particles to its words, and is read the
same way. Not covered: marks of tone and vowel above and below Thai, Lao, Khmer and Burmese letters,
which FTS5 leaves out on both sides. Source: Unicode 16, UAX 24 and UAX 29 (4, word boundaries).
"""

import re
import unicodedata
from typing import Final

from chartside.fhir.retrieval.synonyms import folded

_HAN: Final = (
    "\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_KATAKANA: Final = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_JOINED: Final = "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17d2\u17d7-\u17dd"
"""Thai, Lao, Burmese and Khmer."""

MARKS: Final = (
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03"
    "\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd"
    "\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3e-\u0d4d"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e"
    "\u1056-\u1060\u1062-\u106d\u17b4-\u17d3\u17dd"
)
"""Vowels and tones that are no letters to the index; a word of a question goes on behind them."""

_RUN: Final = re.compile(f"[{_HAN}]+|[{_KATAKANA}]+|[{_HANGUL}]+|[{_JOINED}]+")
_SPACELESS: Final = re.compile(f"[{_HAN}{_KATAKANA}{_HANGUL}{_JOINED}]")
_OWN: Final = re.compile(f"[{_HAN}{_KATAKANA}{_HANGUL}{_JOINED}{MARKS}]")
_OTHERWISE: Final = re.compile(
    # Full- and half-width forms, ligatures, and letters of these scripts, with their marks.
    f"[{_HAN}{_KATAKANA}{_HANGUL}{_JOINED}\uff01-\uffdc\ufb00-\ufb06]"
    "[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1161-\u11ff]*"
)
_HIRAGANA: Final = re.compile("[\u3041-\u309f]+")
_LENGTHS: Final = ((_KATAKANA, 3), (_JOINED, 4))


def spaceless(text: str) -> bool:
    """Whether any of it is in such a script."""
    return bool(_SPACELESS.search(text))


def named(piece: str) -> str:
    """A piece of a question as the index compares it: without case, and without accents.

    A mark of Devanagari or a voiced kana is no accent: it is left.
    """
    return piece.casefold() if _OWN.search(piece) else folded(piece)


def spread(text: str) -> str:
    """A text as the index holds it: a space around each character of such a script.

    >>> spread("\u9ad8\u8840\u5727 140/90")
    ' \u9ad8  \u8840  \u5727  140/90'
    """
    if text.isascii():
        return text
    return _OTHERWISE.sub(lambda found: _apart(found[0]), text).translate(_FOLDS)


def spread_places(text: str) -> tuple[str, list[int]]:
    """The same, and for each of its characters the place in the text that it stands for.

    One more place stands for the end.
    """
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for found in _OTHERWISE.finditer(text):
        parts.append(text[at : found.start()])
        places += range(at, found.start())
        apart = _apart(found[0])
        parts.append(apart)
        # The space behind a character stands for what follows it, so that a match ends there.
        behind = found.end() if apart.endswith(" ") else found.start()
        places += [found.start()] * (len(apart) - 1) + [behind]
        at = found.end()
    parts.append(text[at:])
    return _folded_places("".join(parts), [*places, *range(at, len(text) + 1)])


def _folded_places(text: str, places: list[int]) -> tuple[str, list[int]]:
    folds = [_FOLDS[ord(c)] for c in text]
    spread_out = [place for fold, place in zip(folds, places, strict=False) for _ in fold]
    return "".join(folds), [*spread_out, places[-1]]


class _Folds(dict[int, str]):
    """Each character as a question is compared, where FTS5 compares it otherwise.

    FTS5 takes accents off Latin letters alone, and leaves \u00df, \u0439 and \u2081 what they
    are; a question has them as `ss`, `\u0438` and `1` (`named`).
    """

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        own = code < _ASCII or _OTHERWISE.match(sign) or _OWN.match(sign)
        found = self[code] = sign if own else _alone(sign)
        return found


def _alone(sign: str) -> str:
    plain = named(unicodedata.normalize("NFKC", sign))
    return plain if any(c.isalnum() for c in plain) and not spaceless(plain) else sign


_ASCII: Final = 128
_FOLDS: Final = _Folds()


def _apart(found: str) -> str:
    plain = unicodedata.normalize("NFKC", found)
    return "".join(f" {c} " if _SPACELESS.match(c) else c for c in plain)


def windows(piece: str) -> list[tuple[str, ...]]:
    """What to look for, for a piece of a question: one word, or each window of neighbours.

    >>> windows("insulin"), windows("\u764c"), windows("\u6162\u6027\u764c")
    ([('insulin',)], [('\u764c',)], [('\u6162', '\u6027'), ('\u6027', '\u764c')])
    """
    if not spaceless(piece):
        return [(piece,)]
    found: list[tuple[str, ...]] = []
    at = 0
    for run in _RUN.finditer(piece):
        found += [(other,) for other in (piece[at : run.start()],) if _tells(other)]
        found += _neighbours(run[0])
        at = run.end()
    found += [(other,) for other in (piece[at:],) if _tells(other)]
    # Hiragana between two words is grammar, unless there is nothing else.
    return [w for w in found if not _HIRAGANA.fullmatch("".join(w))] or found


def _neighbours(run: str) -> list[tuple[str, ...]]:
    letters = [c for c in run if unicodedata.category(c)[0] in "LN"]
    size = next((n for scripts, n in _LENGTHS if re.match(f"[{scripts}]", run)), 2)
    size = min(size, len(letters))
    return [tuple(letters[n : n + size]) for n in range(len(letters) - size + 1) if size]


def _tells(other: str) -> bool:
    return any(c.isalnum() for c in other)
