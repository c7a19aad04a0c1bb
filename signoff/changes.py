"""What people changed in a draft: the author's own text beside what it became.

For reading only. Whatever was compared holds chart text, and so does the comparison.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from chartside.draft import Draft, Statement
from chartside.signoff.distance import words_changed


class Kept(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words and what became of it."""

    kept: Kept
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence that is not as its author wrote it; None where it was not there, or is no more.

    `words` is the fewest words to insert, delete or replace.
    """

    statement: str
    before: Statement | None
    after: Statement | None
    words: int

    @property
    def runs(self) -> tuple[Words, ...]:
        """Both texts in one, word for word."""
        return tuple(_runs(_text(self.before).split(), _text(self.after).split()))

    @property
    def sources(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the sentence cited, and what it cites now."""
        return _cited(self.before), _cited(self.after)


def changes(before: Draft, after: Draft) -> tuple[Changed, ...]:
    """Each sentence whose words or sources differ, in reading order; what was taken out last."""
    old, new = {s.id: s for s in before.statements}, {s.id: s for s in after.statements}
    return tuple(
        Changed(name, was, now, words_changed(_text(was), _text(now)))
        for name in (*new, *(gone for gone in old if gone not in new))
        if _said(was := old.get(name)) != _said(now := new.get(name))
    )


def _said(statement: Statement | None) -> tuple[str, tuple[str, ...]]:
    return _text(statement), _cited(statement)


def _text(statement: Statement | None) -> str:
    return statement.text if statement else ""


def _cited(statement: Statement | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.reference for c in statement.citations)) if statement else ()


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Words]:
    matched = SequenceMatcher(None, old, new, autojunk=False)
    for what, i, j, k, m in matched.get_opcodes():
        if what == "equal":
            yield Words(Kept.SAME, " ".join(old[i:j]))
            continue
        if i < j:
            yield Words(Kept.OUT, " ".join(old[i:j]))
        if k < m:
            yield Words(Kept.IN, " ".join(new[k:m]))
