"""Of whom each word of a clause is told: the patient, or which relative.

ConText's experiencer (Harkema et al., J Biomed Inform 2009;42:839-851): a relative named in a
clause is its subject from there on, and of what stands before where a preposition ties the two
("cancer in her mother"). Who came along, was told or told it is nobody's subject (`informants`).
"""

from collections.abc import Sequence
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.words import Word

_OWNERS: Final = frozenset({"her", "his", "their", "the", "a", "one", "older", "younger", "elder"})
_TIES: Final = frozenset({"in", "of", "(", "by"})
_SELF: Final = Caseless(r"\b(?:she|he|patient|pt|they)\b")
_BACK: Final = frozenset({"and", ",", ";", "but", "whereas", "while"})
_STOPS: Final = frozenset({".", ";", ")"})
_NEAR: Final = 3
_SHORT: Final = 2


def owners_of(words: Sequence[Word], cues: Sequence[tuple[Cue, int, int]]) -> list[str]:
    """The relative that each word is told of; empty where it is the patient."""
    marks = [(first, cue.value) for cue, first, _ in cues if cue.kind == "subject"]
    owners = [""] * len(words)
    if not marks:
        return owners
    for n, (at, who) in enumerate(marks):
        until = marks[n + 1][0] if n + 1 < len(marks) else len(words)
        end = _again(words, at + 1, until)
        owners[at:end] = [who] * (end - at)
    first, who = marks[0]
    if who == "family":
        return [o or who for o in owners]
    start = _tied(words, first)
    owners[start:first] = [who] * (first - start)
    return owners


def _again(words: Sequence[Word], start: int, until: int) -> int:
    """Where the patient is spoken of again: "her mother has gout and she has asthma"."""
    for at in range(start, until):
        if _SELF.fullmatch(words[at].text) and words[at - 1].plain in _BACK:
            return at
    return until


def _tied(words: Sequence[Word], first: int) -> int:
    """Where the words that are told of a relative behind them begin."""
    ahead = [w.plain for w in words[max(0, first - _NEAR) : first]]
    while ahead and ahead[-1] in _OWNERS:
        ahead.pop()
    last = first + 1 >= len(words) or words[first + 1].plain in _STOPS
    if first <= _SHORT or not ahead or last:
        return 0
    if ahead[-1] in _TIES:
        commas = [n for n in range(first - 1) if words[n].plain in {",", ";"}]
        return commas[-1] + 1 if commas and ahead[-1] != "(" else 0
    return first
