"""A question as it would be written out: without shorthand, politeness and slips of the finger.

Sees the question's own words only, and changes none that may be a name but by the table.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from chartside.agent.asking.tables import table

_HELD: Final[Mapping[str, Any]] = table("shorthand.toml")
_WORDS: Final[Mapping[str, str]] = _HELD["words"]
_PHRASES: Final = tuple((re.compile(k, re.IGNORECASE), v) for k, v in _HELD["phrases"].items())
_RIGHT: Final[tuple[str, ...]] = tuple(_HELD["spelling"]["words"])
_WORD = re.compile(r"(?<![\w'/.-])[A-Za-z\d][\w']*(?![\w'-]|/\w|\.\d)")
_SHORTEST: Final = 6
"""Letters of a word from which on a slip is told from another word."""


def written_out(text: str) -> str:
    """The question in whole words.

    >>> written_out("wht was her lst creat pls?")
    'what was her last creatinine ?'
    >>> written_out("why was lisinopril stoped")
    'why was lisinopril stopped'
    """
    said = text
    for pattern, whole in _PHRASES:
        said = pattern.sub(whole, said)
    return " ".join(_WORD.sub(_whole, said).split())


def _whole(match: re.Match[str]) -> str:
    word = match[0]
    lower = word.lower()
    if lower in _WORDS:
        return _WORDS[lower]
    return _righted(lower) or word


@cache
def _righted(word: str) -> str:
    """The word of a question that this is but for one slip; empty where it is none, or several."""
    if word in _RIGHT or len(word) < _SHORTEST - 1:
        return ""
    near = [r for r in _RIGHT if len(r) >= _SHORTEST and word[0] == r[0] and one_slip(word, r)]
    forms = {r for r in near if not (r.endswith("s") and r[:-1] in near)}
    return forms.pop() if len(forms) == 1 else ""


def one_slip(written: str, right: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours are swapped.

    >>> one_slip("weigth", "weight"), one_slip("prednisone", "prednisolone")
    (True, False)
    """
    if written == right or abs(len(written) - len(right)) > 1:
        return False
    if len(written) == len(right):
        wrong = [n for n, (a, b) in enumerate(zip(written, right, strict=True)) if a != b]
        first, last = wrong[0], wrong[-1]
        swapped = last - first == 1 and written[first] + written[last] == right[last] + right[first]
        return first == last or (swapped and len(wrong) == 1 + 1)
    short, long = sorted((written, right), key=len)
    return any(short == left for left in _less_one(long))


def _less_one(word: str) -> Iterator[str]:
    return (word[:n] + word[n + 1 :] for n in range(len(word)))


def nearest(word: str, names: Iterable[str]) -> str:
    """The one word of the names that this is but for a slip; empty where there is none, or more.

    The first letter is hardly ever the wrong one.
    """
    if len(word) < _SHORTEST:
        return ""
    near = {n for n in names if n[:1] == word[:1] and one_slip(word, n)}
    return near.pop() if len(near) == 1 else ""
